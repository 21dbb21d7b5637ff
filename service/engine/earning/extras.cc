// Stamps, coupons and words.
#include <algorithm>

#include "earning/giving.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

// How often the stamps are given; 0 if there are too few units even for once.
int64_t TimesOf(const Stamps& stamps, absl::Span<const uint32_t> lines, Giving* giving) {
  const Repeats& repeats = giving->repeats;
  if (stamps.per_units == 0) return repeats.All();
  const int64_t units = giving->run.state.UnitsOf(lines);
  if (units < stamps.per_units) {
    giving->missing_quantity = Quantity((stamps.per_units - units) * kOnePiece.value());
    return 0;
  }
  return Repeats{units / stamps.per_units, repeats.chosen, repeats.limit}.All();
}

absl::StatusOr<Reason> GiveStamps(const Stamps& stamps, absl::Span<const uint32_t> lines,
                                  Giving* giving) {
  const bool some_goods = !stamps.set_id.empty() || giving->offer.terms->exclude_on_sale;
  if (lines.empty() && some_goods) return Reason::kNothingToDiscount;
  const int64_t times = TimesOf(stamps, lines, giving);
  if (times == 0) return Reason::kMinimumQuantity;
  const auto all = CheckedMultiply(stamps.stamps, times);
  if (!all) return InvalidInput("AMOUNT_OVERFLOW", "lines", "more stamps than can be");
  giving->award().AddStamps({&stamps.card_id, *all});
  giving->award().AppliedTimes(times);
  return Reason::kNone;
}

absl::StatusOr<Reason> GiveCoupons(const IssueCoupon& issue, Giving* giving) {
  const int64_t times = giving->repeats.All();
  const auto all = CheckedMultiply(issue.coupons, times);
  if (!all) return InvalidInput("AMOUNT_OVERFLOW", "lines", "more coupons than can be");
  giving->award().AddCoupons({&issue.batch_id, *all});
  giving->award().AppliedTimes(times);
  return Reason::kNone;
}

}  // namespace

absl::StatusOr<Reason> GiveExtras(const CompiledEffect& effect, Giving* giving) {
  if (const auto* stamps = std::get_if<Stamps>(effect.source)) {
    return GiveStamps(*stamps, GoodsOf(effect, *giving), giving);
  }
  if (const auto* issue = std::get_if<IssueCoupon>(effect.source)) {
    return GiveCoupons(*issue, giving);
  }
  giving->award().AppliedTimes(1);  // a message
  return Reason::kNone;
}

}  // namespace tessera::engine
