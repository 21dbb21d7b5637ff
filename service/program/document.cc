#include "document.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/utf8.h"

namespace tessera::program {
namespace {

constexpr size_t kLargestDocument = 16U << 20;

// The parser's words say what it met, not what to do.
std::string WhatToDo(absl::string_view text, const YAML::Exception& error) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  const auto number = static_cast<size_t>(error.mark.line < 0 ? 0 : error.mark.line);
  if (number < lines.size()) {
    const absl::string_view line = lines[number];
    const size_t first = line.find_first_not_of(' ');
    if (first != absl::string_view::npos && line[first] == '\t') {
      return "indent with blanks; a tab is not allowed here";
    }
  }
  return absl::StrCat("the document breaks off here (", error.msg,
                      "); look at indentation, quotes, brackets and blanks after colons, here and on "
                      "the line before");
}

}  // namespace

std::optional<YAML::Node> ParseDocument(absl::string_view text, std::vector<ProgramFault>* faults) {
  if (text.size() > kLargestDocument) {
    faults->push_back({"", 1, "DOCUMENT_TOO_LARGE", "a document has at most 16 MiB"});
    return std::nullopt;
  }
  if (!IsUtf8(text)) {
    faults->push_back({"", 1, "DOCUMENT_INVALID", "save it as UTF-8"});
    return std::nullopt;
  }
  try {
    std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() == 1) return documents[0];
    faults->push_back({"", 1, "DOCUMENT_INVALID", "write exactly one document"});
  } catch (const YAML::Exception& error) {
    faults->push_back({"", error.mark.line + 1, "DOCUMENT_INVALID", WhatToDo(text, error)});
  }
  return std::nullopt;
}

}  // namespace tessera::program
