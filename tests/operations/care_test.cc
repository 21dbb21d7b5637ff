// What whoever looks after members reads: who is called so, what happened to the points, who did what.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/operations/members/adjust_points.h"
#include "tessera/operations/members/find_members.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/operations/members/list_acts.h"
#include "tessera/operations/members/list_entries.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/sales/list_sales.h"
#include "tessera/operations/sales/refund.h"

namespace tessera::operations {
namespace {

const Caller kAnna{false, "", "", "hq/anna"};
const Caller kBoris{false, "", "", "hq/boris"};

struct Care : Chain {
  Care() {
    Publish(ProgramOf(R"(
points_life: {activation_days: 14, lifetime_days: 365}
offers:
  - offer_id: earn
    name: Points
    effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]
)"));
  }

  std::string Named(const std::string& name) {
    v1::MemberImport item;
    item.set_member_id(NewId());
    item.add_identifiers()->set_kind(v1::IDENTIFIER_KIND_CARD);
    item.mutable_identifiers(0)->set_value("CARD-" + std::to_string(1'000 + ++cards));
    item.set_full_name(name);
    const absl::Status status = store().WriteAndWait([&](storage::Transaction& transaction) {
      return ImportMember(As(kHq), transaction, item);
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return item.member_id();
  }
  // Page by page, two at a time.
  std::vector<std::string> Find(const std::string& name) {
    std::vector<std::string> names;
    v1::FindMembersRequest request;
    request.set_name(name);
    request.set_page_size(2);
    do {
      const auto page = Read(FindMembers, kAnna, request);
      BOOST_REQUIRE_EQUAL(Why(page), "OK");
      for (const v1::FoundMember& found : page->members()) names.push_back(found.full_name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
  void Adjust(const Caller& who, const std::string& member_id, int64_t points,
              const std::string& comment) {
    v1::AdjustPointsRequest request;
    request.set_adjustment_id(NewId());
    request.mutable_member()->set_member_id(member_id);
    request.set_points(points);
    request.set_comment(comment);
    BOOST_REQUIRE_EQUAL(Why(Write(AdjustPoints, who, request)), "OK");
  }
  // Their comments.
  std::vector<std::string> Acts(const v1::ListActsRequest& request) {
    const auto listed = Read(ListActs, kAnna, request);
    BOOST_REQUIRE_EQUAL(Why(listed), "OK");
    std::vector<std::string> comments;
    for (const v1::Act& act : listed->acts()) comments.push_back(act.comment());
    return comments;
  }
  std::vector<v1::Entry> Entries(const std::string& member_id) {
    v1::ListEntriesRequest request;
    request.mutable_member()->set_member_id(member_id);
    const auto listed = Read(ListEntries, kAnna, request);
    BOOST_REQUIRE_EQUAL(Why(listed), "OK");
    return {listed->entries().begin(), listed->entries().end()};
  }
  int CountSales(const v1::ListSalesRequest& request) {
    const auto listed = Read(ListSales, kAnna, request);
    BOOST_REQUIRE_EQUAL(Why(listed), "OK");
    return listed->sales_size();
  }

  int cards = 0;
};

using Names = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(care, Care)

BOOST_AUTO_TEST_CASE(members_are_found_by_the_beginnings_of_their_names_in_any_order_and_case) {
  Named("Анна Ковалёва");
  Named("КОВАЛЕВА АННА");
  Named("Анна Петровна Смирнова");
  Named("Иван Ковалев");
  Named("Annabel Kovacs");
  const Names both = Find("ковалева анна");
  BOOST_REQUIRE_EQUAL(both.size(), 2u);
  BOOST_TEST((both == Names{"Анна Ковалёва", "КОВАЛЕВА АННА"} ||
              both == Names{"КОВАЛЕВА АННА", "Анна Ковалёва"}));
  BOOST_TEST(Find("Анна").size() == 3u);
  // The name that stands last is in no index: everybody is looked at.
  BOOST_TEST(Find("Ковал").size() == 3u);
  BOOST_TEST((Find("смирн анна") == Names{"Анна Петровна Смирнова"}));
  BOOST_TEST((Find("петровна смирнова") == Names{"Анна Петровна Смирнова"}));
  BOOST_TEST((Find("anna") == Names{"Annabel Kovacs"}));
  BOOST_TEST(Find("Анна Анна").empty());
  BOOST_TEST(Find("100%").empty());
}

BOOST_AUTO_TEST_CASE(who_was_merged_into_another_is_not_found_twice) {
  const std::string from = Named("Анна Ковалёва");
  const std::string into = Named("Анна Ковалева");
  v1::MergeMembersRequest merge;
  merge.set_change_id(NewId());
  merge.mutable_from()->set_member_id(from);
  merge.mutable_into()->set_member_id(into);
  merge.set_comment("twice");
  BOOST_REQUIRE_EQUAL(Why(Write(MergeMembers, kAnna, merge)), "OK");
  BOOST_TEST(Find("Анна").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_search_that_makes_no_sense_is_refused) {
  v1::FindMembersRequest request;
  BOOST_TEST(Why(Read(FindMembers, kAnna, request)) == "NAME_REQUIRED");
  request.set_name("a b c d e f g h i");
  BOOST_TEST(Why(Read(FindMembers, kAnna, request)) == "NAME_INVALID");
  request.set_name("а б");
  BOOST_TEST(Why(Read(FindMembers, kAnna, request)) == "NAME_TOO_SHORT");
  request.set_name("anna");
  request.set_page_size(101);
  BOOST_TEST(Why(Read(FindMembers, kAnna, request)) == "PAGE_SIZE_INVALID");
  request.set_page_size(0);
  request.set_page_token("x");
  BOOST_TEST(Why(Read(FindMembers, kAnna, request)) == "PAGE_TOKEN_INVALID");
}

BOOST_AUTO_TEST_CASE(who_did_what_is_told_from_the_newest_by_member_person_kind_and_day) {
  const std::string one = Named("One");
  const std::string other = Named("Other");
  Adjust(kAnna, one, 5, "first");
  Adjust(kBoris, other, 5, "second");
  now = now + Seconds(86'400);
  Adjust(kAnna, other, 5, "third");
  // The program that all of it goes by was published without a word, and is the first act.
  BOOST_TEST((Acts({}) == Names{"third", "second", "first", ""}));
  v1::ListActsRequest request;
  request.mutable_member()->set_member_id(other);
  BOOST_TEST((Acts(request) == Names{"third", "second"}));
  request.set_principal("hq/boris");
  BOOST_TEST((Acts(request) == Names{"second"}));
  v1::ListActsRequest days;
  days.set_last_date("2025-06-15");
  BOOST_TEST((Acts(days) == Names{"second", "first", ""}));
  days.set_method("MergeMembers");
  BOOST_TEST(Acts(days).empty());
  v1::ListActsRequest paged;
  paged.set_page_size(2);
  const auto page = Read(ListActs, kAnna, paged);
  paged.set_page_token(page->next_page_token());
  BOOST_TEST((Acts(paged) == Names{"first", ""}));
  v1::ListActsRequest nobody;
  nobody.mutable_member()->set_member_id(NewId());
  BOOST_TEST(Why(Read(ListActs, kAnna, nobody)) == "MEMBER_UNKNOWN");
}

BOOST_AUTO_TEST_CASE(a_movement_says_which_receipt_where_and_how_long_the_points_are_good) {
  const std::string member_id = Named("One");
  v1::Sale sale = Sell(member_id, Basket({10'000}));
  sale.set_receipt_no("1042");
  BOOST_REQUIRE_EQUAL(Why(Commit(sale)), "OK");
  v1::RefundRequest refund;
  refund.mutable_refund()->set_refund_id(NewId());
  refund.mutable_refund()->set_sale_id(sale.sale_id());
  refund.mutable_refund()->set_store_id("store-1");
  refund.mutable_refund()->set_terminal_id("till-2");
  BOOST_REQUIRE_EQUAL(Why(Write(Refund, kOtherTill, refund)), "OK");
  now = now + Seconds(60);
  Adjust(kAnna, member_id, 5, "sorry");
  const auto entries = Entries(member_id);
  BOOST_REQUIRE_EQUAL(entries.size(), 3u);
  const v1::Entry& earned = entries[0];
  BOOST_TEST(earned.receipt_no() == "1042");
  BOOST_TEST(earned.store_id() == "store-1");
  BOOST_TEST(earned.active_from_us() > earned.booked_at_us());
  BOOST_TEST(earned.expires_at_us() > earned.active_from_us());
  BOOST_TEST(entries[1].receipt_no() == "1042");
  BOOST_TEST(entries[1].active_from_us() == 0);
  BOOST_TEST(entries[2].receipt_no() == "");
  BOOST_TEST(entries[2].active_from_us() == now.us);
}

BOOST_AUTO_TEST_CASE(sales_are_listed_by_member_and_day) {
  const std::string one = Named("One");
  const std::string other = Named("Other");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(one, Basket({10'000})))), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell("", Basket({10'000})))), "OK");
  now = now + Seconds(86'400);
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(other, Basket({10'000})))), "OK");
  BOOST_REQUIRE_EQUAL(Why(Commit(Sell(one, Basket({10'000})))), "OK");
  v1::ListSalesRequest request;
  request.set_first_date("2025-06-16");
  BOOST_TEST(CountSales(request) == 2);
  request.set_member_id(one);
  BOOST_TEST(CountSales(request) == 1);
  request.clear_first_date();
  BOOST_TEST(CountSales(request) == 2);
  request.set_newest_first(true);
  request.set_last_date("2025-06-15");
  BOOST_TEST(CountSales(request) == 1);
  request.set_first_date("2025-06-15");
  BOOST_TEST(CountSales(request) == 1);
  request.clear_member_id();
  BOOST_TEST(CountSales(request) == 2);
  request.set_last_date("2025-06-14");
  BOOST_TEST(Why(Read(ListSales, kAnna, request)) == "DATE_INVALID");
  v1::ListSalesRequest paged;
  paged.set_first_date("2025-06-16");
  paged.set_page_size(1);
  const auto page = Read(ListSales, kAnna, paged);
  paged.set_page_token(page->next_page_token());
  BOOST_TEST(CountSales(paged) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
