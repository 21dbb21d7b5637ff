// What one offer would give besides lower prices, before it is decided that it does.
#ifndef TESSERA_ENGINE_EARNING_AWARD_H_
#define TESSERA_ENGINE_EARNING_AWARD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tessera/base/number.h"
#include "tessera/engine/allocation.h"

namespace tessera::engine {

// Points by line, stamps and coupons of one offer. Keeps its memory from offer to offer.
class Award {
 public:
  struct Stamped {
    const std::string* card_id = nullptr;  // the program's
    int64_t stamps = 0;
  };
  struct Issued {
    const std::string* batch_id = nullptr;  // the program's
    int64_t coupons = 0;
  };

  // Empty, for a basket of so many lines.
  void Clear(size_t lines);

  // Points for a line, below zero where they are taken away; `multiplied`: EarnMultiplier looks at
  // them. The caller sees to it that no sum overflows.
  void Add(uint32_t line, int64_t points, bool multiplied);
  void AddStamps(Stamped stamped) { stamps_.push_back(stamped); }
  void AddCoupons(Issued issued) { coupons_.push_back(issued); }
  // How often one of its effects applied; the most often counts.
  void AppliedTimes(int64_t times) { times_ = times > times_ ? times : times_; }

  int64_t points() const { return points_; }
  // Without those taken away.
  int64_t given() const { return given_; }
  int64_t times() const { return times_; }
  int64_t PointsOf(uint32_t line) const { return of_line_[line].points; }
  int64_t MultipliedOf(uint32_t line) const { return of_line_[line].multiplied; }
  // Those with points, in the basket's order.
  absl::Span<const uint32_t> Lines();
  absl::Span<const Stamped> stamps() const { return stamps_; }
  absl::Span<const Issued> coupons() const { return coupons_; }

  // Leaves so many points of more, on each line in proportion; those that are multiplied become fewer
  // in the proportion of the whole. `parts` is scratch.
  void CutTo(int64_t points, Allocator* allocator, std::vector<Part>* parts);

 private:
  struct LineAward {
    int64_t points = 0;
    int64_t multiplied = 0;
    bool touched = false;
  };

  std::vector<LineAward> of_line_;
  std::vector<uint32_t> touched_;
  bool in_order_ = true;
  std::vector<Stamped> stamps_;
  std::vector<Issued> coupons_;
  int64_t points_ = 0;
  int64_t given_ = 0;
  int64_t times_ = 0;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_EARNING_AWARD_H_
