#include "ledger_sales.h"

#include <algorithm>

#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/engine/allocation.h"
#include "tessera/ledger/tender.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/sales/quoting.h"
#include "tessera/operations/sales/refund.h"
#include "till.h"

namespace tessera::cases {
namespace {

using operations::Chain;
using operations::kTill;

// Goods of a sale of which only the amount is told; of which not even that is, they are dear enough.
constexpr int64_t kFillerUnits = 1'000;

int64_t UnitOfMoney(int digits) {
  int64_t unit = 1;
  for (int i = 0; i < digits; ++i) unit *= 10;
  return unit;
}

// One unit of money for each unit of goods, so that any amount is a quantity.
engine::Line Filler(Money amount, int digits) {
  const int64_t unit = UnitOfMoney(digits);
  engine::Line line;
  line.line_no = 1;
  line.sku = "goods";
  line.unit_price = Money(unit);
  line.quantity = Quantity((amount.is_zero() ? kFillerUnits * unit : amount.value()) *
                           kOnePiece.value() / unit);
  return line;
}

// What a printed receipt says of points, over its lines by what they cost: where only a sum is told, it
// was spent on the goods.
void Print(const OrderBefore& order, v1::Sale* sale) {
  int64_t total = 0;
  const auto gross = [&](int i) {
    const v1::Line& line = sale->basket().lines(i);
    return line.unit_price_minor() * line.quantity_milli() / kOnePiece.value();
  };
  for (int i = 0; i < sale->shown_size(); ++i) total += gross(i);
  int64_t upto = 0;
  for (int i = 0; i < sale->shown_size() && total > 0; ++i) {
    const int64_t next = upto + gross(i);
    const auto part = [&](int64_t whole) {
      return engine::CumulativeShare(whole, next, total) -
             engine::CumulativeShare(whole, upto, total);
    };
    if (order.earned) sale->mutable_shown(i)->set_earned_points(part(order.earned->value()));
    if (order.spent) sale->mutable_shown(i)->set_spent_points(part(order.spent->value()));
    upto = next;
  }
  if (order.spent) sale->mutable_shown_receipt()->set_spent_points(order.spent->value());
}

bool SaysAsPrinted(const OrderBefore& order, const engine::Evaluation& evaluation) {
  return order.earned.value_or(evaluation.earned) == evaluation.earned &&
         order.spent.value_or(evaluation.spent) == evaluation.spent;
}

}  // namespace

int64_t Booked::LeftOf(uint32_t line_no) const {
  const auto back = back_milli.find(line_no);
  for (const engine::Line& line : basket.lines) {
    if (line.line_no != line_no) continue;
    return line.quantity.value() - (back == back_milli.end() ? 0 : back->second);
  }
  return 0;
}

v1::QuoteRequest Desk::Request(const std::string& member_id, const engine::Basket& basket) {
  v1::QuoteRequest request;
  request.set_sale_id(chain_.NewId());
  if (!member_id.empty()) request.mutable_member()->set_member_id(member_id);
  *request.mutable_basket() = codec::BasketToProto(basket);
  request.set_store_id(kTill.store_id);
  return request;
}

absl::StatusOr<v1::QuoteResponse> Desk::Ask(const v1::QuoteRequest& request,
                                            engine::Evaluation* evaluation) {
  v1::QuoteResponse response;
  const operations::Context context = chain_.As(kTill);
  const absl::Status status =
      chain_.store().Read([&](storage::ReadTransaction& transaction) -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(operations::Quoted quoted,
                                 operations::MakeQuote(context, transaction, request));
        TESSERA_RETURN_IF_ERROR(
            operations::QuoteToProto(context, transaction, quoted, "", &response));
        *evaluation = std::move(quoted.evaluation);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<engine::Evaluation> Desk::Sell(const std::string& member_id) {
  v1::QuoteRequest request;
  v1::QuoteResponse response;
  const auto evaluate = [&]() -> absl::StatusOr<engine::Evaluation> {
    request = Request(member_id, translation_.basket);
    engine::Evaluation evaluation;
    TESSERA_ASSIGN_OR_RETURN(response, Ask(request, &evaluation));
    return evaluation;
  };
  TESSERA_ASSIGN_OR_RETURN(engine::Evaluation evaluation, AskAsTill(&translation_, evaluate));
  TESSERA_RETURN_IF_ERROR(chain_.Commit(Chain::Close(kTill, request, response)).status());
  return evaluation;
}

engine::Basket Desk::BasketOf(const OrderBefore& order, bool has_goods) const {
  engine::Basket basket;
  basket.currency_code = translation_.basket.currency_code;
  basket.coupon_codes = order.codes;
  if (has_goods) {
    basket.lines = translation_.basket.lines;
  } else {
    basket.lines = {Filler(order.amount, translation_.money_digits)};
  }
  return basket;
}

absl::StatusOr<Booked> Desk::Book(const OrderBefore& order, const std::string& member_id,
                                  bool has_goods) {
  Booked booked{"", BasketOf(order, has_goods), {}};
  const v1::QuoteRequest request = Request(member_id, booked.basket);
  engine::Evaluation evaluation;
  TESSERA_ASSIGN_OR_RETURN(const v1::QuoteResponse response, Ask(request, &evaluation));
  v1::Sale sale = Chain::Close(kTill, request, response);
  const bool as_printed = SaysAsPrinted(order, evaluation);
  if (!as_printed) Print(order, &sale);
  const v1::DifferencePolicy policy =
      as_printed ? v1::DIFFERENCE_POLICY_REFUSE : v1::DIFFERENCE_POLICY_RECORD;
  TESSERA_RETURN_IF_ERROR(chain_.Commit(sale, policy).status());
  booked.sale_id = sale.sale_id();
  return booked;
}

absl::StatusOr<Returned> Desk::Return(const Booked& booked,
                                      const std::vector<v1::RefundLine>& lines, Money amount) {
  v1::RefundRequest request;
  v1::Refund* refund = request.mutable_refund();
  refund->set_refund_id(chain_.NewId());
  refund->set_sale_id(booked.sale_id);
  refund->set_store_id(kTill.store_id);
  refund->set_terminal_id(kTill.terminal_id);
  for (const v1::RefundLine& line : lines) *refund->add_lines() = line;
  if (lines.empty() && !amount.is_zero()) {
    v1::RefundLine* part = refund->add_lines();
    part->set_line_no(1);
    const int64_t price = booked.basket.lines.front().unit_price.value();
    part->set_quantity_milli(amount.value() * kOnePiece.value() / std::max<int64_t>(price, 1));
  }
  const auto answer = chain_.Write(operations::Refund, kTill, request);
  Returned returned;
  if (!answer.ok() && ReasonOf(answer.status()) == "REFUND_EXCEEDS_SALE") {
    returned.refused = ReasonOf(answer.status());
    return returned;
  }
  TESSERA_RETURN_IF_ERROR(answer.status());
  returned.revoked = Points(answer->result().revoked_points());
  returned.given_back = Points(answer->result().returned_points());
  return returned;
}

absl::Status Desk::EmptyCards(const Booked& booked, const std::vector<v1::RefundLine>& lines) {
  const operations::Context context = chain_.As(operations::kHq);
  TESSERA_ASSIGN_OR_RETURN(const SaleId sale_id, SaleId::Parse(booked.sale_id, "sale_id"));
  return chain_.store().WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
    for (const auto& [code, balance] : translation_.gift_cards) {
      TESSERA_ASSIGN_OR_RETURN(auto state,
                               transaction.FindTender(operations::GiftCardKey(context, code)));
      const bool sold_here = state && state->sold_by == sale_id &&
                             std::any_of(lines.begin(), lines.end(), [&](const v1::RefundLine& line) {
                               return line.line_no() == state->sold_line_no;
                             });
      if (!sold_here) continue;
      ledger::Tender card(*std::move(state));
      TESSERA_RETURN_IF_ERROR(card.Empty({context.now, sale_id}).status());
      TESSERA_RETURN_IF_ERROR(transaction.SaveTender(card));
    }
    return absl::OkStatus();
  });
}

}  // namespace tessera::cases
