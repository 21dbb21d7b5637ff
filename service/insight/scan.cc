#include "tessera/insight/scan.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/insight/activity_sums.h"
#include "tessera/insight/atoms.h"

namespace tessera::insight {
namespace {

// Of member sets of one pass.
constexpr size_t kPassBytes = size_t{256} << 20;
// Beyond so many groups few members buy in each.
constexpr int kMostSets = 8;
// Sightings of one pass, of eight bytes.
constexpr int64_t kPassSightings = 16'000'000;

void AddTo(int64_t& sum, int64_t what, bool& overflow) {
  overflow |= __builtin_add_overflow(sum, what, &sum);
}

// Whether a pass notes who bought as sets, as lists, or not at all.
enum class Noting : uint8_t { kNothing, kSets, kSightings };

Noting NotingOf(const Question& question) {
  if (!question.activity) return Noting::kNothing;
  const bool few = !question.parts.empty() || question.groups <= kMostSets;
  return few ? Noting::kSets : Noting::kSightings;
}

class Pass {
 public:
  Pass(const Question& question, const MemberColumns& members, const Atoms& atoms, int first_group,
       int end_group, Answer& answer)
      : question_(question),
        members_(members),
        atoms_(atoms),
        first_group_(first_group),
        end_group_(end_group),
        answer_(answer) {
    const size_t groups =
        question.parts.empty() ? static_cast<size_t>(end_group - first_group) : size_t{1};
    const Noting noting = NotingOf(question);
    if (noting == Noting::kSets) active_.resize(groups, Activity(atoms.size(), members.size()));
    if (noting == Noting::kSightings) sightings_.resize(groups);
  }

  absl::Status Take(const Chunk& chunk) {
    const std::vector<int64_t>& days = chunk[Column::kDay];
    for (size_t i = 0; i < chunk.size(); ++i) {
      const int64_t day = days[i];
      if (day < atoms_.first_day() || day > atoms_.last_day()) continue;
      const int group = GroupOf(chunk, i);
      if (group < first_group_ || group >= end_group_) continue;
      ++looked_at_;
      const size_t slot = static_cast<size_t>(day - atoms_.first_day());
      if (question_.activity) Activate(chunk, i, slot, group);
      const int period = atoms_.PeriodAt(slot);
      if (!question_.sums || period < 0) continue;
      const int more = MemberGroupOf(chunk, i);
      if (more == kLeftOut) continue;
      AddUp(chunk, i, answer_.groups[static_cast<size_t>(group + more)][static_cast<size_t>(period)]);
    }
    if (overflow_) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "AMOUNT_OVERFLOW", "",
                       "the sums of this period do not fit 64 bits; ask for a shorter one");
    }
    return absl::OkStatus();
  }

  void Finish() {
    answer_.receipts += looked_at_;
    const ActivityRules rules(atoms_, question_.periods, question_.customer_days, members_);
    const size_t first = static_cast<size_t>(first_group_);
    for (size_t group = 0; group < active_.size(); ++group) {
      active_[group].Join(members_);
      if (question_.parts.empty()) {
        CountActivity(rules, active_[group], {nullptr}, answer_.groups, first + group);
      } else {
        CountActivity(rules, active_[group], question_.parts, answer_.parts, 0);
      }
    }
    Roles roles(sightings_.empty() ? 0 : members_.size() * question_.periods.size());
    for (size_t group = 0; group < sightings_.size(); ++group) {
      sightings_[group].CountInto(rules, roles, answer_.groups[first + group]);
    }
  }

 private:
  static int32_t Of(const std::vector<int32_t>& table, int64_t number) {
    if (table.empty()) return 0;
    return static_cast<uint64_t>(number) < table.size() ? table[static_cast<size_t>(number)]
                                                        : kLeftOut;
  }

  int GroupOf(const Chunk& chunk, size_t i) const {
    int32_t group = 0;
    if (!question_.store_groups.empty()) {
      group = Of(question_.store_groups, chunk[Column::kStore][i]);
      if (group == kLeftOut) return kLeftOut;
    }
    if (!question_.tier_groups.empty()) {
      const int32_t tier = Of(question_.tier_groups, chunk[Column::kTier][i]);
      if (tier == kLeftOut) return kLeftOut;
      group += tier;
    }
    if (question_.only != nullptr) {
      const uint32_t member = static_cast<uint32_t>(chunk[Column::kMember][i]);
      if (member == 0 || !question_.only->Has(members_.Present(member))) return kLeftOut;
    }
    return group;
  }

  int MemberGroupOf(const Chunk& chunk, size_t i) const {
    if (question_.member_groups.empty()) return 0;
    const uint32_t member = static_cast<uint32_t>(chunk[Column::kMember][i]);
    return member == 0 ? kLeftOut : Of(question_.member_groups, members_.Present(member));
  }

  bool IsActive(int64_t flags) const {
    return question_.returns_are_activity || (flags & (kReturn | kWholeBack)) == 0;
  }

