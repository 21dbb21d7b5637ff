// Stretches of days that no period and no window of customers cuts: whoever bought within one of them
// is noted once, and every period is made of whole ones.
#ifndef TESSERA_INSIGHT_ATOMS_H_
#define TESSERA_INSIGHT_ATOMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tessera/insight/columns.h"
#include "tessera/insight/member_set.h"
#include "tessera/insight/periods.h"

namespace tessera::insight {

// A value; immutable.
class Atoms {
 public:
  // `customer_days` 0: the periods alone. `periods` is not empty, and ascending.
  Atoms(const std::vector<Period>& periods, int32_t customer_days);

  int32_t first_day() const { return first_day_; }
  int32_t last_day() const { return last_day_; }
  size_t size() const { return atoms_.size(); }
  const Period& operator[](size_t atom) const { return atoms_[atom]; }
  // The atoms that `days`, a period or a window of customers, is made of: from `first` up to before `end`.
  struct Range {
    size_t first = 0;
    size_t end = 0;
  };
  Range Within(const Period& days) const;
  // `slot` counts from first_day. -1: of no interest, in no period.
  int AtomAt(size_t slot) const { return atom_of_day_[slot]; }
  int PeriodAt(size_t slot) const { return period_of_day_[slot]; }

 private:
  int32_t first_day_ = 0;
  int32_t last_day_ = 0;
  std::vector<Period> atoms_;
  std::vector<int16_t> atom_of_day_;
  std::vector<int16_t> period_of_day_;
};

// Who bought in which atom. Who did once, and who did twice, stand in words side by side: a purchase of
// anybody is one place in memory, and many groups at once have more of them than a cache holds.
class Activity {
 public:
  Activity(size_t atoms, size_t members);

  void Add(size_t atom, uint32_t member) {
    Word& word = WordOf(atom, member);
    const uint64_t bit = uint64_t{1} << (member & 63);
    word.twice |= word.once & bit;
    word.once |= bit;
  }
  // What those did who were merged, the one did that they are now.
  void Join(const MemberColumns& members);
  // `twice`, unless null: with two purchases and more.
  MemberSet Within(const Atoms::Range& atoms, MemberSet* twice) const;

 private:
  struct Word {
    uint64_t once = 0;
    uint64_t twice = 0;
  };
  Word& WordOf(size_t atom, uint32_t member) {
    std::vector<Word>& words = words_[atom];
    if (words.empty()) words.resize((members_ + 63) / 64);
    return words[member >> 6];
  }

  size_t members_;
  std::vector<std::vector<Word>> words_;  // by atom; empty while nobody bought in it
};

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_ATOMS_H_
