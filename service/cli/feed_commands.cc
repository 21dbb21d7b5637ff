#include <algorithm>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/file.h"
#include "tessera/cli/output.h"
#include "tessera/cli/progress.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/v1/feed_service.grpc.pb.h"

namespace tessera::cli {
namespace {

struct FeedArguments {
  std::vector<std::string> kinds;
  std::vector<std::string> stores;
  std::string member;
  std::vector<int> partitions;
  std::string cursor;
  std::string cursor_file;
  std::string resume;
  bool from_now = false;
  bool profiles = false;
  bool without_lines = false;
  int64_t limit = 0;
};

const std::map<std::string, v1::FeedKind>& Kinds() {
  static const auto* const kinds = new std::map<std::string, v1::FeedKind>{
      {"member", v1::FEED_KIND_MEMBER},       {"card", v1::FEED_KIND_CARD},
      {"sale", v1::FEED_KIND_SALE},           {"refund", v1::FEED_KIND_REFUND},
      {"entry", v1::FEED_KIND_ENTRY},         {"tier", v1::FEED_KIND_TIER},
      {"coupon", v1::FEED_KIND_COUPON},       {"tender", v1::FEED_KIND_TENDER},
      {"program", v1::FEED_KIND_PROGRAM},     {"terminal", v1::FEED_KIND_TERMINAL},
      {"survey-answer", v1::FEED_KIND_SURVEY_ANSWER},
      {"follow-up", v1::FEED_KIND_FOLLOW_UP}, {"segments", v1::FEED_KIND_SEGMENTS},
      {"store", v1::FEED_KIND_STORE}};
  return *kinds;
}

std::string NameOf(v1::FeedKind kind) {
  for (const auto& [name, value] : Kinds()) {
    if (value == kind) return name;
  }
  return absl::StrCat(int{kind});
}

v1::FeedFilter FilterOf(const FeedArguments& arguments) {
  v1::FeedFilter filter;
  for (const std::string& kind : arguments.kinds) filter.add_kinds(Kinds().at(kind));
  for (const std::string& store : arguments.stores) filter.add_store_ids(store);
  filter.set_member_id(arguments.member);
  for (const int partition : arguments.partitions) filter.add_partitions(partition);
  filter.set_with_profiles(arguments.profiles);
  filter.set_without_lines(arguments.without_lines);
  return filter;
}

// What the event is about, by the id that people look it up by.
std::string SubjectOf(const v1::FeedEvent& event) {
  switch (event.event_case()) {
    case v1::FeedEvent::kMember: return event.member().masked_name();
    case v1::FeedEvent::kCard: return absl::BytesToHexString(event.card().identifier_hash());
    case v1::FeedEvent::kSale: return event.sale().sale().result().sale_id();
    case v1::FeedEvent::kRefund: return event.refund().result().refund_id();
    case v1::FeedEvent::kEntry: return absl::StrCat(event.entry().entry().entry_no());
    case v1::FeedEvent::kTier: return event.tier().tier();
    case v1::FeedEvent::kCoupon: return absl::BytesToHexString(event.coupon().code_hash());
    case v1::FeedEvent::kTender: return absl::BytesToHexString(event.tender().key());
    case v1::FeedEvent::kProgram: return absl::StrCat(event.program().version());
    case v1::FeedEvent::kTerminal:
      return absl::StrCat(event.terminal().store_id(), "/", event.terminal().terminal_id());
    case v1::FeedEvent::kSurveyAnswer: return event.survey_answer().answer_id();
    case v1::FeedEvent::kFollowUp: return absl::StrCat(event.follow_up().follow_up_no());
    case v1::FeedEvent::kSegments: return event.segments().rfm_cell();
    case v1::FeedEvent::kStore: return event.store().store_id();
    case v1::FeedEvent::EVENT_NOT_SET: break;
  }
  return "";
}

// How many points or how much money, in their smallest unit; empty where nothing moves.
std::string AmountOf(const v1::FeedEvent& event) {
  if (event.has_sale()) return absl::StrCat(event.sale().sale().total_minor());
  if (event.has_refund()) return absl::StrCat(event.refund().result().net_minor());
  if (event.has_entry()) return absl::StrCat(event.entry().entry().points());
  if (event.has_tender()) return absl::StrCat(event.tender().entry().amount_minor());
  return "";
}

// Prints events as they come: JSON lines, or CSV.
class Printer {
 public:
  explicit Printer(const Session& session)
      : session_(Streaming(session)),
        rows_(session_, {{"EVENT_ID"}, {"KIND"}, {"HAPPENED"}, {"MEMBER"}, {"SUBJECT"},
                         {"AMOUNT", true}}) {}

  absl::Status Add(const v1::FeedEvent& event) {
    return rows_.Add({event.event_id(), NameOf(event.kind()), TimeCell(event.happened_at_us()),
                      event.member_id(), SubjectOf(event), AmountOf(event)},
                     event);
  }

