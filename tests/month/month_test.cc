// A scripted month of a chain: every figure that the service publishes is found again by plain books.
// TESSERA_SEED plays a month again; TESSERA_MONTH_RECEIPTS takes more of the real receipts.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "month.h"
#include "receipts.h"

namespace tessera::month {
namespace {

constexpr int kDays = 34;  // March, and beyond its end

int64_t Setting(const char* name, int64_t usual) {
  const char* const text = std::getenv(name);
  return text == nullptr ? usual : std::stoll(text);
}

uint32_t Seed() { return static_cast<uint32_t>(Setting("TESSERA_SEED", std::random_device()())); }

void LiveThrough(Month& month, const std::vector<Receipt>& receipts) {
  const auto started = std::chrono::steady_clock::now();
  for (const Receipt& receipt : receipts) month.Live(receipt);
  month.PassTo(kBegin + (kDays + 3) * kDay);
  month.CompareAll();
  const auto took = std::chrono::steady_clock::now() - started;
  BOOST_TEST_MESSAGE(receipts.size() << " receipts in "
                                     << std::chrono::duration_cast<std::chrono::seconds>(took).count()
                                     << " s");
  for (const auto& [what, times] : month.happened) BOOST_TEST_MESSAGE("  " << what << ": " << times);
}

BOOST_AUTO_TEST_CASE(a_month_in_which_everything_happens_is_found_again_by_plain_books) {
  constexpr uint32_t kSeed = 1;
  Month month(kSeed);
  LiveThrough(month, MakeReceipts(kSeed, kBegin, kDays, 45));
  for (const char* what :
       {"sales", "late sales", "late sales that differ", "overdrafts", "held", "redeemed", "cancelled",
        "enrolled", "whole refunds", "partial refunds", "refunds before their sale", "exchanges",
        "losses", "debts", "adjustments", "coupons given", "stamped", "paid by gift card", "breakage",
        "offers used up", "sales asked for again"}) {
    BOOST_TEST(month.happened[what] > 0, what);
  }
}

BOOST_AUTO_TEST_CASE(any_made_up_month_is_found_again_by_plain_books) {
  const uint32_t seed = Seed();
  BOOST_TEST_MESSAGE("seed " << seed);
  Month month(seed);
  LiveThrough(month, MakeReceipts(seed, kBegin, kDays, 45));
}

BOOST_AUTO_TEST_CASE(a_month_of_real_receipts_is_found_again_by_plain_books) {
  const char* const set = std::getenv("TESSERA_SHARED_DATA");
  const std::string folder = set == nullptr ? TESSERA_SHARED_DATA : set;
  const auto limit = static_cast<size_t>(Setting("TESSERA_MONTH_RECEIPTS", 4'000));
  const std::vector<Receipt> receipts = ReadReceipts(folder, kBegin, kDays, limit);
  if (receipts.empty()) {
    BOOST_TEST_MESSAGE("skipped: no receipts in " << folder << " (set TESSERA_SHARED_DATA)");
    return;
  }
  const uint32_t seed = Seed();
  BOOST_TEST_MESSAGE("seed " << seed);
  Month month(seed);
  LiveThrough(month, receipts);
  BOOST_TEST(month.happened["sales"] > static_cast<int64_t>(receipts.size()) / 2);
}

}  // namespace
}  // namespace tessera::month
