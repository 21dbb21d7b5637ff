#include "report.h"

#include <map>
#include <nlohmann/json.hpp>

namespace tessera::cases {
namespace {

using Json = nlohmann::json;
using Counts = std::map<std::string, int>;                // by status
using Groups = std::map<std::string, Counts>;             // by source, feature ...

struct Tally {
  Counts all;
  Groups by_portability;
  Groups by_source;
  Groups by_feature;
};

Tally Count(const std::vector<Judged>& cases) {
  Tally tally;
  for (const Judged& judged : cases) {
    const std::string status = judged.Status();
    ++tally.all[status];
    ++tally.by_portability[judged.source.portability][status];
    ++tally.by_source[judged.source.file][status];
    for (const std::string& feature : judged.source.features) ++tally.by_feature[feature][status];
  }
  return tally;
}

std::string TextOf(const Counts& counts) {
  std::string text;
  for (const auto& [status, count] : counts) {
    text += (text.empty() ? "" : ", ") + status + " " + std::to_string(count);
  }
  return text;
}

void Write(const char* title, const Groups& groups, std::ostream* out) {
  *out << "\nby " << title << "\n";
  for (const auto& [name, counts] : groups) *out << "  " << name << ": " << TextOf(counts) << "\n";
}

void Write(const Judged& judged, bool explain, std::ostream* out) {
  *out << judged.Status() << ": " << judged.source.id << " (" << judged.source.portability << ", "
       << judged.source.file << "): " << judged.source.title << "\n";
  if (!judged.left_out.empty()) *out << "    on the list: " << judged.left_out << "\n";
  for (const std::string& reason : judged.verdict.reasons) *out << "    " << reason << "\n";
  for (const Difference& difference : judged.verdict.differences) {
    *out << "    " << difference.key << ": expected " << difference.expected << ", got "
         << difference.got;
    if (!difference.why.empty()) *out << " (" << difference.why << ")";
    *out << "\n";
  }
  if (!explain) return;
  for (const std::string& line : judged.verdict.explanation) *out << "    | " << line << "\n";
}

Json JsonOf(const Judged& judged, bool explain) {
  Json json = {{"id", judged.source.id},
               {"title", judged.source.title},
               {"file", judged.source.file},
               {"source", judged.source.source},
               {"portability", judged.source.portability},
               {"features", judged.source.features},
               {"status", judged.Status()},
               {"reasons", judged.verdict.reasons},
               {"differences", Json::array()}};
  for (const Difference& difference : judged.verdict.differences) {
    json["differences"].push_back({{"key", difference.key},
                                   {"expected", difference.expected},
                                   {"got", difference.got},
                                   {"why", difference.why}});
  }
  if (!judged.left_out.empty()) json["left_out"] = judged.left_out;
  if (explain) json["explanation"] = judged.verdict.explanation;
  return json;
}

}  // namespace

std::string Judged::Status() const {
  if (stale()) return "stale";
  if (wrong() && !left_out.empty()) return "left out";
  return OutcomeName(verdict.outcome);
}

void WriteText(const std::vector<Judged>& cases, bool explain, std::ostream* out) {
  for (const Judged& judged : cases) {
    if (explain || judged.bad() || !judged.left_out.empty()) Write(judged, explain, out);
  }
  const Tally tally = Count(cases);
  Write("feature", tally.by_feature, out);
  Write("source", tally.by_source, out);
  Write("portability", tally.by_portability, out);
  *out << "\n" << cases.size() << " cases: " << TextOf(tally.all) << "\n";
}

void WriteJson(const std::vector<Judged>& cases, bool explain, std::ostream* out) {
  const Tally tally = Count(cases);
  Json json = {{"cases", Json::array()},
               {"counts",
                {{"all", tally.all},
                 {"portability", tally.by_portability},
                 {"source", tally.by_source},
                 {"feature", tally.by_feature}}}};
  for (const Judged& judged : cases) json["cases"].push_back(JsonOf(judged, explain));
  *out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace tessera::cases
