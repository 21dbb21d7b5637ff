#include "tessera/cli/program_source.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/cli/file.h"
#include "tessera/cli/session.h"
#include "tessera/program/read_program.h"

namespace tessera::cli {
namespace {

SourceRead Refused(const absl::Status& status) {
  SourceRead read;
  read.exit_code = Report(status);
  return read;
}

// Such a fault leaves something of the file out.
bool IsUnread(const program::ProgramFault& fault) {
  static constexpr const char* kReasons[] = {
      "DOCUMENT_INVALID", "DOCUMENT_TOO_LARGE", "FIELD_UNKNOWN", "FIELD_REPEATED",
      "FIELD_MISSING",    "FIELD_CONFLICT",     "TYPE_WRONG",    "VALUE_INVALID"};
  return std::find(std::begin(kReasons), std::end(kReasons), fault.reason) != std::end(kReasons);
}

SourceRead ReadFile(const std::string& path, FileFaults allowed) {
  const absl::StatusOr<std::string> text = ReadTextFile(path, "FILE");
  if (!text.ok()) {
    SourceRead read = Refused(text.status());
    read.exit_code = kUsage;
    return read;
  }
  program::ReadProgramResult program = program::ReadProgram(*text, SystemClock().Now());
  for (const program::ProgramFault& fault : program.faults) {
    std::cerr << path << ":" << program::ToText(fault) << "\n";
  }
  for (const program::ProgramFault& warning : program.warnings) {
    std::cerr << path << ":" << warning.line << ": " << warning.path << ": warning: "
              << warning.reason << ": " << warning.message << "\n";
  }
  SourceRead read;
  read.ok = program.faults.empty() ||
            (allowed == FileFaults::kAllowedIfRead &&
             std::none_of(program.faults.begin(), program.faults.end(), IsUnread));
  if (read.ok) {
    *read.source.mutable_program() = std::move(program.program);
  } else {
    read.exit_code = kFaultsFound;
    std::cerr << path << ": " << program.faults.size()
              << (program.faults.size() == 1 ? " fault\n" : " faults\n");
  }
  return read;
}

}  // namespace

SourceRead ReadSourceText(const std::string& text, FileFaults faults) {
  SourceRead read;
  read.ok = true;
  absl::string_view rest = text;
  if (text == "live") {
    read.source.set_version(0);
  } else if (absl::ConsumePrefix(&rest, "draft:")) {
    read.source.set_draft_id(std::string(rest));
  } else if (absl::ConsumePrefix(&rest, "store:")) {
    read.source.set_live_store_id(std::string(rest));
  } else if (absl::ConsumePrefix(&rest, "version:")) {
    int64_t version = 0;
    if (!absl::SimpleAtoi(rest, &version) || version < 1) {
      return Refused(InvalidInput("VERSION_INVALID", "SOURCE",
                                  "write version:N with a number from 1 on; see: program versions"));
    }
    read.source.set_version(version);
  } else {
    return ReadFile(text, faults);
  }
  return read;
}

}  // namespace tessera::cli
