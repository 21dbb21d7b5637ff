// What is wrong with a ledger, for people.
#ifndef TESSERA_CLI_FAULTS_H_
#define TESSERA_CLI_FAULTS_H_

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"
#include "tessera/cli/session.h"
#include "tessera/v1/ledger.pb.h"

namespace tessera::cli {

absl::Status PrintFaults(const Session& session,
                         const google::protobuf::RepeatedPtrField<v1::LedgerFault>& faults);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_FAULTS_H_
