#include "tessera/plugin/scan/scan.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tessera/base/bank_card.h"
#include "tessera/base/dynamic_code.h"
#include "tessera/base/status.h"
#include "tessera/base/utf8.h"
#include "tessera/plugin/scan/frame.h"
#include "tessera/plugin/scan/gs1.h"
#include "tessera/plugin/scan/track2.h"

namespace tessera::plugin {
namespace {

constexpr size_t kLongestCode = 64;

absl::Status Malformed(absl::string_view message) {
  return InvalidInput("SCAN_INVALID", "scan", message);
}

absl::Status BankCard() {
  return InvalidInput("BANK_CARD_REFUSED", "scan",
                      "this looks like a bank card; scan the loyalty card instead");
}

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// A scan as formats look at it.
struct Reading {
  Carrier carrier = Carrier::kUnknown;
  absl::string_view text;
  absl::string_view track2;  // empty if there is none
  std::vector<Gs1Element> elements;
  bool surely_gs1 = false;
};

Reading ReadFrame(absl::string_view raw) {
  const Framed framed = TakeFrameOff(raw);
  Reading reading{framed.carrier, framed.text, NumberOnTrack2(framed.text), {}, false};
  if (!reading.track2.empty()) {
    reading.carrier = Carrier::kTrack2;
    return reading;
  }
  reading.elements = ParseGs1(reading.text);
  reading.surely_gs1 = !reading.elements.empty() && IsSurelyGs1(reading.text, reading.carrier);
  return reading;
}

// Track 3 has two digits for its layout in front of the number (ISO/IEC 4909).
bool HoldsBankCardBehindLayout(absl::string_view text) {
  constexpr size_t kLayout = 2;
  while (!text.empty()) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), [](char c) {
      return absl::ascii_isdigit(static_cast<unsigned char>(c));
    });
    const auto digits = static_cast<size_t>(end - text.begin());
    const absl::string_view run = text.substr(0, digits);
    if (digits > kLayout && IsBankCardNumber(run.substr(kLayout), Carrier::kTrack2)) return true;
    text.remove_prefix(std::max<size_t>(digits, 1));
  }
  return false;
}

bool HoldsBankCard(const Reading& reading) {
  if (reading.surely_gs1) return ElementsHoldBankCard(reading.text, reading.elements);
  // Track 1 begins with %, track 2 with ;, track 3 with one of these or with +, as phones do.
  const bool magnetic = absl::StartsWith(reading.text, "%") || absl::StartsWith(reading.text, ";");
  const bool maybe_track3 = magnetic || absl::StartsWith(reading.text, "+");
  if (maybe_track3 && HoldsBankCardBehindLayout(reading.text)) return true;
  return HoldsBankCard(reading.text, magnetic ? Carrier::kTrack2 : reading.carrier);
}

// Also behind a second frame, which a reader of several symbologies may have put inside of its own.
bool HoldsBankCardInAnyFrame(absl::string_view raw) {
  for (size_t at = raw.find(']'); at != absl::string_view::npos; at = raw.find(']', at + 1)) {
    if (HoldsBankCard(ReadFrame(raw.substr(at)))) return true;
  }
  return HoldsBankCard(ReadFrame(raw));
}

absl::Status CheckText(absl::string_view text) {
  if (text.empty()) return Malformed("the scan is empty; scan again");
  if (!IsUtf8(text)) return Malformed("the scan has bytes that are not text; scan again");
  // Goods may carry group separators: only these stand inside of a code.
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return IsControl(c) && c != kGroupSeparator; })) {
    return Malformed("the scan has control characters; check the scanner's settings");
  }
  return absl::OkStatus();
}

// Where nobody said what a code came on it is still none of those that say so themselves: a track by its
// sentinels, a tag by who hands it over.
bool MayComeOn(const CardFormat& format, Carrier carrier) {
  return format.carriers.empty() ||
         std::any_of(format.carriers.begin(), format.carriers.end(), [carrier](Carrier one) {
           const bool tells = one == Carrier::kTrack2 || one == Carrier::kNfc;
           return one == carrier || (carrier == Carrier::kUnknown && !tells);
         });
}

bool IsGoodsNumber(absl::string_view text) {
  const size_t size = text.size();
  return (size == 8 || size == 12 || size == 13 || size == 14) && CheckDigitHolds(text, CheckDigit::kGtin);
}

