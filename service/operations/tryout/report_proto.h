// What a try-out found, as the API shows it.
#ifndef TESSERA_OPERATIONS_TRYOUT_REPORT_PROTO_H_
#define TESSERA_OPERATIONS_TRYOUT_REPORT_PROTO_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/storage/transaction.h"
#include "tessera/tryout/report.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

// What has to be said beside the figures.
struct ReportSetting {
  std::string language;
  bool estimated = false;  // something of members was put together from days of purchase
  bool is_part = false;    // not all receipts of the period were rated
  bool is_cut = false;     // what came in late is left out
  int64_t forgotten = 0;   // receipts that were skipped as nothing was kept of their codes
  std::set<std::string> worked_out = {};  // segments that the tried program's own rules filled
  bool lacks_goods = false;  // of the goods that these ask for nobody knows who bought them
  int64_t unreadable = 0;    // members whose profile can't be read
};

absl::StatusOr<v1::TryOutReport> ReportToProto(storage::ReadTransaction& transaction,
                                               const engine::CompiledProgram& tried,
                                               const tryout::Report& report,
                                               const ReportSetting& setting);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_TRYOUT_REPORT_PROTO_H_
