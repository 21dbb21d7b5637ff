#include "tessera/operations/insight/get_metrics.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/insight/metrics.h"
#include "tessera/insight/overlapping.h"
#include "tessera/operations/insight/answers.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/facts.h"
#include "tessera/operations/insight/groups.h"
#include "tessera/operations/insight/query.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumTrend = 24;
constexpr int32_t kCustomerDays = 365;
// What a message may be, with room to spare.
constexpr size_t kMaximumBytes = 4'000'000;

absl::StatusOr<std::vector<const insight::Metric*>> ReadMetrics(const v1::GetMetricsRequest& request) {
  std::vector<const insight::Metric*> metrics;
  for (int i = 0; i < request.metrics_size(); ++i) {
    metrics.push_back(insight::FindMetric(request.metrics(i)));
    if (metrics.back() != nullptr) continue;
    return InvalidInput("METRIC_UNKNOWN", absl::StrCat("metrics[", i, "]"),
                        absl::StrCat("there is no metric \"", request.metrics(i),
                                     "\"; ListMetrics names them"));
  }
  if (!metrics.empty()) return metrics;
  for (const insight::Metric& metric : insight::Metrics()) metrics.push_back(&metric);
  return metrics;
}

bool NeedAny(const std::vector<const insight::Metric*>& metrics,
             std::initializer_list<insight::Needs> needs) {
  return std::any_of(metrics.begin(), metrics.end(), [&](const insight::Metric* metric) {
    return std::find(needs.begin(), needs.end(), metric->needs) != needs.end();
  });
}

v1::Target TargetOf(const insight::Metric& metric, const v1::Program& program) {
  for (const v1::Target& target : program.insight().targets()) {
    if (target.metric() == metric.id) return target;
  }
  v1::Target target;
  if (!metric.has_targets) return target;
  target.set_metric(std::string(metric.id));
  target.set_usual(insight::InMinor(metric, metric.usual, program.currency_digits()));
  target.set_good(insight::InMinor(metric, metric.good, program.currency_digits()));
  return target;
}

// Answers one request.
class Answering {
 public:
  Answering(storage::ReadTransaction& transaction, const v1::GetMetricsRequest& request,
            const v1::Program& program, std::vector<const insight::Metric*> metrics,
            const ledger::Calendar& calendar, const Counted& counted,
            v1::GetMetricsResponse& response)
      : transaction_(transaction),
        tables_(std::as_const(transaction).insight()),
        request_(request),
        program_(program),
        metrics_(std::move(metrics)),
        calendar_(calendar),
        counted_(counted),
        response_(response) {}

  absl::Status Run(const insight::Period& period, int32_t today) {
    trend_ = std::max(request_.trend_periods(), 1);
    SetPeriods(period, today);
    response_.set_last_date(insight::DayText(periods_.back().last));
    TESSERA_ASSIGN_OR_RETURN(members_, LoadMemberColumns(tables_));
    TESSERA_ASSIGN_OR_RETURN(filter_,
                             ReadFilter(transaction_, program_, request_.filter(), members_.size()));
    TESSERA_ASSIGN_OR_RETURN(
        const std::vector<Group> groups,
        GroupsFor(transaction_, program_, request_.group_by(), filter_, members_.size()));
    const bool by_members = filter_.only || (!groups.empty() && groups.front().members);
    if (by_members) TESSERA_RETURN_IF_ERROR(RequireLookedAt(counted_));
    TESSERA_ASSIGN_OR_RETURN(const insight::Answer answer, Ask(groups));
    response_.set_receipts(answer.receipts);
    TESSERA_RETURN_IF_ERROR(FindFacts(groups));
    for (size_t group = 0; group < groups.size(); ++group) {
      const auto facts = FactsOf(group, answer.groups[group]);
      const size_t first = static_cast<size_t>(trend_) + 1;
      for (size_t at = IsByMonth() ? first : periods_.size() - 1; at < periods_.size(); ++at) {
        AddRow(groups[group], facts, at);
      }
    }
    return absl::OkStatus();
  }

 private:
  // By period; the surveys' by group in it.
  struct Beside {
    std::optional<insight::PointsFacts> points;
    std::optional<insight::MemberFacts> members;
    std::vector<std::optional<insight::AnswerFacts>> nps;
    std::vector<std::optional<insight::AnswerFacts>> csat;
  };

  bool IsByMonth() const { return request_.group_by() == v1::GROUP_BY_MONTH; }

  // Months are whole, so that each is compared with a whole one.
  void SetPeriods(const insight::Period& period, int32_t today) {
    if (!IsByMonth()) {
      periods_ = insight::Backwards(UpTo(today, period), trend_ + 2);
      return;
    }
    const int32_t first = insight::MonthOf(period.first);
    const int32_t last = insight::MonthOf(UpTo(today, period).last);
    periods_ = insight::Backwards(insight::MonthPeriod(first), trend_ + 2);
    for (int32_t month = first + 1; month <= last; ++month) {
      periods_.push_back(insight::MonthPeriod(month));
    }
    periods_.back() = UpTo(today, periods_.back());
  }

