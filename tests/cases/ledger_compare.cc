#include "ledger_compare.h"

#include <algorithm>
#include <limits>

#include "absl/time/time.h"
#include "compare.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/situation.h"

namespace tessera::cases {
namespace {

// The last day that counts wholly before `end`; "" for never.
std::string DayBefore(std::optional<Instant> end) {
  if (!end) return "";
  const absl::Time last = absl::FromUnixMicros(end->us) - absl::Microseconds(1);
  return absl::FormatTime("%Y-%m-%d", last, absl::UTCTimeZone());
}

// All lots of an account, spent ones too, in the order in which they came.
absl::StatusOr<std::vector<ledger::Lot>> LotsOf(storage::ReadTransaction& transaction,
                                                const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto state, transaction.LoadAccount(member_id, {}));
  std::vector<int64_t> all;
  for (int64_t lot_no = 1; lot_no <= state.last_lot_no; ++lot_no) all.push_back(lot_no);
  TESSERA_ASSIGN_OR_RETURN(auto whole, transaction.LoadAccount(member_id, all));
  std::sort(whole.lots.begin(), whole.lots.end(),
            [](const ledger::Lot& a, const ledger::Lot& b) { return a.lot_no < b.lot_no; });
  return std::move(whole.lots);
}

class LedgerComparison {
 public:
  LedgerComparison(const Json& expected, const Translation& translation, const Happened& happened,
                   const operations::Context& context, storage::ReadTransaction* transaction,
                   Unknowns* unknowns)
      : in_(translation),
        happened_(happened),
        context_(context),
        transaction_(*transaction),
        expected_(expected, "expected", unknowns) {}

  absl::Status Run() {
    TESSERA_ASSIGN_OR_RETURN(
        const operations::LoadedMember member,
        operations::LoadMember(context_, transaction_, happened_.member_id));
    TESSERA_ASSIGN_OR_RETURN(lots_, LotsOf(transaction_, happened_.holder_id));
    TESSERA_ASSIGN_OR_RETURN(
        entries_, transaction_.ListEntries(happened_.member_id, 0, std::numeric_limits<int>::max()));
    Tier(member.member);
    SamePoints("balance_after", member.account.FiguresAt(context_.now).balance);
    SamePoints("points_earned", happened_.earned);
    SamePoints("points_spent", happened_.spent);
    SamePoints("points_revoked", happened_.revoked);
    SamePoints("points_returned", happened_.given_back);
    SamePoints("points_expired", Sum(ledger::EntryKind::kExpire, std::nullopt));
    SamePoints("earned_in_period", Sum(ledger::EntryKind::kEarn, happened_.reviewed_at));
    Lots();
    LastValidDay();
    Refusals();
    TESSERA_RETURN_IF_ERROR(GiftCards());
    return Uses();
  }

  std::vector<Difference> Take() { return std::move(differences_); }

 private:
  void SamePoints(const std::string& key, Points got) {
    CompareDecimal(&expected_, key, key, got.value(), in_.points_digits, &differences_);
  }
  void SameText(Fields* fields, const std::string& key, const std::string& path,
                const std::string& got) {
    const std::string wanted = fields->Text(key);
    if (wanted != got) differences_.push_back({path, wanted, got, ""});
  }

  // What entries of this kind moved, without sign.
  Points Sum(ledger::EntryKind kind, std::optional<Instant> from) const {
    Points sum;
    for (const ledger::Entry& entry : entries_) {
      if (entry.kind != kind || (from && entry.booked_at < *from)) continue;
      sum += entry.points.is_negative() ? -entry.points : entry.points;
    }
    return sum;
  }

  void Tier(const storage::Member& member) {
    const Json& tier = expected_.Raw("tier");
    if (tier.is_string() && TierId(tier.get<std::string>()) != member.tier) {
      differences_.push_back({"tier", tier.get<std::string>(), member.tier, ""});
    }
    if (expected_.Has("tier_valid_through")) {
      SameText(&expected_, "tier_valid_through", "tier_valid_through",
               DayBefore(member.tier_until));
    }
  }

