// The wrapper compiles as C++17, with nothing but its own header: compiling this file is the test.
#include "tessera/plugin.hpp"

static_assert(__cplusplus < 202002L, "this file is to be compiled as C++17");

namespace tessera::pos {

// Instantiates what a host of one sale uses.
Result<CommitResult> SellOne(const tessera_api* api, const Config& config) {
  Result<Plugin> plugin = Plugin::Open(api, config);
  if (!plugin) return plugin.error();
  Result<Sale> sale = plugin->BeginSale();
  if (!sale) return sale.error();
  Line line;
  line.line_no = 1;
  line.sku = "460";
  line.quantity_milli = 1000;
  line.unit_price_minor = 9490;
  if (Result<Done> set = sale->SetLine(line); !set) return set.error();
  if (Result<Answer> quote = sale->Quote(); !quote) return quote.error();
  Result<Answer> committed = sale->Commit(Fiscal());
  if (!committed) return committed.error();
  return committed->commit().value_or(CommitResult());
}

}  // namespace tessera::pos
