#include "tessera/insight/overlapping.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/numeric/bits.h"
#include "tessera/base/status.h"

namespace tessera::insight {
namespace {

// Of the sums of one pass.
constexpr size_t kSumsBytes = size_t{64} << 20;

void ForEachIn(const MemberSet& set, size_t members, absl::FunctionRef<void(size_t)> see) {
  for (size_t word = 0; word < set.words().size(); ++word) {
    for (uint64_t left = set.words()[word]; left != 0; left &= left - 1) {
      const size_t member = 64 * word + static_cast<size_t>(absl::countr_zero(left));
      if (member < members) see(member);
    }
  }
}

// Members of one class are in the same groups, so each receipt is of one class alone.
class Classes {
 public:
  explicit Classes(size_t members) : of_member_(members, kNobodys), groups_(1) {}

  // False, and nothing is done, where there would be more than `most`; a first group always fits.
  bool Add(const MemberSet& group, size_t number, size_t most) {
    // By class: the class of those of it who are in the group.
    std::vector<int32_t> with(groups_.size(), kNobodys);
    std::vector<size_t> split;
    ForEachIn(group, of_member_.size(), [&](size_t member) {
      const size_t old = static_cast<size_t>(of_member_[member]);
      if (with[old] != kNobodys) return;
      split.push_back(old);
      with[old] = static_cast<int32_t>(groups_.size() - 1 + split.size());
    });
    if (groups_.size() > 1 && groups_.size() + split.size() > most) return false;
    for (const size_t old : split) {
      std::vector<size_t> more = groups_[old];
      more.push_back(number);
      groups_.push_back(std::move(more));
    }
    ForEachIn(group, of_member_.size(), [&](size_t member) {
      of_member_[member] = with[static_cast<size_t>(of_member_[member])];
    });
    return true;
  }

  // By member; who is in no group is left out.
  std::vector<int32_t> Take() {
    std::replace(of_member_.begin(), of_member_.end(), kNobodys, kLeftOut);
    return std::move(of_member_);
  }
  // By class.
  const std::vector<std::vector<size_t>>& groups() const { return groups_; }

 private:
  static constexpr int32_t kNobodys = 0;

  std::vector<int32_t> of_member_;
  std::vector<std::vector<size_t>> groups_;
};

bool AddTo(int64_t& sum, int64_t more) { return !__builtin_add_overflow(sum, more, &sum); }

// What is of receipts, and not of people.
bool AddSums(const Sums& what, Sums& sums) {
  using Field = int64_t Sums::*;
  constexpr Field kFields[] = {
      &Sums::receipts,         &Sums::kept,      &Sums::kept_net,      &Sums::member_receipts,
      &Sums::purchases,        &Sums::redeeming, &Sums::purchases_net, &Sums::purchases_costed,
      &Sums::purchases_margin, &Sums::pieces,    &Sums::gross,         &Sums::discount,
      &Sums::redeemed,         &Sums::net,       &Sums::returned,      &Sums::earned,
      &Sums::spent,            &Sums::revoked,   &Sums::given_back};
  return std::all_of(std::begin(kFields), std::end(kFields),
                     [&](Field field) { return AddTo(sums.*field, what.*field); });
}

}  // namespace

absl::StatusOr<Answer> ScanOverlapping(ReceiptSource& source, const MemberColumns& members,
                                       Question question,
                                       const std::vector<const MemberSet*>& groups) {
  Answer answer;
  answer.groups.resize(groups.size(), std::vector<Sums>(question.periods.size()));
  if (groups.empty()) return answer;
  const size_t most = kSumsBytes / (sizeof(Sums) * std::max<size_t>(question.periods.size(), 1));
  question.groups = 1;
  question.parts = groups;
  for (size_t first = 0; first < groups.size();) {
    Classes classes(members.size());
    size_t end = first;
    while (end < groups.size() && classes.Add(*groups[end], end, most)) ++end;
    question.member_groups = classes.Take();
    TESSERA_ASSIGN_OR_RETURN(Answer part, Scan(source, members, question));
    if (first == 0 && question.activity) answer.groups = std::move(part.parts);
    answer.receipts = std::max(answer.receipts, part.receipts);
    for (size_t of = 1; of < part.groups.size(); ++of) {
      for (const size_t group : classes.groups()[of]) {
        for (size_t i = 0; i < question.periods.size(); ++i) {
          if (AddSums(part.groups[of][i], answer.groups[group][i])) continue;
          return MakeError(absl::StatusCode::kFailedPrecondition, "AMOUNT_OVERFLOW", "",
                           "the sums of this period do not fit 64 bits; ask for a shorter one");
        }
      }
    }
    if (!question.sums) break;
    question.activity = false;
    question.parts.clear();
    first = end;
  }
  return answer;
}

}  // namespace tessera::insight
