#include "tessera/insight/atoms.h"

#include <algorithm>

namespace tessera::insight {
namespace {

// First days of atoms: where a stretch begins, and behind where one ends.
void AddCuts(const Period& stretch, std::vector<int32_t>& cuts) {
  cuts.push_back(stretch.first);
  cuts.push_back(stretch.last + 1);
}

std::vector<Period> Stretches(const std::vector<Period>& periods, int32_t customer_days) {
  std::vector<Period> stretches = periods;
  for (const Period& period : periods) {
    if (customer_days == 0) break;
    stretches.push_back({period.first - customer_days, period.first - 1});
    stretches.push_back({period.last - customer_days + 1, period.last});
  }
  return stretches;
}

}  // namespace

Atoms::Atoms(const std::vector<Period>& periods, int32_t customer_days) {
  const std::vector<Period> stretches = Stretches(periods, customer_days);
  std::vector<int32_t> cuts;
  for (const Period& stretch : stretches) AddCuts(stretch, cuts);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  first_day_ = cuts.front();
  last_day_ = cuts.back() - 1;
  atom_of_day_.resize(static_cast<size_t>(cuts.back() - first_day_), -1);
  period_of_day_.resize(atom_of_day_.size(), -1);
  for (size_t i = 0; i + 1 < cuts.size(); ++i) {
    const Period atom{cuts[i], cuts[i + 1] - 1};
    const bool is_asked_for =
        std::any_of(stretches.begin(), stretches.end(), [&](const Period& stretch) {
          return stretch.first <= atom.first && atom.last <= stretch.last;
        });
    if (!is_asked_for) continue;
    std::fill_n(atom_of_day_.begin() + (atom.first - first_day_), atom.days(),
                static_cast<int16_t>(atoms_.size()));
    atoms_.push_back(atom);
  }
  for (size_t i = 0; i < periods.size(); ++i) {
    std::fill_n(period_of_day_.begin() + (periods[i].first - first_day_), periods[i].days(),
                static_cast<int16_t>(i));
  }
}

Atoms::Range Atoms::Within(const Period& days) const {
  Range range;
  while (range.first < atoms_.size() && atoms_[range.first].first < days.first) ++range.first;
  range.end = range.first;
  while (range.end < atoms_.size() && atoms_[range.end].last <= days.last) ++range.end;
  return range;
}

Activity::Activity(size_t atoms, size_t members)
    : members_(members), words_(atoms) {}

void Activity::Join(const MemberColumns& members) {
  for (uint32_t from = 0; from < members.into.size() && from < members_; ++from) {
    if (members.into[from] == 0) continue;
    const uint32_t into = members.Present(from);
    if (into >= members_) continue;
    const uint64_t bit = uint64_t{1} << (from & 63);
    for (size_t atom = 0; atom < words_.size(); ++atom) {
      if (words_[atom].empty()) continue;
      Word& word = WordOf(atom, from);
      if ((word.once & bit) == 0) continue;
      const bool was_twice = (word.twice & bit) != 0;
      word.once &= ~bit;
      word.twice &= ~bit;
      Add(atom, into);
      if (was_twice) Add(atom, into);
    }
  }
}

MemberSet Activity::Within(const Atoms::Range& atoms, MemberSet* twice) const {
  MemberSet once(members_);
  if (twice != nullptr) *twice = MemberSet(members_);
  for (size_t atom = atoms.first; atom < atoms.end; ++atom) {
    const std::vector<Word>& more = words_[atom];
    for (size_t word = 0; word < more.size(); ++word) {
      if (twice != nullptr) {
        twice->words()[word] |= more[word].twice | (once.words()[word] & more[word].once);
      }
      once.words()[word] |= more[word].once;
    }
  }
  return once;
}

}  // namespace tessera::insight
