#include "tessera/operations/members/merge_members.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/common/content.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumComment = 256;
constexpr int kMaximumAttributes = 32;

// Who names a member that is part of another by its own id may not know of that: then merging on would
// surprise.
absl::StatusOr<LoadedMember> LoadUnmerged(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const v1::MemberRef& ref, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(LoadedMember loaded, LoadReferred(context, transaction, ref, field));
  if (ref.has_member_id()) {
    TESSERA_ASSIGN_OR_RETURN(const MemberId named, MemberId::Parse(ref.member_id(), field));
    if (named != loaded.member.member_id) return MemberMerged(field);
  }
  return loaded;
}

// One merge, while it is worked on.
class Merge {
 public:
  Merge(const Context& context, storage::Transaction& transaction, std::string comment,
        storage::Member from, storage::Member into)
      : context_(context),
        transaction_(transaction),
        comment_(std::move(comment)),
        from_(std::move(from)),
        into_(std::move(into)) {}

  absl::StatusOr<LoadedMember> Run() {
    TESSERA_RETURN_IF_ERROR(MoveAccount());
    TESSERA_RETURN_IF_ERROR(MoveWallet());
    TESSERA_RETURN_IF_ERROR(MoveIdentifiers());
    TESSERA_RETURN_IF_ERROR(AddPurchases());
    TESSERA_RETURN_IF_ERROR(AddOfferUses());
    TESSERA_RETURN_IF_ERROR(AddStamps());
    TESSERA_RETURN_IF_ERROR(JoinTiers());
    TESSERA_RETURN_IF_ERROR(JoinPersons());
    TESSERA_RETURN_IF_ERROR(
        transaction_.MoveCouponsAndVisits(from_.member_id, into_.member_id));
    TESSERA_RETURN_IF_ERROR(
        transaction_.follow_ups().MoveAnswers(from_.member_id, into_.member_id));
    if (into_.home_store.empty()) into_.home_store = from_.home_store;
    from_.status = storage::MemberStatus::kMerged;
    from_.merged_into = into_.member_id;
    TESSERA_RETURN_IF_ERROR(transaction_.UpdateMember(from_));
    TESSERA_RETURN_IF_ERROR(transaction_.UpdateMember(into_));
    TESSERA_RETURN_IF_ERROR(transaction_.AppendMemberChange(from_.member_id));
    TESSERA_ASSIGN_OR_RETURN(LoadedMember merged,
                             LoadMember(context_, transaction_, into_.member_id));
    TESSERA_RETURN_IF_ERROR(JudgeIfLive(context_, transaction_, merged));
    TESSERA_RETURN_IF_ERROR(AppendAccountChange(transaction_, merged));
    return merged;
  }

