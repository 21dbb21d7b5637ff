#include "tessera/forecast/outlook.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "tessera/base/status.h"
#include "tessera/forecast/lifetime_value.h"
#include "tessera/forecast/repeat_buying.h"
#include "tessera/forecast/spend.h"

namespace tessera::forecast {
namespace {

using insight::Buyer;

constexpr double kDaysOfWeek = 7;

int64_t RepeatsOf(const Buyer& buyer) { return buyer.days - 1; }

History HistoryOf(const Buyer& buyer, int32_t last_day) {
  return {RepeatsOf(buyer), (buyer.last_day - buyer.first_day) / kDaysOfWeek,
          (last_day - buyer.first_day) / kDaysOfWeek};
}

Spending SpendingOf(const Buyer& buyer) {
  const int64_t repeats = RepeatsOf(buyer);
  if (repeats == 0) return {};
  return {repeats, static_cast<double>(buyer.repeat_net) / static_cast<double>(repeats)};
}

// To whole numbers, as many of one as `parts`.
class Rounding {
 public:
  int64_t operator()(double number, double parts = 1) {
    const double scaled = number * parts;
    if (std::abs(scaled) < 9e18) return std::llround(scaled);
    fits_ = false;
    return 0;
  }
  absl::Status Fits() const {
    if (fits_) return absl::OkStatus();
    return MakeError(absl::StatusCode::kFailedPrecondition, "AMOUNT_OVERFLOW", "",
                     "a figure of the forecast does not fit 64 bits; ask for fewer days ahead");
  }

 private:
  bool fits_ = true;
};

struct Fitted {
  RepeatBuyingFit buying;
  SpendFit spend;
  int64_t buyers = 0;
  double correlation = 0;
};

absl::StatusOr<Fitted> FitSome(absl::Span<const Buyer> buyers, const OutlookQuestion& question) {
  const size_t step =
      std::max<size_t>(1, (buyers.size() + question.most_fitted - 1) / question.most_fitted);
  std::vector<History> histories;
  std::vector<Spending> spendings;
  histories.reserve(buyers.size() / step + 1);
  for (size_t i = 0; i < buyers.size(); i += step) {
    histories.push_back(HistoryOf(buyers[i], question.last_day));
    if (buyers[i].days > 1) spendings.push_back(SpendingOf(buyers[i]));
  }
  Fitted fitted;
  TESSERA_ASSIGN_OR_RETURN(fitted.buying, Fit(histories));
  TESSERA_ASSIGN_OR_RETURN(fitted.spend, Fit(spendings));
  fitted.buyers = static_cast<int64_t>(histories.size());
  fitted.correlation = Correlation(spendings);
  return fitted;
}

struct Ahead {
  double purchases = 0;
  double discounted = 0;
};

// Of those who are alive: it depends on repeats and the first day alone, which many share.
class AheadOf {
 public:
  AheadOf(const RepeatBuying& model, const OutlookQuestion& question)
      : model_(model), question_(question) {}

  const Ahead& operator()(const Buyer& buyer) {
    const auto [found, is_new] = known_.try_emplace({buyer.days, buyer.first_day});
    if (is_new) found->second = Work(HistoryOf(buyer, question_.last_day));
    return found->second;
  }

 private:
  Ahead Work(const History& history) const {
    Ahead ahead;
    ahead.discounted = DiscountedPurchases(
        question_.days / kDaysOfWeek, static_cast<double>(question_.discount_milli) / 1e5,
        [&](double weeks) {
          return ahead.purchases =
                     ExpectedWhileAlive(model_, history.repeats, history.age, weeks);
        });
    return ahead;
  }