  absl::StatusOr<insight::Answer> Ask(const std::vector<Group>& groups) {
    using insight::Needs;
    insight::Question question;
    question.periods = periods_;
    question.customer_days =
        program_.insight().customer_days() == 0 ? kCustomerDays : program_.insight().customer_days();
    question.returns_are_activity = request_.returns_are_activity();
    question.groups = static_cast<int>(groups.size());
    question.store_groups = filter_.store_groups;
    question.tier_groups = filter_.tier_groups;
    question.only = filter_.only ? &*filter_.only : nullptr;
    question.sums = NeedAny(metrics_, {Needs::kSums, Needs::kBoth}) ||
                    (!IsWholeChain() && NeedAny(metrics_, {Needs::kPointsOfReceipts}));
    question.activity = NeedAny(metrics_, {Needs::kActivity, Needs::kBoth});
    if (!question.sums && !question.activity) {
      insight::Answer nothing;
      nothing.groups.assign(groups.size(), std::vector<insight::Sums>(periods_.size()));
      return nothing;
    }
    StoredReceipts receipts(tables_);
    std::vector<const insight::MemberSet*> sets;
    for (const Group& group : groups) {
      if (group.members) sets.push_back(&*group.members);
    }
    return sets.empty() ? insight::Scan(receipts, members_, question)
                        : insight::ScanOverlapping(receipts, members_, std::move(question), sets);
  }

  bool IsFilteredByMember() const {
    return request_.filter().tiers_size() > 0 || request_.filter().segments_size() > 0;
  }
  bool IsWholeChain() const {
    return (request_.group_by() == v1::GROUP_BY_UNSPECIFIED || IsByMonth()) &&
           !IsFilteredByMember() && request_.filter().store_ids_size() == 0 &&
           request_.filter().regions_size() == 0;
  }

  // Once for each period, whatever the number of groups.
  absl::Status FindFacts(const std::vector<Group>& groups) {
    using insight::Needs;
    Answers answers(tables_, program_, filter_, static_cast<int>(groups.size()));
    const bool of_stores = !groups.empty() && groups.front().of_stores && !IsFilteredByMember();
    for (const insight::Period& period : periods_) {
      Beside& beside = beside_.emplace_back();
      const Instants instants = InstantsOf(calendar_, period);
      if (IsWholeChain() && NeedAny(metrics_, {Needs::kPoints, Needs::kPointsOfReceipts})) {
        TESSERA_ASSIGN_OR_RETURN(beside.points, PointsWithin(tables_, program_, instants));
      }
      if (IsWholeChain() && counted_.members_looked_at && NeedAny(metrics_, {Needs::kMembers})) {
        beside.members = MembersWithin(members_, period);
      }
      if (of_stores && NeedAny(metrics_, {Needs::kNps})) {
        TESSERA_ASSIGN_OR_RETURN(beside.nps, answers.Within(v1::SURVEY_KIND_NPS, instants));
      }
      if (of_stores && NeedAny(metrics_, {Needs::kCsat})) {
        TESSERA_ASSIGN_OR_RETURN(beside.csat, answers.Within(v1::SURVEY_KIND_CSAT, instants));
      }
    }
    return absl::OkStatus();
  }

  std::vector<insight::Facts> FactsOf(size_t group, const std::vector<insight::Sums>& sums) const {
    std::vector<insight::Facts> facts;
    for (size_t i = 0; i < periods_.size(); ++i) {
      const Beside& beside = beside_[i];
      insight::Facts& of = facts.emplace_back();
      of.period = periods_[i];
      of.sums = sums[i];
      of.lifetime_years_milli = program_.insight().lifetime_years_milli();
      of.points = beside.points;
      of.members = beside.members;
      if (group < beside.nps.size()) of.nps = beside.nps[group];
      if (group < beside.csat.size()) of.csat = beside.csat[group];
    }
    return facts;
  }

  void AddRow(const Group& group, const std::vector<insight::Facts>& facts, size_t at) {
    v1::MetricRow& row = *response_.add_rows();
    row.set_group(IsByMonth() ? insight::MonthText(periods_[at].first) : group.id);
    row.set_name(group.name);
    for (const insight::Metric* metric : metrics_) AddValue(*metric, facts, at, row);
  }

