// The rows of each kind, as they stand in the tables.
#ifndef TESSERA_OPERATIONS_EXPORT_EXPORT_ROWS_H_
#define TESSERA_OPERATIONS_EXPORT_EXPORT_ROWS_H_

#include "absl/status/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/export/read_export.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::operations {

// Appends rows from behind `place`, moves it behind them and says whether it is whole. Whom the request
// wants is looked at later, by Keeps. INVALID_ARGUMENT / EXPORT_KIND_INVALID.
absl::Status AppendRows(const Context& context, storage::ReadTransaction& transaction,
                        const v1::ExportRequest& request, ExportPlace& place,
                        v1::ExportResponse* part);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_EXPORT_EXPORT_ROWS_H_
