#include "tessera/insight/activity_sums.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/bits.h"

namespace tessera::insight {
namespace {

constexpr uint64_t kAll = ~uint64_t{0};

// Of everybody, in one period.
struct Sets {
  MemberSet buyers;
  MemberSet twice;
  MemberSet start;
  MemberSet end;
  MemberSet firsts;  // whose first purchase lies in the period
};

MemberSet FirstsOf(const ActivityRules& rules, const ActivityRules::Stretch& stretch) {
  MemberSet firsts(rules.members().size());
  for (size_t member = 1; member < rules.members().size(); ++member) {
    if (rules.IsFirstIn(stretch, member)) firsts.Add(static_cast<uint32_t>(member));
  }
  return firsts;
}

Sets SetsOf(const ActivityRules& rules, const Activity& activity,
            const ActivityRules::Stretch& stretch) {
  Sets sets;
  sets.buyers = activity.Within(stretch.days, &sets.twice);
  sets.start = activity.Within(stretch.start, nullptr);
  sets.end = activity.Within(stretch.end, nullptr);
  sets.firsts = FirstsOf(rules, stretch);
  return sets;
}

// `before`: the buyers of the period before; null in the first.
void Count(const Sets& sets, const MemberSet* before, const MemberSet* part, Sums& into) {
  for (size_t word = 0; word < sets.buyers.words().size(); ++word) {
    const uint64_t mask = part == nullptr                  ? kAll
                          : word < part->words().size()    ? part->words()[word]
                                                           : 0;
    if (mask == 0) continue;
    const uint64_t buyers = sets.buyers.words()[word] & mask;
    const uint64_t start = sets.start.words()[word] & mask;
    const uint64_t end = sets.end.words()[word] & mask;
    const uint64_t firsts = sets.firsts.words()[word];
    into.buyers += absl::popcount(buyers);
    into.repeaters += absl::popcount(sets.twice.words()[word] & mask);
    into.newcomers += absl::popcount(buyers & firsts);
    into.start += absl::popcount(start);
    into.end += absl::popcount(end);
    into.lost += absl::popcount(start & ~end);
    into.gained += absl::popcount(end & ~start & firsts);
    into.regained += absl::popcount(end & ~start & ~firsts);
    if (before == nullptr) continue;
    into.buyers_before += absl::popcount(before->words()[word] & mask);
    into.retained += absl::popcount(before->words()[word] & buyers);
  }
}

constexpr uint8_t kTwice = 8;
constexpr uint8_t kSeen = 16;  // the member is known to have done anything, in the first stretch

// What one member did, by stretch.
void CountOne(const ActivityRules& rules, const uint8_t* roles, size_t member,
              std::vector<Sums>& sums) {
  bool bought_before = false;
  for (size_t i = 0; i < sums.size(); ++i) {
    const bool bought = (roles[i] & ActivityRules::kInDays) != 0;
    const bool at_start = (roles[i] & ActivityRules::kAtStart) != 0;
    const bool at_end = (roles[i] & ActivityRules::kAtEnd) != 0;
    Sums& into = sums[i];
    if (bought_before) {
      ++into.buyers_before;
      into.retained += bought ? 1 : 0;
    }
    bought_before = bought;
    if ((roles[i] & ~kSeen) == 0) continue;
    const bool is_new = (bought || at_end) && rules.IsFirstIn(rules.stretches()[i], member);
    into.buyers += bought ? 1 : 0;
    into.repeaters += (roles[i] & kTwice) != 0 ? 1 : 0;
    into.newcomers += bought && is_new ? 1 : 0;
    into.start += at_start ? 1 : 0;
    into.end += at_end ? 1 : 0;
    into.lost += at_start && !at_end ? 1 : 0;
    into.gained += at_end && !at_start && is_new ? 1 : 0;
    into.regained += at_end && !at_start && !is_new ? 1 : 0;
  }
}

uint8_t RoleOf(size_t atom, const ActivityRules::Stretch& stretch) {
  const auto is_in = [atom](const Atoms::Range& range) {
    return atom >= range.first && atom < range.end;
  };
  return static_cast<uint8_t>((is_in(stretch.days) ? ActivityRules::kInDays : 0) |
                              (is_in(stretch.start) ? ActivityRules::kAtStart : 0) |
                              (is_in(stretch.end) ? ActivityRules::kAtEnd : 0));
}

}  // namespace

ActivityRules::ActivityRules(const Atoms& atoms, const std::vector<Period>& periods,
                             int32_t customer_days, const MemberColumns& members)
    : members_(members) {
  for (const Period& period : periods) {
    stretches_.push_back(
        {period, atoms.Within(period),
         atoms.Within({period.first - customer_days, period.first - 1}),
         atoms.Within({period.last - customer_days + 1, period.last})});
  }
  for (size_t atom = 0; atom < atoms.size(); ++atom) {
    for (const Stretch& stretch : stretches_) roles_.push_back(RoleOf(atom, stretch));
  }
}

void CountActivity(const ActivityRules& rules, const Activity& activity,
                   const std::vector<const MemberSet*>& parts, std::vector<std::vector<Sums>>& sums,
                   size_t first_sums) {
  MemberSet before;
  for (size_t i = 0; i < rules.stretches().size(); ++i) {
    Sets sets = SetsOf(rules, activity, rules.stretches()[i]);
    for (size_t part = 0; part < parts.size(); ++part) {
      Count(sets, i == 0 ? nullptr : &before, parts[part], sums[first_sums + part][i]);
    }
    before = std::move(sets.buyers);
  }
}

void Sightings::CountInto(const ActivityRules& rules, Roles& roles, std::vector<Sums>& sums) {
  const size_t stretches = rules.stretches().size();
  std::vector<uint32_t> members;
  for (const uint64_t seen : seen_) {
    const uint64_t member = seen >> kAtomBits;
    const uint8_t* const more = rules.RolesOf(seen & kAtomMask);
    uint8_t* const of = &roles[member * stretches];
    if ((of[0] & kSeen) == 0) members.push_back(static_cast<uint32_t>(member));
    of[0] |= kSeen;
    for (size_t i = 0; i < stretches; ++i) {
      const bool again = (of[i] & more[i] & ActivityRules::kInDays) != 0;
      of[i] = static_cast<uint8_t>(of[i] | more[i] | (again ? kTwice : 0));
    }
  }
  for (const uint32_t member : members) {
    uint8_t* const of = &roles[member * stretches];
    CountOne(rules, of, member, sums);
    std::fill_n(of, stretches, uint8_t{0});
  }
  seen_ = {};
}

}  // namespace tessera::insight
