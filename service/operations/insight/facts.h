// What is known beside the receipts: points and members.
#ifndef TESSERA_OPERATIONS_INSIGHT_FACTS_H_
#define TESSERA_OPERATIONS_INSIGHT_FACTS_H_

#include "absl/status/statusor.h"
#include "tessera/insight/metrics.h"
#include "tessera/operations/insight/query.h"

namespace tessera::operations {

// By hours of UTC: in zones of half hours an hour at the edge counts where it begins.
absl::StatusOr<insight::PointsFacts> PointsWithin(const storage::InsightTables& tables,
                                                  const v1::Program& program,
                                                  const Instants& instants);

insight::MemberFacts MembersWithin(const insight::MemberColumns& members,
                                   const insight::Period& period);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_FACTS_H_
