#ifndef TESSERA_OPERATIONS_PROGRAMS_PUBLISH_PROGRAM_H_
#define TESSERA_OPERATIONS_PROGRAMS_PUBLISH_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/base/secret.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

// What takes long and needs no writer: a program of thousands of offers is compiled before tills have to
// wait for it.
struct PreparedProgram {
  Digest content{};      // of the request
  std::string document;  // empty where the same was asked for before
  Digest digest{};
  int64_t compared_with = 0;  // the version that it may follow on; 0 if there was none
  std::vector<std::string> unlike_segments = {};  // as in the answer
};
absl::StatusOr<PreparedProgram> PrepareProgram(const Context& context,
                                               storage::ReadTransaction& transaction,
                                               const v1::PublishProgramRequest& request);

// A program has one document however often it is published: what is in force nowhere any more comes back
// under its old number.
absl::StatusOr<v1::PublishProgramResponse> PublishPrepared(const Context& context,
                                                           storage::Transaction& transaction,
                                                           const v1::PublishProgramRequest& request,
                                                           PreparedProgram prepared);

// Both.
absl::StatusOr<v1::PublishProgramResponse> PublishProgram(const Context& context,
                                                          storage::Transaction& transaction,
                                                          const v1::PublishProgramRequest& request);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_PUBLISH_PROGRAM_H_
