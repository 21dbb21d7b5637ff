#include "tessera/cli/faults.h"

#include "absl/strings/str_cat.h"
#include "tessera/cli/output.h"

namespace tessera::cli {

std::string FaultTable(const google::protobuf::RepeatedPtrField<v1::LedgerFault>& faults) {
  Table table({"FAULT", "MEMBER", "ENTRY", "WHAT"});
  for (const v1::LedgerFault& fault : faults) {
    table.Add({fault.code(), fault.member_id(),
               fault.entry_no() == 0 ? "" : absl::StrCat(fault.entry_no()), fault.message()});
  }
  return table.ToText();
}

}  // namespace tessera::cli
