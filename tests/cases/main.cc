// tessera-cases: acceptance cases of peers, in the neutral format, through the engine or the service.
//
// Exit code: 0 all cases pass, or are on the list, or need what is not there (counted on their own);
// 1 failures, cases that cannot be translated, or a list that is out of date; 2 bad usage, or nothing
// that can be read.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "report.h"

namespace tessera::cases {
namespace {

constexpr int kFailures = 1;
constexpr int kUnusable = 2;

struct Options {
  std::string dir;
  std::string list = TESSERA_LEFT_OUT;
  std::string source;
  std::string feature;
  std::string id;
  bool json = false;
  bool explain = false;
};

bool Wanted(const Case& one, const Options& options) {
  const bool source = options.source.empty() || one.file == options.source ||
                      one.source.find(options.source) != std::string::npos;
  const bool feature =
      options.feature.empty() || std::find(one.features.begin(), one.features.end(),
                                           options.feature) != one.features.end();
  return source && feature && (options.id.empty() || one.id == options.id);
}

int Run(const Options& options) {
  const auto list = ReadLeftOut(options.list);
  auto cases = ReadCases(options.dir);
  for (const absl::Status& status : {list.status(), cases.status()}) {
    if (status.ok()) continue;
    std::cerr << "tessera-cases: " << status.message() << "\n";
    return kUnusable;
  }
  std::vector<Judged> judged;
  for (Case& one : *cases) {
    if (!Wanted(one, options)) continue;
    const auto listed = list->find(one.id);
    Verdict verdict = Judge(one);
    judged.push_back({std::move(one), std::move(verdict),
                      listed == list->end() ? "" : listed->second});
  }
  if (judged.empty()) {
    std::cerr << "tessera-cases: no case is chosen\n";
    return kUnusable;
  }
  options.json ? WriteJson(judged, options.explain, &std::cout)
               : WriteText(judged, options.explain, &std::cout);
  const bool bad = std::any_of(judged.begin(), judged.end(),
                               [](const Judged& one) { return one.bad(); });
  return bad ? kFailures : 0;
}

}  // namespace
}  // namespace tessera::cases

int main(int argc, char** argv) {
  tessera::cases::Options options;
  CLI::App app("Runs acceptance cases in the neutral format and compares every key they expect");
  app.add_option("--dir", options.dir, "folder with *.json files of cases")->required();
  app.add_flag("--json", options.json, "print one JSON object");
  app.add_option("--source", options.source, "only cases of this file or of this source");
  app.add_option("--feature", options.feature, "only cases that have this feature");
  app.add_option("--case", options.id, "only this case");
  app.add_flag("--explain", options.explain, "say what the engine answered to each case");
  app.add_option("--left-out", options.list, "another list of cases that are left out on purpose");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : tessera::cases::kUnusable;
  }
  return tessera::cases::Run(options);
}
