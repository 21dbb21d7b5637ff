#include "tessera/plugin/scan/gs1.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tessera/base/bank_card.h"
#include "tessera/base/gs1_ai.h"

namespace tessera::plugin {
namespace {

constexpr size_t kLongestValue = 90;

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool IsIdentifier(absl::string_view ai) { return !ai.empty() && Gs1IdentifierAhead(ai) == ai; }

bool IsValue(absl::string_view ai, absl::string_view value) {
  const size_t digits = Gs1FixedDigits(ai);
  if (digits > 0) return value.size() == digits && AllDigits(value);
  return !value.empty() && value.size() <= kLongestValue;
}

// Takes one element off the front.
std::optional<Gs1Element> TakeElement(absl::string_view* text) {
  Gs1Element element{Gs1IdentifierAhead(*text), {}};
  if (element.ai.empty()) return std::nullopt;
  text->remove_prefix(element.ai.size());
  const size_t size = Gs1EndsByItself(element.ai)
                          ? std::min(Gs1FixedDigits(element.ai), text->size())
                          : std::min(text->find(kGroupSeparator), text->size());
  element.value = text->substr(0, size);
  text->remove_prefix(size);
  if (!IsValue(element.ai, element.value)) return std::nullopt;
  // One may follow a value of fixed length as well.
  if (absl::StartsWith(*text, absl::string_view(&kGroupSeparator, 1))) text->remove_prefix(1);
  return element;
}

// The identifier in brackets at the front; empty if there is none.
absl::string_view BracketedIdentifier(absl::string_view text) {
  if (text.empty() || text[0] != '(') return {};
  const size_t end = text.find(')');
  if (end == absl::string_view::npos || !IsIdentifier(text.substr(1, end - 1))) return {};
  return text.substr(1, end - 1);
}

size_t NextBracket(absl::string_view text) {
  size_t at = text.find('(');
  while (at != absl::string_view::npos && BracketedIdentifier(text.substr(at)).empty()) {
    at = text.find('(', at + 1);
  }
  return std::min(at, text.size());
}

std::optional<Gs1Element> TakeBracketed(absl::string_view* text) {
  Gs1Element element{BracketedIdentifier(*text), {}};
  if (element.ai.empty()) return std::nullopt;
  text->remove_prefix(element.ai.size() + 2);
  const size_t size = NextBracket(*text);
  element.value = absl::StripAsciiWhitespace(text->substr(0, size));
  text->remove_prefix(size);
  if (!IsValue(element.ai, element.value)) return std::nullopt;
  return element;
}

// How many digits a number has that GS1 itself gives out; 0 where this identifier has none.
size_t KeyDigits(absl::string_view ai) {
  if (ai == "01" || ai == "02" || ai == "03") return 14;
  if (ai == "00" || ai == "8017" || ai == "8018") return 18;
  return ai.size() == 3 && absl::StartsWith(ai, "41") && ai[2] <= '7' ? 13 : 0;
}

// A number of goods, parcels, places or relations whose check digit is right.
bool IsGs1Key(const Gs1Element& element) {
  return element.value.size() == KeyDigits(element.ai) &&
         CheckDigitHolds(element.value, CheckDigit::kGtin);
}

// A pack: the number of a parcel or of a trade item, with whatever its maker wrote behind it.
bool IsPack(const Gs1Element& first) {
  return (first.ai == "00" || first.ai == "01" || first.ai == "02") && IsGs1Key(first);
}

bool BeginsWithKey(absl::string_view part, const std::vector<Gs1Element>& elements) {
  return std::any_of(elements.begin(), elements.end(), [part](const Gs1Element& one) {
    return one.ai.data() == part.data() && IsGs1Key(one);
  });
}

}  // namespace

std::vector<Gs1Element> ParseGs1(absl::string_view text) {
  std::vector<Gs1Element> elements;
  const bool bracketed = !BracketedIdentifier(text).empty();
  while (!bracketed && !text.empty() && text[0] == kGroupSeparator) text.remove_prefix(1);
  while (!text.empty()) {
    const std::optional<Gs1Element> element = bracketed ? TakeBracketed(&text) : TakeElement(&text);
    if (!element.has_value()) return {};
    elements.push_back(*element);
  }
  return elements;
}

bool IsSurelyGs1(absl::string_view text, Carrier carrier) {
  if (carrier == Carrier::kGs1) return true;
  if (carrier == Carrier::kEan || carrier == Carrier::kTrack2) return false;
  if (!BracketedIdentifier(text).empty()) return true;
  constexpr size_t kTradeItem = 16;
  return text.size() > kTradeItem && IsGs1Key({text.substr(0, 2), text.substr(2, kTradeItem - 2)});
}

bool ElementsHoldBankCard(absl::string_view text, const std::vector<Gs1Element>& elements) {
  // One numeric serial or lot in a hundred looks like a card's number, and no card has a trade item's
  // number in front: refused, that pack could not be sold.
  if (!elements.empty() && IsPack(elements.front())) return false;
  for (const Gs1Element& element : elements) {
    if (!IsGs1Key(element) && HoldsBankCard(element.value, Carrier::kGs1)) return true;
  }
  if (!BracketedIdentifier(text).empty()) return false;
  // What may be read as elements may be a card's number all the same.
  const std::vector<absl::string_view> parts = absl::StrSplit(text, kGroupSeparator);
  return std::any_of(parts.begin(), parts.end(), [&elements](absl::string_view part) {
    return !BeginsWithKey(part, elements) && HoldsBankCard(part, Carrier::kGs1);
  });
}

absl::string_view ValueOf(const std::vector<Gs1Element>& elements, absl::string_view ai) {
  const auto found = std::find_if(elements.begin(), elements.end(),
                                  [ai](const Gs1Element& one) { return one.ai == ai; });
  return found == elements.end() ? absl::string_view() : found->value;
}

}  // namespace tessera::plugin
