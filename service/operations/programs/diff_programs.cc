#include "tessera/operations/programs/diff_programs.h"

#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/programs/source.h"
#include "tessera/program/differences.h"

namespace tessera::operations {
namespace {

v1::DiffKind KindToProto(program::DifferenceKind kind) {
  switch (kind) {
    case program::DifferenceKind::kAdded: return v1::DIFF_KIND_ADDED;
    case program::DifferenceKind::kRemoved: return v1::DIFF_KIND_REMOVED;
    case program::DifferenceKind::kChanged: return v1::DIFF_KIND_CHANGED;
    case program::DifferenceKind::kMoved: return v1::DIFF_KIND_MOVED;
  }
  return v1::DIFF_KIND_UNSPECIFIED;
}

}  // namespace

absl::StatusOr<v1::DiffProgramsResponse> DiffPrograms(const Context&,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::DiffProgramsRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckLanguage(request.language(), "language"));
  v1::ProgramSource live;
  live.set_version(0);
  TESSERA_ASSIGN_OR_RETURN(
      const Sourced before,
      ReadSource(transaction, request.has_before() ? request.before() : live, "before"));
  TESSERA_ASSIGN_OR_RETURN(const Sourced after, ReadSource(transaction, request.after(), "after"));
  v1::DiffProgramsResponse response;
  for (program::Difference& found :
       program::FindDifferences(before.program, after.program, request.language())) {
    v1::ProgramDifference& message = *response.add_differences();
    message.set_kind(KindToProto(found.kind));
    message.set_path(std::move(found.path));
    message.set_words(std::move(found.words));
    message.set_former_text(std::move(found.former_text));
    message.set_new_text(std::move(found.new_text));
    message.set_whole_chain(found.whole_chain);
    message.set_warning(std::move(found.warning));
  }
  return response;
}

}  // namespace tessera::operations
