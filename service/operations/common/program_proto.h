// Stored program versions, their publications and faults as the API shows them.
#ifndef TESSERA_OPERATIONS_COMMON_PROGRAM_PROTO_H_
#define TESSERA_OPERATIONS_COMMON_PROGRAM_PROTO_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "tessera/base/secret.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/rows.h"
#include "tessera/v1/program.pb.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::operations {

// INTERNAL if the stored document can't be read.
absl::StatusOr<v1::ProgramVersion> ProgramToProto(const storage::ProgramVersion& stored,
                                                  bool with_document);

// The document under which a program is stored: equal programs have the same bytes.
std::string ProgramDocument(const v1::Program& program);

// Of a document as it is stored.
Digest ProgramDigest(absl::string_view document);

v1::Publication PublicationToProto(const storage::Publication& publication);

void AddFaults(const std::vector<engine::Fault>& faults,
               google::protobuf::RepeatedPtrField<v1::ProgramFault>* messages);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_PROGRAM_PROTO_H_
