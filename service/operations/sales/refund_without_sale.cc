// Goods that come back without a receipt.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "refund_work.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/engine/evaluate.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/common/content.h"

namespace tessera::operations {
namespace {

struct Goods {
  RefundId refund_id;
  Digest content{};
  engine::Basket basket;
  Programs::Program live;              // null: none
  std::optional<LoadedMember> member;  // none: none, or not known here
  engine::Evaluation worth;            // as if they were sold now for what is paid back
  v1::RefundResult result;
};

absl::Status Invalid(absl::string_view field, absl::string_view what) {
  return InvalidInput("GOODS_INVALID", field, what);
}

absl::Status CheckGoods(const v1::Refund& refund) {
  const v1::Basket& goods = refund.goods();
  if (refund.lines_size() > 0) return Invalid("lines", "lines are of a sale; name it, or send goods");
  if (goods.lines().empty()) return Invalid("goods", "name the sale, or the goods that come back");
  if (goods.coupon_codes_size() > 0 || goods.redeem_points() != 0 || goods.choices_size() > 0 ||
      goods.tenders_size() > 0) {
    return Invalid("goods", "send currency and lines only: nothing that paid for them is known");
  }
  return absl::OkStatus();
}

absl::Status Read(const Context& context, const v1::Refund& refund, Goods& goods) {
  TESSERA_RETURN_IF_ERROR(CheckHead(context, refund));
  TESSERA_ASSIGN_OR_RETURN(goods.refund_id, RefundId::Parse(refund.refund_id(), "refund_id"));
  TESSERA_RETURN_IF_ERROR(CheckGoods(refund));
  goods.basket = codec::BasketFromProto(refund.goods(), refund.store_id());
  TESSERA_RETURN_IF_ERROR(InField("goods", engine::CheckBasket(goods.basket)));
  // What is paid back has all discounts in it.
  for (engine::Line& line : goods.basket.lines) line.no_discount = true;
  goods.content = ContentOf(context.secrets.lookup_key, refund);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::RefundResult>> FirstAnswer(storage::ReadTransaction& transaction,
                                                            const Goods& goods) {
  TESSERA_ASSIGN_OR_RETURN(const auto booked, transaction.FindRefundWithoutSale(goods.refund_id));
  TESSERA_ASSIGN_OR_RETURN(const auto with_sale, transaction.FindRefund(goods.refund_id));
  TESSERA_ASSIGN_OR_RETURN(const auto pending, transaction.FindPendingRefund(goods.refund_id));
  if (with_sale || pending) return RefundIdReused();
  if (!booked) return std::optional<v1::RefundResult>();
  if (booked->content != goods.content) return RefundIdReused();
  v1::RefundResult answer;
  if (!answer.ParseFromString(booked->answer)) return Broken("a stored answer is unreadable");
  return std::optional<v1::RefundResult>(std::move(answer));
}

// What a till did alone is booked whatever rules say, and whoever it was.
absl::Status FindRulesAndMember(const Context& context, storage::ReadTransaction& transaction,
                                const v1::Refund& refund, OnDifference policy, Goods& goods) {
  TESSERA_ASSIGN_OR_RETURN(goods.live, context.programs.LiveOrNone(transaction));
  const bool records = policy == OnDifference::kRecord;
  const bool is_forbidden =
      goods.live != nullptr && goods.live->source().refund_rules.only_with_sale;
  if (is_forbidden && !records) {
    return Refused("REFUND_WITHOUT_SALE", "sale_id",
                   "goods come back only with their receipt; find the sale and name it");
  }
  TESSERA_ASSIGN_OR_RETURN(const Reference reference,
                           Resolve(context, transaction, refund.member(), "member"));
  if (!reference.named) return absl::OkStatus();
  if (!reference.member_id && !records) return NobodyBehind(reference, "member");
  if (!reference.owner) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(goods.member, LoadMember(context, transaction, *reference.owner));
  return absl::OkStatus();
}

absl::Status Value(const Context& context, storage::ReadTransaction& transaction,
                   OnDifference policy, Goods& goods) {
  absl::Status refused;
  if (goods.live != nullptr) {
    TESSERA_ASSIGN_OR_RETURN(
        const engine::MemberView view,
        SituationOf(context, transaction, *goods.live, goods.member ? &*goods.member : nullptr,
                    goods.basket, SaleId(), context.now));
    absl::StatusOr<engine::Evaluation> worth =
        engine::Evaluate(*goods.live, view, goods.basket, context.now);
    if (worth.ok()) {
      goods.worth = *std::move(worth);
      return absl::OkStatus();
    }
    refused = worth.status();
  }
  if (!refused.ok() && policy == OnDifference::kRefuse) return InField("goods", refused);
  TESSERA_ASSIGN_OR_RETURN(goods.worth, engine::EvaluateWithoutProgram(goods.basket));
  return absl::OkStatus();
}

void Tell(const Context& context, Goods& goods) {
  v1::RefundResult& result = goods.result;
  result.set_refund_id(goods.refund_id.ToText());
  result.set_refunded_at_us(context.now.us);
  for (size_t i = 0; i < goods.worth.lines.size(); ++i) {
    const engine::LineResult& worth = goods.worth.lines[i];
    v1::RefundedLine* const line = result.add_lines();
    line->set_line_no(worth.line_no);
    line->set_quantity_milli(goods.basket.lines[i].quantity.value());
    line->set_net_minor(worth.net.value());
    if (goods.member) line->set_revoked_points(worth.earned.value());
  }
  result.set_net_minor(goods.worth.total.value());
  if (goods.member) result.set_revoked_points(goods.worth.earned.value());
}

// There is no lot that these points are known to be in.
absl::Status TakeBack(const Context& context, Goods& goods) {
  if (!goods.member) return absl::OkStatus();
  ledger::Account& account = goods.member->account;
  ledger::Cause cause = goods.member->CauseAt(context.now);
  cause.refund_id = goods.refund_id;
  const engine::RefundRules rules =
      goods.live == nullptr ? engine::RefundRules() : goods.live->source().refund_rules;
  const ledger::Account::Revoking how{rules.revoke_pending_first,
                                      rules.revoke_beyond == engine::RevokeBeyond::kLoss};
  TESSERA_ASSIGN_OR_RETURN(const ledger::Account::Revoked revoked,
                           account.Revoke(goods.worth.earned, 0, how, cause));
  goods.result.set_lost_points(revoked.lost.value());
  goods.result.set_balance_points(account.FiguresAt(context.now).balance.value());
  return absl::OkStatus();
}

absl::StatusOr<std::string> DocumentOf(const Context& context,
                                       storage::ReadTransaction& transaction,
                                       const v1::Refund& refund) {
  v1::Refund document = refund;
  if (refund.member().has_identifier()) {
    TESSERA_ASSIGN_OR_RETURN(
        const Identifier identifier,
        ReadIdentifier(context, transaction, refund.member().identifier(), "member"));
    document.mutable_member()->set_identifier_hash(
        std::string(HashBytes(HashIdentifier(context.secrets.lookup_key, identifier))));
  }
  return document.SerializeAsString();
}

absl::Status Write(const Context& context, storage::Transaction& transaction,
                   const v1::Refund& refund, Goods& goods) {
  storage::RefundWithoutSale row;
  row.refund_id = goods.refund_id;
  if (goods.member) row.member_id = goods.member->member.member_id;
  row.content = goods.content;
  row.booked_at = context.now;
  TESSERA_ASSIGN_OR_RETURN(row.document, DocumentOf(context, transaction, refund));
  row.answer = goods.result.SerializeAsString();
  TESSERA_RETURN_IF_ERROR(transaction.AddRefundWithoutSale(row));
  if (!goods.member) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(goods.member->account));
  const v1::ShownReceipt nothing;
  const CountedSale none{SaleId(),         refund.store_id(), context.now,     nothing,
                         goods.live.get(), goods.live.get(),  &*goods.member};
  TESSERA_RETURN_IF_ERROR(CountRefund(
      context, transaction, none, ledger::PurchaseDay{0, 0, goods.worth.total, goods.worth.earned},
      /*whole=*/false, v1::SaleResult()));
  return AppendAccountChange(transaction, *goods.member);
}

}  // namespace

absl::StatusOr<v1::RefundResult> BookWithoutSale(const Context& context,
                                                 storage::Transaction& transaction,
                                                 const v1::Refund& refund, OnDifference policy) {
  Goods goods;
  TESSERA_RETURN_IF_ERROR(Read(context, refund, goods));
  TESSERA_ASSIGN_OR_RETURN(const auto first, FirstAnswer(transaction, goods));
  if (first) return *first;
  TESSERA_RETURN_IF_ERROR(FindRulesAndMember(context, transaction, refund, policy, goods));
  TESSERA_RETURN_IF_ERROR(Value(context, transaction, policy, goods));
  Tell(context, goods);
  TESSERA_RETURN_IF_ERROR(TakeBack(context, goods));
  TESSERA_RETURN_IF_ERROR(Write(context, transaction, refund, goods));
  return std::move(goods.result);
}

}  // namespace tessera::operations
