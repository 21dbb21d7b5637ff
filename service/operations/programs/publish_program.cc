#include "tessera/operations/programs/publish_program.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "tessera/base/status.h"
#include "tessera/codec/program.h"
#include "tessera/operations/common/program_proto.h"

namespace tessera::operations {
namespace {

// Texts are maps: without this the same program could serialise in many ways.
std::string Canonical(const v1::Program& program) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  program.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

absl::Status CheckSuccession(const v1::Program& program, const storage::ProgramVersion& live) {
  v1::Program before;
  if (!before.ParseFromString(live.document)) return Broken("a stored program is unreadable");
  if (program.program_id() != before.program_id()) {
    return Refused("PROGRAM_ID_CHANGED", "program.program_id",
                   "a chain has one program; keep its id");
  }
  if (program.currency_code() != before.currency_code()) {
    return Refused("CURRENCY_CHANGED", "program.currency_code",
                   "balances are worth money of the old currency; keep it");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::PublishProgramResponse> PublishProgram(
    const Context& context, storage::Transaction& transaction,
    const v1::PublishProgramRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, transaction.FindLiveProgram());
  storage::ProgramVersion next;
  next.version = live ? live->version + 1 : 1;
  next.document = Canonical(request.program());
  next.digest = ProgramDigest(next.document);
  next.published_at = context.now;
  v1::PublishProgramResponse response;
  if (live && live->digest == next.digest) {
    TESSERA_ASSIGN_OR_RETURN(*response.mutable_version(), ProgramToProto(*live, false));
    return response;
  }
  std::vector<engine::Fault> faults;
  if (codec::CompileProto(request.program(), next.version, &faults) == nullptr) {
    const engine::Fault first = faults.empty() ? engine::Fault{} : faults.front();
    return InvalidInput("PROGRAM_INVALID", absl::StrCat("program.", first.field),
                        absl::StrCat(first.reason, ": ", first.message));
  }
  if (live) TESSERA_RETURN_IF_ERROR(CheckSuccession(request.program(), *live));
  TESSERA_RETURN_IF_ERROR(transaction.AddProgram(next));
  TESSERA_RETURN_IF_ERROR(transaction.AppendProgramChange());
  TESSERA_ASSIGN_OR_RETURN(*response.mutable_version(), ProgramToProto(next, false));
  return response;
}

}  // namespace tessera::operations
