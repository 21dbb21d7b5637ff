// tessera-bench: what the service and the plugin cost, beside what the bare parts below them cost in
// the same run. Figures only; nothing here passes or fails on time.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "commit_cases.h"
#include "engine_case.h"
#include "figure.h"
#include "hq_beside.h"
#include "hq_feed.h"
#include "hq_import.h"
#include "hq_metrics.h"
#include "hq_try_out.h"
#include "large_case.h"
#include "offline_case.h"
#include "options.h"
#include "plugin_cases.h"
#include "read_cases.h"
#include "sample.h"
#include "targets.h"
#include "tessera/sqlite/process.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

using support::MakeMember;
using support::TemporaryFolder;
using support::TestService;

constexpr char kFooter[] = R"(Each figure is the median of five rounds that alternate with its baseline:
  identify, quote           calls through tesserad's own parts (gRPC on the loopback, SQLite);
                            baseline: a plain gRPC service, from a .proto, that takes and gives as
                            many bytes
  commit                    sales of different members, booked and on the disk; baseline: bare SQLite
                            writes the same rows, 256 sales in a transaction. Times of calls stand
                            beside those of an echo:
    half-load.p99           at half that rate; baseline: the echo at that rate
    hot-member              all sales are of one member; baseline: of different ones
  large                     tesserad as a process on a chain of --members members with ten entries
                            each; baseline: on one of ten thousand members and no entries
    start, memory           to the first answer; the most that the process had
  plugin                    libtessera.so on a cache of --members members:
    snapshot                members that it takes over, from a service that has them ready; baseline:
                            bare SQLite inserts the same rows
    cold-start              from loading the library to the first quote without a service, in a new
                            process; baseline: SQLite opens the same file and reads a row
    offline-sale.p99        identify and quote; baseline: the engine's evaluation alone
    commit                  a sale in the outbox, on the disk; baseline: bare SQLite inserts a row as
                            large with the same durability
    black-hole.first, .open.p99  a scan where the service takes connections and says nothing: the first
                            one, and those once the breaker is open; baseline: the deadline, 300 ms
    memory                  that a process has more after 10,000 sales; baseline: after 100
    library                 the file; baseline: what of it is mapped
    online.p99              a scan; baseline: the bare call that it makes, one at a time
  offline-quote             sale_quote of libtessera.so without a service; baseline: a bare
                            evaluation of the same basket by the engine
  engine                    the engine alone, one thread, memory kept between evaluations:
    100-offers, 10000-offers  20 lines, 8 offers of which touch them; baseline: gross amounts and 8
                            percentages of all lines by bare arithmetic
    10000-to-100            the same two beside each other
    1000x1000-percent, -mixed  1,000 lines, 1,000 offers for all of them; baseline: likewise
    best-of-30, -hard       300 riddles for BEST_FOR_CUSTOMER; baseline: the same offers in their
                            order; cut-short: those in which the node budget ran out, of all
    compile-10000, memory-10000  baseline: a copy of the program as it was given
    heap, heap-of-process   bytes after --evaluations; baseline: after 1,000
    allocations             per evaluation; baseline: without keeping memory
  hq                        what headquarters sees and loads; its parts by themselves:
   hq-insight               over --receipts receipts of a year:
    metrics, metrics.by-store, cohorts  as a client asks for them; baseline: the second in which they are to be
                            there
    tryout                  a program tried on a twentieth of them, of five lines, by one thread;
                            baseline: the 20 seconds in which 500,000 are to be tried
   hq-import
    import                  --members members in one stream; baseline: bare SQLite inserts the rows that
                            they left into the same tables with the same indexes; three rounds
    import.known            a quarter as many more, each hundredth known already; baseline: import
   hq-feed
    feed, feed.lines        what up to 100,000 members buy, read by one consumer; baseline: 100,000 events
                            a second
   hq-beside
    commit-with-feed        commits as fast as they go, beside one consumer; baseline: without it
    feed.delay.p99          of these sales, until the consumer has them; baseline: a second
    import.commit.p99       commits at a quarter of that rate beside an import; baseline: without it
ratio = value / baseline. Measure the release preset, on a disk that is not in memory (TMPDIR).)";

constexpr char kEngine[] = "engine";
const std::vector<std::string> kHq = {"hq-insight", "hq-import", "hq-feed", "hq-beside"};
constexpr char kLarge[] = "large";
constexpr char kPlugin[] = "plugin";
const std::vector<std::string> kService = {"identify", "quote", "commit", kLarge};

void Prepare(TestService& service, const Options& options) {
  service.Publish(MakeProgram(options.offers));
  std::vector<v1::MemberImport> members;
  for (int i = 0; i < kMembers; ++i) members.push_back(MakeMember(i, 10'000));
  service.Import(members);
}

// Of a service of its own: it is stopped.
absl::StatusOr<std::vector<Figure>> MeasureOffline(const Options& options) {
  TestService service;
  Prepare(service, options);
  const TemporaryFolder folder;
  const absl::Status filled = FillCache(service.address(), folder.path().string());
  if (!filled.ok()) return filled;
  service.Stop();
  return MeasureOfflineQuote(service.address(), folder.path().string(), options);
}

std::string BesideThis(const std::string& program) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / program).string();
}

