#include "tessera/operations/insight/looking.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/engine/history.h"
#include "tessera/operations/account/people.h"

namespace tessera::operations {

Looking::Looking(const Context& context, storage::Transaction& transaction,
                 const engine::CompiledProgram& live, const SegmentRules& rules,
                 const insight::RfmCuts& cuts, bool knows_goods)
    : context_(context),
      transaction_(transaction),
      live_(live),
      rules_(rules),
      cuts_(cuts),
      knows_goods_(knows_goods),
      today_(engine::DayOfProgram(live, context.now)),
      cells_(transaction.insight()) {}

absl::StatusOr<uint32_t> Looking::NumberOf(const storage::Member& member) {
  storage::InsightTables& tables = transaction_.insight();
  TESSERA_ASSIGN_OR_RETURN(const auto known, tables.FindMember(member.member_id));
  if (known) return known->member_no;
  TESSERA_ASSIGN_OR_RETURN(const uint32_t last, tables.LastMember());
  const uint32_t number = last + 1;
  TESSERA_RETURN_IF_ERROR(tables.SaveMember({number, member.member_id, std::nullopt}));
  TESSERA_RETURN_IF_ERROR(cells_.Set(insight::kEnrolledColumn, number,
                                     engine::DayOfProgram(live_, member.created_at)));
  return number;
}

absl::StatusOr<uint32_t> Looking::NumberOf(const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(const auto known, transaction_.insight().FindMember(member_id));
  if (known) return known->member_no;
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.FindMember(member_id));
  if (!member) return Broken("a sale names a member who is not there");
  return NumberOf(*member);
}

absl::StatusOr<uint32_t> Looking::PresentNumberOf(const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(uint32_t number, NumberOf(member_id));
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.insight().FindMember(number));
    if (!member || !member->into_no) return number;
    number = *member->into_no;
  }
}

absl::StatusOr<bool> Looking::LookAt(const MemberId& member_id) {
  TESSERA_ASSIGN_OR_RETURN(auto member, transaction_.FindMember(member_id));
  if (!member) return false;
  TESSERA_ASSIGN_OR_RETURN(const uint32_t number, NumberOf(*member));
  if (member->status == storage::MemberStatus::kMerged && member->merged_into) {
    return LookAtMerged(*member, number);
  }
  TESSERA_ASSIGN_OR_RETURN(const auto first,
                           transaction_.insight().FindFirstPurchaseDay(member_id));
  const int32_t first_day = first.value_or(insight::kNever);
  TESSERA_RETURN_IF_ERROR(cells_.Set(insight::kFirstDayColumn, number, first_day));
  TESSERA_ASSIGN_OR_RETURN(const Bought bought, BoughtBy(member_id, number, first_day));
  const v1::MemberProfile profile = ReadableProfileOf(*member);
  const int32_t enrolled = engine::DayOfProgram(live_, member->created_at);
  // Of who took over an older membership, and after a change of the calendar, another day than before.
  TESSERA_RETURN_IF_ERROR(cells_.Set(insight::kEnrolledColumn, number, enrolled));
  const Standing standing =
      StandingOf(rules_, cuts_, *member, profile, bought, enrolled, today_);
  std::vector<std::string> keys = standing.segments;
  keys.push_back(StageKey(standing.stage));
  if (!standing.rfm_cell.empty()) keys.push_back(CellKey(standing.rfm_cell));
  TESSERA_RETURN_IF_ERROR(transaction_.insight().SetSegments(number, keys));
  return Put(standing, *member);
}

v1::MemberProfile Looking::ReadableProfileOf(const storage::Member& member) {
  if (!rules_.asks_profile) return {};
  auto profile = ProfileOf(context_, member);
  if (profile.ok()) return *std::move(profile);
  ++unreadable_;
  if (reason_.empty()) reason_ = "PROFILE_UNREADABLE";
  return {};
}

absl::StatusOr<bool> Looking::LookAtMerged(const storage::Member& member, uint32_t number) {
  storage::InsightTables& tables = transaction_.insight();
  TESSERA_ASSIGN_OR_RETURN(const uint32_t into, NumberOf(*member.merged_into));
  TESSERA_RETURN_IF_ERROR(tables.SaveMember({number, member.member_id, into}));
  TESSERA_RETURN_IF_ERROR(cells_.Set(insight::kIntoColumn, number, into));
  TESSERA_RETURN_IF_ERROR(cells_.Set(insight::kFirstDayColumn, number, insight::kNever));
  TESSERA_RETURN_IF_ERROR(tables.SetSegments(number, {}));
  TESSERA_RETURN_IF_ERROR(tables.MoveBought(number, into));
  return LookAt(*member.merged_into);
}

// Days that nobody will ask for any more go.
absl::StatusOr<std::vector<storage::BoughtDay>> Looking::GoodsOf(uint32_t number) {
  std::vector<storage::BoughtDay> goods;
  if (rules_.sets.empty()) return goods;
  TESSERA_ASSIGN_OR_RETURN(goods, transaction_.insight().ListBought(number));
  const int32_t first = today_ - rules_.sets_days + 1;
  const bool has_old = std::any_of(goods.begin(), goods.end(),
                                   [&](const storage::BoughtDay& day) { return day.day < first; });
  if (has_old) TESSERA_RETURN_IF_ERROR(transaction_.insight().RemoveBought(number, first));
  return goods;
}

absl::StatusOr<Bought> Looking::BoughtBy(const MemberId& member_id, uint32_t number,
                                         int32_t first_day) {
  Bought bought;
  bought.knows_goods = knows_goods_;
  TESSERA_ASSIGN_OR_RETURN(bought.goods, GoodsOf(number));
  if (first_day == insight::kNever) return bought;
  TESSERA_ASSIGN_OR_RETURN(
      bought.days, transaction_.ListPurchaseDays(member_id, today_ - rules_.window_days + 1));
  TESSERA_ASSIGN_OR_RETURN(const ledger::Purchases ever, transaction_.LoadPurchases(member_id));
  bought.visits.first_day = first_day;
  bought.visits.ever = ever.visits;
  for (const ledger::PurchaseDay& day : bought.days) {
    if (day.visits > 0) bought.visits.last_day = day.day;
  }
  // Nothing within the window: longer ago than any rule asks.
  if (bought.visits.last_day == 0) bought.visits.last_day = first_day;
  return bought;
}

absl::StatusOr<bool> Looking::Put(const Standing& standing, storage::Member& member) {
  const bool is_other_group = member.segments != standing.segments;
  const int32_t stage = static_cast<int32_t>(standing.stage);
  if (!is_other_group && member.stage == stage && member.rfm_cell == standing.rfm_cell) {
    return false;
  }
  member.segments = standing.segments;
  member.stage = stage;
  member.rfm_cell = standing.rfm_cell;
  TESSERA_RETURN_IF_ERROR(transaction_.UpdateMember(member));
  if (is_other_group) {
    TESSERA_RETURN_IF_ERROR(transaction_.AppendMemberChange(member.member_id));
  }
  return true;
}

}  // namespace tessera::operations
