// How many members bought, came back, were lost: the counts of Sums that are of people.
#ifndef TESSERA_INSIGHT_ACTIVITY_SUMS_H_
#define TESSERA_INSIGHT_ACTIVITY_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tessera/insight/atoms.h"
#include "tessera/insight/columns.h"
#include "tessera/insight/member_set.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {

// What is asked of everybody alike. All that is passed in outlives it.
class ActivityRules {
 public:
  ActivityRules(const Atoms& atoms, const std::vector<Period>& periods, int32_t customer_days,
                const MemberColumns& members);

  // A period, and the windows within which a purchase makes a customer at its start and its end.
  struct Stretch {
    Period period;
    Atoms::Range days;
    Atoms::Range start;
    Atoms::Range end;
  };
  const std::vector<Stretch>& stretches() const { return stretches_; }
  // What a purchase within the atom is to each stretch, one after the other.
  static constexpr uint8_t kInDays = 1;
  static constexpr uint8_t kAtStart = 2;
  static constexpr uint8_t kAtEnd = 4;
  const uint8_t* RolesOf(size_t atom) const { return &roles_[atom * stretches_.size()]; }
  const MemberColumns& members() const { return members_; }
  bool IsFirstIn(const Stretch& stretch, size_t member) const {
    const int32_t first = members_.first_day[member];
    return first >= stretch.period.first && first <= stretch.period.last;
  }

 private:
  const MemberColumns& members_;
  std::vector<Stretch> stretches_;
  std::vector<uint8_t> roles_;
};

// By period into each of `sums`: of those who are in the part beside it, of everybody where it is null.
void CountActivity(const ActivityRules& rules, const Activity& activity,
                   const std::vector<const MemberSet*>& parts, std::vector<std::vector<Sums>>& sums,
                   size_t first_sums);

// By member and stretch what a member did, all zeros between two uses: room that groups share one after the
// other.
using Roles = std::vector<uint8_t>;

// Who bought in which atom, as a list: for groups each of which few members bought in.
class Sightings {
 public:
  void Add(size_t atom, uint32_t member) {
    seen_.push_back(uint64_t{member} << kAtomBits | atom);
  }
  // Once. `roles` has one for each member and stretch.
  void CountInto(const ActivityRules& rules, Roles& roles, std::vector<Sums>& sums);

 private:
  static constexpr int kAtomBits = 16;
  static constexpr uint64_t kAtomMask = (uint64_t{1} << kAtomBits) - 1;

  std::vector<uint64_t> seen_;
};

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_ACTIVITY_SUMS_H_
