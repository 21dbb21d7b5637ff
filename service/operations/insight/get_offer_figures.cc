#include "tessera/operations/insight/get_offer_figures.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/groups.h"
#include "tessera/operations/insight/query.h"

namespace tessera::operations {
namespace {

constexpr int64_t kPercent = 100'000;
constexpr int64_t kThousandths = 1'000;

int64_t Share(int64_t part, int64_t whole, int64_t scale) {
  if (whole <= 0) return 0;
  return MultiplyDivide(part, scale, whole, Rounding::kHalfUp).value_or(0);
}

absl::StatusOr<std::map<std::string, storage::OfferDay>> Sums(
    const storage::InsightTables& tables, const v1::GetOfferFiguresRequest& request,
    const insight::Period& period) {
  std::vector<std::string> stores(request.store_ids().begin(), request.store_ids().end());
  std::sort(stores.begin(), stores.end());
  stores.erase(std::unique(stores.begin(), stores.end()), stores.end());
  if (stores.empty()) stores.emplace_back();
  std::map<std::string, storage::OfferDay> sums;
  for (const std::string& store : stores) {
    TESSERA_ASSIGN_OR_RETURN(const auto offers, tables.SumOffers(store, period.first, period.last));
    for (const storage::OfferDay& offer : offers) {
      storage::OfferDay& sum = sums[offer.offer_id];
      sum.receipts += offer.receipts;
      sum.cost += offer.cost;
      sum.points += offer.points;
      sum.coupons += offer.coupons;
      sum.revenue += offer.revenue;
      sum.touched += offer.touched;
    }
  }
  return sums;
}

// Paid for all receipts, returns not taken off, as with the offers' own.
absl::StatusOr<int64_t> RevenueOf(storage::ReadTransaction& transaction, const v1::Program& program,
                                  const v1::GetOfferFiguresRequest& request,
                                  const insight::Period& period) {
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  v1::MetricFilter wanted;
  *wanted.mutable_store_ids() = request.store_ids();
  TESSERA_ASSIGN_OR_RETURN(const Filter filter, ReadFilter(transaction, program, wanted, 1));
  insight::Question question;
  question.periods = {period};
  question.store_groups = filter.store_groups;
  question.activity = false;
  StoredReceipts receipts(tables);
  TESSERA_ASSIGN_OR_RETURN(const insight::Answer answer, insight::Scan(receipts, {}, question));
  return answer.groups[0][0].net;
}

}  // namespace

absl::StatusOr<v1::GetOfferFiguresResponse> GetOfferFigures(
    const Context& context, storage::ReadTransaction& transaction,
    const v1::GetOfferFiguresRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const insight::Period period,
                           ReadPeriod(request.first_date(), request.last_date()));
  TESSERA_ASSIGN_OR_RETURN(const v1::Program program, LiveProgram(transaction));
  TESSERA_ASSIGN_OR_RETURN(const Counted counted, CountedUntil(context, transaction));
  TESSERA_ASSIGN_OR_RETURN(const auto sums,
                           Sums(std::as_const(transaction).insight(), request, period));
  TESSERA_ASSIGN_OR_RETURN(const int64_t revenue, RevenueOf(transaction, program, request, period));
  std::map<std::string, std::string> names;
  for (const v1::Offer& offer : program.offers()) {
    names[offer.offer_id()] = NameIn(program, offer.name());
  }
  v1::GetOfferFiguresResponse response;
  response.set_as_of_us(counted.until.us);
  for (const auto& [id, sum] : sums) {
    const auto& ids = request.offer_ids();
    if (!ids.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) continue;
    v1::OfferFigures& figures = *response.add_offers();
    figures.set_offer_id(id);
    figures.set_name(names[id]);
    figures.set_receipts(sum.receipts);
    figures.set_cost_minor(sum.cost.value());
    figures.set_given_points(sum.points.value());
    figures.set_coupons(sum.coupons);
    figures.set_revenue_minor(sum.revenue.value());
    figures.set_touched_minor(sum.touched.value());
    figures.set_revenue_share_milli(Share(sum.revenue.value(), revenue, kPercent));
    const v1::Redemption& redemption = program.redemption();
    if (redemption.points() > 0) {
      figures.set_points_worth_minor(
          Share(sum.points.value(), redemption.points(), redemption.value_minor()));
    }
    const int64_t cost = figures.cost_minor() + figures.points_worth_minor();
    figures.set_return_milli(Share(sum.revenue.value(), cost, kThousandths));
  }
  std::stable_sort(response.mutable_offers()->begin(), response.mutable_offers()->end(),
                   [](const v1::OfferFigures& a, const v1::OfferFigures& b) {
                     return a.cost_minor() + a.points_worth_minor() >
                            b.cost_minor() + b.points_worth_minor();
                   });
  return response;
}

}  // namespace tessera::operations
