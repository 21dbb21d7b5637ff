#include "tessera/operations/insight/get_cohorts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/insight/cohorts.h"
#include "tessera/ledger/calendar.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/query.h"

namespace tessera::operations {
namespace {

constexpr int32_t kMaximumMonths = 122;  // of PERIOD_TOO_LONG's 3,660 days

absl::StatusOr<int32_t> ReadMonth(const std::string& text, absl::string_view field) {
  const auto month = insight::ParseMonth(text);
  if (month) return insight::MonthOf(month->first);
  return InvalidInput("DATE_INVALID", field, "say a month like 2026-05");
}

}  // namespace

absl::StatusOr<v1::GetCohortsResponse> GetCohorts(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::GetCohortsRequest& request) {
  insight::CohortQuestion question;
  TESSERA_ASSIGN_OR_RETURN(question.first_month, ReadMonth(request.first_month(), "first_month"));
  TESSERA_ASSIGN_OR_RETURN(question.last_month, ReadMonth(request.last_month(), "last_month"));
  if (question.last_month < question.first_month) {
    return InvalidInput("DATE_INVALID", "last_month", "the last month is before the first");
  }
  TESSERA_ASSIGN_OR_RETURN(const v1::Program program, LiveProgram(transaction));
  TESSERA_ASSIGN_OR_RETURN(const auto calendar, ledger::Calendar::Of(program.time_zone()));
  const int32_t today = ledger::DayNumber(calendar.DayOf(context.now));
  question.until_month = std::max(question.last_month, insight::MonthOf(today));
  if (question.until_month - question.first_month >= kMaximumMonths) {
    return InvalidInput("PERIOD_TOO_LONG", "first_month",
                        absl::StrCat("ask for at most ", kMaximumMonths, " months up to now"));
  }
  TESSERA_ASSIGN_OR_RETURN(const Counted counted, CountedUntil(context, transaction));
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  TESSERA_ASSIGN_OR_RETURN(const insight::MemberColumns members, LoadMemberColumns(tables));
  TESSERA_ASSIGN_OR_RETURN(const Filter filter,
                           ReadFilter(transaction, program, request.filter(), members.size()));
  if (filter.only) TESSERA_RETURN_IF_ERROR(RequireLookedAt(counted));
  question.returns_are_activity = request.returns_are_activity();
  question.store_groups = filter.store_groups;
  question.tier_groups = filter.tier_groups;
  question.only = filter.only ? &*filter.only : nullptr;
  StoredReceipts receipts(tables);
  TESSERA_ASSIGN_OR_RETURN(const auto cohorts,
                           insight::CountCohorts(receipts, members, question));
  v1::GetCohortsResponse response;
  response.set_as_of_us(counted.until.us);
  for (const insight::Cohort& cohort : cohorts) {
    v1::Cohort& row = *response.add_cohorts();
    row.set_month(insight::MonthText(insight::MonthPeriod(cohort.month).first));
    row.mutable_members()->Add(cohort.members.begin(), cohort.members.end());
    row.mutable_spend_minor()->Add(cohort.spend.begin(), cohort.spend.end());
  }
  return response;
}

}  // namespace tessera::operations
