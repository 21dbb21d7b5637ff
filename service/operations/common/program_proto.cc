#include "tessera/operations/common/program_proto.h"

#include "absl/strings/escaping.h"
#include "tessera/base/status.h"

namespace tessera::operations {

absl::StatusOr<v1::ProgramVersion> ProgramToProto(const storage::ProgramVersion& stored,
                                                  bool with_document) {
  v1::ProgramVersion message;
  message.set_version(stored.version);
  message.set_published_at_us(stored.published_at.us);
  message.set_digest(absl::BytesToHexString(DigestBytes(stored.digest)));
  if (with_document && !message.mutable_program()->ParseFromString(stored.document)) {
    return Broken("a stored program is unreadable");
  }
  return message;
}

Digest ProgramDigest(absl::string_view document) {
  return ContentHasher("tessera-program-1").Add(document).Finish();
}

}  // namespace tessera::operations
