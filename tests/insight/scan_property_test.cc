// One pass over columns answers as sets of members do.
#include <rapidcheck.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <iterator>
#include <map>
#include <set>
#include <vector>

#include "tessera/insight/cohorts.h"
#include "tessera/insight/metrics.h"
#include "tessera/insight/overlapping.h"
#include "tessera/insight/periods.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {
namespace {

constexpr int32_t kFirst = 20'000;
constexpr int32_t kDays = 120;

struct Case {
  std::vector<Receipt> receipts;
  MemberColumns members;
  int32_t customer_days = 30;
  bool returns_are_activity = false;
};

Receipt AnyReceipt(int64_t sale_no) {
  Receipt receipt;
  receipt[Column::kSaleNo] = sale_no;
  receipt[Column::kMember] = *rc::gen::inRange(0, 12);
  receipt[Column::kDay] = kFirst + *rc::gen::inRange(0, kDays);
  receipt[Column::kSaleDay] = receipt[Column::kDay];
  receipt[Column::kStore] = *rc::gen::inRange(1, 4);
  receipt[Column::kFlags] = *rc::gen::element<int64_t>(0, 0, 0, 0, kReturn, kWholeBack);
  const int64_t net = *rc::gen::inRange(0, 1'000);
  receipt[Column::kNet] = receipt[Column::kFlags] == kReturn ? -net : net;
  return receipt;
}

Case AnyCase() {
  Case made;
  made.customer_days = *rc::gen::inRange(1, 60);
  made.returns_are_activity = *rc::gen::arbitrary<bool>();
  const int count = *rc::gen::inRange(0, 200);
  for (int i = 0; i < count; ++i) made.receipts.push_back(AnyReceipt(i + 1));
  made.members.first_day.resize(12, kNever);
  if (*rc::gen::arbitrary<bool>()) {
    made.members.into.resize(12, 0);
    made.members.into[3] = 7;
    made.members.into[7] = 9;
  }
  for (const Receipt& receipt : made.receipts) {
    const bool bought = (receipt[Column::kFlags] & (kReturn | kWholeBack)) == 0;
    if (!bought || receipt[Column::kMember] == 0) continue;
    const uint32_t member = made.members.Present(static_cast<uint32_t>(receipt[Column::kMember]));
    int32_t& first = made.members.first_day[member];
    const int32_t day = static_cast<int32_t>(receipt[Column::kDay]);
    if (first == kNever || day < first) first = day;
  }
  return made;
}

using Members = std::set<uint32_t>;

class Plain {
 public:
  explicit Plain(const Case& of) : case_(of) {}

  Members Buyers(const Period& days, int32_t group) const {
    Members buyers;
    for (const auto& [member, count] : Counts(days, group)) buyers.insert(member);
    return buyers;
  }

  std::map<uint32_t, int> Counts(const Period& days, int32_t group) const {
    std::map<uint32_t, int> counts;
    for (const Receipt& receipt : case_.receipts) {
      const bool active = case_.returns_are_activity ||
                          (receipt[Column::kFlags] & (kReturn | kWholeBack)) == 0;
      if (!active || receipt[Column::kMember] == 0 || receipt[Column::kDay] < days.first ||
          receipt[Column::kDay] > days.last || receipt[Column::kStore] != group + 1) {
        continue;
      }
      ++counts[case_.members.Present(static_cast<uint32_t>(receipt[Column::kMember]))];
    }
    return counts;
  }

  Members Customers(int32_t day, int32_t group) const {
    return Buyers({day - case_.customer_days + 1, day}, group);
  }

 private:
  const Case& case_;
};

Members Less(const Members& a, const Members& b) {
  Members left;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(left, left.end()));
  return left;
}

void Compare(const Case& of, const Sums& sums, const Period& period, int32_t group) {
  const Plain plain(of);
  const auto counts = plain.Counts(period, group);
  RC_ASSERT(sums.buyers == static_cast<int64_t>(counts.size()));
  RC_ASSERT(sums.repeaters == std::count_if(counts.begin(), counts.end(), [](const auto& each) {
              return each.second > 1;
            }));
  const Members start = plain.Customers(period.first - 1, group);
  const Members end = plain.Customers(period.last, group);
  RC_ASSERT(sums.start == static_cast<int64_t>(start.size()));
  RC_ASSERT(sums.end == static_cast<int64_t>(end.size()));
  RC_ASSERT(sums.lost == static_cast<int64_t>(Less(start, end).size()));
  RC_ASSERT(sums.end == sums.start - sums.lost + sums.gained + sums.regained);
  Facts facts;
  facts.period = period;
  facts.sums = sums;
  const Value crr = FindMetric("crr")->compute(facts);
  const Value churn = FindMetric("churn")->compute(facts);
  RC_ASSERT(crr.known == (sums.start > 0));
  if (!crr.known) return;
  RC_ASSERT(crr.figure + churn.figure == 100'000);
  RC_ASSERT(crr.figure >= 0 && crr.figure <= 100'000);
}

BOOST_AUTO_TEST_CASE(a_scan_answers_as_sets_of_members_do) {
  const bool held = rc::check([] {
    const Case made = AnyCase();
    Receipts receipts;
    for (const Receipt& receipt : made.receipts) receipts.Add(receipt);
    Question question;
    question.customer_days = made.customer_days;
    question.returns_are_activity = made.returns_are_activity;
    int32_t day = kFirst + *rc::gen::inRange(0, 40);
    for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
      const int32_t days = *rc::gen::inRange(1, 30);
      question.periods.push_back({day, day + days - 1});
      day += days + *rc::gen::inRange(0, 3);
    }
    question.groups = 3;
    question.store_groups = {kLeftOut, 0, 1, 2};
    const auto answer = Scan(receipts, made.members, question);
    RC_ASSERT(answer.ok());
    const Plain plain(made);
    for (int32_t group = 0; group < 3; ++group) {
      for (size_t i = 0; i < question.periods.size(); ++i) {
        const Sums& sums = answer->groups[static_cast<size_t>(group)][i];
        Compare(made, sums, question.periods[i], group);
        if (i == 0) continue;
        const Members before = plain.Buyers(question.periods[i - 1], group);
        const Members now = plain.Buyers(question.periods[i], group);
        RC_ASSERT(sums.buyers_before == static_cast<int64_t>(before.size()));
        RC_ASSERT(sums.retained ==
                  static_cast<int64_t>(before.size() - Less(before, now).size()));
      }
    }
  });
  BOOST_TEST(held);
}

Question AnyQuestion(const Case& made) {
  Question question;
  question.customer_days = made.customer_days;
  question.returns_are_activity = made.returns_are_activity;
  int32_t day = kFirst + *rc::gen::inRange(0, 40);
  for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
    const int32_t days = *rc::gen::inRange(1, 30);
    question.periods.push_back({day, day + days - 1});
    day += days;
  }
  return question;
}

bool IsSame(const Sums& a, const Sums& b) {
  static_assert(sizeof(Sums) % sizeof(int64_t) == 0);
  return std::memcmp(&a, &b, sizeof(Sums)) == 0;
}

// With many groups the members of each are noted otherwise than with few.
BOOST_AUTO_TEST_CASE(many_groups_are_told_as_each_alone_is) {
  const bool held = rc::check([] {
    const Case made = AnyCase();
    Receipts receipts;
    for (const Receipt& receipt : made.receipts) receipts.Add(receipt);
    Question question = AnyQuestion(made);
    constexpr int32_t kGroups = 20;
    question.groups = kGroups;
    question.store_groups = {kLeftOut, 17, 0, 9};
    const auto all = Scan(receipts, made.members, question);
    RC_ASSERT(all.ok());
    for (int32_t group = 0; group < kGroups; ++group) {
      Question one = question;
      one.groups = 1;
      for (int32_t& of : one.store_groups) of = of == group ? 0 : kLeftOut;
      const auto alone = Scan(receipts, made.members, one);
      RC_ASSERT(alone.ok());
      for (size_t i = 0; i < question.periods.size(); ++i) {
        RC_ASSERT(IsSame(all->groups[static_cast<size_t>(group)][i], alone->groups[0][i]));
      }
    }
  });
  BOOST_TEST(held);
}

BOOST_AUTO_TEST_CASE(groups_that_share_members_are_told_as_each_alone_is) {
  const bool held = rc::check([] {
    const Case made = AnyCase();
    Receipts receipts;
    for (const Receipt& receipt : made.receipts) receipts.Add(receipt);
    const Question question = AnyQuestion(made);
    std::vector<MemberSet> sets;
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
      MemberSet& set = sets.emplace_back(made.members.size());
      for (uint32_t member = 1; member < made.members.size(); ++member) {
        const bool is_merged = !made.members.into.empty() && made.members.into[member] != 0;
        if (!is_merged && *rc::gen::arbitrary<bool>()) set.Add(member);
      }
    }
    std::vector<const MemberSet*> groups;
    for (const MemberSet& set : sets) groups.push_back(&set);
    const auto all = ScanOverlapping(receipts, made.members, question, groups);
    RC_ASSERT(all.ok());
    for (size_t group = 0; group < sets.size(); ++group) {
      Question one = question;
      one.only = &sets[group];
      const auto alone = Scan(receipts, made.members, one);
      RC_ASSERT(alone.ok());
      for (size_t i = 0; i < question.periods.size(); ++i) {
        RC_ASSERT(IsSame(all->groups[group][i], alone->groups[0][i]));
      }
    }
  });
  BOOST_TEST(held);
}

BOOST_AUTO_TEST_CASE(a_cohort_begins_with_all_of_its_members) {
  const bool held = rc::check([] {
    Case made = AnyCase();
    made.returns_are_activity = false;
    Receipts receipts;
    for (const Receipt& receipt : made.receipts) receipts.Add(receipt);
    CohortQuestion question;
    question.first_month = MonthOf(kFirst);
    question.last_month = MonthOf(kFirst + kDays - 1);
    question.until_month = question.last_month;
    const auto cohorts = CountCohorts(receipts, made.members, question);
    RC_ASSERT(cohorts.ok());
    for (const Cohort& cohort : *cohorts) {
      int64_t size = 0;
      for (const int32_t first : made.members.first_day) {
        size += first != kNever && MonthOf(first) == cohort.month ? 1 : 0;
      }
      RC_ASSERT(cohort.members[0] == size);
      for (const int64_t active : cohort.members) RC_ASSERT(active >= 0 && active <= size);
    }
  });
  BOOST_TEST(held);
}

}  // namespace
}  // namespace tessera::insight
