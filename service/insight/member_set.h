// Sets of members by their numbers.
#ifndef TESSERA_INSIGHT_MEMBER_SET_H_
#define TESSERA_INSIGHT_MEMBER_SET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/numeric/bits.h"

namespace tessera::insight {

// A set of member numbers.
class MemberSet {
 public:
  MemberSet() = default;
  explicit MemberSet(size_t members) : words_((members + 63) / 64) {}

  void Add(uint32_t member) { words_[member >> 6] |= uint64_t{1} << (member & 63); }
  void Remove(uint32_t member) { words_[member >> 6] &= ~(uint64_t{1} << (member & 63)); }
  bool Has(uint32_t member) const {
    return (member >> 6) < words_.size() && ((words_[member >> 6] >> (member & 63)) & 1) != 0;
  }
  int64_t Count() const {
    int64_t count = 0;
    for (const uint64_t word : words_) count += absl::popcount(word);
    return count;
  }
  std::vector<uint64_t>& words() { return words_; }
  const std::vector<uint64_t>& words() const { return words_; }

 private:
  std::vector<uint64_t> words_;
};

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_MEMBER_SET_H_
