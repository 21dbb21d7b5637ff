#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"
#include "tessera/plugin/abi/requests.h"
#include "tessera/plugin/abi/structs.h"

namespace tessera::plugin {
namespace {

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
    TESSERA_ASSIGN_OR_RETURN(const Wait wait, ReadWait(from.deadline_ms, "deadline_ms"));
    TESSERA_ASSIGN_OR_RETURN(const Wait commit_wait,
                             ReadWait(from.commit_deadline_ms, "commit_deadline_ms"));
    TESSERA_ASSIGN_OR_RETURN(std::unique_ptr<Sale> begun,
                             Sale::Begin(instance.till(), id, cashier, currency));
    auto handle = std::make_unique<tessera_sale>();
    handle->open = std::make_shared<OpenSale>(plugin->instance, std::move(begun));
    handle->open->wait = wait;
    handle->open->commit_wait = commit_wait;
    *sale = handle.release();
    return absl::OkStatus();
  });
}

void SaleRelease(tessera_sale* sale) noexcept {
  if (sale == nullptr || !sale->open->instance().IsOpener()) return;
  // Cancelled here, where a fault can be caught: what ends the sale then has nothing left to do. While
  // submissions are under way, the last of them ends it.
  if (sale->open->TakeTurn()) {
    static_cast<void>(Guarded(
        nullptr, [] { return absl::string_view(); },
        [&] { return sale->open->Run([](Sale& on) { return on.Cancel(); }); }));
    sale->open->EndTurn();
  }
  delete sale;
}

void SaleIdOf(tessera_sale* sale, tessera_string* id) noexcept {
  if (id != nullptr) *id = sale == nullptr ? tessera_string{nullptr, 0} : View(sale->open->id());
}

// Hands out what a scan found.
absl::Status Give(absl::StatusOr<ScanAnswer> scan, tessera_answer** answer) {
  if (!scan.ok()) return scan.status();
  if (answer == nullptr) return absl::OkStatus();
  *answer = MakeAnswer(*std::move(scan)).release();
  return absl::OkStatus();
}

int32_t SaleScan(tessera_sale* sale, const char* bytes, uint64_t size, tessera_answer** answer,
                 tessera_error* error) noexcept {
  if (answer != nullptr) *answer = nullptr;
  return OnSale(sale, error, [&](Sale& on) {
    const absl::string_view raw = bytes == nullptr ? absl::string_view() : absl::string_view(bytes, size);
    return Give(on.Scan(raw, sale->open->wait), answer);
  });
}

int32_t SaleSetMember(tessera_sale* sale, int32_t identifier_kind, const char* bytes, uint64_t size,
                      tessera_answer** answer, tessera_error* error) noexcept {
  if (answer != nullptr) *answer = nullptr;
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const Presented given,
                             ReadPresented(identifier_kind, {bytes, size}, "text"));
    if (!given.kind.has_value()) return Give(on.Scan(given.text, sale->open->wait), answer);
    return Give(on.SetMember(*given.kind, given.text, sale->open->wait), answer);
  });
}

int32_t SaleClearMember(tessera_sale* sale, tessera_error* error) noexcept {
  return OnSale(sale, error, [](Sale& on) { return on.ClearMember(); });
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

int32_t SaleAddCoupon(tessera_sale* sale, const char* bytes, uint64_t size,
                      tessera_error* error) noexcept {
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const std::string code, ReadText(bytes, size, "code"));
    return on.AddCoupon(code);
  });
}

int32_t SaleRemoveCoupon(tessera_sale* sale, const char* bytes, uint64_t size,
                         tessera_error* error) noexcept {
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const std::string code, ReadText(bytes, size, "code"));
    return on.RemoveCoupon(code);
  });
}

int32_t SaleSetChoice(tessera_sale* sale, const char* offer_id, uint64_t offer_id_size,
                      int64_t times, tessera_error* error) noexcept {
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const std::string id, ReadText(offer_id, offer_id_size, "offer_id"));
    return on.SetChoice(id, times);
  });
}

absl::StatusOr<engine::Tender> ReadTender(const tessera_tender* given) {
  TESSERA_ASSIGN_OR_RETURN(const tessera_tender from, CopyIn(given, "tender"));
  engine::Tender tender;
  switch (from.kind) {
    case TESSERA_TENDER_GIFT_CARD: tender.kind = engine::TenderKind::kGiftCard; break;
    case TESSERA_TENDER_WALLET: tender.kind = engine::TenderKind::kWallet; break;
    default: return InvalidInput("TENDER_INVALID", "kind", "must be a gift card or the wallet");
  }
  TESSERA_ASSIGN_OR_RETURN(tender.code, ReadText(from.code, "code"));
  tender.amount = Money(from.amount_minor);
  return tender;
}

int32_t SaleSetTender(tessera_sale* sale, const tessera_tender* tender,
                      tessera_error* error) noexcept {
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(engine::Tender checked, ReadTender(tender));
    return on.SetTender(std::move(checked));
  });
}

int32_t SaleClearTenders(tessera_sale* sale, tessera_error* error) noexcept {
  return OnSale(sale, error, [](Sale& on) { return on.ClearTenders(); });
}

int32_t SaleSetPaymentMethod(tessera_sale* sale, const char* bytes, uint64_t size,
                             tessera_error* error) noexcept {
  return OnSale(sale, error, [&](Sale& on) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const std::string method, ReadText(bytes, size, "payment_method"));
    return on.SetPaymentMethod(method);
  });
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

int32_t SalePaymentBegan(tessera_sale* sale, tessera_error* error) noexcept {
  return OnSale(sale, error, [](Sale& on) { return on.PaymentBegan(); });
}

int32_t SaleQuote(tessera_sale* sale, tessera_answer** answer, tessera_error* error) noexcept {
  return Answering(sale, answer, error, [&](Sale& on) { return on.Quote(sale->open->wait); });
}

int32_t SaleRedeem(tessera_sale* sale, int64_t points, tessera_answer** answer,
                   tessera_error* error) noexcept {
  return Answering(sale, answer, error, [&](Sale& on) { return on.Redeem(Points(points), sale->open->wait); });
}

int32_t SaleCommit(tessera_sale* sale, const tessera_fiscal* fiscal, tessera_answer** answer,
                   tessera_error* error) noexcept {
  return Answering(sale, answer, error, [&](Sale& on) -> absl::StatusOr<Answer> {
    TESSERA_ASSIGN_OR_RETURN(const Receipt receipt, ReadReceipt(fiscal, sale->open->instance().clock().Now()));
    return on.Commit(receipt, sale->open->commit_wait);
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
  api->sale_add_coupon = SaleAddCoupon;
  api->sale_remove_coupon = SaleRemoveCoupon;
  api->sale_set_choice = SaleSetChoice;
  api->sale_set_tender = SaleSetTender;
  api->sale_clear_tenders = SaleClearTenders;
  api->sale_set_payment_method = SaleSetPaymentMethod;
  api->sale_payment_began = SalePaymentBegan;
  api->sale_quote = SaleQuote;
  api->sale_redeem = SaleRedeem;
  api->sale_commit = SaleCommit;
  api->sale_cancel = SaleCancel;
}

}  // namespace tessera::plugin
