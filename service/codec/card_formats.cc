#include "tessera/codec/card_formats.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "enum.h"
#include "tessera/base/gs1_ai.h"

namespace tessera::codec {
namespace {

constexpr int kMostFormats = 32;
constexpr size_t kLongestPrefix = 32;
constexpr int kShortestCard = 4;
constexpr int kLongestCard = 64;

// Goods have neither magnetic tracks nor NFC tags.
bool OnlyFromCards(const v1::CardFormat& format) {
  const auto& carriers = format.carriers();
  return !carriers.empty() && std::all_of(carriers.begin(), carriers.end(), [](int carrier) {
    return carrier == v1::CARRIER_TRACK2 || carrier == v1::CARRIER_NFC;
  });
}

// Empty if nothing is wrong.
std::string Remedy(const v1::CardFormat& format) {
  if (format.kind() == v1::IDENTIFIER_KIND_UNSPECIFIED) return "say its kind: CARD, PHONE, QR or NFC";
  if (format.prefix().size() > kLongestPrefix) return "shorten the prefix to 32 bytes";
  if (format.length() != 0 && (format.length() < kShortestCard || format.length() > kLongestCard)) {
    return "a card has 4 to 64 characters; 0 for any number of them";
  }
  if (Gs1IdentifierAhead(format.gs1_ai()) != format.gs1_ai()) {
    return "no GS1 element has this application identifier; one is 8018";
  }
  if (format.length() == 0 && format.prefix().empty() && Gs1FixedDigits(format.gs1_ai()) == 0 &&
      !OnlyFromCards(format)) {
    return format.gs1_ai().empty()
               ? "it would take all goods for cards; say its prefix or its length"
               : "this element's length varies, goods have it as well; say a prefix or a length";
  }
  if (format.skip() < 0 || static_cast<size_t>(format.skip()) > format.prefix().size()) {
    return "skip no more characters than the prefix has";
  }
  return "";
}

std::vector<Carrier> CarriersFromProto(const v1::CardFormat& format, const std::string& field,
                                       Faults* faults) {
  std::vector<Carrier> carriers;
  for (int i = 0; i < format.carriers_size(); ++i) {
    carriers.push_back(EnumWithNoneFromProto(format.carriers(i), Carrier::kTyped,
                                             absl::StrCat(field, "carriers[", i, "]"), faults));
  }
  return carriers;
}

}  // namespace

void CheckCardFormats(const v1::Program& message, Faults* faults) {
  if (message.card_formats_size() > kMostFormats) {
    faults->push_back({"card_formats", "TOO_MANY_ITEMS",
                       absl::StrCat("at most ", kMostFormats, " are allowed, there are ",
                                    message.card_formats_size())});
  }
  for (int i = 0; i < message.card_formats_size(); ++i) {
    std::string remedy = Remedy(message.card_formats(i));
    if (remedy.empty()) continue;
    faults->push_back(
        {absl::StrCat("card_formats[", i, "]"), "CARD_FORMAT_INVALID", std::move(remedy)});
  }
}

std::vector<CardFormat> CardFormatsFromProto(const v1::Program& message, Faults* faults) {
  std::vector<CardFormat> formats;
  for (int i = 0; i < message.card_formats_size(); ++i) {
    const v1::CardFormat& format = message.card_formats(i);
    const std::string field = absl::StrCat("card_formats[", i, "].");
    formats.push_back(
        // Kinds of identifiers have the wire's own numbers; that none is named is told by Remedy.
        {EnumWithNoneFromProto(format.kind(), IdentifierKind::kNfc, field + "kind", faults),
         format.prefix(),
         static_cast<size_t>(std::max(0, format.length())),
         EnumWithNoneFromProto(format.check_digit(), CheckDigit::kLuhn, field + "check_digit", faults),
         CarriersFromProto(format, field, faults), format.gs1_ai(),
         static_cast<size_t>(std::max(0, format.skip())),
         EnumFromProto(format.meaning(), ScanMeaning::kGiftCard, field + "meaning", faults)});
  }
  return formats;
}

}  // namespace tessera::codec
