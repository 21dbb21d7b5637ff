// The most that offers can still take off a basket, whichever of them are applied.
//
// For each line a price is kept below which no choice among the offers leaves it, but for some minor
// units that may be lost on any line. Offers are walked in their order, all of them taken. What one
// does is put as a map of the lines' prices, exact but for rounding, of which two things hold:
//   - no line is left dearer where some lines are cheaper to begin with;
//   - where lines are cheaper by so much altogether, what is left is cheaper by no more.
// By the first, taking the offer and leaving it out both leave no line below what the map leaves of
// prices that are not above the true ones. By the second, minor units that were lost before are at
// most lost once. What rounding and spreading do to the map's result is added to what may be lost;
// likewise all that an effect takes of which no such map is known. A part of what is lost is not even
// there to be lost any more where percentages follow: each line keeps that part only.
//
// The maps: a percentage of each line, or of a part of its units; an amount off each; a price for each;
// any of these cut to an amount altogether, each line's part in proportion (the cheaper the lines, the
// less is cut off); an amount spread by value, which is all of the price, cut to that amount. Bundles
// are put by the least that each line can keep while the others cost anything from the least to what
// they cost now.
#ifndef TESSERA_ENGINE_CEILING_H_
#define TESSERA_ENGINE_CEILING_H_

#include <cstdint>
#include <vector>

#include "run.h"

namespace tessera::engine {

// What is compared: money taken off, and list prices of gifts, of which there may be many.
__extension__ using Worth = __int128;

// What a lowering does to one line.
struct LinePart {
  uint32_t line = 0;
  int64_t units = 0;    // kAll times the units that it touches to all of the line's, rounded up
  Money amount;         // off these units, or left of them
  uint32_t bundle = 0;  // that the units are part of
};

// One map, or what is taken by an effect of which none is known.
struct Lowering {
  enum class Kind : uint8_t { kShare, kAmount, kPrice, kBundles, kUnknown };
  Kind kind = Kind::kUnknown;
  Stretch parts;
  Stretch steps;           // of which the best that the goods reach counts; empty: there are none
  int64_t share = 0;       // of kShare, parts of kAll, rounded up
  Worth most = 0;          // altogether, minor units; kUnlimited for all
  Money price;             // of one bundle
  int64_t bundles = 0;     // at most
  int64_t lost = 0;        // by rounding, on all lines together, kUnit to the minor unit
};

struct OfferCeiling {
  Stretch lowerings;       // in order
  Stretch touched;         // lines that it may change
  Stretch asked;           // what it asks for, see Ceilings::Asked
  Worth gifts = 0;         // list prices, minor units
  bool costs_points = false;
  Points least_points;     // with fewer it can't be had
  uint32_t group = kUnnumbered;
};

// Of the offers of one phase, as the basket stands when they are added. The reference to the run must
// stay good. Not thread-safe.
class Ceilings {
 public:
  static constexpr int kShift = 30;
  static constexpr int64_t kAll = int64_t{1} << kShift;
  static constexpr int64_t kUnit = 256;

  explicit Ceilings(Run* run) : run_(*run) {}

  // Returns its position. The candidate may be tried, and its conditions hold.
  uint32_t Add(const Candidate& candidate);

  const OfferCeiling& at(uint32_t offer) const { return offers_[offer]; }
  absl::Span<const uint32_t> TouchedBy(uint32_t offer) const {
    return Cut(lines_, offers_[offer].touched);
  }
  // Lines whose prices decide whether it applies.
  std::vector<uint32_t> AskedBy(uint32_t offer) const;

  // The most that any choice among `offers`, in the order of application, can still give; `lines` are
  // all that they touch. Those of which `allowed` is 0 are left out, and those of a group in
  // run.group_taken. Adds to `work` what that took, in steps of one offer on one line.
  Worth MostOf(absl::Span<const uint32_t> offers, absl::Span<const char> allowed,
               absl::Span<const uint32_t> lines, int64_t* work);

 private:
  friend class CeilingBuilder;

  // Goods that must cost so much.
  struct Asked {
    uint32_t sum = 0;  // position in sums_
    Money least;
  };
  struct Sum {
    Stretch lines;
    uint32_t stamp = 0;
    Money value;
  };
  struct StepReached {
    uint32_t sum = 0;  // position in sums_
    Money least;
    int64_t share = 0;
    Worth most = 0;
  };
  // A lowering that takes part.
  struct Open {
    const Lowering* lowering = nullptr;
    int64_t share = 0;
    Worth most = 0;
    int64_t kept = 0;  // the most that a line of it keeps of what is lost, parts of kAll
  };
  struct Bundle {
    Worth least = 0;  // that the units cost, kUnit to the minor unit
    Worth most = 0;
    bool open = false;  // it may be made
  };

  uint32_t AddSum(absl::Span<const uint32_t> lines);
  Money ValueOf(uint32_t sum);
  bool CanApply(const OfferCeiling& offer);
  void OpenUp(const OfferCeiling& offer);
  void WeighLosses();
  Worth FloorOf(uint32_t line) const;
  Worth NowOf(uint32_t line) const;
  Worth OffPart(const Open& open, const LinePart& part, Worth price) const;
  // What it takes of the lines as they are now, without regard to `most`.
  Worth TakenNow(const Lowering& lowering) const;
  void Lower(const Open& open);
  void LowerTo(const Open& open);
  void Lose(Worth lost, const Open& open);
  Worth OpenBundles(const Open& open);
  void LowerBundles(const Open& open);

  Run& run_;
  std::vector<OfferCeiling> offers_;
  std::vector<Lowering> lowerings_;
  std::vector<LinePart> parts_;
  std::vector<StepReached> steps_;
  std::vector<uint32_t> lines_;
  std::vector<Asked> asked_;
  std::vector<Sum> sums_;
  std::vector<uint32_t> sum_lines_;
  // While the most is found; per line of the basket:
  std::vector<Worth> least_;    // what is left of it, kUnit to the minor unit
  std::vector<int64_t> kept_;   // of what is lost, by lowerings to come, parts of kAll
  std::vector<Open> open_;
  std::vector<Worth> off_;      // per part of a lowering
  std::vector<Bundle> bundles_;
  Worth lost_ = 0;       // on any lines, as it matters in the end
  Worth lost_now_ = 0;   // as it may be so far
  uint32_t stamp_ = 0;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_CEILING_H_
