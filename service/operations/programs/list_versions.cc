#include "tessera/operations/programs/list_versions.h"

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {

absl::StatusOr<v1::ListVersionsResponse> ListVersions(const Context&,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::ListVersionsRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const int limit, PageSize(request.page_size()));
  TESSERA_ASSIGN_OR_RETURN(const int64_t before,
                           ParsePageToken("versions", request.page_token()));
  const storage::Publications& publications = transaction.publications();
  TESSERA_ASSIGN_OR_RETURN(const auto live, publications.InForce(""));
  TESSERA_ASSIGN_OR_RETURN(const auto versions, publications.ListVersions(before, limit + 1));
  v1::ListVersionsResponse response;
  for (const storage::ProgramVersion& version : versions) {
    if (response.versions_size() == limit) {
      response.set_next_page_token(
          MakePageToken("versions", response.versions(limit - 1).version()));
      break;
    }
    v1::ProgramVersion& message = *response.add_versions();
    TESSERA_ASSIGN_OR_RETURN(message, ProgramToProto(version, false));
    if (live && live->version == version.version) message.set_starts_at_us(live->starts_at.us);
  }
  return response;
}

}  // namespace tessera::operations
