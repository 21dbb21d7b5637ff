#include "tessera/base/bank_card.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "luhn.h"

namespace tessera {
namespace {

constexpr size_t kShortest = 12;
constexpr size_t kLongest = 19;
// An issuer is named by the first digits: by four here, shorter ranges filled up.
constexpr size_t kIssuerDigits = 4;
constexpr size_t kMostSeparators = 3;

constexpr uint32_t Lengths(size_t from, size_t to) {
  uint32_t lengths = 0;
  for (size_t length = from; length <= to; ++length) lengths |= 1u << length;
  return lengths;
}

struct Range {
  int first;
  int last;
  uint32_t lengths;  // bit n: numbers of n digits
};

constexpr int kAirlines = 1000;

// As the schemes publish what ISO/IEC 7812-2 has them registered for.
constexpr Range kRanges[] = {
    {kAirlines, 1999, Lengths(15, 15)},                                      // UATP
    {2200, 2204, Lengths(16, 19)},                                           // Mir
    {2221, 2720, Lengths(16, 16)},                                           // Mastercard
    {3000, 3059, Lengths(14, 14) | Lengths(16, 19)},                         // Diners Club
    {3090, 3099, Lengths(14, 14) | Lengths(16, 19)},                         // Diners Club
    {3400, 3499, Lengths(15, 15)},                                           // American Express
    {3528, 3589, Lengths(16, 19)},                                           // JCB
    {3600, 3699, Lengths(14, 14) | Lengths(16, 19)},                         // Diners Club
    {3700, 3799, Lengths(15, 15)},                                           // American Express
    {3800, 3999, Lengths(14, 14) | Lengths(16, 19)},                         // Diners Club
    {4000, 4999, Lengths(13, 13) | Lengths(16, 16) | Lengths(19, 19)},       // Visa
    {5000, 5099, Lengths(12, 19)},                                           // Maestro
    {5100, 5599, Lengths(16, 16)},                                           // Mastercard
    {5600, 5899, Lengths(12, 19)},                                           // Maestro
    {6011, 6011, Lengths(16, 19)},                                           // Discover
    {6200, 6299, Lengths(16, 19)},                                           // UnionPay
    {6304, 6304, Lengths(12, 19)},                                           // Maestro
    {6440, 6499, Lengths(16, 19)},                                           // Discover
    {6500, 6599, Lengths(16, 19)},                                           // Discover
    {6759, 6769, Lengths(12, 19)},                                           // Maestro
};

// In element strings dates run into what follows them, and begin like a card of airlines does.
bool IsLookedFor(const Range& range, Carrier carrier) {
  return carrier != Carrier::kGs1 || range.first != kAirlines;
}

bool IsIssued(absl::string_view digits, Carrier carrier) {
  int issuer = 0;
  for (char c : digits.substr(0, kIssuerDigits)) issuer = issuer * 10 + (c - '0');
  return std::any_of(std::begin(kRanges), std::end(kRanges), [&](const Range& range) {
    return issuer >= range.first && issuer <= range.last && IsLookedFor(range, carrier) &&
           (range.lengths & (1u << digits.size())) != 0;
  });
}

bool IsGoodsNumber(absl::string_view digits, Carrier carrier) {
  if (carrier == Carrier::kTrack2) return false;
  // Most scanners say nothing, and a box or a UPC-A that cannot be sold is worse than one rare card.
  const bool on_goods = carrier == Carrier::kEan || carrier == Carrier::kGs1 || carrier == Carrier::kUnknown;
  const size_t size = digits.size();
  const bool fits = size == 13 || (on_goods && (size == 8 || size == 12 || size == 14));
  return fits && CheckDigitHolds(digits, CheckDigit::kGtin);
}

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsLetterOrDigit(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// Bytes of the UUID (RFC 9562, section 4) that is the first word of `text`; 0 if there is none. One in
// some hundreds has digits in a row that would pass for a card.
size_t UuidSize(absl::string_view text) {
  constexpr absl::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() < kForm.size()) return 0;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool fits = kForm[i] == 'x' ? absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))
                                      : text[i] == kForm[i];
    if (!fits) return 0;
  }
  return text.size() > kForm.size() && IsLetterOrDigit(text[kForm.size()]) ? 0 : kForm.size();
}

size_t DigitsAhead(absl::string_view text) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), IsDigit) - text.begin());
}

// Bytes of the separator at the front; 0 if there is none. Beyond ASCII: the no-break space, and the
// spaces, hyphens and dashes of U+2000 to U+2015, U+202F and U+2212.
size_t SeparatorSize(absl::string_view text) {
  const auto at = [text](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = at(0);
  constexpr unsigned kGroupSeparator = 0x1d;
  if (first == ' ' || first == '-' || first == '.' || first == '_' || first == '/') return 1;
  if (first == kGroupSeparator) return 1;
  if (first == 0xc2 && at(1) == 0xa0) return 2;
  if (first != 0xe2) return 0;
  if (at(1) == 0x80 && ((at(2) >= 0x80 && at(2) <= 0x95) || at(2) == 0xaf)) return 3;
  return at(1) == 0x88 && at(2) == 0x92 ? 3 : 0;
}

// The digits at the front of `text`, with what separates their groups dropped, cut after each group.
class Groups {
 public:
  explicit Groups(absl::string_view text) {
    while (true) {
      const size_t size = DigitsAhead(text);
      if (size == 0 || digits_.size() + size > kLongest) return;
      digits_.append(text.data(), size);
      ends_.push_back(digits_.size());
      text.remove_prefix(size);
      for (size_t i = 0; i < kMostSeparators; ++i) text.remove_prefix(SeparatorSize(text));
    }
  }

  bool HaveBankCard(Carrier carrier) const {
    return std::any_of(ends_.begin(), ends_.end(), [&](size_t end) {
      return IsBankCardNumber(absl::string_view(digits_).substr(0, end), carrier);
    });
  }

 private:
  std::string digits_;
  std::vector<size_t> ends_;
};

}  // namespace

bool IsBankCardNumber(absl::string_view digits, Carrier carrier) {
  return digits.size() >= kShortest && digits.size() <= kLongest &&
         std::all_of(digits.begin(), digits.end(), IsDigit) && IsIssued(digits, carrier) &&
         PassesLuhn(digits) && !IsGoodsNumber(digits, carrier);
}

bool HoldsBankCard(absl::string_view text, Carrier carrier) {
  bool in_word = false;
  while (!text.empty()) {
    const size_t uuid = in_word ? 0 : UuidSize(text);
    const size_t digits = uuid == 0 ? DigitsAhead(text) : 0;
    if (digits > 0 && Groups(text).HaveBankCard(carrier)) return true;
    const size_t passed = std::max<size_t>({uuid, digits, 1});
    in_word = IsLetterOrDigit(text[passed - 1]);
    text.remove_prefix(passed);
  }
  return false;
}

}  // namespace tessera