 private:
  absl::StatusOr<ledger::Account> AccountOf(const MemberId& account_id) {
    TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state,
                             transaction_.LoadAccount(account_id, {}));
    return ledger::Account(std::move(state));
  }

  // The account of `from`, and whoever shares it. Where `into` is one of these, the account becomes its
  // own.
  absl::Status MoveAccount() {
    if (std::exchange(from_.shares, std::nullopt)) return absl::OkStatus();
    if (into_.shares == from_.member_id) into_.shares.reset();
    const MemberId target = into_.account_id();
    TESSERA_ASSIGN_OR_RETURN(ledger::Account source, AccountOf(from_.member_id));
    TESSERA_ASSIGN_OR_RETURN(ledger::Account account, AccountOf(target));
    ledger::Cause cause{context_.now};
    cause.comment = comment_;
    cause.member = into_.shares ? std::optional(into_.member_id) : std::nullopt;
    TESSERA_RETURN_IF_ERROR(source.MergeInto(account, cause));
    // In this order: a hold is of one account at a time.
    TESSERA_RETURN_IF_ERROR(transaction_.SaveAccount(source));
    TESSERA_RETURN_IF_ERROR(transaction_.SaveAccount(account));
    TESSERA_ASSIGN_OR_RETURN(const auto sharers, transaction_.ListSharers(from_.member_id));
    for (const MemberId& sharer : sharers) {
      if (sharer == into_.member_id) continue;
      TESSERA_ASSIGN_OR_RETURN(auto member, transaction_.FindMember(sharer));
      if (!member) return Broken("who shares an account is missing");
      member->shares = target;
      TESSERA_RETURN_IF_ERROR(transaction_.UpdateMember(*member));
    }
    return absl::OkStatus();
  }

  absl::Status MoveWallet() {
    TESSERA_ASSIGN_OR_RETURN(auto source, transaction_.FindTender(WalletKey(from_.member_id)));
    if (!source) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(ledger::TenderState target,
                             FindOrOpen(context_, transaction_, WalletKey(into_.member_id)));
    ledger::Tender from(*std::move(source));
    ledger::Tender into(std::move(target));
    ledger::Cause cause{context_.now};
    cause.comment = comment_;
    TESSERA_RETURN_IF_ERROR(from.MoveInto(into, cause));
    TESSERA_RETURN_IF_ERROR(transaction_.SaveTender(from));
    return transaction_.SaveTender(into);
  }

  // Those that were put out of use stay so.
  absl::Status MoveIdentifiers() {
    TESSERA_ASSIGN_OR_RETURN(const auto rows, transaction_.ListIdentifiers(from_.member_id));
    for (storage::IdentifierRow row : rows) {
      row.member_id = into_.member_id;
      TESSERA_RETURN_IF_ERROR(transaction_.UpdateIdentifier(row));
    }
    return absl::OkStatus();
  }

  absl::Status AddPurchases() {
    const MemberId& into = into_.member_id;
    TESSERA_ASSIGN_OR_RETURN(const ledger::Purchases more,
                             transaction_.LoadPurchases(from_.member_id));
    TESSERA_ASSIGN_OR_RETURN(ledger::Purchases ever, transaction_.LoadPurchases(into));
    TESSERA_RETURN_IF_ERROR(
        ledger::Add(ledger::PurchaseDay{0, more.visits, more.spend, more.earned}, ever));
    ever.last_at = std::max(ever.last_at, more.last_at);
    TESSERA_RETURN_IF_ERROR(transaction_.SavePurchases(into, ever));
    constexpr int32_t kFirstDay = 0;
    TESSERA_ASSIGN_OR_RETURN(const auto days,
                             transaction_.ListPurchaseDays(from_.member_id, kFirstDay));
    for (const ledger::PurchaseDay& day : days) {
      ledger::PurchaseDay sum;
      sum.day = day.day;
      TESSERA_ASSIGN_OR_RETURN(const auto known, transaction_.ListPurchaseDays(into, day.day));
      if (!known.empty() && known.front().day == day.day) sum = known.front();
      TESSERA_RETURN_IF_ERROR(ledger::Add(day, sum));
      TESSERA_RETURN_IF_ERROR(transaction_.SavePurchaseDay(into, sum));
    }
    return absl::OkStatus();
  }

  absl::Status AddOfferUses() {
    TESSERA_ASSIGN_OR_RETURN(const auto uses, transaction_.ListOfferUses(from_.member_id));
    TESSERA_ASSIGN_OR_RETURN(const auto known, transaction_.ListOfferUses(into_.member_id));
    for (storage::MemberOfferUse use : uses) {
      for (const storage::MemberOfferUse& other : known) {
        if (other.offer_id != use.offer_id) continue;
        use.uses += other.uses;
        use.units += other.units;
        if (other.day == use.day) {
          use.uses_day += other.uses_day;
        } else if (other.day > use.day) {
          use.day = other.day;
          use.uses_day = other.uses_day;
        }
      }
      TESSERA_RETURN_IF_ERROR(transaction_.SaveOfferUse(into_.member_id, use));
    }
    return absl::OkStatus();
  }

  // Cards that become full give their coupon with the next stamp.
  absl::Status AddStamps() {
    TESSERA_ASSIGN_OR_RETURN(const auto cards, transaction_.ListStampCards(from_.member_id));
    TESSERA_ASSIGN_OR_RETURN(const auto known, transaction_.ListStampCards(into_.member_id));
    for (storage::StampCard card : cards) {
      for (const storage::StampCard& other : known) {
        if (other.card_id == card.card_id) card.stamps += other.stamps;
      }
      TESSERA_RETURN_IF_ERROR(transaction_.SaveStampCard(into_.member_id, card));
    }
    return absl::OkStatus();
  }

  // Without a program nobody knows which tier is the higher one: that of `into` stays, if it has any.
  absl::Status JoinTiers() {
    TESSERA_ASSIGN_OR_RETURN(const Programs::Program live,
                             context_.programs.LiveOrNone(transaction_));
    const auto level = [&](const std::string& tier) {
      if (live == nullptr) return tier.empty() ? -1 : 0;
      return LevelOf(live->source(), tier);
    };
    if (level(from_.assigned_tier) > level(into_.assigned_tier)) {
      into_.assigned_tier = from_.assigned_tier;
    }
    if (level(from_.tier) > level(into_.tier)) {
      into_.tier = from_.tier;
      into_.tier_since = from_.tier_since;
      into_.tier_until = from_.tier_until;
    } else if (!into_.tier.empty() && from_.tier == into_.tier) {
      into_.tier_since = std::min(into_.tier_since, from_.tier_since);
      into_.tier_until = std::max(into_.tier_until, from_.tier_until);
    }
    // Nobody looks at the tier of a merged member any more.
    from_.tier_until.reset();
    return absl::OkStatus();
  }

  absl::Status JoinPersons() {
    std::set<std::string> tags(into_.tags.begin(), into_.tags.end());
    tags.insert(from_.tags.begin(), from_.tags.end());
    into_.tags.assign(tags.begin(), tags.end());
    if (into_.language.empty()) into_.language = from_.language;
    if (into_.consent_version.empty()) {
      into_.consent_version = from_.consent_version;
      into_.consent_given_at = from_.consent_given_at;
      into_.consent_channel = from_.consent_channel;
    }
    into_.created_at = std::min(into_.created_at, from_.created_at);
    TESSERA_ASSIGN_OR_RETURN(const v1::MemberProfile gone, ProfileOf(context_, from_));
    TESSERA_ASSIGN_OR_RETURN(v1::MemberProfile profile, ProfileOf(context_, into_));
    if (profile.full_name().empty()) profile.set_full_name(gone.full_name());
    if (profile.birth_month() == 0) {
      profile.set_birth_month(gone.birth_month());
      profile.set_birth_day(gone.birth_day());
      profile.set_birth_year(gone.birth_year());
    }
    for (const auto& [key, value] : gone.attributes()) {
      if (profile.attributes_size() == kMaximumAttributes) break;
      profile.mutable_attributes()->insert({key, value});
    }
    SetProfile(context_, profile, into_);
    SetProfile(context_, v1::MemberProfile(), from_);
    return absl::OkStatus();
  }

  const Context& context_;
  storage::Transaction& transaction_;
  const std::string comment_;
  storage::Member from_;
  storage::Member into_;
};

}  // namespace

