#include "tessera/operations/account/taking_back.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/operations/account/coupon_codes.h"
#include "tessera/operations/account/own_coupons.h"

namespace tessera::operations {
namespace {

// False if the coupon stays.
absl::StatusOr<bool> BlockGiven(const Context& context, storage::Transaction& transaction,
                                const SaleId& sale_id, int index) {
  TESSERA_ASSIGN_OR_RETURN(
      auto coupon, FindCouponOf(context, transaction, GivenCode(context, sale_id, index)));
  if (!coupon || coupon->issued_by != sale_id || coupon->uses > 0) return false;
  coupon->status = storage::CouponStatus::kBlocked;
  TESSERA_RETURN_IF_ERROR(ChangeCoupon(transaction, *coupon));
  return true;
}

// A sale gives the coupons of full cards first, in the order of its stamps.
class Unstamping {
 public:
  Unstamping(storage::Transaction& transaction, const CountedSale& sale,
             const v1::SaleResult& answer, std::vector<bool> blocked)
      : transaction_(transaction),
        sale_(sale),
        answer_(answer),
        blocked_(std::move(blocked)),
        of_cards_(answer.coupons_size()) {
    for (const v1::IssuedCoupons& issued : sale.receipt.issued_coupons()) {
      of_cards_ -= issued.coupons();
    }
  }

  absl::Status Undo(const v1::StampResult& stamps) {
    const MemberId& member_id = sale_.member->member.member_id;
    TESSERA_ASSIGN_OR_RETURN(storage::StampCard card,
                             StampCardOf(transaction_, member_id, stamps.card_id()));
    const engine::StampCard* const rules = RulesOfCard(sale_, card.card_id);
    if (rules != nullptr) card.stamps += StampsAgain(*rules, stamps.stamps(), card.stamps);
    card.stamps = std::max<int64_t>(card.stamps - stamps.stamps(), 0);
    return transaction_.SaveStampCard(member_id, card);
  }

 private:
  int64_t StampsAgain(const engine::StampCard& rules, int64_t given, int64_t left) {
    const int64_t full = rules.full_stamps;
    if (CouponsOf(rules) == 0) {
      // A full card gave nothing that anybody could have used.
      return left >= given ? 0 : (given - left + full - 1) / full * full;
    }
    int64_t again = 0;
    for (int64_t cards = (given + full - 1) / full; cards > 0 && IsNextOf(rules); --cards) {
      bool all_blocked = true;
      for (int64_t i = 0; i < CouponsOf(rules) && IsNextOf(rules); ++i) {
        all_blocked = blocked_[static_cast<size_t>(next_++)] && all_blocked;
      }
      if (all_blocked) again += full;
    }
    return again;
  }

  // Whether the next coupon that a full card gave may be one of such a card.
  bool IsNextOf(const engine::StampCard& rules) const {
    return next_ < of_cards_ &&
           answer_.coupons(static_cast<int>(next_)).batch_id() == rules.batch_id;
  }

  storage::Transaction& transaction_;
  const CountedSale& sale_;
  const v1::SaleResult& answer_;
  const std::vector<bool> blocked_;
  int64_t of_cards_;
  int64_t next_ = 0;
};

}  // namespace

absl::StatusOr<storage::StampCard> StampCardOf(storage::ReadTransaction& transaction,
                                               const MemberId& member_id,
                                               const std::string& card_id) {
  TESSERA_ASSIGN_OR_RETURN(auto cards, transaction.ListStampCards(member_id));
  for (storage::StampCard& card : cards) {
    if (card.card_id == card_id) return std::move(card);
  }
  return storage::StampCard{card_id, 0};
}

const engine::StampCard* RulesOfCard(const CountedSale& sale, const std::string& card_id) {
  if (sale.live == nullptr) return nullptr;
  for (const engine::StampCard& rules : sale.live->source().stamp_cards) {
    if (rules.card_id == card_id) return &rules;
  }
  return nullptr;
}

int64_t CouponsOf(const engine::StampCard& rules) {
  return rules.batch_id.empty() ? 0 : std::max(rules.coupons, 1);
}

absl::Status TakeBackGiven(const Context& context, storage::Transaction& transaction,
                           const CountedSale& sale, const v1::SaleResult& answer) {
  std::vector<bool> blocked;
  for (int i = 0; i < answer.coupons_size(); ++i) {
    TESSERA_ASSIGN_OR_RETURN(const bool is_blocked,
                             BlockGiven(context, transaction, sale.sale_id, i));
    blocked.push_back(is_blocked);
  }
  if (sale.member == nullptr) return absl::OkStatus();
  Unstamping unstamping(transaction, sale, answer, std::move(blocked));
  for (const v1::StampResult& stamps : sale.receipt.stamps()) {
    TESSERA_RETURN_IF_ERROR(unstamping.Undo(stamps));
  }
  return absl::OkStatus();
}

}  // namespace tessera::operations
