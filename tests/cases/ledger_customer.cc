// What the case tells of the customer, beyond what an evaluation asks for.
#include "ledger_state.h"

namespace tessera::cases {
namespace {

Instant DayIn(Fields* fields, const std::string& key, Instant otherwise) {
  return fields->Has(key) ? InstantIn(fields, key, kDefaultDate) : otherwise;
}

std::optional<Points> PointsAt(Fields* fields, const std::string& key, int digits) {
  if (!fields->Has(key)) return std::nullopt;
  return Points(fields->Decimal(key, digits));
}

std::string TierIn(Fields* fields, const std::string& key) {
  const std::string name = fields->Text(key);
  return name.empty() ? name : TierId(name);
}

LotBefore ReadLot(Fields* lot, const Translation& translation, Instant now) {
  LotBefore out;
  out.points = Points(lot->Decimal("points", translation.points_digits));
  out.earned = DayIn(lot, "earned", now - Days(lot->Whole("age_days")));
  out.expired = lot->Flag("expired");
  out.pending = lot->Flag("pending");
  return out;
}

OrderBefore ReadOrder(Fields* order, const Translation& translation) {
  OrderBefore out;
  order->Ignore({"store"});
  out.id = order->Text("id");
  out.customer = order->Text("customer");
  out.codes = order->Texts("codes");
  out.cancelled = order->OneOf<bool>(
      "status", {{"placed", false}, {"completed", false}, {"cancelled", true}}, false);
  out.amount = Money(order->Decimal("amount", translation.money_digits));
  out.earned = PointsAt(order, "earned", translation.points_digits);
  out.spent = PointsAt(order, "spent", translation.points_digits);
  out.revoked = PointsAt(order, "revoked", translation.points_digits).value_or(Points());
  if (order->Has("date")) out.at = InstantIn(order, "date", kDefaultDate);
  return out;
}

}  // namespace

CustomerBefore ReadCustomer(const Case& source, const Translation& translation, Instant now,
                            Unknowns* unknowns) {
  Fields customer(source.customer, "customer", unknowns);
  CustomerBefore out;
  customer.Ignore({"anonymous", "groups", "uses", "discounted_units", "gift_cards", "ewallet",
                   "order_count", "population"});
  const int digits = translation.points_digits;
  out.points = PointsAt(&customer, "points", digits);
  for (Fields& lot : customer.Objects("lots")) out.lots.push_back(ReadLot(&lot, translation, now));
  out.tier = TierIn(&customer, "tier");
  out.assigned = TierIn(&customer, "manual_tier");
  if (customer.Has("tier_since")) out.tier_since = InstantIn(&customer, "tier_since", kDefaultDate);
  out.total_spent = Money(customer.Decimal("total_spent", translation.money_digits));
  out.earned_in_period = Points(customer.Decimal("earned_in_period", digits));
  if (customer.Has("last_tier_review")) {
    out.reviewed_at = InstantIn(&customer, "last_tier_review", kDefaultDate);
  }
  auto history = customer.Object("history");
  if (!history) return out;
  for (Fields& order : history->Objects("orders")) {
    out.orders.push_back(ReadOrder(&order, translation));
  }
  for (Fields& spent : history->Objects("spent")) {
    out.spent.push_back({Points(spent.Decimal("points", digits)), DayIn(&spent, "date", now)});
  }
  return out;
}

}  // namespace tessera::cases
