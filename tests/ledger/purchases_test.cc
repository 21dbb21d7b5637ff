#include "tessera/ledger/purchases.h"

#include <boost/test/unit_test.hpp>

#include <limits>

#include "clock_of.h"
#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

BOOST_AUTO_TEST_CASE(purchases_add_up_and_returns_count_back) {
  Purchases ever;
  PurchaseDay day{20'000, 1, Money(500), Points(5)};
  BOOST_TEST(Add({0, 1, Money(250), Points(2)}, day).ok());
  BOOST_TEST(day.day == 20'000);
  BOOST_TEST(Add(day, ever).ok());
  BOOST_TEST(Add({0, -1, Money(-250), Points(-2)}, ever).ok());
  BOOST_TEST(ever.visits == 1);
  BOOST_TEST(ever.spend.value() == 500);
  BOOST_TEST(ever.earned.value() == 5);
}

BOOST_AUTO_TEST_CASE(sums_that_would_not_fit_are_refused) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const PurchaseDay too_much[] = {{0, kMost, Money(), Points()},
                                  {0, 0, Money(kMost), Points()},
                                  {0, 0, Money(), Points(kMost)}};
  for (const PurchaseDay& what : too_much) {
    Purchases ever;
    BOOST_TEST(Add({0, 1, Money(1), Points(1)}, ever).ok());
    BOOST_TEST(ReasonOf(Add(what, ever)) == "AMOUNT_OVERFLOW");
  }
}

BOOST_AUTO_TEST_CASE(a_purchase_belongs_to_the_day_of_the_programs_time_zone) {
  const Instant late = At("2025-06-15T22:30:00", "UTC");
  BOOST_TEST(*DayOf(late, "UTC") + 1 == *DayOf(late, "Europe/Moscow"));
  BOOST_TEST(*DayOf(Instant{0}, "UTC") == 0);
  BOOST_TEST(*DayOf(Instant{-1}, "UTC") == -1);
  BOOST_TEST(absl::IsInternal(DayOf(late, "Mars/Olympus").status()));
}

}  // namespace
}  // namespace tessera::ledger
