#include "tessera/operations/sales/quote.h"

#include "tessera/base/status.h"
#include "tessera/operations/sales/quoting.h"

namespace tessera::operations {

absl::Status Quote(const Context& context, storage::ReadTransaction& transaction,
                   const v1::QuoteRequest& request, v1::QuoteResponse* response) {
  TESSERA_ASSIGN_OR_RETURN(const Quoted quoted, MakeQuote(context, transaction, request));
  return QuoteToProto(context, transaction, quoted, request.language(), response);
}

}  // namespace tessera::operations
