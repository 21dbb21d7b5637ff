// Sales that come back in parts.
#include <map>
#include <random>

#include "property.h"
#include "tessera/engine/allocation.h"
#include "tessera/engine/returns.h"

namespace tessera::engine {
namespace {

struct Pending {
  size_t line = 0;
  int64_t before = 0;
};

BOOST_AUTO_TEST_CASE(partial_returns_in_any_steps_and_any_order_of_lines_sum_exactly_to_the_sale) {
  Holds(Many(1'500), {6, 6}, [](Instance& instance) {
    instance.basket.redeem = Sure(instance).max_redeem;
    const Evaluation sale = Sure(instance);
    std::mt19937_64 random(instance.recipe.basket.empty() ? 0 : instance.recipe.basket[0]);
    std::vector<Pending> open;
    std::vector<ReturnedPart> back(sale.lines.size());
    for (size_t i = 0; i < sale.lines.size(); ++i) open.push_back({i, 0});
    while (!open.empty()) {
      const size_t at = random() % open.size();
      Pending& pending = open[at];
      const LineResult& line = sale.lines[pending.line];
      const Quantity sold = instance.basket.lines[pending.line].quantity;
      const int64_t left = sold.value() - pending.before;
      const Quantity now(1 + static_cast<int64_t>(random() % static_cast<uint64_t>(left)));
      const auto part = ReturnPart(line, sold, Quantity(pending.before), now);
      RC_ASSERT(part.ok());
      ReturnedPart& sum = back[pending.line];
      sum.paid += part->paid;
      sum.redeemed += part->redeemed;
      sum.earned += part->earned;
      sum.spent += part->spent;
      // Never more than was paid, and never more than the goods that are back are worth, rounded up.
      if (!line.net.is_negative()) {
        RC_ASSERT((!part->paid.is_negative() && sum.paid <= line.net));
        RC_ASSERT((!part->redeemed.is_negative() && sum.redeemed <= line.redeemed));
        __extension__ using Wide = __int128;
        RC_ASSERT((static_cast<Wide>(sum.paid.value()) * sold.value() <=
                   static_cast<Wide>(line.net.value()) * (pending.before + now.value())));
      }
      pending.before += now.value();
      if (pending.before == sold.value()) open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
    }
    Money paid;
    for (size_t i = 0; i < back.size(); ++i) {
      const LineResult& line = sale.lines[i];
      RC_ASSERT((back[i] == ReturnedPart{line.net, line.redeemed, line.earned, line.spent}));
      paid += back[i].paid;
    }
    RC_ASSERT((paid == sale.total));
  });
}

}  // namespace
}  // namespace tessera::engine
