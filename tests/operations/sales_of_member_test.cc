// A member's own sales, among those that were counted and those that were not yet.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "chain.h"
#include "count_behind.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/sales/list_sales.h"

namespace tessera::operations {
namespace {

struct Shop : Chain {
  Shop() { Publish(SampleProgram()); }

  std::string Buy(const std::string& member) {
    const v1::Sale sale = Sell(member, Basket({10'000}));
    BOOST_TEST_REQUIRE(Why(Commit(sale)) == "OK");
    now = now + Seconds(3'600);
    return sale.sale_id();
  }

  // By pages of `size`.
  std::vector<std::string> List(v1::ListSalesRequest request, int size) {
    std::vector<std::string> ids;
    request.set_page_size(size);
    do {
      const auto page = Read(ListSales, kHq, request);
      BOOST_TEST_REQUIRE(Why(page) == "OK");
      BOOST_TEST(page->sales_size() <= size);
      for (const v1::BookedSale& sale : page->sales()) ids.push_back(sale.result().sale_id());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
};

BOOST_FIXTURE_TEST_CASE(a_members_sales_are_found_whether_counted_or_not, Shop) {
  const std::string anna = AddMember("2977000000010", 0);
  const std::string boris = AddMember("2977000000027", 0);
  std::vector<std::string> of_anna;
  for (int i = 0; i < 5; ++i) {
    of_anna.push_back(Buy(anna));
    Buy(boris);
    Buy("");
    if (i == 2) CountBehind(*this);
  }
  v1::ListSalesRequest request;
  request.set_member_id(anna);
  const std::vector<std::string> backwards(of_anna.rbegin(), of_anna.rend());
  for (const int size : {1, 2, 5, 100}) {
    BOOST_TEST_CONTEXT("pages of " << size) {
      request.set_newest_first(false);
      BOOST_TEST(List(request, size) == of_anna, boost::test_tools::per_element());
      request.set_newest_first(true);
      BOOST_TEST(List(request, size) == backwards, boost::test_tools::per_element());
    }
  }
  CountBehind(*this);
  BOOST_TEST(List(request, 2) == backwards, boost::test_tools::per_element());
  request.set_store_id("store-2");
  BOOST_TEST(List(request, 2).empty());
  request.set_store_id("store-1");
  request.set_terminal_id("till-1");
  BOOST_TEST(List(request, 2).size() == 5u);
  request.set_member_id(NewId());
  BOOST_TEST(List(request, 2).empty());
}

BOOST_FIXTURE_TEST_CASE(who_was_merged_brings_the_sales_along, Shop) {
  const std::string anna = AddMember("2977000000010", 0);
  const std::string old = AddMember("2977000000027", 0);
  const std::vector<std::string> sales = {Buy(old), Buy(anna), Buy(old)};
  v1::MergeMembersRequest merge;
  merge.set_change_id(NewId());
  merge.mutable_from()->set_member_id(old);
  merge.mutable_into()->set_member_id(anna);
  merge.set_comment("the same");
  BOOST_TEST_REQUIRE(Why(Write(MergeMembers, kHq, merge)) == "OK");
  v1::ListSalesRequest request;
  request.set_member_id(anna);
  BOOST_TEST(List(request, 2) == sales, boost::test_tools::per_element());
  CountBehind(*this);
  BOOST_TEST(List(request, 2) == sales, boost::test_tools::per_element());
  request.set_member_id(old);
  BOOST_TEST(List(request, 2) == sales, boost::test_tools::per_element());
}

}  // namespace
}  // namespace tessera::operations