  // What was printed is out, whatever happens to this process. See FlushOutput.
  absl::Status Flush() { return FlushOutput(); }
  absl::Status Finish() {
    rows_.Finish();
    return Flush();
  }

 private:
  static Session Streaming(Session session) {
    if (session.output != Output::kCsv) session.output = Output::kJsonLines;
    return session;
  }

  const Session session_;
  Rows rows_;
};

absl::StatusOr<std::string> ReadCursor(const FeedArguments& arguments) {
  if (arguments.cursor_file.empty() || access(arguments.cursor_file.c_str(), F_OK) != 0) {
    return arguments.cursor;
  }
  TESSERA_ASSIGN_OR_RETURN(const std::string text,
                           ReadTextFile(arguments.cursor_file, "--cursor-file"));
  return std::string(absl::StripAsciiWhitespace(text));
}

// The old file or the new one, never half of it, and never without what was printed before it.
absl::Status WriteCursor(const std::string& path, const std::string& cursor) {
  if (path.empty()) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(SyncOutput());
  const std::string partial = absl::StrCat(path, ".partial");
  std::ofstream file(partial, std::ios::trunc);
  file << cursor << "\n";
  file.close();
  if (!file || std::rename(partial.c_str(), path.c_str()) != 0) {
    return Unwritten("--cursor-file", path, "what was printed last comes again");
  }
  return absl::OkStatus();
}

// Enough came by this stream: ends it, and is no error.
absl::Status Enough() { return absl::CancelledError("enough"); }

// Ends at once: what was printed is out, and the cursor's file is whole at any time.
void EndQuietly(int signal) { _exit(signal == SIGTERM ? kDone : kInterrupted); }

template <typename Page>
absl::Status Print(const Page& page, const FeedArguments& arguments, int64_t& printed,
                   Printer& printer) {
  for (const v1::FeedEvent& event : page.events()) {
    TESSERA_RETURN_IF_ERROR(printer.Add(event));
    ++printed;
  }
  TESSERA_RETURN_IF_ERROR(printer.Flush());
  return WriteCursor(arguments.cursor_file, page.position().cursor());
}

// So many as a page may have without going beyond the limit.
int32_t PageSize(const FeedArguments& arguments, int64_t printed) {
  constexpr int64_t kPage = 1'000;
  if (arguments.limit == 0) return kPage;
  return static_cast<int32_t>(std::min(kPage, arguments.limit - printed));
}

int ReadAll(const Session& session, const FeedArguments& arguments) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    TESSERA_ASSIGN_OR_RETURN(const std::string cursor, ReadCursor(arguments));
    v1::ReadFeedRequest request;
    request.set_cursor(cursor);
    request.set_from_now(arguments.from_now);
    *request.mutable_filter() = FilterOf(arguments);
    Printer printer(session);
    int64_t printed = 0;
    v1::ReadFeedResponse page;
    do {
      request.set_page_size(PageSize(arguments, printed));
      page.Clear();
      TESSERA_RETURN_IF_ERROR(
          client.Call<v1::FeedService>(&v1::FeedService::Stub::Read, request, &page));
      TESSERA_RETURN_IF_ERROR(Print(page, arguments, printed, printer));
      request.set_cursor(page.position().cursor());
    } while (page.position().behind() > 0 && (arguments.limit == 0 || printed < arguments.limit));
    TESSERA_RETURN_IF_ERROR(printer.Finish());
    if (arguments.cursor_file.empty()) {
      std::fprintf(stderr, "cursor: %s\n", page.position().cursor().c_str());
    }
    return kDone;
  });
}

int WatchOn(const Session& session, const FeedArguments& arguments) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    std::signal(SIGTERM, EndQuietly);
    std::signal(SIGINT, EndQuietly);
    TESSERA_ASSIGN_OR_RETURN(const std::string cursor, ReadCursor(arguments));
    v1::WatchFeedRequest request;
    request.set_cursor(cursor);
    request.set_from_now(arguments.from_now);
    *request.mutable_filter() = FilterOf(arguments);
    Printer printer(session);
    int64_t printed = 0;
    // A stream ends after a while by itself: the next one goes on where it stood.
    while (arguments.limit == 0 || printed < arguments.limit) {
      request.set_page_size(PageSize(arguments, printed));
      const absl::Status ended = client.Stream<v1::FeedService>(
          &v1::FeedService::Stub::Watch, request,
          std::function<absl::Status(const v1::WatchFeedResponse&)>(
              [&](const v1::WatchFeedResponse& page) -> absl::Status {
                TESSERA_RETURN_IF_ERROR(Print(page, arguments, printed, printer));
                request.set_cursor(page.position().cursor());
                // All pages of a stream are as large as it asked for: what is left is asked for anew.
                return arguments.limit != 0 && page.events_size() > 0 ? Enough() : absl::OkStatus();
              }));
      if (!ended.ok() && ended != Enough()) return ended;
    }
    TESSERA_RETURN_IF_ERROR(printer.Finish());
    return kDone;
  });
}

