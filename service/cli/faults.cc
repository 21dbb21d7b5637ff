#include "tessera/cli/faults.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/rows.h"

namespace tessera::cli {

absl::Status PrintFaults(const Session& session,
                         const google::protobuf::RepeatedPtrField<v1::LedgerFault>& faults) {
  Rows rows(session, {{"FAULT"}, {"MEMBER"}, {"ENTRY"}, {"WHAT"}});
  for (const v1::LedgerFault& fault : faults) {
    TESSERA_RETURN_IF_ERROR(rows.Add({fault.code(), fault.member_id(),
                                      fault.entry_no() == 0 ? "" : absl::StrCat(fault.entry_no()),
                                      fault.message()},
                                     fault));
  }
  rows.Finish();
  return absl::OkStatus();
}

}  // namespace tessera::cli
