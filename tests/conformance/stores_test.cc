// What holds of the stores, terminals and goods of any store of rows.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "backends.h"
#include "sample.h"
#include "tessera/storage/stores.h"

namespace tessera::storage {
namespace {

ChainStore Shop(const std::string& store_id, const std::string& region) {
  ChainStore store;
  store.store_id = store_id;
  store.name = "Лавка " + store_id;
  store.region = region;
  store.document = std::string("\0d", 2);
  return store;
}

Product Goods(const std::string& sku, int64_t cost_minor) {
  return {sku, Money(cost_minor), std::string("\0p", 2)};
}

std::vector<std::string> IdsOf(const std::vector<ChainStore>& stores) {
  std::vector<std::string> ids;
  for (const ChainStore& store : stores) ids.push_back(store.store_id);
  return ids;
}

std::vector<std::string> IdsOf(const std::vector<Terminal>& terminals) {
  std::vector<std::string> ids;
  for (const Terminal& terminal : terminals) ids.push_back(terminal.store_id + "/" + terminal.terminal_id);
  return ids;
}

using Ids = std::vector<std::string>;

BOOST_AUTO_TEST_CASE_TEMPLATE(a_store_is_kept_whole_and_written_anew, Backend, Backends) {
  Backend backend;
  {
    auto store = backend.Open();
    Writing(*store, [](Transaction& transaction) {
      BOOST_TEST(transaction.stores().SaveStore(Shop("msk-1", "north")).ok());
      ChainStore closed = Shop("msk-1", "south");
      closed.closed = true;
      BOOST_TEST(transaction.stores().SaveStore(closed).ok());
    });
  }
  auto store = backend.Open();
  Reading(*store, [](ReadTransaction& transaction) {
    const auto found = *transaction.stores().FindStore("msk-1");
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->name == "Лавка msk-1");
    BOOST_TEST(found->region == "south");
    BOOST_TEST(found->closed);
    BOOST_TEST(found->document == std::string("\0d", 2));
    BOOST_TEST(!transaction.stores().FindStore("msk-2")->has_value());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(stores_are_listed_by_region_and_page_by_page, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    for (const char* id : {"c", "a", "d", "b"}) {
      BOOST_TEST(transaction.stores().SaveStore(Shop(id, *id < 'c' ? "north" : "south")).ok());
    }
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const Stores& stores = transaction.stores();
    BOOST_TEST((IdsOf(*stores.ListStores("", "", 3)) == Ids{"a", "b", "c"}));
    BOOST_TEST((IdsOf(*stores.ListStores("", "c", 3)) == Ids{"d"}));
    BOOST_TEST((IdsOf(*stores.ListStores("north", "a", 3)) == Ids{"b"}));
    BOOST_TEST(stores.ListStores("west", "", 3)->empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_terminal_that_called_is_listed_and_its_time_never_goes_back, Backend,
                              Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    Stores& stores = transaction.stores();
    BOOST_TEST(stores.SaveStore(Shop("a", "north")).ok());
    BOOST_TEST(stores.SaveSeen("a", "till-2", Instant{50}).ok());
    BOOST_TEST(stores.SaveSeen("a", "till-2", Instant{40}).ok());
    BOOST_TEST(stores.SaveSeen("b", "till-1", Instant{60}).ok());
    Terminal told;
    told.store_id = "a";
    told.terminal_id = "till-1";
    told.registered = true;
    BOOST_TEST(transaction.SaveTerminal(told).ok());
    told.terminal_id = "till-3";  // neither registered nor ever heard of: its place is kept, no more
    told.registered = false;
    told.last_sequence = 7;
    BOOST_TEST(transaction.SaveTerminal(told).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const Stores& stores = transaction.stores();
    BOOST_TEST((IdsOf(*stores.ListTerminals({}, 10)) == Ids{"a/till-1", "a/till-2", "b/till-1"}));
    BOOST_TEST((IdsOf(*stores.ListTerminals({}, 1)) == Ids{"a/till-1"}));
    TerminalFilter behind;
    behind.after_store = "a";
    behind.after_terminal = "till-1";
    BOOST_TEST((IdsOf(*stores.ListTerminals(behind, 10)) == Ids{"a/till-2", "b/till-1"}));
    TerminalFilter of_store;
    of_store.store_id = "b";
    BOOST_TEST((IdsOf(*stores.ListTerminals(of_store, 10)) == Ids{"b/till-1"}));
    TerminalFilter of_region;
    of_region.region = "north";
    BOOST_TEST((IdsOf(*stores.ListTerminals(of_region, 10)) == Ids{"a/till-1", "a/till-2"}));
    BOOST_TEST((*transaction.FindTerminal("a", "till-2"))->seen_at.us == 50);
    BOOST_TEST((*transaction.FindTerminal("a", "till-3"))->last_sequence == 7);
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(goods_have_one_row_each_and_are_listed_in_order, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  Writing(*store, [](Transaction& transaction) {
    Stores& stores = transaction.stores();
    for (const char* sku : {"tea", "bun", "milk"}) {
      BOOST_TEST(stores.SaveProduct(Goods(sku, 100)).ok());
    }
    BOOST_TEST(stores.SaveProduct(Goods("tea", 250)).ok());
  });
  Reading(*store, [](ReadTransaction& transaction) {
    const Stores& stores = transaction.stores();
    const auto tea = *stores.FindProduct("tea");
    BOOST_REQUIRE(tea.has_value());
    BOOST_TEST(tea->cost.value() == 250);
    BOOST_TEST(tea->document == std::string("\0p", 2));
    BOOST_TEST(!stores.FindProduct("salt")->has_value());
    Ids skus;
    const auto goods = *stores.ListProducts("bun", 10);
    for (const Product& product : goods) skus.push_back(product.sku);
    BOOST_TEST((skus == Ids{"milk", "tea"}));
    BOOST_TEST(stores.ListProducts("", 2)->size() == 2U);
  });
}

}  // namespace
}  // namespace tessera::storage
