#include "tessera/operations/members/entry_places.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

constexpr int kPortion = 1'000;

// Whether the entry brought points that lie in a lot of their own.
bool BroughtLot(const ledger::Entry& entry) {
  switch (entry.kind) {
    case ledger::EntryKind::kEarn: return true;
    case ledger::EntryKind::kAdjust:
    case ledger::EntryKind::kTransfer: return !entry.points.is_negative() && !entry.points.is_zero();
    default: return false;
  }
}

// Points by hand are in a lot without a sale, from the moment of their booking on.
bool IsLotOf(const ledger::Entry& entry, const ledger::Lot& lot) {
  if (entry.kind == ledger::EntryKind::kEarn) return lot.sale_id && lot.sale_id == entry.sale_id;
  return !lot.sale_id && lot.life.active_from == entry.booked_at;
}

}  // namespace

absl::Status EntryPlaces::Explain(const ledger::Entry& entry, v1::Entry& message) {
  if (entry.sale_id) TESSERA_RETURN_IF_ERROR(TellSale(*entry.sale_id, message));
  if (entry.refund_id) TESSERA_RETURN_IF_ERROR(TellRefund(entry, message));
  if (!BroughtLot(entry)) return absl::OkStatus();
  return TellLife(entry, message);
}

absl::Status EntryPlaces::TellSale(const SaleId& sale_id, v1::Entry& message) {
  if (!last_ || last_->sale_id != sale_id) {
    TESSERA_ASSIGN_OR_RETURN(auto sale, transaction_.FindSale(sale_id));
    last_ = Place{sale_id, {}, {}};
    if (sale) last_ = Place{sale_id, std::move(sale->receipt_no), std::move(sale->store_id)};
  }
  message.set_receipt_no(last_->receipt_no);
  message.set_store_id(last_->store_id);
  return absl::OkStatus();
}

absl::Status EntryPlaces::TellRefund(const ledger::Entry& entry, v1::Entry& message) {
  std::string document;
  if (entry.sale_id) {
    TESSERA_ASSIGN_OR_RETURN(auto refund, transaction_.FindRefund(*entry.refund_id));
    if (refund) document = std::move(refund->document);
  } else {
    TESSERA_ASSIGN_OR_RETURN(auto refund, transaction_.FindRefundWithoutSale(*entry.refund_id));
    if (refund) document = std::move(refund->document);
  }
  v1::Refund refund;
  if (!refund.ParseFromString(document)) return Broken("a stored refund is unreadable");
  if (!refund.store_id().empty()) message.set_store_id(refund.store_id());
  return absl::OkStatus();
}

absl::Status EntryPlaces::TellLife(const ledger::Entry& entry, v1::Entry& message) {
  TESSERA_RETURN_IF_ERROR(LoadLots());
  const ledger::Lot* first = nullptr;
  for (const ledger::Lot& lot : *lots_) {
    if (!IsLotOf(entry, lot)) continue;
    if (first == nullptr || lot.life.active_from < first->life.active_from) first = &lot;
  }
  if (first == nullptr) return absl::OkStatus();
  message.set_active_from_us(first->life.active_from.us);
  message.set_expires_at_us(first->life.expires_at ? first->life.expires_at->us : 0);
  return absl::OkStatus();
}

absl::Status EntryPlaces::LoadLots() {
  if (lots_) return absl::OkStatus();
  lots_.emplace();
  int64_t last = 0;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const auto lots, transaction_.ListLots(account_id_, last, kPortion));
    lots_->insert(lots_->end(), lots.begin(), lots.end());
    if (static_cast<int>(lots.size()) < kPortion) return absl::OkStatus();
    last = lots.back().lot_no;
  }
}

}  // namespace tessera::operations
