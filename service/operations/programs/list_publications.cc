#include "tessera/operations/programs/list_publications.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {

absl::StatusOr<v1::ListPublicationsResponse> ListPublications(
    const Context&, storage::ReadTransaction& transaction,
    const v1::ListPublicationsRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t before,
                           ParsePageToken("publications", request.page_token()));
  TESSERA_RETURN_IF_ERROR(CheckText(request.store_id(), 64, "store_id"));
  TESSERA_ASSIGN_OR_RETURN(
      const auto publications,
      transaction.publications().List(request.store_id(), before, limit + 1));
  v1::ListPublicationsResponse response;
  for (const storage::Publication& publication : publications) {
    if (response.publications_size() == limit) {
      response.set_next_page_token(MakePageToken(
          "publications", response.publications(limit - 1).publication_no()));
      break;
    }
    *response.add_publications() = PublicationToProto(publication);
  }
  return response;
}

}  // namespace tessera::operations