int TakeSnapshot(const Session& session, const FeedArguments& arguments) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    v1::SnapshotFeedRequest request;
    *request.mutable_filter() = FilterOf(arguments);
    request.set_resume(arguments.resume);
    Printer printer(session);
    std::string cursor, resume = arguments.resume;
    Progress progress(session, SystemClock(), "rows");
    const absl::Status taken = client.Stream<v1::FeedService>(
        &v1::FeedService::Stub::Snapshot, request,
        std::function<absl::Status(const v1::SnapshotFeedResponse&)>(
            [&](const v1::SnapshotFeedResponse& part) -> absl::Status {
              for (const v1::FeedEvent& event : part.events()) {
                TESSERA_RETURN_IF_ERROR(printer.Add(event));
              }
              TESSERA_RETURN_IF_ERROR(printer.Flush());
              cursor = part.cursor();
              resume = part.resume();
              progress.At(part.done(), part.expected());
              return absl::OkStatus();
            }));
    progress.Finish();
    const absl::Status printed = printer.Finish();
    if (!taken.ok() && !resume.empty()) {
      std::fprintf(stderr, "to go on: tessera feed snapshot --resume '%s'\n", resume.c_str());
    }
    TESSERA_RETURN_IF_ERROR(taken);
    TESSERA_RETURN_IF_ERROR(printed);
    if (arguments.cursor_file.empty()) std::fprintf(stderr, "cursor: %s\n", cursor.c_str());
    TESSERA_RETURN_IF_ERROR(WriteCursor(arguments.cursor_file, cursor));
    return kDone;
  });
}

void AddFilter(CLI::App* command, FeedArguments* arguments) {
  std::vector<std::string> names;
  for (const auto& [name, kind] : Kinds()) names.push_back(name);
  command->add_option("--kinds", arguments->kinds, "Of these kinds only: sale,entry")
      ->delimiter(',')
      ->check(CLI::IsMember(names));
  command->add_option("--store", arguments->stores,
                      "Sales, refunds, answers and terminals of these stores only");
  command->add_option("--member", arguments->member, "Of one member only, by id");
  command->add_flag("--profiles", arguments->profiles, "Members with what is known of the person");
  command->add_flag("--without-lines", arguments->without_lines,
                    "Sales and refunds without their documents");
  command->add_option("--cursor-file", arguments->cursor_file,
                      "Keeps the place after each page; where it exists, goes on from there");
}

void AddPlace(CLI::App* command, FeedArguments* arguments) {
  AddFilter(command, arguments);
  command->add_option("--partitions", arguments->partitions, "Of these partitions only, 0 to 8: 0,3,6")
      ->delimiter(',');
  command->add_option("--cursor", arguments->cursor, "From here; from the first that is kept without");
  command->add_flag("--from-now", arguments->from_now, "Without a cursor: what happens from now on");
  command->add_option("--limit", arguments->limit, "At most so many events; 0 for all")
      ->check(CLI::NonNegativeNumber);
}

}  // namespace

void AddFeedCommands(CLI::App& app, Session& session) {
  CLI::App* feed = app.add_subcommand(
      "feed", "Every change, once and in order: as JSON lines, or with --output csv");
  feed->require_subcommand(1);
  auto arguments = std::make_shared<FeedArguments>();

  CLI::App* read = feed->add_subcommand("read", "What happened up to now");
  AddPlace(read, arguments.get());
  read->footer(
      "Examples:\n  tessera feed read --kinds sale,refund --cursor-file erp.cursor >> changes.jsonl\n"
      "  tessera --output csv feed read --store msk-1 --limit 100");
  read->callback([&session, arguments] {
    session.run = [&session, arguments] { return ReadAll(session, *arguments); };
  });

  CLI::App* watch = feed->add_subcommand("watch", "What happens, as it happens, until it is stopped");
  AddPlace(watch, arguments.get());
  watch->footer("Examples:\n  tessera feed watch --kinds sale,entry --cursor-file crm.cursor | crm-import");
  watch->callback([&session, arguments] {
    session.run = [&session, arguments] { return WatchOn(session, *arguments); };
  });

  CLI::App* snapshot = feed->add_subcommand(
      "snapshot", "The state of everything, and the cursor from which to read on; sales, refunds, points "
                  "and answers only where --kinds names them");
  AddFilter(snapshot, arguments.get());
  snapshot->add_option("--resume", arguments->resume, "Goes on where an earlier one broke off");
  snapshot->footer("Examples:\n  tessera feed snapshot --cursor-file crm.cursor > members.jsonl");
  snapshot->callback([&session, arguments] {
    session.run = [&session, arguments] { return TakeSnapshot(session, *arguments); };
  });
}

}  // namespace tessera::cli
