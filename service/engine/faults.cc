#include "faults.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/nearest.h"

namespace tessera::engine {
namespace {

constexpr size_t kLongestText = 512;

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

// `value` in units of 10^-digits and as it is: "150% (150000)".
std::string Both(int64_t value, int32_t digits, absl::string_view unit) {
  constexpr int32_t kMostDigits = 4;
  if (digits < 0 || digits > kMostDigits || (digits == 0 && unit.empty())) return absl::StrCat(value);
  int64_t one = 1;
  for (int32_t i = 0; i < digits; ++i) one *= 10;
  std::string fraction = absl::StrCat(value % one < 0 ? -(value % one) : value % one);
  fraction.insert(0, static_cast<size_t>(digits) - fraction.size(), '0');
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return absl::StrCat(value < 0 && value / one == 0 ? "-" : "", value / one,
                      fraction.empty() ? "" : ".", fraction, unit, " (", value, ")");
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
    Add(field, reason, absl::StrCat("must be ", Shown(field, least), " to ", Shown(field, most),
                                    ", is ", Shown(field, value)));
  }
}

std::string FaultList::Shown(absl::string_view field, int64_t value) const {
  if (absl::EndsWith(field, "factor_milli")) return absl::StrCat(value);
  if (absl::EndsWith(field, "quantity_milli")) return Both(value, 3, "");
  if (absl::EndsWith(field, "_milli")) return Both(value, 3, "%");
  if (absl::EndsWith(field, "_minor")) return Both(value, currency_digits_, "");
  return absl::StrCat(value);
}

std::string UnknownName(absl::string_view kind, absl::string_view name, absl::string_view list,
                        const std::vector<std::string>& known) {
  const std::string nearest = NearestWord(known, name);
  return absl::StrCat("there is no ", kind, " \"", name, "\"; ",
                      nearest.empty() ? absl::StrCat("add it to ", list)
                                      : absl::StrCat("did you mean \"", nearest, "\"?"));
}

std::string UnknownSet(absl::string_view name, const SetNumbers& sets) {
  std::vector<std::string> known;
  for (const auto& [id, position] : sets) known.push_back(id);
  std::sort(known.begin(), known.end());
  return UnknownName("set", name, "sets", known);
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
