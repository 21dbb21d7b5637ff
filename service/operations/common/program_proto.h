// Stored program versions and faults as the API shows them.
#ifndef TESSERA_OPERATIONS_COMMON_PROGRAM_PROTO_H_
#define TESSERA_OPERATIONS_COMMON_PROGRAM_PROTO_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/secret.h"
#include "tessera/storage/rows.h"
#include "tessera/v1/program.pb.h"

namespace tessera::operations {

// INTERNAL if the stored document can't be read.
absl::StatusOr<v1::ProgramVersion> ProgramToProto(const storage::ProgramVersion& stored,
                                                  bool with_document);

// Of a document as it is stored.
Digest ProgramDigest(absl::string_view document);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_PROGRAM_PROTO_H_