absl::StatusOr<v1::MergeMembersResponse> MergeMembers(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::MergeMembersRequest& request) {
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(request.comment(), kMaximumComment, "COMMENT_REQUIRED", "comment"));
  return Once<v1::MergeMembersResponse>(
      context, transaction, {"MergeMembers", request.change_id()},
      ContentOf(context.secrets.lookup_key, request),
      [&](storage::RequestedChange& row) -> absl::StatusOr<v1::MergeMembersResponse> {
        TESSERA_ASSIGN_OR_RETURN(const LoadedMember from,
                                 LoadUnmerged(context, transaction, request.from(), "from"));
        TESSERA_ASSIGN_OR_RETURN(const LoadedMember into,
                                 LoadUnmerged(context, transaction, request.into(), "into"));
        if (from.member.member_id == into.member.member_id) {
          return Refused("MEMBERS_EQUAL", "into", "name two members");
        }
        Merge merge(context, transaction, request.comment(), from.member, into.member);
        TESSERA_ASSIGN_OR_RETURN(const LoadedMember merged, merge.Run());
        row.member_id = merged.member.member_id;
        row.comment = request.comment();
        v1::MergeMembersResponse response;
        TESSERA_ASSIGN_OR_RETURN(*response.mutable_member(),
                                 MemberToProto(context, transaction, merged, ""));
        return response;
      });
}

}  // namespace tessera::operations
