#include "tessera/plugin/sale/own_history.h"

#include <algorithm>

#include "tessera/base/number.h"

namespace tessera::plugin {
namespace {

// The element that `is_it`; a new one where there is none.
template <typename Element, typename Is>
Element& Of(std::vector<Element>& all, Is&& is_it) {
  const auto found = std::find_if(all.begin(), all.end(), is_it);
  return found != all.end() ? *found : all.emplace_back();
}

void AddUse(const OwnOfferUse& own, int32_t day, engine::MemberHistory* history) {
  engine::MemberOfferUse& use =
      Of(history->uses, [&](const auto& one) { return one.offer_id == own.offer_id; });
  use.offer_id = own.offer_id;
  // A sale of an earlier day leaves the count of a later one alone.
  if (day > use.day) {
    use.day = day;
    use.uses_day = 0;
  }
  if (day == use.day) ++use.uses_day;
  ++use.uses;
  use.units = CheckedAdd(use.units, own.units).value_or(use.units);
}

void AddDay(const OwnSale& sale, int32_t number, engine::MemberHistory* history) {
  engine::ActivityDay& day =
      Of(history->activity, [&](const auto& one) { return one.day == number; });
  day.day = number;
  day.spend = Money(CheckedAdd(day.spend.value(), sale.paid.value()).value_or(day.spend.value()));
  ++day.visits;
}

}  // namespace

void AddOwnSales(const engine::CompiledProgram& program, const std::vector<OwnSale>& sales,
                 engine::MemberHistory* history) {
  for (const OwnSale& sale : sales) {
    ++history->purchases;
    history->last_purchase_at =
        std::max(history->last_purchase_at.value_or(sale.sold_at), sale.sold_at);
    AddDay(sale, engine::DayOfProgram(program, sale.sold_at), history);
    const int32_t day = engine::DayInStore(program, sale.store_id, sale.sold_at);
    for (const OwnOfferUse& offer : sale.offers) AddUse(offer, day, history);
  }
}

}  // namespace tessera::plugin
