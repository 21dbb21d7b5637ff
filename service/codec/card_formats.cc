#include "tessera/codec/card_formats.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "enum.h"

namespace tessera::codec {
namespace {

constexpr int kMostFormats = 32;
constexpr size_t kLongestPrefix = 32;
constexpr int kShortestCard = 4;
constexpr int kLongestCard = 64;

// Empty if nothing is wrong.
std::string Remedy(const v1::CardFormat& format) {
  if (format.kind() == v1::IDENTIFIER_KIND_UNSPECIFIED) return "say its kind: CARD, PHONE, QR or NFC";
  if (format.prefix().size() > kLongestPrefix) return "shorten the prefix to 32 bytes";
  if (format.length() != 0 && (format.length() < kShortestCard || format.length() > kLongestCard)) {
    return "a card has 4 to 64 characters; 0 for any number of them";
  }
  if (format.length() == 0 && format.prefix().empty()) {
    return "it would take all goods for cards; say its prefix or its length";
  }
  return "";
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
         EnumWithNoneFromProto(format.check_digit(), CheckDigit::kLuhn, field + "check_digit", faults)});
  }
  return formats;
}

}  // namespace tessera::codec
