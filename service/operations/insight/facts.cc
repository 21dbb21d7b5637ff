#include "tessera/operations/insight/facts.h"

#include <limits>

#include "tessera/base/status.h"
#include "tessera/ledger/entry.h"

namespace tessera::operations {
namespace {

constexpr int64_t kHourUs = 3'600'000'000;

// The hour of which more than half lies behind.
int64_t HourOf(Instant at) { return (at.us + kHourUs / 2 - 1) / kHourUs; }

void Put(const storage::PointsHour& sum, insight::PointsFacts& facts) {
  const int64_t points = sum.points.value();
  switch (static_cast<ledger::EntryKind>(sum.kind)) {
    case ledger::EntryKind::kEarn: facts.issued = points; break;
    case ledger::EntryKind::kSpend: facts.redeemed = -points; break;
    case ledger::EntryKind::kRevoke: facts.revoked = -points; break;
    case ledger::EntryKind::kReturn: facts.given_back = points; break;
    case ledger::EntryKind::kExpire: facts.expired = -points; break;
    case ledger::EntryKind::kAdjust: facts.adjusted = points; break;
    case ledger::EntryKind::kSettle:
    case ledger::EntryKind::kTransfer: break;
  }
}

}  // namespace

absl::StatusOr<insight::PointsFacts> PointsWithin(const storage::InsightTables& tables,
                                                  const v1::Program& program,
                                                  const Instants& instants) {
  insight::PointsFacts facts;
  const int64_t end = HourOf(instants.until);
  TESSERA_ASSIGN_OR_RETURN(const auto sums, tables.SumPoints(HourOf(instants.from), end));
  for (const storage::PointsHour& sum : sums) Put(sum, facts);
  TESSERA_ASSIGN_OR_RETURN(const auto ever,
                           tables.SumPoints(std::numeric_limits<int64_t>::min(), end));
  for (const storage::PointsHour& sum : ever) {
    facts.liability += sum.points.value() + sum.overdraft.value();
  }
  const v1::Redemption& redemption = program.redemption();
  if (redemption.points() > 0) {
    facts.liability_minor = MultiplyDivide(facts.liability, redemption.value_minor(),
                                           redemption.points(), Rounding::kHalfUp);
  }
  return facts;
}

insight::MemberFacts MembersWithin(const insight::MemberColumns& members,
                                   const insight::Period& period) {
  insight::MemberFacts facts;
  for (size_t i = 1; i < members.enrolled.size(); ++i) {
    const int32_t day = members.enrolled[i];
    if (day == insight::kNever || day > period.last) continue;
    if (i < members.into.size() && members.into[i] != 0) continue;
    ++facts.members;
    if (day >= period.first) ++facts.enrolled;
  }
  return facts;
}

}  // namespace tessera::operations
