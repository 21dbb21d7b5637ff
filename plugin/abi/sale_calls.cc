#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"

namespace tessera::plugin {
namespace {

constexpr size_t kFiscalTextBytes = 32;

absl::StatusOr<tessera_sale_options> ReadOptions(const tessera_sale_options* given) {
  if (given == nullptr) return tessera_sale_options{};
  return CopyIn(given, "options");
}

int32_t SaleBegin(tessera_plugin* plugin, const tessera_sale_options* options, tessera_sale** sale,
                  tessera_error* error) noexcept {
  if (sale != nullptr) *sale = nullptr;
  return OnPlugin(plugin, error, [&](Instance& instance) -> absl::Status {
    if (sale == nullptr) return InvalidInput("ARGUMENT_MISSING", "sale", "must not be NULL");
    TESSERA_ASSIGN_OR_RETURN(const tessera_sale_options from, ReadOptions(options));
    TESSERA_ASSIGN_OR_RETURN(const std::string id, ReadText(from.sale_id, "sale_id"));
    TESSERA_ASSIGN_OR_RETURN(const std::string cashier, ReadText(from.cashier_id, "cashier_id"));
    TESSERA_ASSIGN_OR_RETURN(const std::string currency,
                             ReadText(from.currency_code, "currency_code"));
    auto handle = std::make_unique<tessera_sale>();
    handle->instance = plugin->instance;
    TESSERA_ASSIGN_OR_RETURN(handle->sale, Sale::Begin(instance.till(), id, cashier, currency));
    *sale = handle.release();
    return absl::OkStatus();
  });
}

void SaleRelease(tessera_sale* sale) noexcept {
  if (sale == nullptr || !sale->instance->IsOpener()) return;
  // Cancelled first, where a fault can be caught: the destructor then has nothing left to do.
  static_cast<void>(Catch([&] { return sale->sale->Cancel(); }));
  delete sale;
}

tessera_string SaleIdOf(tessera_sale* sale) noexcept {
  return sale == nullptr ? tessera_string{nullptr, 0} : View(sale->sale->id());
}

// Hands out what a scan found; a scan of goods has no answer.
absl::Status Give(absl::StatusOr<ScanAnswer> scan, int32_t* kind, tessera_answer** answer) {
  if (!scan.ok()) return scan.status();
  if (kind != nullptr) *kind = static_cast<int32_t>(scan->kind);
  if (answer == nullptr || scan->kind == ScanKind::kOther) return absl::OkStatus();
  auto handle = std::make_unique<tessera_answer>();
  handle->answer = std::move(scan->answer);
  *answer = handle.release();
  return absl::OkStatus();
}

void Clear(int32_t* kind, tessera_answer** answer) {
  if (kind != nullptr) *kind = 0;
  if (answer != nullptr) *answer = nullptr;
}

int32_t SaleScan(tessera_sale* sale, tessera_string scan, int32_t* kind, tessera_answer** answer,
                 tessera_error* error) noexcept {
  Clear(kind, answer);
  return OnSale(sale, error, [&](Sale& on) {
    const absl::string_view raw =
        scan.bytes == nullptr ? absl::string_view() : absl::string_view(scan.bytes, scan.size);
    return Give(on.Scan(raw), kind, answer);
  });
}

int32_t SaleSetMember(tessera_sale* sale, int32_t identifier_kind, tessera_string value,
                      int32_t* kind, tessera_answer** answer, tessera_error* error) noexcept {
  Clear(kind, answer);
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    if (identifier_kind < TESSERA_IDENTIFIER_CARD || identifier_kind > TESSERA_IDENTIFIER_NFC) {
      return InvalidInput("IDENTIFIER_INVALID", "identifier_kind", "must be card, phone, QR or NFC");
    }
    TESSERA_ASSIGN_OR_RETURN(const std::string text, ReadText(value, "value"));
    return Give(on.SetMember(static_cast<IdentifierKind>(identifier_kind), text), kind, answer);
  });
}

int32_t SaleClearMember(tessera_sale* sale, tessera_error* error) noexcept {
  return OnSale(sale, error, [](Sale& on) { return on.ClearMember(); });
}

