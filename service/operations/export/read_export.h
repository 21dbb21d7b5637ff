// Everything of one kind, part by part.
#ifndef TESSERA_OPERATIONS_EXPORT_READ_EXPORT_H_
#define TESSERA_OPERATIONS_EXPORT_READ_EXPORT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/operations/common/days.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::operations {

// How far an export is.
struct ExportPlace {
  std::string after;     // within the kind: key of the last row, empty to begin
  int stage = 0;         // of kinds that stand in several tables
  int64_t done = 0;      // rows so far
  int64_t expected = 0;  // of so many, about; 0 if nobody knows
  bool whole = false;    // nothing is left

  // Behind the last part; empty once it is whole.
  std::string ToText(v1::ExportKind kind) const;
};

// Begins one, or goes on where the request's `resume` says. INVALID_ARGUMENT / EXPORT_KIND_INVALID,
// DATE_INVALID, RESUME_INVALID; NOT_FOUND / SEGMENT_UNKNOWN.
absl::StatusOr<ExportPlace> BeginExport(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const v1::ExportRequest& request);

// The next part, and moves `place` behind it. Each may be read in a transaction of its own: rows that came
// meanwhile may be in it, none comes twice. A part may be empty.
absl::StatusOr<v1::ExportResponse> ReadExportPart(const Context& context,
                                                  storage::ReadTransaction& transaction,
                                                  const v1::ExportRequest& request,
                                                  ExportPlace& place);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_EXPORT_READ_EXPORT_H_
