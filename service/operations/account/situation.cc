#include "tessera/operations/account/situation.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/coupon_codes.h"
#include "tessera/operations/account/people.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

// Personal coupons of somebody else, and those that can't be used yet, are as good as unknown.
absl::StatusOr<bool> MayUse(storage::ReadTransaction& transaction, const storage::Coupon& coupon,
                            const LoadedMember* member) {
  if (!coupon.member_id) return true;
  if (member == nullptr) return false;
  TESSERA_ASSIGN_OR_RETURN(const auto owner, FindPresent(transaction, *coupon.member_id));
  return owner && owner->member_id == member->member.member_id;
}

std::optional<engine::CouponState::Status> StatusFor(const storage::Coupon& coupon, Instant at) {
  using Status = engine::CouponState::Status;
  if (coupon.status == storage::CouponStatus::kBlocked || at < coupon.active_from) {
    return std::nullopt;
  }
  if (coupon.status == storage::CouponStatus::kUsed) return Status::kUsed;
  if (coupon.expires_at && *coupon.expires_at <= at) return Status::kExpired;
  return Status::kValid;
}

absl::Status AddCoupons(const Context& context, storage::ReadTransaction& transaction,
                        const LoadedMember* member, const engine::Basket& basket, Instant at,
                        engine::MemberView* view) {
  for (const std::string& code : basket.coupon_codes) {
    TESSERA_ASSIGN_OR_RETURN(const auto coupon, FindCouponOf(context, transaction, code));
    if (!coupon) continue;
    TESSERA_ASSIGN_OR_RETURN(const bool may_use, MayUse(transaction, *coupon, member));
    if (!may_use) continue;
    const auto status = StatusFor(*coupon, at);
    if (status) view->coupons.push_back({code, coupon->batch_id, *status});
  }
  return absl::OkStatus();
}

absl::Status AddTenders(const Context& context, storage::ReadTransaction& transaction,
                        const LoadedMember* member, const engine::Basket& basket,
                        engine::MemberView* view) {
  std::vector<ledger::TenderKey> seen;  // one card in two spellings has its money once
  for (const engine::Tender& tender : basket.tenders) {
    const bool wallet = tender.kind == engine::TenderKind::kWallet;
    if (wallet && member == nullptr) continue;
    const ledger::TenderKey key =
        wallet ? WalletKey(member->member.member_id) : GiftCardKey(context, tender.code);
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) continue;
    seen.push_back(key);
    TESSERA_ASSIGN_OR_RETURN(auto state, transaction.FindTender(key));
    if (!state) continue;
    view->tenders.push_back({tender.kind, wallet ? std::string() : tender.code,
                             ledger::Tender(*std::move(state)).SpendableAt(context.now)});
  }
  return absl::OkStatus();
}

engine::OfferUse& UseOf(const std::string& offer_id, engine::MemberView* view) {
  for (engine::OfferUse& use : view->uses) {
    if (use.offer_id == offer_id) return use;
  }
  view->uses.emplace_back();
  view->uses.back().offer_id = offer_id;
  return view->uses.back();
}

absl::Status AddUsesOfAll(storage::ReadTransaction& transaction,
                          const engine::CompiledProgram& program, engine::MemberView* view) {
  for (uint32_t offer : engine::AsksOf(program).used_altogether) {
    const std::string& offer_id = program.source().offers[offer].id;
    TESSERA_ASSIGN_OR_RETURN(const storage::OfferUse all, transaction.LoadOfferUse(offer_id));
    engine::OfferUse& use = UseOf(offer_id, view);
    use.uses_total = all.uses;
    use.budget_used = all.spent;
    use.budget_used_points = all.spent_points;
  }
  return absl::OkStatus();
}

}  // namespace

CodeHash CouponHash(const Context& context, absl::string_view code) {
  return HashCode(context.secrets.lookup_key, kCoupon, code);
}

std::string StoredCode(const CodeHash& hash) {
  return absl::StrCat("#", absl::BytesToHexString(HashBytes(hash)));
}

