// Tables of what is counted, in every back end.
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "backends.h"
#include "sample.h"
#include "tessera/storage/insight_tables.h"

namespace tessera::storage {
namespace {

const InsightTables& Of(ReadTransaction& transaction) {
  return std::as_const(transaction).insight();
}

BOOST_AUTO_TEST_SUITE(insight_tables)

BOOST_AUTO_TEST_CASE_TEMPLATE(the_place_of_the_counting_is_kept, Backend, Backends) {
  Backend backend;
  const auto store = backend.Open();
  InsightState state;
  Reading(*store, [&](ReadTransaction& transaction) { state = *Of(transaction).LoadState(); });
  BOOST_TEST(state.sale_no == 0);
  state.sale_no = 7;
  state.events[3] = int64_t{1} << 40;
  state.cuts = std::string("\0cuts", 5);
  state.segments_day = 20'000;
  state.time_zone = "Europe/Moscow";
  state.is_whole = true;
  state.surveys_version = 3;
  state.sets = "sets";
  state.sets_sale_no = 6;
  Writing(*store, [&](Transaction& transaction) {
    BOOST_TEST(transaction.insight().SaveState(state).ok());
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    const InsightState read = *Of(transaction).LoadState();
    BOOST_TEST(read.sale_no == 7);
    BOOST_TEST((read.events == state.events));
    BOOST_TEST(read.cuts == state.cuts);
    BOOST_TEST(read.segments_day == 20'000);
    BOOST_TEST(read.time_zone == "Europe/Moscow");
    BOOST_TEST(read.is_whole);
    BOOST_TEST(!read.is_forgetting);
    BOOST_TEST(read.surveys_version == 3);
    BOOST_TEST(read.sets == "sets");
    BOOST_TEST(!read.sets_are_whole);
    BOOST_TEST(read.sets_sale_no == 6);
    BOOST_TEST(read.sets_refund_no == 0);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(chunks_and_their_columns_are_found, Backend, Backends) {
  Backend backend;
  const auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    InsightTables& tables = transaction.insight();
    BOOST_TEST(tables.SaveChunk({1, 2, 100, 101, 5, 9}).ok());
    BOOST_TEST(tables.SaveChunk({2, 1, 102, 102, 10, 10}).ok());
    BOOST_TEST(tables.SaveCells(3, 1, "one").ok());
    BOOST_TEST(tables.SaveCells(3, 2, "two").ok());
    BOOST_TEST(tables.SaveCells(3, 2, "three").ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const InsightTables& tables = Of(transaction);
    BOOST_TEST(tables.ListChunks()->size() == 2U);
    BOOST_TEST((*tables.LastChunk())->chunk_no == 2);
    BOOST_TEST((*tables.FindChunkOf(7))->chunk_no == 1);
    BOOST_TEST(!tables.FindChunkOf(11)->has_value());
    BOOST_TEST(*tables.LoadCells(3, 2) == "three");
    BOOST_TEST(!tables.FindCells(4, 1)->has_value());
    BOOST_TEST(ReasonOf(tables.LoadCells(4, 1).status()) == "STORAGE_CORRUPT");
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(names_have_one_number_each, Backend, Backends) {
  Backend backend;
  const auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    InsightTables& tables = transaction.insight();
    BOOST_TEST(*tables.NumberOf(InsightName::kStore, "b") == 1);
    BOOST_TEST(*tables.NumberOf(InsightName::kStore, "a") == 2);
    BOOST_TEST(*tables.NumberOf(InsightName::kTier, "a") == 1);
    BOOST_TEST(*tables.NumberOf(InsightName::kStore, "b") == 1);
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const std::vector<std::string> wanted = {"b", "a"};
    BOOST_TEST(*Of(transaction).ListNames(InsightName::kStore) == wanted,
               boost::test_tools::per_element());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sums_add_up_and_segments_are_replaced, Backend, Backends) {
  Backend backend;
  const auto store = backend.Open();
  for (int i = 0; i < 2; ++i) {
    Writing(*store, [](Transaction& transaction) {
      InsightTables& tables = transaction.insight();
      BOOST_TEST(tables.AddPoints({10, 1, Points(5), Points(0), Points(0), 1}).ok());
      OfferDay day;
      day.offer_id = "a";
      day.day = 100;
      day.receipts = 1;
      day.cost = Money(50);
      BOOST_TEST(tables.AddOfferDay(day).ok());
    });
  }
  Writing(*store, [](Transaction& transaction) {
    InsightTables& tables = transaction.insight();
    BOOST_TEST(tables.SetSegments(1, {"a", "b"}).ok());
    BOOST_TEST(tables.SetSegments(2, {"b"}).ok());
    BOOST_TEST(tables.SetSegments(1, {"b", "c"}).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const InsightTables& tables = Of(transaction);
    BOOST_TEST(tables.SumPoints(10, 11)->at(0).points.value() == 10);
    BOOST_TEST(tables.SumPoints(11, 12)->empty());
    BOOST_TEST(tables.SumOffers("", 100, 100)->at(0).cost.value() == 100);
    BOOST_TEST(tables.SumOffers("1", 100, 100)->empty());
    BOOST_TEST(tables.ListSegment("a", 0, 10)->empty());
    const std::vector<uint32_t> wanted = {1, 2};
    BOOST_TEST(*tables.ListSegment("b", 0, 10) == wanted, boost::test_tools::per_element());
    BOOST_TEST(tables.ListSegment("b", 1, 10)->size() == 1U);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(forgetting_goes_bit_by_bit_and_keeps_members_and_movements, Backend,
                              Backends) {
  Backend backend;
  const auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 1).ok());
  constexpr int kMemberColumn = 32;
  Writing(*store, [](Transaction& transaction) {
    InsightTables& tables = transaction.insight();
    BOOST_TEST(tables.SaveMember({1, Number<MemberId>(1), std::nullopt}).ok());
    for (int64_t chunk = 1; chunk <= 2; ++chunk) {
      BOOST_TEST(tables.SaveChunk({chunk, 1, 100, 100, chunk, chunk}).ok());
      BOOST_TEST(tables.SaveCells(0, chunk, "receipts").ok());
    }
    OfferDay day;
    day.offer_id = "a";
    BOOST_TEST(tables.AddOfferDay(day).ok());
    BOOST_TEST(tables.SaveCells(kMemberColumn, 0, "members").ok());
    BOOST_TEST(tables.AddPoints({10, 1, Points(5), Points(0), Points(0), 1}).ok());
    BOOST_TEST(!*tables.Forget(2, 2));
    BOOST_TEST(*tables.Forget(2, 2));
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const InsightTables& tables = Of(transaction);
    BOOST_TEST(!tables.FindCells(0, 1)->has_value());
    BOOST_TEST(tables.ListChunks()->empty());
    BOOST_TEST(tables.SumOffers("", 0, 1)->empty());
    BOOST_TEST(*tables.LoadCells(kMemberColumn, 0) == "members");
    BOOST_TEST(*tables.LastMember() == 1U);
    BOOST_TEST((*tables.FindMember(Number<MemberId>(1)))->member_no == 1U);
    BOOST_TEST(tables.SumPoints(10, 11)->size() == 1U);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(purchases_by_goods_add_up_move_and_go, Backend, Backends) {
  Backend backend;
  const auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    InsightTables& tables = transaction.insight();
    for (const uint32_t member : {1U, 2U}) {
      BOOST_TEST(tables.AddBought(member, {"coffee", 100, 1, Money(50)}).ok());
    }
    BOOST_TEST(tables.AddBought(1, {"coffee", 101, 1, Money(20)}).ok());
    BOOST_TEST(tables.AddBought(1, {"coffee", 101, -1, Money(-5)}).ok());
    BOOST_TEST(tables.MoveBought(1, 2).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    BOOST_TEST(Of(transaction).ListBought(1)->empty());
    const auto days = *Of(transaction).ListBought(2);
    BOOST_REQUIRE(days.size() == 2U);
    BOOST_TEST(days[0].day == 100);
    BOOST_TEST(days[0].visits == 2);
    BOOST_TEST(days[0].spend.value() == 100);
    BOOST_TEST(days[1].visits == 0);
    BOOST_TEST(days[1].spend.value() == 15);
  });
  Writing(*store, [](Transaction& transaction) {
    BOOST_TEST(transaction.insight().RemoveBought(2, 101).ok());
    BOOST_TEST(transaction.insight().ListBought(2)->size() == 1U);
    BOOST_TEST(!*transaction.insight().ForgetBought(1));
    BOOST_TEST(*transaction.insight().ForgetBought(1));
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::storage
