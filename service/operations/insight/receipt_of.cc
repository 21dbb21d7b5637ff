#include "tessera/operations/insight/receipt_of.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/engine/history.h"
#include "tessera/operations/account/returned.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/situation/seen.h"
#include "tessera/storage/stores.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

using insight::Column;

absl::Status SaleUnreadable() {
  return Refused("SALE_UNREADABLE", "", "a stored sale is unreadable; VerifyLedger tells which");
}

absl::Status RefundUnreadable() {
  return Refused("REFUND_UNREADABLE", "", "a stored refund is unreadable; VerifyLedger tells which");
}

// A part of a piece is a piece; what is weighed is one.
int64_t PiecesOf(const v1::Line& line, int64_t quantity_milli) {
  return line.weighed() ? 1 : (quantity_milli + kOnePiece.value() - 1) / kOnePiece.value();
}

int64_t PiecesOf(const v1::Basket& basket) {
  int64_t pieces = 0;
  for (const v1::Line& line : basket.lines()) pieces += PiecesOf(line, line.quantity_milli());
  return pieces;
}

absl::StatusOr<std::string> TierOf(storage::ReadTransaction& transaction,
                                   const storage::Sale& sale) {
  if (!sale.member_id) return std::string();
  if (auto tier = situation::TierIn(sale.situation)) return *std::move(tier);
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(*sale.member_id));
  return member ? member->tier : std::string();
}

// Paid for the lines that the offer lowered or gave points for; 0 where it is not kept line by line.
Money TouchedBy(const std::string& offer_id, const v1::Evaluation& booked) {
  std::set<uint32_t> lines;
  for (const v1::OfferResult& offer : booked.offers()) {
    if (offer.offer_id() != offer_id) continue;
    for (const v1::OfferShare& share : offer.shares()) {
      if (share.discount_minor() != 0 || share.points() != 0) lines.insert(share.line_no());
    }
  }
  Money touched;
  for (const v1::LineResult& line : booked.lines()) {
    if (lines.count(line.line_no()) > 0) touched += Money(line.net_minor());
  }
  return touched;
}

// A line whose margin does not fit counts as one whose cost nobody knows.
absl::Status AddMargin(const v1::Basket& basket, const v1::Evaluation& booked, Costs& costs,
                       insight::Receipt& cells) {
  for (int i = 0; i < basket.lines_size() && i < booked.lines_size(); ++i) {
    const v1::Line& line = basket.lines(i);
    TESSERA_ASSIGN_OR_RETURN(const auto cost, costs.Of(line.sku()));
    if (!cost) continue;
    const int64_t net = booked.lines(i).net_minor();
    const auto spent = MultiplyDivide(cost->value(), line.quantity_milli(), kOnePiece.value(),
                                      Rounding::kHalfUp);
    const auto margin = spent ? CheckedSubtract(net, *spent) : std::nullopt;
    const auto sum = margin ? CheckedAdd(cells[Column::kMargin], *margin) : std::nullopt;
    if (!sum) continue;
    cells[Column::kMargin] = *sum;
    cells[Column::kCosted] += net;
  }
  return absl::OkStatus();
}

void AddOffers(const v1::Sale& document, const v1::Evaluation& booked, int32_t day,
               std::vector<storage::OfferDay>& offers) {
  for (const v1::ShownOffer& shown : document.shown_receipt().offers()) {
    storage::OfferDay offer;
    offer.offer_id = shown.offer_id();
    offer.store_id = document.store_id();
    offer.day = day;
    offer.receipts = 1;
    offer.cost = Money(shown.discount_minor());
    offer.points = Points(shown.points());
    offer.revenue = Money(booked.total_minor());
    offer.touched = TouchedBy(offer.offer_id, booked);
    for (const v1::IssuedCoupons& issued : document.shown_receipt().issued_coupons()) {
      if (issued.offer_id() == shown.offer_id()) offer.coupons += issued.coupons();
    }
    offers.push_back(std::move(offer));
  }
}

bool IsWhole(const v1::Basket& basket, const Returned& returned) {
  return std::all_of(basket.lines().begin(), basket.lines().end(), [&](const v1::Line& line) {
    return returned.QuantityOf(line.line_no()) >= line.quantity_milli();
  });
}

void PutResult(const v1::RefundResult& result, CountedReceipt& counted) {
  counted.cells[Column::kNet] = -result.net_minor();
  counted.cells[Column::kEarned] = -result.revoked_points();
  counted.cells[Column::kSpent] = -result.returned_points();
}

}  // namespace

