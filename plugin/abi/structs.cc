#include "tessera/plugin/abi/structs.h"

#include "absl/strings/str_split.h"
#include "tessera/base/utf8.h"

namespace tessera::plugin {
namespace {

constexpr size_t kFiscalTextBytes = 32;
constexpr uint32_t kLongestWaitMs = 10'000;

}  // namespace

absl::StatusOr<std::string> ReadText(tessera_string text, absl::string_view field) {
  if (text.size == 0) return std::string();
  if (text.bytes == nullptr) return InvalidInput("TEXT_INVALID", field, "has a size but no bytes");
  const absl::string_view bytes(text.bytes, text.size);
  if (!IsUtf8(bytes)) return InvalidInput("TEXT_INVALID", field, "must be UTF-8");
  return std::string(bytes);
}

absl::StatusOr<engine::Line> ReadLine(const tessera_line* given, size_t most) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_line from, CopyIn(given, "line", most));
  engine::Line line;
  line.line_no = from.line_no;
  TESSERA_ASSIGN_OR_RETURN(line.sku, ReadText(from.sku, "sku"));
  TESSERA_ASSIGN_OR_RETURN(line.name, ReadText(from.name, "name"));
  TESSERA_ASSIGN_OR_RETURN(line.category, ReadText(from.category, "category"));
  TESSERA_ASSIGN_OR_RETURN(line.brand, ReadText(from.brand, "brand"));
  TESSERA_ASSIGN_OR_RETURN(const std::string labels, ReadText(from.labels, "labels"));
  for (absl::string_view label : absl::StrSplit(labels, ';', absl::SkipEmpty())) {
    line.labels.emplace_back(label);
  }
  line.quantity = Quantity(from.quantity_milli);
  line.unit_price = Money(from.unit_price_minor);
  line.minimum_unit_price = Money(from.minimum_unit_price_minor);
  constexpr uint32_t kKnown = TESSERA_LINE_NO_DISCOUNT | TESSERA_LINE_NO_EARN |
                              TESSERA_LINE_NO_SPEND | TESSERA_LINE_ON_SALE | TESSERA_LINE_WEIGHED;
  if ((from.flags & ~kKnown) != 0) {
    return InvalidInput("FLAGS_INVALID", "flags", "or values of tessera_line_flag and no others");
  }
  line.no_discount = (from.flags & TESSERA_LINE_NO_DISCOUNT) != 0;
  line.no_earn = (from.flags & TESSERA_LINE_NO_EARN) != 0;
  line.no_spend = (from.flags & TESSERA_LINE_NO_SPEND) != 0;
  line.on_sale = (from.flags & TESSERA_LINE_ON_SALE) != 0;
  line.weighed = (from.flags & TESSERA_LINE_WEIGHED) != 0;
  return line;
}

absl::StatusOr<v1::Fiscal> ReadFiscal(const tessera_fiscal& from, Instant now) {
  v1::Fiscal fiscal;
  fiscal.set_document_no(from.document_no);
  TESSERA_ASSIGN_OR_RETURN(*fiscal.mutable_drive_no(), ReadText(from.drive_no, "drive_no"));
  TESSERA_ASSIGN_OR_RETURN(*fiscal.mutable_sign(), ReadText(from.sign, "sign"));
  if (fiscal.drive_no().size() > kFiscalTextBytes) {
    return InvalidInput("TEXT_TOO_LONG", "drive_no", "at most 32 bytes");
  }
  if (fiscal.sign().size() > kFiscalTextBytes) {
    return InvalidInput("TEXT_TOO_LONG", "sign", "at most 32 bytes");
  }
  fiscal.set_closed_at_us(from.closed_at_us);
  if (from.printed != 0 && from.closed_at_us == 0) fiscal.set_closed_at_us(now.us);
  return fiscal;
}

absl::StatusOr<Presented> ReadPresented(int64_t kind, tessera_string text,
                                        absl::string_view field) {
  Presented presented;
  TESSERA_ASSIGN_OR_RETURN(presented.text, ReadText(text, field));
  if (kind == TESSERA_IDENTIFIER_SCAN) return presented;
  if (kind < TESSERA_IDENTIFIER_CARD || kind > TESSERA_IDENTIFIER_NFC) {
    return InvalidInput("IDENTIFIER_INVALID", "identifier_kind",
                        "must be a scan, card, phone, QR or NFC");
  }
  presented.kind = static_cast<IdentifierKind>(kind);
  return presented;
}

absl::StatusOr<Wait> ReadWait(uint32_t deadline_ms, absl::string_view field) {
  if (deadline_ms == 0) return Wait();
  if (deadline_ms > kLongestWaitMs) {
    return InvalidInput("DEADLINE_INVALID", field, "at most 10,000");
  }
  return Wait(Milliseconds(deadline_ms));
}

}  // namespace tessera::plugin
