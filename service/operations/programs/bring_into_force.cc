#include "tessera/operations/programs/bring_into_force.h"

#include "tessera/base/status.h"
#include "tessera/operations/programs/telling.h"
#include "tessera/storage/publications.h"

namespace tessera::operations {
namespace {

// What is left is found at the next look.
constexpr int kMost = 256;

}  // namespace

absl::StatusOr<int64_t> BringIntoForce(const Context& context, storage::Transaction& transaction) {
  storage::Publications& publications = transaction.publications();
  TESSERA_ASSIGN_OR_RETURN(const auto due, publications.ListDue(context.now, kMost));
  for (storage::Publication publication : due) {
    publication.state = storage::PublicationState::kInForce;
    TESSERA_RETURN_IF_ERROR(publications.Update(publication));
    TESSERA_RETURN_IF_ERROR(TellOf(context, transaction, publication.publication_no));
  }
  if (!due.empty()) TESSERA_RETURN_IF_ERROR(transaction.AppendProgramChange());
  return static_cast<int64_t>(due.size());
}

}  // namespace tessera::operations
