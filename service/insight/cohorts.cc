#include "tessera/insight/cohorts.h"

#include <algorithm>
#include <limits>

#include "tessera/base/status.h"
#include "tessera/insight/periods.h"

namespace tessera::insight {
namespace {

constexpr int16_t kNoMonth = std::numeric_limits<int16_t>::max();

// Days to months, looked up.
class MonthOfDay {
 public:
  explicit MonthOfDay(int32_t last_day) {
    for (int32_t month = 0; months_.size() <= static_cast<size_t>(last_day); ++month) {
      months_.insert(months_.end(), static_cast<size_t>(MonthPeriod(month).days()),
                     static_cast<int16_t>(month));
    }
  }
  int16_t operator()(int64_t day) const {
    return day >= 0 && static_cast<size_t>(day) < months_.size() ? months_[static_cast<size_t>(day)]
                                                                 : kNoMonth;
  }

 private:
  std::vector<int16_t> months_;
};

class Counter {
 public:
  Counter(const CohortQuestion& question, const MemberColumns& members)
      : question_(question),
        members_(members),
        month_of_(MonthPeriod(question.until_month).last),
        cohort_of_(members.size(), kNoMonth),
        months_(static_cast<size_t>(question.until_month - question.first_month + 1)),
        active_(months_, MemberSet(members.size())) {
    for (int32_t month = question.first_month; month <= question.last_month; ++month) {
      const size_t columns = static_cast<size_t>(question.until_month - month + 1);
      cohorts_.push_back({month, std::vector<int64_t>(columns), std::vector<int64_t>(columns)});
    }
  }

  void SetByFirstPurchase() {
    for (size_t i = 1; i < members_.size(); ++i) {
      if (members_.first_day[i] != kNever) cohort_of_[i] = month_of_(members_.first_day[i]);
    }
  }

  // Also of receipts that are left out otherwise.
  absl::Status SeeFirst(const Chunk& chunk) {
    for (size_t i = 0; i < chunk.size(); ++i) {
      const uint32_t member = MemberAt(chunk, i);
      if (member == 0) continue;
      cohort_of_[member] = std::min(cohort_of_[member], month_of_(chunk[Column::kDay][i]));
    }
    return absl::OkStatus();
  }

  absl::Status Take(const Chunk& chunk) {
    for (size_t i = 0; i < chunk.size(); ++i) {
      const uint32_t member = MemberAt(chunk, i);
      if (member == 0 || !Counts(chunk, i, member)) continue;
      const int32_t month = month_of_(chunk[Column::kDay][i]);
      const int32_t cohort = cohort_of_[member];
      if (month > question_.until_month || cohort < question_.first_month ||
          cohort > question_.last_month || month < cohort) {
        continue;
      }
      const bool active = question_.returns_are_activity ||
                          (chunk[Column::kFlags][i] & (kReturn | kWholeBack)) == 0;
      if (active) active_[static_cast<size_t>(month - question_.first_month)].Add(member);
      int64_t& spend = cohorts_[static_cast<size_t>(cohort - question_.first_month)]
                           .spend[static_cast<size_t>(month - cohort)];
      if (__builtin_add_overflow(spend, chunk[Column::kNet][i], &spend)) {
        return MakeError(absl::StatusCode::kFailedPrecondition, "AMOUNT_OVERFLOW", "",
                         "the sums of a cohort do not fit 64 bits; ask for fewer months");
      }
    }
    return absl::OkStatus();
  }

  std::vector<Cohort> Finish() {
    for (size_t at = 0; at < months_; ++at) {
      const int32_t month = question_.first_month + static_cast<int32_t>(at);
      for (uint32_t member = 1; member < members_.size(); ++member) {
        if (!active_[at].Has(member)) continue;
        const int32_t cohort = cohort_of_[member];
        ++cohorts_[static_cast<size_t>(cohort - question_.first_month)]
              .members[static_cast<size_t>(month - cohort)];
      }
    }
    return std::move(cohorts_);
  }

 private:
  // Who it is now; 0 for nobody.
  uint32_t MemberAt(const Chunk& chunk, size_t i) const {
    const uint32_t member = static_cast<uint32_t>(chunk[Column::kMember][i]);
    return member < members_.size() ? members_.Present(member) : 0;
  }

  static bool IsIn(const std::vector<int32_t>& groups, int64_t number) {
    if (groups.empty()) return true;
    return static_cast<uint64_t>(number) < groups.size() &&
           groups[static_cast<size_t>(number)] != kLeftOut;
  }

  bool Counts(const Chunk& chunk, size_t i, uint32_t member) const {
    return (question_.store_groups.empty() ||
            IsIn(question_.store_groups, chunk[Column::kStore][i])) &&
           (question_.tier_groups.empty() ||
            IsIn(question_.tier_groups, chunk[Column::kTier][i])) &&
           (question_.only == nullptr || question_.only->Has(member));
  }

  const CohortQuestion& question_;
  const MemberColumns& members_;
  const MonthOfDay month_of_;
  std::vector<int16_t> cohort_of_;
  const size_t months_;
  std::vector<MemberSet> active_;
  std::vector<Cohort> cohorts_;
};

}  // namespace

absl::StatusOr<std::vector<Cohort>> CountCohorts(ReceiptSource& source,
                                                 const MemberColumns& members,
                                                 const CohortQuestion& question) {
  Counter counter(question, members);
  const int32_t last_day = MonthPeriod(question.until_month).last;
  if (question.returns_are_activity) {
    TESSERA_RETURN_IF_ERROR(
        source.ForEach(0, last_day, {Column::kDay, Column::kMember},
                       [&](const Chunk& chunk) { return counter.SeeFirst(chunk); }));
  } else {
    counter.SetByFirstPurchase();
  }
  std::vector<Column> columns = {Column::kDay, Column::kMember, Column::kFlags, Column::kNet};
  if (!question.store_groups.empty()) columns.push_back(Column::kStore);
  if (!question.tier_groups.empty()) columns.push_back(Column::kTier);
  TESSERA_RETURN_IF_ERROR(
      source.ForEach(MonthPeriod(question.first_month).first, last_day, columns,
                     [&](const Chunk& chunk) { return counter.Take(chunk); }));
  return counter.Finish();
}

}  // namespace tessera::insight
