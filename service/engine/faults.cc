#include "faults.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace tessera::engine {
namespace {

constexpr size_t kLongestText = 512;

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

}  // namespace

void FaultList::CheckId(const std::string& field, absl::string_view id, absl::string_view reason) {
  if (!IsId(id)) Add(field, reason, "give it an id of 1 to 64 of a-z, 0-9, - and _");
}

void FaultList::CheckNew(const std::string& field, const std::string& id, absl::string_view reason,
                         absl::flat_hash_set<std::string>* seen) {
  if (!id.empty() && !seen->insert(id).second) {
    Add(field, reason, absl::StrCat("\"", id, "\" is taken already; choose another id"));
  }
}

void FaultList::CheckRange(const std::string& field, int64_t value, int64_t least, int64_t most,
                           absl::string_view reason) {
  if (value < least || value > most) {
    Add(field, reason, absl::StrCat("must be ", least, " to ", most, ", is ", value));
  }
}

void FaultList::CheckCount(const std::string& field, size_t count, size_t most) {
  if (count > most) {
    Add(field, "TOO_MANY_ITEMS", absl::StrCat("at most ", most, " are allowed, there are ", count));
  }
}

void FaultList::CheckText(const std::string& field, const Text& text, const Program& program,
                          bool required) {
  if (required && !program.languages.empty()) {
    const auto first = text.find(program.languages[0]);
    if (first == text.end() || first->second.empty()) {
      Add(field, "TEXT_MISSING",
          absl::StrCat("write it at least in the first language, ", program.languages[0]));
    }
  }
  for (const auto& [language, words] : text) {
    if (std::find(program.languages.begin(), program.languages.end(), language) ==
        program.languages.end()) {
      Add(field, "LANGUAGE_UNKNOWN",
          absl::StrCat("\"", language, "\" is not among the program's languages; add it there"));
    }
    if (words.size() > kLongestText) {
      Add(field, "TEXT_TOO_LONG", absl::StrCat("shorten it to ", kLongestText, " bytes"));
    }
  }
}

SetNumbers NumberSets(const Program& program) {
  SetNumbers numbers;
  for (uint32_t i = 0; i < program.sets.size(); ++i) numbers.try_emplace(program.sets[i].id, i);
  return numbers;
}

}  // namespace tessera::engine
