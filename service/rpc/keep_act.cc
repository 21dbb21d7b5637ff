#include "tessera/rpc/keep_act.h"

#include "tessera/operations/common/acts.h"

namespace tessera::rpc {

absl::Status KeepAct(Call& call, const char* method, const std::string& comment) {
  return call.front().store.WriteAndWait([&](storage::Transaction& transaction) {
    return operations::AddAct(call.NewContext(), transaction, method, comment);
  });
}

}  // namespace tessera::rpc
