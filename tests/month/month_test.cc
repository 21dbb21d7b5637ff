// A scripted month of a chain: every figure that the service publishes is found again by plain books.
// TESSERA_SEED plays a month again; TESSERA_MONTH_RECEIPTS takes more of the real receipts.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "month.h"
#include "receipts.h"
#include "tessera/operations/tryout/try_out.h"

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

// The program in force, tried on all receipts that it made itself.
v1::TryOutReport TryLive(Month& month) {
  using operations::kHq;
  v1::TryOutProgramRequest request;
  request.mutable_program()->set_version(0);
  request.set_examples(100);
  std::unique_ptr<operations::TryOutRun> run;
  v1::TryOutReport report;
  bool has_more = true;
  const auto in_turn = [&](storage::ReadTransaction& transaction) -> absl::Status {
    if (run == nullptr) {
      TESSERA_ASSIGN_OR_RETURN(run,
                               operations::TryOutRun::Begin(month.As(kHq), transaction, request));
    } else if (has_more) {
      TESSERA_ASSIGN_OR_RETURN(has_more, run->Step(month.As(kHq), transaction));
    } else {
      TESSERA_ASSIGN_OR_RETURN(report, run->Finish(month.As(kHq), transaction));
      run.reset();
    }
    return absl::OkStatus();
  };
  do {
    const absl::Status status = month.store().Read(in_turn);
    BOOST_TEST_REQUIRE(status.ok(), status.ToString());
  } while (run != nullptr);
  return report;
}

BOOST_AUTO_TEST_CASE(the_live_program_tried_on_its_own_receipts_changes_none) {
  constexpr uint32_t kSeed = 7;
  Month month(kSeed);
  month.all_online = true;
  LiveThrough(month, MakeReceipts(kSeed, kBegin, kDays, 45));
  const v1::TryOutReport report = TryLive(month);
  BOOST_TEST(report.receipts() > 1'000);
  BOOST_TEST(report.skipped() == 0);
  BOOST_TEST(report.without_situation() == 0);
  BOOST_TEST(report.redemption_changed() == 0);
  BOOST_TEST(report.before().SerializeAsString() == report.after().SerializeAsString());
  for (const v1::TryOutReceipt& example : report.examples()) {
    BOOST_TEST_MESSAGE("differs: " << example.sale_id() << " " << example.receipt_no()
                                   << " discount " << example.before().discount_minor() << " -> "
                                   << example.after().discount_minor() << " points "
                                   << example.before().earned_points() << " -> "
                                   << example.after().earned_points());
  }
  BOOST_TEST(report.receipts_changed() == 0);
  for (const v1::TryOutOffer& offer : report.offers()) {
    BOOST_TEST_CONTEXT(offer.offer_id()) {
      BOOST_TEST(offer.before().SerializeAsString() == offer.after().SerializeAsString());
    }
  }
}

// A till that was alone promised what the rules would not have said later: those receipts change, and
// others only by offers that run out sooner or later for it.
BOOST_AUTO_TEST_CASE(of_a_month_with_late_sales_only_what_differed_changes) {
  constexpr uint32_t kSeed = 3;
  const std::set<std::string> limited = {"bread-20", "welcome", "until-month-end"};
  Month month(kSeed);
  LiveThrough(month, MakeReceipts(kSeed, kBegin, kDays, 20));
  const v1::TryOutReport report = TryLive(month);
  BOOST_TEST(report.skipped() == 0);
  BOOST_TEST(report.receipts_changed() <= 100);
  for (const v1::TryOutReceipt& example : report.examples()) {
    BOOST_TEST_CONTEXT(example.sale_id()) {
      std::vector<std::string> moved(example.offers_gained().begin(), example.offers_gained().end());
      moved.insert(moved.end(), example.offers_lost().begin(), example.offers_lost().end());
      const bool by_limits = std::any_of(moved.begin(), moved.end(), [&](const std::string& offer) {
        return limited.count(offer) > 0;
      });
      BOOST_TEST((by_limits || month.WasDifferent(example.sale_id(), "AMOUNTS_DIFFER")));
    }
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