  void Lots() {
    if (!expected_.Has("lots")) return;
    std::vector<Fields> wanted = expected_.Objects("lots");
    if (wanted.size() != lots_.size()) {
      differences_.push_back({"lots", std::to_string(wanted.size()) + " of them",
                              std::to_string(lots_.size()) + " of them", ""});
    }
    for (size_t i = 0; i < wanted.size(); ++i) {
      const std::string path = "lots[" + std::to_string(i) + "]";
      if (i >= lots_.size()) {
        wanted[i].Ignore(wanted[i].Keys());
        continue;
      }
      CompareDecimal(&wanted[i], "left", path + ".left", lots_[i].remaining.value(),
                     in_.points_digits, &differences_);
      if (wanted[i].Has("last_valid_day")) {
        SameText(&wanted[i], "last_valid_day", path + ".last_valid_day",
                 DayBefore(lots_[i].life.expires_at));
      }
    }
  }

  // Of the lot that came last.
  void LastValidDay() {
    if (!expected_.Has("last_valid_day")) return;
    const std::string got = lots_.empty() ? "no points" : DayBefore(lots_.back().life.expires_at);
    SameText(&expected_, "last_valid_day", "last_valid_day", got);
  }

  void Refusals() {
    auto rejected = expected_.Object("rejected");
    if (!rejected) return;
    for (const std::string& name : rejected->Keys()) {
      const std::string word = rejected->Text(name);
      const auto found = happened_.refusals.find(name);
      if (found == happened_.refusals.end()) {
        rejected->Refuse(name, "is not what happens here");
      } else if (found->second.empty() || !MeansReason(word, found->second)) {
        differences_.push_back({"rejected." + name, word,
                                found->second.empty() ? "done" : found->second, ""});
      }
    }
  }

  absl::Status GiftCards() {
    auto cards = expected_.Object("gift_cards_after");
    if (!cards) return absl::OkStatus();
    for (const std::string& code : cards->Keys()) {
      TESSERA_ASSIGN_OR_RETURN(
          const auto card, transaction_.FindTender(operations::GiftCardKey(context_, code)));
      if (!card) cards->Refuse(code, "the customer has no such card");
      CompareDecimal(&*cards, code, "gift_cards_after." + code, card ? card->balance.value() : 0,
                     in_.money_digits, &differences_);
    }
    return absl::OkStatus();
  }

  // By code or promotion.
  absl::Status Uses() {
    auto counts = expected_.Object("usage_count");
    if (!counts) return absl::OkStatus();
    for (const std::string& name : counts->Keys()) {
      int64_t uses = 0;
      bool known = false;
      for (size_t i = 0; i < in_.origins.size(); ++i) {
        const Origin& origin = in_.origins[i];
        if (origin.id != name && std::find(origin.codes.begin(), origin.codes.end(), name) ==
                                     origin.codes.end()) {
          continue;
        }
        TESSERA_ASSIGN_OR_RETURN(const auto use,
                                 transaction_.LoadOfferUse(in_.program.offers[i].id));
        uses += use.uses;
        known = true;
      }
      if (!known) counts->Refuse(name, "is neither a promotion nor a code");
      CompareDecimal(&*counts, name, "usage_count." + name, uses, 0, &differences_);
    }
    return absl::OkStatus();
  }

  const Translation& in_;
  const Happened& happened_;
  const operations::Context& context_;
  storage::ReadTransaction& transaction_;
  Fields expected_;
  std::vector<ledger::Lot> lots_;
  std::vector<ledger::Entry> entries_;
  std::vector<Difference> differences_;
};

}  // namespace

absl::StatusOr<std::vector<Difference>> CompareLedger(const Json& expected,
                                                      const Translation& translation,
                                                      const Happened& happened,
                                                      operations::Chain* chain,
                                                      Unknowns* unknowns) {
  std::vector<Difference> differences;
  const operations::Context context = chain->As(operations::kHq);
  TESSERA_RETURN_IF_ERROR(chain->store().Read([&](storage::ReadTransaction& transaction) {
    LedgerComparison comparison(expected, translation, happened, context, &transaction, unknowns);
    const absl::Status status = comparison.Run();
    differences = comparison.Take();
    return status;
  }));
  return differences;
}

}  // namespace tessera::cases
