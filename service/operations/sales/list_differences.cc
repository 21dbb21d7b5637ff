#include "tessera/operations/sales/list_differences.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/ledger_proto.h"

namespace tessera::operations {

absl::StatusOr<v1::ListDifferencesResponse> ListDifferences(
    const Context&, storage::ReadTransaction& transaction,
    const v1::ListDifferencesRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t after,
                           ParsePageToken("differences", request.page_token()));
  TESSERA_ASSIGN_OR_RETURN(const auto differences, transaction.ListDifferences(after, limit + 1));
  v1::ListDifferencesResponse response;
  int64_t last = 0;
  for (const storage::Difference& difference : differences) {
    if (response.differences_size() == limit) {
      response.set_next_page_token(MakePageToken("differences", last));
      break;
    }
    *response.add_differences() = DifferenceToProto(difference);
    last = difference.difference_no;
  }
  return response;
}

}  // namespace tessera::operations
