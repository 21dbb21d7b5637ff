#include "tessera/engine/returns.h"

#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

LineResult SoldLine() {
  LineResult line;
  line.net = Money(1000);
  line.redeemed = Money(101);
  line.earned = Points(7);
  line.spent = Points(10);
  return line;
}

BOOST_AUTO_TEST_CASE(partial_returns_in_any_steps_sum_to_the_sale) {
  const LineResult line = SoldLine();
  for (int64_t step : {1, 2, 3, 7, 1000, 2999}) {
    ReturnedPart sum;
    for (int64_t before = 0; before < 3000; before += step) {
      const auto part = ReturnPart(line, Quantity(3000), Quantity(before),
                                   Quantity(std::min<int64_t>(step, 3000 - before)));
      BOOST_REQUIRE(part.ok());
      BOOST_REQUIRE(!part->paid.is_negative());
      BOOST_REQUIRE(!part->redeemed.is_negative());
      sum.paid += part->paid;
      sum.redeemed += part->redeemed;
      sum.earned += part->earned;
      sum.spent += part->spent;
    }
    BOOST_TEST((sum == ReturnedPart{line.net, line.redeemed, line.earned, line.spent}));
  }
}

BOOST_AUTO_TEST_CASE(more_than_was_sold_is_not_taken_back) {
  const auto refused = [](int64_t sold, int64_t before, int64_t now) {
    const auto part = ReturnPart(SoldLine(), Quantity(sold), Quantity(before), Quantity(now));
    return ReasonOf(part.status()) == "QUANTITY_INVALID";
  };
  BOOST_TEST(refused(3000, 0, 3001));
  BOOST_TEST(refused(3000, 2000, 1001));
  BOOST_TEST(refused(3000, 0, 0));
  BOOST_TEST(refused(3000, -1, 1));
}

}  // namespace
}  // namespace tessera::engine
