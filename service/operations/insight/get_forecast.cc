#include "tessera/operations/insight/get_forecast.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/forecast/outlook.h"
#include "tessera/ledger/calendar.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/query.h"

namespace tessera::operations {
namespace {

constexpr int32_t kUsualDays = 365;
constexpr int32_t kMaximumDays = 1'825;
constexpr int32_t kObservedDays = 3'660;  // PERIOD_TOO_LONG's
constexpr int64_t kUsualDiscountMilli = 10'000;
constexpr int64_t kMaximumDiscountMilli = 100'000;
constexpr int32_t kFirstDay = 365;  // what a date may be begins here

absl::StatusOr<insight::Period> ReadObserved(const v1::GetForecastRequest& request, int32_t today) {
  std::string last = request.last_date();
  const int32_t last_day = insight::ParseDay(last).value_or(today);
  if (last.empty() || last_day > today) last = insight::DayText(today);
  std::string first = request.first_date();
  if (first.empty()) {
    first = insight::DayText(std::max(kFirstDay, std::min(last_day, today) - kObservedDays + 1));
  }
  return ReadPeriod(first, last);
}

absl::StatusOr<int32_t> ReadHorizon(int32_t days) {
  if (days == 0) return kUsualDays;
  if (days >= 1 && days <= kMaximumDays) return days;
  return InvalidInput("HORIZON_INVALID", "horizon_days",
                      absl::StrCat("ask for 1 to ", kMaximumDays, " days ahead"));
}

absl::StatusOr<int64_t> ReadDiscount(const v1::GetForecastRequest& request) {
  if (!request.has_discount_milli()) return kUsualDiscountMilli;
  if (request.discount_milli() >= 0 && request.discount_milli() <= kMaximumDiscountMilli) {
    return request.discount_milli();
  }
  return InvalidInput("DISCOUNT_INVALID", "discount_milli",
                      "say 0 to 100000 thousandths of a percent a year");
}

void Put(const forecast::OutlookRow& row, bool is_over, int32_t purchases, v1::ForecastRow* message) {
  message->set_purchases(purchases);
  message->set_customers(row.customers);
  message->set_living_milli(row.living_milli);
  message->set_expected_purchases_milli(row.purchases_milli);
  message->set_expected_revenue_minor(row.revenue_minor);
  if (!is_over) return;
  message->set_actual_purchases(row.actual_purchases);
  message->set_actual_revenue_minor(row.actual_minor);
}

void Put(const forecast::Parameter& parameter, v1::ForecastParameter* message) {
  message->set_parameter(parameter.name);
  message->set_estimate_micro(parameter.micro);
  message->set_error_known(parameter.error.has_value());
  message->set_error_micro(parameter.error.value_or(0));
}

}  // namespace

absl::StatusOr<ForecastInput> ReadForecast(const Context& context,
                                           storage::ReadTransaction& transaction,
                                           const v1::GetForecastRequest& request) {
  ForecastInput input;
  TESSERA_ASSIGN_OR_RETURN(const int32_t days, ReadHorizon(request.horizon_days()));
  TESSERA_ASSIGN_OR_RETURN(input.discount_milli, ReadDiscount(request));
  TESSERA_ASSIGN_OR_RETURN(const v1::Program program, LiveProgram(transaction));
  TESSERA_ASSIGN_OR_RETURN(const auto calendar, ledger::Calendar::Of(program.time_zone()));
  const int32_t today = ledger::DayNumber(calendar.DayOf(context.now));
  TESSERA_ASSIGN_OR_RETURN(input.observed, ReadObserved(request, today));
  TESSERA_ASSIGN_OR_RETURN(const Counted counted, CountedUntil(context, transaction));
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  TESSERA_ASSIGN_OR_RETURN(const insight::MemberColumns members, LoadMemberColumns(tables));
  TESSERA_ASSIGN_OR_RETURN(const Filter filter,
                           ReadFilter(transaction, program, request.filter(), members.size()));
  if (filter.only) TESSERA_RETURN_IF_ERROR(RequireLookedAt(counted));
  input.ahead = {input.observed.last + 1, input.observed.last + days};
  input.is_over = input.ahead.last < ledger::DayNumber(calendar.DayOf(counted.until));
  input.as_of = counted.until;
  insight::BuyersQuestion question;
  question.observed = input.observed;
  question.later_last = input.is_over ? input.ahead.last : input.observed.last;
  question.store_groups = filter.store_groups;
  question.tier_groups = filter.tier_groups;
  question.only = filter.only ? &*filter.only : nullptr;
  StoredReceipts receipts(tables);
  TESSERA_ASSIGN_OR_RETURN(input.buyers, insight::ListBuyers(receipts, members, question));
  return input;
}

absl::StatusOr<v1::GetForecastResponse> GetForecast(const ForecastInput& input) {
  forecast::OutlookQuestion question;
  question.last_day = input.observed.last;
  question.days = input.ahead.days();
  question.discount_milli = input.discount_milli;
  TESSERA_ASSIGN_OR_RETURN(const forecast::Outlook outlook,
                           forecast::LookAhead(input.buyers, question));
  v1::GetForecastResponse response;
  Put(outlook.all, input.is_over, 0, response.mutable_all());
  for (size_t i = 0; i < outlook.by_repeats.size(); ++i) {
    Put(outlook.by_repeats[i], input.is_over, static_cast<int32_t>(i) + 1, response.add_rows());
  }
  response.set_repeat_buyers(outlook.repeat_buyers);
  response.set_fitted_customers(outlook.fitted);
  response.set_mean_spend_minor(outlook.mean_spend_minor);
  response.set_clv_minor(outlook.value_minor);
  for (const forecast::Parameter& parameter : outlook.parameters) {
    Put(parameter, response.add_parameters());
  }
  response.set_purchases_log_likelihood_milli(outlook.purchases_log_likelihood_milli);
  response.set_spend_log_likelihood_milli(outlook.spend_log_likelihood_milli);
  response.set_correlation_milli(outlook.correlation_milli);
  response.set_actual_known(input.is_over);
  response.set_first_date(insight::DayText(input.observed.first));
  response.set_last_date(insight::DayText(input.observed.last));
  response.set_until_date(insight::DayText(input.ahead.last));
  response.set_as_of_us(input.as_of.us);
  return response;
}

}  // namespace tessera::operations
