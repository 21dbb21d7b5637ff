// What every question about figures begins with: the program, its calendar, periods and filters.
#ifndef TESSERA_OPERATIONS_INSIGHT_QUERY_H_
#define TESSERA_OPERATIONS_INSIGHT_QUERY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/insight/columns.h"
#include "tessera/insight/periods.h"
#include "tessera/insight/scan.h"
#include "tessera/ledger/calendar.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/insight_service.pb.h"
#include "tessera/v1/program.pb.h"

namespace tessera::operations {

// The live program as it was published. NOT_FOUND / PROGRAM_UNKNOWN.
absl::StatusOr<v1::Program> LiveProgram(storage::ReadTransaction& transaction);

// How far the counting is.
struct Counted {
  Instant until;                   // all that was booked until then is counted
  bool members_looked_at = false;  // everybody was once, not only those who bought
};
// UNAVAILABLE / COUNTING while all that was booked was not counted once, as behind an upgrade, or so much of
// it is left that figures would mislead.
absl::StatusOr<Counted> CountedUntil(const Context& context, storage::ReadTransaction& transaction);

// What is of segments and stages misleads until everybody was looked at: UNAVAILABLE / COUNTING till then.
absl::Status RequireLookedAt(const Counted& counted);

// INVALID_ARGUMENT / DATE_INVALID, PERIOD_TOO_LONG.
absl::StatusOr<insight::Period> ReadPeriod(const std::string& first_date,
                                           const std::string& last_date);

// Up to and with `today` where it ends later; one that has not begun yet is its first day.
insight::Period UpTo(int32_t today, insight::Period period);

// From the first instant of the period's first day to that behind its last.
struct Instants {
  Instant from;
  Instant until;
};
Instants InstantsOf(const ledger::Calendar& calendar, const insight::Period& period);

// Members by name of a list in storage::InsightTables.
absl::StatusOr<insight::MemberSet> MembersIn(const storage::InsightTables& tables,
                                             absl::string_view segment_id, size_t members);

// A filter in numbers; see insight::Question.
struct Filter {
  std::vector<int32_t> store_groups;
  std::vector<int32_t> tier_groups;
  std::optional<insight::MemberSet> only;
  std::vector<std::string> stores;  // by number, less one
  std::vector<std::string> tiers;
};
// INVALID_ARGUMENT / REGION_UNKNOWN, SEGMENT_UNKNOWN with a field below "filter".
absl::StatusOr<Filter> ReadFilter(storage::ReadTransaction& transaction,
                                  const v1::Program& program, const v1::MetricFilter& filter,
                                  size_t members);

// By store id: the region it is in now; stores without one are left out.
absl::StatusOr<std::map<std::string, std::string>> RegionsOf(storage::ReadTransaction& transaction);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_QUERY_H_
