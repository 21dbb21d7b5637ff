// The most that offers can still take off a basket, whichever of them are applied.
//
// What an effect can do at most is put in one of two ways. Either for each line by itself: it keeps a
// part of the line's price, takes an amount, or lowers it to a price. Or for several lines
// together: an amount, wherever it falls. Both never give more, and never leave less, where a price is
// lower to begin with; so the offers that are still to come, all taken one after another, leave no
// more of a line than any choice among them does. Roundings are allowed for.
#ifndef TESSERA_ENGINE_CEILING_H_
#define TESSERA_ENGINE_CEILING_H_

#include <cstdint>
#include <vector>

#include "run.h"

namespace tessera::engine {

// What is compared: money taken off, and list prices of gifts, of which there may be many.
__extension__ using Worth = __int128;

// What an offer can do to a line: what is left of a price is at least
// min(price * keep - minus, price_to).
struct LineTake {
  uint32_t line = 0;
  int64_t keep = 0;      // parts of kAll
  int64_t minus = 0;     // parts of a minor unit, kUnit to the whole
  int64_t price_to = 0;  // minor units; kUnlimited for none
};

struct OfferCeiling {
  Stretch takes;           // in order
  Stretch touched;         // lines that it may change
  Stretch asked;           // what it asks for, see Ceilings::Asked
  Worth together = 0;      // altogether off the lines that it touches, kUnit to the minor unit
  Worth gifts = 0;         // list prices, minor units
  int64_t sums = 0;        // times that it rounds a sum
  int64_t uneven = 0;      // minor units that spreading may put elsewhere
  bool alone = true;       // it has one effect that lowers prices
  bool costs_points = false;
  Points least_points;     // with fewer it can't be had
  uint32_t group = kUnnumbered;
};

// Of the offers of one phase, as the basket stands when they are added. The reference to the run must
// stay good. Not thread-safe.
class Ceilings {
 public:
  static constexpr int64_t kAll = int64_t{1} << 30;
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

  // The most that `offers`, in the order of application, can still give; `lines` are all that they
  // touch. Those of a group in run.group_taken give nothing. Adds to `work` what that took, in steps of
  // one offer on one line.
  Worth MostOf(absl::Span<const uint32_t> offers, absl::Span<const uint32_t> lines, int64_t* work);

 private:
  friend class CeilingBuilder;

  // Goods that must cost so much.
  struct Asked {
    uint32_t sum = 0;  // position in sums_
    Money least;
  };
  struct Sum {
    uint32_t set = 0;
    uint32_t stamp = 0;
    Money value;
  };
  // What is left of a line at least, as a function of its price: min(price * keep - minus, most).
  struct Left {
    int64_t keep = kAll;
    int64_t minus = 0;
    int64_t most = 0;
    bool grouped = false;  // some offer of a group may lower it, too
  };
  struct Grouped {
    uint32_t offer = 0;
    Worth most = 0;
  };

  uint32_t SumOf(uint32_t set);
  int64_t RoundedUp(int64_t keep) const;
  bool CanApply(const OfferCeiling& offer);
  Worth Spreading(const OfferCeiling& offer) const;
  void Fold(const LineTake& take);
  Worth BesideOthers(const OfferCeiling& offer) const;
  Worth OfGroups();

  Run& run_;
  std::vector<OfferCeiling> offers_;
  std::vector<LineTake> takes_;
  std::vector<uint32_t> lines_;
  std::vector<Asked> asked_;
  std::vector<Sum> sums_;
  std::vector<Left> left_;  // per line of the basket
  std::vector<Grouped> grouped_;
  std::vector<Worth> group_most_;
  int64_t lost_ = 0;  // that rounding may have lost of a `keep`
  uint32_t stamp_ = 0;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_CEILING_H_