absl::StatusOr<std::vector<Figure>> MeasureHqInsight(const Options& options) {
  auto figures = MeasureHqMetrics(options);
  if (!figures.ok()) return figures;
  const auto tried = MeasureHqTryOut(options);
  if (!tried.ok()) return tried.status();
  figures->insert(figures->end(), tried->begin(), tried->end());
  return figures;
}

absl::StatusOr<std::vector<Figure>> MeasureOne(const std::string& name, TestService* service,
                                               const Options& options) {
  if (name == kEngine) return MeasureEngine(options);
  if (name == "hq-insight") return MeasureHqInsight(options);
  if (name == "hq-import") return MeasureHqImport(options);
  if (name == "hq-feed") return MeasureHqFeed(options);
  if (name == "hq-beside") return MeasureHqBeside(*service, options);
  if (name == kLarge) return MeasureLarge(BesideThis("tesserad"), options);
  if (name == "offline-quote") return MeasureOffline(options);
  if (name == kPlugin) return MeasurePlugin(service->address(), options);
  if (name == "commit") return MeasureCommits(*service, options);
  const Target target = name == "quote" ? QuoteTarget(service->address(), options)
                                        : IdentifyTarget(service->address());
  return MeasureReads(name, target, options);
}

bool NeedsNoService(const std::string& name) {
  return name == kEngine || name == kLarge || name == "hq-insight" || name == "hq-import" ||
         name == "hq-feed" || name == "offline-quote";
}

int Measure(const std::vector<std::string>& names, const Options& options) {
  std::unique_ptr<TestService> service;
  if (!std::all_of(names.begin(), names.end(), NeedsNoService)) {
    service = std::make_unique<TestService>();
    Prepare(*service, options);
  }
  std::vector<Figure> all;
  for (const std::string& name : names) {
    const auto figures = MeasureOne(name, service.get(), options);
    if (!figures.ok()) {
      std::cerr << "tessera-bench: " << figures.status().message() << std::endl;
      return EXIT_FAILURE;
    }
    for (const Figure& figure : *figures) {
      if (options.json) PrintJson(figure, std::cout);
      all.push_back(figure);
    }
  }
  if (!options.json) PrintTable(all, std::cout);
  return EXIT_SUCCESS;
}

int Main(int argc, char** argv) {
  CLI::App app("Measures Tessera beside the bare parts it stands on.", "tessera-bench");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();
  Options options;
  app.add_flag("--json", options.json, "One JSON object a line instead of a table");
  int seconds = 10;
  app.add_option("--seconds", seconds, "For each figure, both sides together")
      ->check(CLI::Range(1, 3'600))
      ->capture_default_str();
  app.add_option("--in-flight", options.in_flight, "Calls under way at once")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  app.add_option("--lines", options.lines, "Lines of the basket")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  app.add_option("--offers", options.offers, "Offers of the program")
      ->check(CLI::Range(0, 10'000))
      ->capture_default_str();
  app.add_option("--members", options.members, "Of the large chain")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  app.add_option("--evaluations", options.evaluations, "Over which the engine's heap is watched")
      ->check(CLI::Range(1, 1'000'000'000))
      ->capture_default_str();
  app.add_option("--receipts", options.receipts, "Of the year that headquarters' figures are of")
      ->check(CLI::Range(int64_t{1'000}, int64_t{100'000'000}))
      ->capture_default_str();
  app.add_subcommand("identify", "Who a card points to");
  app.add_subcommand("quote", "What a basket earns and saves");
  app.add_subcommand("commit", "A sale, booked and on the disk");
  app.add_subcommand(kLarge, "A chain of full size");
  app.add_subcommand("service", "All of these");
  app.add_subcommand(kPlugin, "What a till pays for the plugin");
  app.add_subcommand("offline-quote", "What the plugin says by itself");
  app.add_subcommand(kEngine, "An evaluation, by itself");
  app.add_subcommand("hq", "What headquarters sees and loads");
  for (const std::string& part : kHq) app.add_subcommand(part, "A part of that");
  app.add_subcommand("all", "All of them");
  CLI11_PARSE(app, argc, argv);

  options.milliseconds = int64_t{seconds} * 1'000;
  std::vector<std::string> names;
  for (const CLI::App* chosen : app.get_subcommands()) names.push_back(chosen->get_name());
  if (names.front() == "service") names = kService;
  if (names.front() == "hq") names = kHq;
  if (names.front() == "all") {
    names = kService;
    names.push_back(kPlugin);
    names.push_back("offline-quote");
    names.push_back(kEngine);
    names.insert(names.end(), kHq.begin(), kHq.end());
  }
  try {
    return Measure(names, options);
  } catch (const std::exception& error) {
    std::cerr << "tessera-bench: " << error.what() << std::endl;
    return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace tessera::bench

int main(int argc, char** argv) {
  tessera::sqlite::OwnProcess();  // as tesserad
  return tessera::bench::Main(argc, argv);
}