// An EAN-13 may be read as elements as well, 2550123456789 as (255)0123456789.
bool MayHaveElements(const Reading& reading) {
  return reading.carrier != Carrier::kEan && (reading.surely_gs1 || !IsGoodsNumber(reading.text));
}

// What is cut out stands alone: nothing of an element string runs into it.
bool IsBankCardCutOut(absl::string_view number, Carrier carrier) {
  return HoldsBankCard(number, carrier == Carrier::kGs1 ? Carrier::kUnknown : carrier);
}

// The number if the reading fits the format.
std::optional<absl::string_view> NumberOf(const Reading& reading, const CardFormat& format) {
  if (!MayComeOn(format, reading.carrier)) return std::nullopt;
  if (!format.gs1_ai.empty() && !MayHaveElements(reading)) return std::nullopt;
  absl::string_view value = reading.track2.empty() ? reading.text : reading.track2;
  if (!format.gs1_ai.empty()) value = ValueOf(reading.elements, format.gs1_ai);
  if (!LooksLike(value, format)) return std::nullopt;
  value.remove_prefix(std::min(format.skip, value.size()));
  if (!CheckDigitHolds(value, format.check_digit)) return std::nullopt;
  return value;
}

bool IsCode(absl::string_view number) {
  return !number.empty() && number.size() <= kLongestCode &&
         std::none_of(number.begin(), number.end(), IsControl);
}

// False where it has a card's length and beginning, but characters that none carries.
absl::StatusOr<bool> Take(absl::string_view number, const CardFormat& format,
                          absl::Span<const PhoneRule> phones, ScannedCode* code) {
  if (format.meaning != ScanMeaning::kMember) {
    if (!IsCode(number)) return false;
    code->kind = format.meaning == ScanMeaning::kCoupon ? CodeKind::kCoupon : CodeKind::kGiftCard;
    code->content = std::string(number);
    return true;
  }
  absl::StatusOr<Identifier> identifier = NormalizeIdentifier(format.kind, number, phones);
  if (!identifier.ok()) {
    if (ReasonOf(identifier.status()) == "BANK_CARD_REFUSED") return BankCard();
    return false;
  }
  code->kind = CodeKind::kMember;
  code->identifier = *std::move(identifier);
  return true;
}

}  // namespace

absl::StatusOr<ScannedCode> ReadScan(absl::string_view raw, absl::Span<const CardFormat> formats,
                                     absl::Span<const PhoneRule> phones) {
  if (raw.size() > kLongestScan) return Malformed("the scan is too long; scan again");
  if (HoldsBankCardInAnyFrame(raw)) return BankCard();
  const Reading reading = ReadFrame(raw);
  TESSERA_RETURN_IF_ERROR(CheckText(reading.text));
  ScannedCode code;
  code.carrier = reading.carrier;
  if (LooksLikeDynamicCode(reading.text)) {
    TESSERA_RETURN_IF_ERROR(ParseDynamicCode(reading.text).status());
    code.kind = CodeKind::kDynamic;
    code.content = std::string(reading.text);
    return code;
  }
  if (reading.surely_gs1) code.gtin = std::string(ValueOf(reading.elements, "01"));
  for (const CardFormat& format : formats) {
    const std::optional<absl::string_view> number = NumberOf(reading, format);
    if (!number.has_value()) continue;
    if (IsBankCardCutOut(*number, reading.carrier)) return BankCard();
    TESSERA_ASSIGN_OR_RETURN(const bool taken, Take(*number, format, phones, &code));
    if (taken) return code;
  }
  code.content = std::string(reading.text);
  return code;
}

absl::string_view WithoutSkipped(absl::string_view text, IdentifierKind kind,
                                 absl::Span<const CardFormat> formats) {
  text = absl::StripAsciiWhitespace(text);
  const auto format = std::find_if(formats.begin(), formats.end(), [&](const CardFormat& one) {
    return one.kind == kind && one.skip > 0 && one.meaning == ScanMeaning::kMember &&
           LooksLike(text, one);
  });
  return format == formats.end() ? text : text.substr(std::min(format->skip, text.size()));
}

}  // namespace tessera::plugin