  void Activate(const Chunk& chunk, size_t i, size_t slot, int group) {
    const int atom = atoms_.AtomAt(slot);
    const uint32_t member = static_cast<uint32_t>(chunk[Column::kMember][i]);
    if (atom < 0 || member == 0 || member >= members_.size()) return;
    if (!IsActive(chunk[Column::kFlags][i])) return;
    const size_t at = question_.parts.empty() ? static_cast<size_t>(group - first_group_) : 0;
    if (!sightings_.empty()) {
      const uint32_t present = members_.Present(member);
      if (present < members_.size()) sightings_[at].Add(static_cast<size_t>(atom), present);
    } else {
      active_[at].Add(static_cast<size_t>(atom), member);
    }
  }

  void AddUp(const Chunk& chunk, size_t i, Sums& sums) {
    const int64_t flags = chunk[Column::kFlags][i];
    const int64_t net = chunk[Column::kNet][i];
    if ((flags & kReturn) != 0) {
      AddTo(sums.returned, -net, overflow_);
      AddTo(sums.revoked, -chunk[Column::kEarned][i], overflow_);
      AddTo(sums.given_back, -chunk[Column::kSpent][i], overflow_);
      return;
    }
    const bool has_card = chunk[Column::kMember][i] != 0;
    const bool kept = (flags & kWholeBack) == 0;
    ++sums.receipts;
    AddTo(sums.pieces, chunk[Column::kPieces][i], overflow_);
    AddTo(sums.gross, chunk[Column::kGross][i], overflow_);
    AddTo(sums.discount, chunk[Column::kDiscount][i], overflow_);
    AddTo(sums.redeemed, chunk[Column::kRedeemed][i], overflow_);
    AddTo(sums.net, net, overflow_);
    if (kept) {
      ++sums.kept;
      AddTo(sums.kept_net, net, overflow_);
    }
    if (!has_card) return;
    ++sums.member_receipts;
    AddTo(sums.earned, chunk[Column::kEarned][i], overflow_);
    AddTo(sums.spent, chunk[Column::kSpent][i], overflow_);
    if (chunk[Column::kSpent][i] > 0) ++sums.redeeming;
    if (!kept) return;
    ++sums.purchases;
    AddTo(sums.purchases_net, net, overflow_);
    AddTo(sums.purchases_costed, chunk[Column::kCosted][i], overflow_);
    AddTo(sums.purchases_margin, chunk[Column::kMargin][i], overflow_);
  }

  const Question& question_;
  const MemberColumns& members_;
  const Atoms& atoms_;
  const int first_group_;
  const int end_group_;
  Answer& answer_;
  std::vector<Activity> active_;
  std::vector<Sightings> sightings_;
  int64_t looked_at_ = 0;
  bool overflow_ = false;
};

std::vector<Column> ColumnsFor(const Question& question) {
  std::vector<Column> columns = {Column::kDay, Column::kMember, Column::kFlags};
  if (!question.store_groups.empty()) columns.push_back(Column::kStore);
  if (!question.tier_groups.empty()) columns.push_back(Column::kTier);
  if (question.sums) {
    for (const Column column : {Column::kPieces, Column::kGross, Column::kDiscount,
                                Column::kRedeemed, Column::kNet, Column::kEarned, Column::kSpent,
                                Column::kCosted, Column::kMargin}) {
      columns.push_back(column);
    }
  }
  return columns;
}

int32_t MostOf(const std::vector<int32_t>& groups) {
  return groups.empty() ? 0 : std::max(*std::max_element(groups.begin(), groups.end()), 0);
}

absl::StatusOr<int> GroupsAtOnce(ReceiptSource& source, const Question& question,
                                 const Atoms& atoms, size_t members) {
  switch (NotingOf(question)) {
    case Noting::kNothing: return question.groups;
    case Noting::kSets: {
      if (!question.parts.empty()) return question.groups;
      const size_t each = std::max<size_t>(1, 2 * atoms.size() * (members / 8 + 8));
      return static_cast<int>(
          std::clamp<size_t>(kPassBytes / each, 1, static_cast<size_t>(question.groups)));
    }
    case Noting::kSightings: break;
  }
  TESSERA_ASSIGN_OR_RETURN(const int64_t receipts,
                           source.CountWithin(atoms.first_day(), atoms.last_day()));
  const int64_t passes = receipts / kPassSightings + 1;
  return static_cast<int>((question.groups + passes - 1) / passes);
}

}  // namespace

absl::StatusOr<Answer> Scan(ReceiptSource& source, const MemberColumns& members,
                            const Question& question) {
  Answer answer;
  const std::vector<Sums> none(question.periods.size());
  const int sums = question.groups + MostOf(question.member_groups);
  answer.groups.resize(static_cast<size_t>(sums), none);
  answer.parts.resize(question.parts.size(), none);
  if (question.groups == 0 || question.periods.empty()) return answer;
  const Atoms atoms(question.periods, question.activity ? question.customer_days : 0);
  const std::vector<Column> columns = ColumnsFor(question);
  TESSERA_ASSIGN_OR_RETURN(const int at_once,
                           GroupsAtOnce(source, question, atoms, members.size()));
  for (int first = 0; first < question.groups; first += at_once) {
    Pass pass(question, members, atoms, first, std::min(first + at_once, question.groups), answer);
    TESSERA_RETURN_IF_ERROR(
        source.ForEach(atoms.first_day(), atoms.last_day(), columns,
                       [&](const Chunk& chunk) { return pass.Take(chunk); }));
    pass.Finish();
  }
  return answer;
}

}  // namespace tessera::insight
