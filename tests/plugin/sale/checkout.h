// A till that is joined to a real service, with its cache filled.
#ifndef TESSERA_PLUGIN_SALE_CHECKOUT_H_
#define TESSERA_PLUGIN_SALE_CHECKOUT_H_

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

#include "tessera/base/status.h"
#include "tessera/plugin/sale/sale.h"
#include "tessera/plugin/sale/till.h"
#include "tessera/plugin_fakes/sample.h"
#include "tessera/plugin_fakes/till_bench.h"
#include "tessera/support/test_service.h"

namespace tessera {

// Member 1 has 500 points, member 2 none.
struct Checkout {
  support::TestService service;
  fakes::TillBench bench{service.address()};
  std::unique_ptr<plugin::Till> till;

  explicit Checkout(bool fill_cache = true) {
    service.PublishYaml(fakes::kProgram);
    service.Import({support::MakeMember(1, 500), support::MakeMember(2)});
    if (fill_cache) BOOST_REQUIRE(bench.FillCache(service.address()).ok());
    plugin::TillOptions options;
    options.store_id = "store-1";
    options.terminal_id = "till-1";
    options.deadline = Seconds(5);
    options.commit_deadline = Seconds(5);
    till = std::make_unique<plugin::Till>(
        plugin::Till::Parts{*bench.cache, *bench.outbox, bench.guarded, bench.delivery, bench.clock,
                            bench.random},
        options);
  }

  void GoOffline() { bench.link.Set(fakes::Weather::kDown); }
  void GoOnline() {
    bench.link.Set(fakes::Weather::kFair);
    bench.breaker.Succeeded();
  }

  std::unique_ptr<plugin::Sale> Begin(const std::string& id = "", const std::string& currency = "") {
    return plugin::Sale::Begin(*till, id, "cashier-7", currency).value();
  }

  // 179.80 + 125.50 = 305.30
  std::unique_ptr<plugin::Sale> BeginWithGoods(const std::string& id = "") {
    auto sale = Begin(id);
    BOOST_REQUIRE(sale->SetLine(fakes::LineOf(1, 2'000, 8'990)).ok());
    BOOST_REQUIRE(sale->SetLine(fakes::LineOf(2, 1'255, 10'000)).ok());
    return sale;
  }
};

}  // namespace tessera

#endif  // TESSERA_PLUGIN_SALE_CHECKOUT_H_
