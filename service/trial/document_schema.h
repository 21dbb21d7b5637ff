// The descriptors of the documents of a trial, made at build time from their proto files.
#ifndef TESSERA_TRIAL_DOCUMENT_SCHEMA_H_
#define TESSERA_TRIAL_DOCUMENT_SCHEMA_H_

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"
#include "tessera/program/document_reader.h"
#include "tessera/v1/program.pb.h"

namespace tessera::trial {

// Reads `text` into `message`, a generated message of the same type. Null where it is not a document
// at all; faults are appended. The reader answers where things stand.
std::unique_ptr<program::DocumentReader> ReadInto(absl::string_view text, const v1::Program& program,
                                                  google::protobuf::MessageLite* message,
                                                  std::vector<program::ProgramFault>* faults);

}  // namespace tessera::trial

#endif  // TESSERA_TRIAL_DOCUMENT_SCHEMA_H_