  void AddValue(const insight::Metric& metric, const std::vector<insight::Facts>& facts, size_t at,
                v1::MetricRow& row) {
    const insight::Value now = metric.compute(facts[at]);
    v1::MetricValue& value = *row.add_values();
    value.set_metric(std::string(metric.id));
    value.set_unit(static_cast<v1::MetricUnit>(metric.unit));
    value.set_known(now.known);
    value.set_figure(now.figure);
    value.set_numerator(now.numerator);
    value.set_denominator(now.denominator);
    value.set_less_is_better(metric.less_is_better);
    value.set_note(std::string(now.note));
    if (metric.needs == insight::Needs::kMembers && !counted_.members_looked_at) {
      value.set_note("COUNTING");
    }
    for (size_t i = at - static_cast<size_t>(trend_); i < at; ++i) {
      const insight::Value before = metric.compute(facts[i]);
      v1::TrendPoint& point = *value.add_before();
      point.set_first_date(insight::DayText(facts[i].period.first));
      point.set_known(before.known);
      point.set_figure(before.figure);
      if (i + 1 == at && before.known && now.known) {
        value.set_change(CheckedSubtract(now.figure, before.figure).value_or(0));
      }
    }
    const v1::Target target = TargetOf(metric, program_);
    value.set_has_targets(!target.metric().empty());
    if (!value.has_targets()) return;
    value.set_usual(target.usual());
    value.set_good(target.good());
    if (!now.known) return;
    value.set_standing(static_cast<v1::Standing>(insight::StandingOf(
        now.figure, target.usual(), target.good(), metric.less_is_better)));
  }

  storage::ReadTransaction& transaction_;
  const storage::InsightTables& tables_;
  const v1::GetMetricsRequest& request_;
  const v1::Program& program_;
  const std::vector<const insight::Metric*> metrics_;
  const ledger::Calendar& calendar_;
  const Counted& counted_;
  v1::GetMetricsResponse& response_;
  int trend_ = 1;
  std::vector<insight::Period> periods_;
  insight::MemberColumns members_;
  Filter filter_;
  std::vector<Beside> beside_;
};

std::vector<v1::GroupBy> GroupsOf(insight::Needs needs) {
  using insight::Needs;
  if (needs == Needs::kPoints || needs == Needs::kMembers) return {v1::GROUP_BY_MONTH};
  if (needs == Needs::kNps || needs == Needs::kCsat) {
    return {v1::GROUP_BY_STORE, v1::GROUP_BY_REGION, v1::GROUP_BY_MONTH};
  }
  return {v1::GROUP_BY_STORE,   v1::GROUP_BY_REGION, v1::GROUP_BY_TIER,
          v1::GROUP_BY_SEGMENT, v1::GROUP_BY_MONTH,  v1::GROUP_BY_STAGE};
}

}  // namespace

absl::StatusOr<v1::GetMetricsResponse> GetMetrics(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::GetMetricsRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const insight::Period period,
                           ReadPeriod(request.first_date(), request.last_date()));
  TESSERA_ASSIGN_OR_RETURN(auto metrics, ReadMetrics(request));
  if (request.trend_periods() < 0 || request.trend_periods() > kMaximumTrend) {
    return InvalidInput("PERIOD_TOO_LONG", "trend_periods",
                        absl::StrCat("ask for 0 to ", kMaximumTrend, " periods before"));
  }
  TESSERA_ASSIGN_OR_RETURN(const v1::Program program, LiveProgram(transaction));
  TESSERA_ASSIGN_OR_RETURN(const auto calendar, ledger::Calendar::Of(program.time_zone()));
  TESSERA_ASSIGN_OR_RETURN(const Counted counted, CountedUntil(context, transaction));
  v1::GetMetricsResponse response;
  response.set_as_of_us(counted.until.us);
  TESSERA_RETURN_IF_ERROR(
      Answering(transaction, request, program, std::move(metrics), calendar, counted, response)
          .Run(period, ledger::DayNumber(calendar.DayOf(context.now))));
  if (response.ByteSizeLong() <= kMaximumBytes) return response;
  return InvalidInput("ANSWER_TOO_LARGE", "metrics",
                      absl::StrCat("there are ", response.rows_size(),
                                   " rows; name the metrics that you need, or ask for fewer periods "
                                   "before"));
}

absl::StatusOr<v1::ListMetricsResponse> ListMetrics(const Context& /*context*/,
                                                    storage::ReadTransaction& transaction,
                                                    const v1::ListMetricsRequest& request) {
  v1::Program program;
  TESSERA_ASSIGN_OR_RETURN(const auto live, transaction.FindLiveProgram());
  if (live && !program.ParseFromString(live->document)) {
    return Broken("a published program is unreadable");
  }
  v1::ListMetricsResponse response;
  for (const insight::Metric& metric : insight::Metrics()) {
    const insight::Words& words = request.language().substr(0, 2) == "ru" ? metric.ru : metric.en;
    v1::MetricDefinition& definition = *response.add_metrics();
    definition.set_metric(std::string(metric.id));
    definition.set_name(std::string(words.name));
    definition.set_definition(std::string(words.definition));
    definition.set_formula(std::string(metric.formula));
    definition.set_unit(static_cast<v1::MetricUnit>(metric.unit));
    definition.set_source(std::string(metric.source));
    definition.set_less_is_better(metric.less_is_better);
    const v1::Target target = TargetOf(metric, program);
    if (!target.metric().empty()) *definition.mutable_target() = target;
    for (const v1::GroupBy group : GroupsOf(metric.needs)) definition.add_groups(group);
  }
  return response;
}

}  // namespace tessera::operations
