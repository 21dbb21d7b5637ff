// A script of numbers from which programs, baskets and members are made. The same script makes the
// same thing; smaller numbers, and a shorter script, make a simpler one. That is how a counterexample
// is shrunk without knowing what it is.
#ifndef TESSERA_TESTS_ENGINE_PROPERTIES_CHOICES_H_
#define TESSERA_TESTS_ENGINE_PROPERTIES_CHOICES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::generate {

using Script = std::vector<uint64_t>;

class Choices {
 public:
  explicit Choices(const Script& script) : script_(script) {}

  // 0 to `most`, which is below 2^63. Behind the script's end always 0.
  int64_t Upto(int64_t most) {
    if (at_ >= script_.size()) return 0;
    __extension__ using Wide = unsigned __int128;
    return static_cast<int64_t>(static_cast<Wide>(script_[at_++]) *
                                    (static_cast<uint64_t>(most) + 1) >> 64);
  }
  int64_t Between(int64_t least, int64_t most) { return least + Upto(most - least); }
  bool OneIn(int64_t n) { return Upto(n - 1) == n - 1; }

  template <typename T, size_t kSize>
  const T& Of(const T (&values)[kSize]) {
    return values[static_cast<size_t>(Upto(static_cast<int64_t>(kSize) - 1))];
  }

 private:
  const Script& script_;
  size_t at_ = 0;
};

}  // namespace tessera::generate

#endif  // TESSERA_TESTS_ENGINE_PROPERTIES_CHOICES_H_
