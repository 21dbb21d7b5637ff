#include "tessera/operations/common/program_proto.h"

#include "absl/strings/escaping.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "tessera/base/status.h"

namespace tessera::operations {

absl::StatusOr<v1::ProgramVersion> ProgramToProto(const storage::ProgramVersion& stored,
                                                  bool with_document) {
  v1::ProgramVersion message;
  message.set_version(stored.version);
  message.set_published_at_us(stored.published_at.us);
  message.set_digest(absl::BytesToHexString(DigestBytes(stored.digest)));
  message.set_published_by(stored.published_by);
  message.set_comment(stored.comment);
  if (with_document && !message.mutable_program()->ParseFromString(stored.document)) {
    return Broken("a stored program is unreadable");
  }
  return message;
}

// Texts are maps: without this the same program could serialise in many ways.
std::string ProgramDocument(const v1::Program& program) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  program.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

Digest ProgramDigest(absl::string_view document) {
  return ContentHasher("tessera-program-1").Add(document).Finish();
}

v1::Publication PublicationToProto(const storage::Publication& publication) {
  v1::Publication message;
  message.set_publication_no(publication.publication_no);
  message.set_version(publication.version);
  message.set_starts_at_us(publication.starts_at.us);
  for (const std::string& store_id : publication.store_ids) message.add_store_ids(store_id);
  switch (publication.state) {
    case storage::PublicationState::kWaiting:
      message.set_state(v1::PUBLICATION_STATE_WAITING);
      break;
    case storage::PublicationState::kInForce:
      message.set_state(v1::PUBLICATION_STATE_IN_FORCE);
      break;
    case storage::PublicationState::kWithdrawn:
      message.set_state(v1::PUBLICATION_STATE_WITHDRAWN);
      break;
  }
  message.set_published_at_us(publication.published_at.us);
  message.set_published_by(publication.published_by);
  message.set_comment(publication.comment);
  if (publication.withdrawn_at) message.set_withdrawn_at_us(publication.withdrawn_at->us);
  message.set_withdrawn_by(publication.withdrawn_by);
  message.set_withdrawn_comment(publication.withdrawn_comment);
  return message;
}

void AddFaults(const std::vector<engine::Fault>& faults,
               google::protobuf::RepeatedPtrField<v1::ProgramFault>* messages) {
  for (const engine::Fault& fault : faults) {
    v1::ProgramFault& message = *messages->Add();
    message.set_field(fault.field);
    message.set_reason(fault.reason);
    message.set_message(fault.message);
  }
}

}  // namespace tessera::operations
