#include "tessera/program/read_program.h"

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "document.h"
#include "document_reader.h"
#include "google/protobuf/dynamic_message.h"
#include "program_schema.h"
#include "tessera/codec/program.h"
#include "values.h"
#include "warnings.h"

namespace tessera::program {
namespace {

constexpr int kMostCurrencyDigits = 4;

using Faults = std::vector<ProgramFault>;

DocumentReader::Setting FindSetting(const YAML::Node& root, Faults* faults) {
  DocumentReader::Setting setting;
  if (!root.IsMap()) return setting;
  if (const YAML::Node digits = root["currency_digits"]; digits && digits.IsScalar()) {
    const auto value = ParseDecimal(digits.Scalar(), 0);
    if (value && *value >= 0 && *value <= kMostCurrencyDigits) {
      setting.currency_digits = static_cast<int>(*value);
    }
  } else if (!digits) {
    faults->push_back({"currency_digits", 1, "FIELD_MISSING",
                       "say how many minor digits the currency has: 2 for kopecks"});
  }
  const YAML::Node languages = root["languages"];
  if (languages && languages.IsSequence() && languages.size() > 0 && languages[0].IsScalar()) {
    setting.first_language = languages[0].Scalar();
  }
  return setting;
}

// A fault that follows from one that the reader has found at the same place or inside it is not
// told twice.
bool FollowsFrom(absl::string_view path, const Faults& read) {
  return std::any_of(read.begin(), read.end(), [&](const ProgramFault& fault) {
    if (fault.path.empty()) return true;
    const absl::string_view shorter = fault.path.size() < path.size() ? fault.path : path;
    const absl::string_view longer = fault.path.size() < path.size() ? path : fault.path;
    return absl::StartsWith(longer, shorter) &&
           (longer.size() == shorter.size() || longer[shorter.size()] == '.' ||
            longer[shorter.size()] == '[');
  });
}

void SortByLine(Faults* faults) {
  std::stable_sort(faults->begin(), faults->end(),
                   [](const ProgramFault& a, const ProgramFault& b) { return a.line < b.line; });
}

void Check(const v1::Program& program, const DocumentReader& reader, Faults* faults) {
  std::vector<engine::Fault> found;
  codec::CompileProto(program, 1, &found);
  const Faults read = *faults;
  for (const engine::Fault& fault : found) {
    if (FollowsFrom(fault.field, read)) continue;
    faults->push_back({fault.field, reader.LineOf(fault.field), fault.reason, fault.message});
  }
  SortByLine(faults);
}

std::vector<ProgramFault> Warn(const v1::Program& program, Instant now,
                               const DocumentReader& reader) {
  std::vector<ProgramFault> warnings = FindWarnings(program, now);
  for (ProgramFault& warning : warnings) warning.line = reader.LineOf(warning.path);
  SortByLine(&warnings);
  return warnings;
}

}  // namespace

ReadProgramResult ReadProgram(absl::string_view text, std::optional<Instant> now) {
  ReadProgramResult result;
  const auto root = ParseDocument(text, &result.faults);
  if (!root) return result;
  google::protobuf::DynamicMessageFactory factory;
  std::unique_ptr<google::protobuf::Message> message(
      factory.GetPrototype(&ProgramDescriptor())->New());
  const DocumentReader::Setting setting = FindSetting(*root, &result.faults);
  DocumentReader reader(setting, &result.faults);
  reader.Read(*root, message.get());
  if (!result.program.ParseFromString(message->SerializeAsString())) {
    result.faults.push_back({"", 1, "DOCUMENT_INVALID", "it does not fit the contract"});
    return result;
  }
  Check(result.program, reader, &result.faults);
  if (now && result.faults.empty()) result.warnings = Warn(result.program, *now, reader);
  return result;
}

std::string ToText(const ProgramFault& fault) {
  return absl::StrCat(fault.line, ": ", fault.path, fault.path.empty() ? "" : ": ", fault.reason,
                      ": ", fault.message);
}

}  // namespace tessera::program
