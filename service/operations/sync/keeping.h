// Whom the terminals of a store keep for the time when the service is away.
#ifndef TESSERA_OPERATIONS_SYNC_KEEPING_H_
#define TESSERA_OPERATIONS_SYNC_KEEPING_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/engine/till_rules.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// By the CachePolicy of the program that counts in the store, without a program everybody; and what of a
// member that program asks for, which is all that terminals get. A value.
class Keeping {
 public:
  static absl::StatusOr<Keeping> Of(const Context& context, storage::ReadTransaction& transaction,
                                    absl::string_view store_id);

  // What counts in the store; null if there is none.
  const Programs::Program& program() const { return program_; }

  // Differs wherever others are kept, or more of them is told: whoever stands in the feed by another name
  // has to begin anew.
  std::string Name() const;

  // Until when the terminals keep the member, unless something new happens: 0 for good. nullopt: they do
  // not keep it at `now`.
  absl::StatusOr<std::optional<Instant>> Until(storage::ReadTransaction& transaction,
                                               const storage::Member& member, Instant now) const;

 private:
  Keeping(Programs::Program program, absl::string_view store_id, std::string told)
      : program_(std::move(program)), store_id_(store_id), told_(std::move(told)) {
    if (program_ != nullptr) policy_ = program_->source().cache;
  }

  Programs::Program program_;
  engine::CachePolicy policy_;
  std::string store_id_;
  std::string told_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SYNC_KEEPING_H_
