#include "tessera/operations/programs/source.h"

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/codec/program.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {
namespace {

using Source = v1::ProgramSource;

absl::Status Parse(absl::string_view document, v1::Program* program) {
  if (program->ParseFromArray(document.data(), static_cast<int>(document.size()))) {
    return absl::OkStatus();
  }
  return Broken("a stored program is unreadable");
}

absl::StatusOr<Sourced> ReadVersion(storage::ReadTransaction& transaction, int64_t version,
                                    absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const auto stored, transaction.FindProgram(version));
  if (!stored) return NotFound("PROGRAM_UNKNOWN", field, "no such version was published");
  Sourced sourced;
  sourced.version = version;
  TESSERA_RETURN_IF_ERROR(Parse(stored->document, &sourced.program));
  return sourced;
}

absl::StatusOr<Sourced> ReadDraft(storage::ReadTransaction& transaction,
                                  const std::string& draft_id, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const auto draft, transaction.publications().FindDraft(draft_id));
  if (!draft) {
    return NotFound("DRAFT_UNKNOWN", field, "there is no such draft; list drafts to see which there are");
  }
  Sourced sourced;
  TESSERA_RETURN_IF_ERROR(Parse(draft->document, &sourced.program));
  return sourced;
}

}  // namespace

absl::StatusOr<Sourced> ReadSource(storage::ReadTransaction& transaction, const Source& source,
                                   absl::string_view field) {
  switch (source.source_case()) {
    case Source::kProgram: return Sourced{source.program()};
    case Source::kDraftId:
      return ReadDraft(transaction, source.draft_id(), absl::StrCat(field, ".draft_id"));
    case Source::kVersion: {
      int64_t version = source.version();
      if (version == 0) {
        TESSERA_ASSIGN_OR_RETURN(version, transaction.LiveProgramVersion());
      }
      return ReadVersion(transaction, version, absl::StrCat(field, ".version"));
    }
    case Source::kLiveStoreId: {
      TESSERA_ASSIGN_OR_RETURN(const auto live,
                               transaction.publications().InForce(source.live_store_id()));
      return ReadVersion(transaction, live ? live->version : 0,
                         absl::StrCat(field, ".live_store_id"));
    }
    case Source::SOURCE_NOT_SET: break;
  }
  return InvalidInput("PROGRAM_SOURCE_MISSING", field,
                      "send a program, or name a draft, a version or a store");
}

absl::StatusOr<Programs::Program> CompileSource(const v1::Program& program, int64_t version,
                                                absl::string_view field) {
  std::vector<engine::Fault> faults;
  Programs::Program compiled = codec::CompileProto(program, version, &faults);
  if (compiled != nullptr) return compiled;
  const engine::Fault first = faults.empty() ? engine::Fault{} : faults.front();
  return InvalidInput("PROGRAM_INVALID", absl::StrCat(field, ".", first.field),
                      absl::StrCat(first.reason, ": ", first.message));
}

void AddSource(const Source& source, ContentHasher& hasher) {
  hasher.Add(int64_t{source.source_case()}).Add(source.draft_id()).Add(source.version());
  hasher.Add(source.live_store_id());
  if (source.has_program()) {
    hasher.Add(DigestBytes(ProgramDigest(ProgramDocument(source.program()))));
  }
}

}  // namespace tessera::operations