  const RepeatBuying& model_;
  const OutlookQuestion& question_;
  absl::flat_hash_map<std::pair<int32_t, int32_t>, Ahead> known_;
};

struct Sum {
  int64_t customers = 0;
  int64_t actual_purchases = 0;
  int64_t actual_minor = 0;
  double living = 0;
  double purchases = 0;
  double revenue = 0;
  double value = 0;
};

absl::Status AddMoney(int64_t money, int64_t& sum) {
  if (!__builtin_add_overflow(sum, money, &sum)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, "AMOUNT_OVERFLOW", "",
                   "what members paid does not fit 64 bits; ask for fewer days");
}

absl::Status Add(const Buyer& buyer, const Fitted& fitted, const OutlookQuestion& question,
                 AheadOf& ahead_of, Sum& sum) {
  const double living = Alive(fitted.buying.model, HistoryOf(buyer, question.last_day));
  const double spend = ExpectedSpend(fitted.spend.model, SpendingOf(buyer));
  const Ahead& ahead = ahead_of(buyer);
  ++sum.customers;
  sum.living += living;
  sum.purchases += living * ahead.purchases;
  sum.revenue += living * ahead.purchases * spend;
  sum.value += living * ahead.discounted * spend;
  sum.actual_purchases += buyer.later_days;
  return AddMoney(buyer.later_net, sum.actual_minor);
}

absl::Status Add(const Sum& part, Sum& sum) {
  sum.customers += part.customers;
  sum.actual_purchases += part.actual_purchases;
  sum.living += part.living;
  sum.purchases += part.purchases;
  sum.revenue += part.revenue;
  sum.value += part.value;
  return AddMoney(part.actual_minor, sum.actual_minor);
}

OutlookRow RowOf(const Sum& sum, Rounding& round) {
  OutlookRow row;
  row.customers = sum.customers;
  row.living_milli = round(sum.living, 1e3);
  row.purchases_milli = round(sum.purchases, 1e3);
  row.revenue_minor = round(sum.revenue);
  row.actual_purchases = sum.actual_purchases;
  row.actual_minor = sum.actual_minor;
  return row;
}

std::vector<Parameter> ParametersOf(const Fitted& fitted, Rounding& round) {
  const RepeatBuying& buying = fitted.buying.model;
  const Spend& spend = fitted.spend.model;
  std::vector<Parameter> parameters;
  for (const auto& [name, value] :
       {std::pair{"r", buying.r}, {"alpha", buying.alpha}, {"a", buying.a}, {"b", buying.b},
        {"p", spend.p}, {"q", spend.q}, {"v", spend.v}}) {
    parameters.push_back({name, round(value, 1e6), std::nullopt});
  }
  if (const auto& errors = fitted.buying.errors) {
    const double all[] = {errors->r, errors->alpha, errors->a, errors->b};
    for (size_t i = 0; i < 4; ++i) parameters[i].error = round(all[i], 1e6);
  }
  if (const auto& errors = fitted.spend.errors) {
    const double all[] = {errors->p, errors->q, errors->v};
    for (size_t i = 0; i < 3; ++i) parameters[4 + i].error = round(all[i], 1e6);
  }
  return parameters;
}

}  // namespace

absl::StatusOr<Outlook> LookAhead(absl::Span<const Buyer> buyers, const OutlookQuestion& question) {
  TESSERA_ASSIGN_OR_RETURN(const Fitted fitted, FitSome(buyers, question));
  AheadOf ahead_of(fitted.buying.model, question);
  std::array<Sum, kOutlookRows> sums;
  for (const Buyer& buyer : buyers) {
    const auto row = std::min<size_t>(static_cast<size_t>(buyer.days), kOutlookRows) - 1;
    TESSERA_RETURN_IF_ERROR(Add(buyer, fitted, question, ahead_of, sums[row]));
  }
  Outlook outlook;
  Rounding round;
  Sum all;
  for (size_t i = 0; i < kOutlookRows; ++i) {
    outlook.by_repeats[i] = RowOf(sums[i], round);
    TESSERA_RETURN_IF_ERROR(Add(sums[i], all));
  }
  outlook.all = RowOf(all, round);
  outlook.fitted = fitted.buyers;
  outlook.repeat_buyers = all.customers - sums[0].customers;
  outlook.mean_spend_minor = all.purchases > 0 ? round(all.revenue / all.purchases) : 0;
  outlook.value_minor = round(all.value / static_cast<double>(all.customers));
  outlook.parameters = ParametersOf(fitted, round);
  outlook.purchases_log_likelihood_milli = round(fitted.buying.log_likelihood, 1e3);
  outlook.spend_log_likelihood_milli = round(fitted.spend.log_likelihood, 1e3);
  outlook.correlation_milli = round(fitted.correlation, 1e3);
  TESSERA_RETURN_IF_ERROR(round.Fits());
  return outlook;
}

}  // namespace tessera::forecast