absl::StatusOr<engine::Line> ReadLine(const tessera_line* given) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_line from, CopyIn(given, "line"));
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

int32_t SaleSetLine(tessera_sale* sale, const tessera_line* line, tessera_error* error) noexcept {
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(engine::Line checked, ReadLine(line));
    return on.SetLine(std::move(checked));
  });
}

int32_t SaleVoidLine(tessera_sale* sale, uint32_t line_no, tessera_error* error) noexcept {
  return OnSale(sale, error, [&](Sale& on) { return on.VoidLine(line_no); });
}

// Runs work(Sale&) and hands its answer out.
template <typename Work>
int32_t Answering(tessera_sale* sale, tessera_answer** answer, tessera_error* error,
                  Work&& work) noexcept {
  if (answer != nullptr) *answer = nullptr;
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    auto handle = std::make_unique<tessera_answer>();
    TESSERA_ASSIGN_OR_RETURN(handle->answer, work(on));
    if (answer != nullptr) *answer = handle.release();
    return absl::OkStatus();
  });
}

int32_t SaleQuote(tessera_sale* sale, tessera_answer** answer, tessera_error* error) noexcept {
  return Answering(sale, answer, error, [](Sale& on) { return on.Quote(); });
}

int32_t SaleRedeem(tessera_sale* sale, int64_t points, tessera_answer** answer,
                   tessera_error* error) noexcept {
  return Answering(sale, answer, error, [&](Sale& on) { return on.Redeem(Points(points)); });
}

absl::StatusOr<Receipt> ReadReceipt(const tessera_fiscal* given) {
  Receipt receipt;
  if (given == nullptr) return receipt;
  TESSERA_ASSIGN_OR_RETURN(const tessera_fiscal from, CopyIn(given, "fiscal"));
  receipt.printed = from.printed != 0;
  receipt.fiscal.set_document_no(from.document_no);
  TESSERA_ASSIGN_OR_RETURN(*receipt.fiscal.mutable_drive_no(), ReadText(from.drive_no, "drive_no"));
  TESSERA_ASSIGN_OR_RETURN(*receipt.fiscal.mutable_sign(), ReadText(from.sign, "sign"));
  if (receipt.fiscal.drive_no().size() > kFiscalTextBytes) {
    return InvalidInput("TEXT_TOO_LONG", "drive_no", "at most 32 bytes");
  }
  if (receipt.fiscal.sign().size() > kFiscalTextBytes) {
    return InvalidInput("TEXT_TOO_LONG", "sign", "at most 32 bytes");
  }
  receipt.fiscal.set_closed_at_us(from.closed_at_us);
  if (receipt.printed && from.closed_at_us == 0) {
    receipt.fiscal.set_closed_at_us(SystemClock().Now().us);
  }
  TESSERA_ASSIGN_OR_RETURN(receipt.receipt_no, ReadText(from.receipt_no, "receipt_no"));
  return receipt;
}

int32_t SaleCommit(tessera_sale* sale, const tessera_fiscal* fiscal, tessera_answer** answer,
                   tessera_error* error) noexcept {
  return Answering(sale, answer, error, [&](Sale& on) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(const Receipt receipt, ReadReceipt(fiscal));
    return on.Commit(receipt);
  });
}

int32_t SaleCancel(tessera_sale* sale, tessera_error* error) noexcept {
  return OnSale(sale, error, [](Sale& on) { return on.Cancel(); });
}

}  // namespace

void PutSaleCalls(tessera_api* api) {
  api->sale_begin = SaleBegin;
  api->sale_release = SaleRelease;
  api->sale_id = SaleIdOf;
  api->sale_scan = SaleScan;
  api->sale_set_member = SaleSetMember;
  api->sale_clear_member = SaleClearMember;
  api->sale_set_line = SaleSetLine;
  api->sale_void_line = SaleVoidLine;
  api->sale_quote = SaleQuote;
  api->sale_redeem = SaleRedeem;
  api->sale_commit = SaleCommit;
  api->sale_cancel = SaleCancel;
}

}  // namespace tessera::plugin
