#include "tessera/operations/common/acts.h"

#include <utility>

#include "tessera/operations/common/content.h"

namespace tessera::operations {

absl::Status AddAct(const Context& context, storage::Transaction& transaction,
                    absl::string_view method, std::string comment) {
  storage::RequestedChange row;
  row.change_id = storage::ChangeId::Make(context.now, context.random);
  row.method = std::string(method);
  row.content = ContentHasher("tessera-act-1").Add(method).Add(comment).Finish();
  row.principal = context.caller.principal;
  row.comment = std::move(comment);
  row.booked_at = context.now;
  return transaction.AddRequested(row);
}

}  // namespace tessera::operations