CodeHash HashOfStored(const Context& context, absl::string_view purpose, absl::string_view stored) {
  CodeHash hash{};
  if (stored.size() == 1 + 2 * hash.size() && stored[0] == '#') {
    const std::string bytes = absl::HexStringToBytes(stored.substr(1));
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
  }
  return HashCode(context.secrets.lookup_key, purpose, stored);
}

// 60 bits in Crockford's base 32, which has no letter that looks like another.
std::string MadeCode(const Context& context, absl::string_view purpose, absl::string_view subject) {
  constexpr char kDigits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr size_t kLength = 12;
  const CodeHash hash = HashCode(context.secrets.seal_key, purpose, subject);
  std::string code;
  for (size_t i = 0; i < kLength; ++i) {
    // Each digit from a byte of its own: 256 is a multiple of 32, so all digits are as likely.
    code.push_back(kDigits[hash[i] % 32]);
  }
  return code;
}

ledger::TenderKey GiftCardKey(const Context& context, absl::string_view code) {
  return {ledger::TenderKind::kGiftCard, HashCode(context.secrets.lookup_key, kGiftCard, code)};
}

ledger::TenderKey WalletKey(const MemberId& member_id) {
  return {ledger::TenderKind::kWallet, member_id.bytes};
}

absl::StatusOr<engine::MemberHistory> HistoryOf(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const engine::CompiledProgram& program,
                                                const storage::Member& member, Instant at) {
  const engine::Asks& asks = engine::AsksOf(program);
  engine::MemberHistory history;
  history.enrolled_at = member.created_at;
  history.segments = member.segments;
  if (asks.birthday) {
    TESSERA_ASSIGN_OR_RETURN(const v1::MemberProfile profile, ProfileOf(context, member));
    if (profile.birth_month() != 0) {
      history.birthday = engine::Birthday{profile.birth_month(), profile.birth_day()};
    }
  }
  if (asks.purchases) {
    TESSERA_ASSIGN_OR_RETURN(const ledger::Purchases purchases,
                             transaction.LoadPurchases(member.member_id));
    history.purchases = purchases.visits;
    history.last_purchase_at = purchases.last_at;
  }
  if (!asks.activity_days.empty()) {
    const int32_t first =
        engine::DayOfProgram(program, at) - asks.activity_days.back() + 1;
    TESSERA_ASSIGN_OR_RETURN(const auto days,
                             transaction.ListPurchaseDays(member.member_id, first));
    for (const ledger::PurchaseDay& day : days) {
      history.activity.push_back({day.day, day.spend, day.visits});
    }
  }
  if (!asks.used_by_member.empty()) {
    TESSERA_ASSIGN_OR_RETURN(auto uses, transaction.ListOfferUses(member.member_id));
    for (storage::MemberOfferUse& use : uses) {
      history.uses.push_back(
          {std::move(use.offer_id), use.uses, use.uses_day, use.day, use.units});
    }
  }
  if (asks.surveys) {
    TESSERA_ASSIGN_OR_RETURN(history.last_survey_at,
                             transaction.follow_ups().LastAnswerAt(member.member_id));
  }
  return history;
}

absl::StatusOr<engine::MemberView> SituationOf(const Context& context,
                                               storage::ReadTransaction& transaction,
                                               const engine::CompiledProgram& program,
                                               const LoadedMember* member,
                                               const engine::Basket& basket, const SaleId& sale_id,
                                               Instant at) {
  engine::MemberView view;
  if (member != nullptr) {
    view.present = true;
    view.tier = member->member.tier;
    view.tags = member->member.tags;
    view.spendable = member->account.SpendableBy(sale_id, context.now);
    TESSERA_ASSIGN_OR_RETURN(const engine::MemberHistory history,
                             HistoryOf(context, transaction, program, member->member, at));
    engine::Recall(program, history, basket.store_id, at, &view);
  }
  TESSERA_RETURN_IF_ERROR(AddUsesOfAll(transaction, program, &view));
  TESSERA_RETURN_IF_ERROR(AddCoupons(context, transaction, member, basket, at, &view));
  TESSERA_RETURN_IF_ERROR(AddTenders(context, transaction, member, basket, &view));
  return view;
}

}  // namespace tessera::operations