absl::StatusOr<std::optional<Money>> Costs::Of(const std::string& sku) {
  const auto [found, is_new] = costs_.try_emplace(sku);
  if (is_new) {
    TESSERA_ASSIGN_OR_RETURN(const auto product,
                             std::as_const(transaction_).stores().FindProduct(sku));
    if (product && !product->cost.is_zero()) found->second = product->cost;
  }
  return found->second;
}

absl::StatusOr<CountedReceipt> ReceiptOfSale(storage::ReadTransaction& transaction,
                                             const engine::CompiledProgram& live,
                                             const storage::Sale& sale, Costs& costs,
                                             std::vector<storage::OfferDay>& offers) {
  v1::Sale document;
  v1::Evaluation booked;
  if (!document.ParseFromString(sale.document) || !booked.ParseFromString(sale.evaluation)) {
    return SaleUnreadable();
  }
  const int32_t day = engine::DayOfProgram(live, RulesTimeOf(document, sale.booked_at));
  CountedReceipt counted;
  counted.member_id = sale.member_id;
  counted.store_id = sale.store_id;
  TESSERA_ASSIGN_OR_RETURN(counted.tier, TierOf(transaction, sale));
  insight::Receipt& cells = counted.cells;
  cells[Column::kSaleNo] = sale.sale_no;
  cells[Column::kDay] = day;
  cells[Column::kSaleDay] = day;
  cells[Column::kFlags] = document.quoted_offline() ? insight::kOffline : 0;
  cells[Column::kPieces] = PiecesOf(document.basket());
  cells[Column::kGross] = booked.gross_minor();
  cells[Column::kDiscount] = booked.discount_minor();
  cells[Column::kRedeemed] = booked.redeemed_minor();
  cells[Column::kNet] = booked.total_minor();
  cells[Column::kEarned] = booked.earned_points();
  cells[Column::kSpent] = booked.spent_points();
  TESSERA_RETURN_IF_ERROR(AddMargin(document.basket(), booked, costs, cells));
  AddOffers(document, booked, day, offers);
  return counted;
}

absl::StatusOr<CountedReceipt> ReceiptOfRefund(storage::ReadTransaction& transaction,
                                               const engine::CompiledProgram& live,
                                               const storage::Refund& refund) {
  TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction.FindSale(refund.sale_id));
  if (!sale) return RefundUnreadable();
  v1::Sale sold;
  v1::Refund document;
  v1::RefundResult result;
  if (!sold.ParseFromString(sale->document)) return SaleUnreadable();
  if (!document.ParseFromString(refund.document) || !result.ParseFromString(refund.answer)) {
    return RefundUnreadable();
  }
  const auto returned = ReturnedOf(transaction, sale->sale_id, refund.refund_no);
  if (absl::IsInternal(returned.status())) return RefundUnreadable();
  if (!returned.ok()) return returned.status();
  CountedReceipt counted;
  counted.member_id = sale->member_id;
  counted.store_id = document.store_id().empty() ? sale->store_id : document.store_id();
  TESSERA_ASSIGN_OR_RETURN(counted.tier, TierOf(transaction, *sale));
  counted.cells[Column::kSaleNo] = sale->sale_no;
  counted.cells[Column::kDay] = engine::DayOfProgram(live, refund.booked_at);
  counted.cells[Column::kSaleDay] =
      engine::DayOfProgram(live, RulesTimeOf(sold, sale->booked_at));
  counted.cells[Column::kFlags] = insight::kReturn;
  PutResult(result, counted);
  if (IsWhole(sold.basket(), *returned)) counted.whole_back_sale_no = sale->sale_no;
  return counted;
}

absl::StatusOr<CountedReceipt> ReceiptOfRefund(const engine::CompiledProgram& live,
                                               const storage::RefundWithoutSale& refund) {
  v1::Refund document;
  v1::RefundResult result;
  if (!document.ParseFromString(refund.document) || !result.ParseFromString(refund.answer)) {
    return RefundUnreadable();
  }
  CountedReceipt counted;
  counted.member_id = refund.member_id;
  counted.store_id = document.store_id();
  counted.cells[Column::kDay] = engine::DayOfProgram(live, refund.booked_at);
  counted.cells[Column::kSaleDay] = counted.cells[Column::kDay];
  counted.cells[Column::kFlags] = insight::kReturn | insight::kNoSale;
  PutResult(result, counted);
  return counted;
}

}  // namespace tessera::operations
