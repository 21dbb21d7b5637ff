#ifndef TESSERA_OPERATIONS_SYNC_OFFER_USES_H_
#define TESSERA_OPERATIONS_SYNC_OFFER_USES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/terminal.pb.h"

namespace tessera::operations {

// How far all members together used an offer.
absl::StatusOr<v1::OfferUses> ReadOfferUses(storage::ReadTransaction& transaction,
                                            absl::string_view offer_id);

// The same of each offer of a program that has limits for all members together, in its order. They go
// with the program: a terminal heard of no counter of what it could not offer.
absl::StatusOr<std::vector<v1::OfferUses>> ReadOfferUsesOf(storage::ReadTransaction& transaction,
                                                           const v1::Program& program);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_OFFER_USES_H_
