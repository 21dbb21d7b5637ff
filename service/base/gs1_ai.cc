#include "tessera/base/gs1_ai.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"

namespace tessera {
namespace {

// How identifiers run that begin with these two digits: how many digits they have, and how many their
// value has where no separator ends it; 0 where one does. Figures 3.2-1 and 7.8.5-2.
struct Run {
  int first;
  int last;
  size_t ai_digits;
  size_t value_digits;
};

constexpr Run kRuns[] = {
    {0, 0, 2, 18},  {1, 3, 2, 14},  {4, 4, 2, 16},  {10, 10, 2, 0}, {11, 19, 2, 6},
    {20, 20, 2, 2}, {21, 22, 2, 0}, {23, 25, 3, 0}, {30, 30, 2, 0}, {31, 36, 4, 6},
    {37, 37, 2, 0}, {39, 39, 4, 0}, {40, 40, 3, 0}, {41, 41, 3, 13}, {42, 42, 3, 0},
    {43, 43, 4, 0}, {70, 70, 4, 0}, {71, 71, 3, 0}, {72, 72, 4, 0}, {80, 82, 4, 0},
    {90, 99, 2, 0}};

// Of fixed length though a separator ends them: those that number somebody or something.
struct Fixed {
  absl::string_view identifier;
  size_t digits;
};

constexpr Fixed kFixed[] = {{"402", 17},  {"7001", 13}, {"8006", 18},
                            {"8017", 18}, {"8018", 18}, {"8026", 18}};

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

const Run* RunOf(absl::string_view text) {
  if (text.size() < 2 || !AllDigits(text.substr(0, 2))) return nullptr;
  const int first_two = (text[0] - '0') * 10 + (text[1] - '0');
  const auto* const run = std::find_if(std::begin(kRuns), std::end(kRuns), [&](const Run& one) {
    return first_two >= one.first && first_two <= one.last;
  });
  return run == std::end(kRuns) ? nullptr : run;
}

}  // namespace

absl::string_view Gs1IdentifierAhead(absl::string_view text) {
  const Run* const run = RunOf(text);
  if (run == nullptr || text.size() < run->ai_digits) return {};
  const absl::string_view identifier = text.substr(0, run->ai_digits);
  return AllDigits(identifier) ? identifier : absl::string_view();
}

bool Gs1EndsByItself(absl::string_view identifier) {
  const Run* const run = RunOf(identifier);
  return run != nullptr && run->value_digits > 0;
}

size_t Gs1FixedDigits(absl::string_view identifier) {
  if (Gs1IdentifierAhead(identifier) != identifier) return 0;
  const auto* const fixed =
      std::find_if(std::begin(kFixed), std::end(kFixed),
                   [identifier](const Fixed& one) { return one.identifier == identifier; });
  if (fixed != std::end(kFixed)) return fixed->digits;
  const Run* const run = RunOf(identifier);
  return run == nullptr ? 0 : run->value_digits;
}

}  // namespace tessera
