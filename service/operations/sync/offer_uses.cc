#include "tessera/operations/sync/offer_uses.h"

#include <string>

#include "tessera/base/status.h"

namespace tessera::operations {

absl::StatusOr<v1::OfferUses> ReadOfferUses(storage::ReadTransaction& transaction,
                                            absl::string_view offer_id) {
  TESSERA_ASSIGN_OR_RETURN(const storage::OfferUse use, transaction.LoadOfferUse(offer_id));
  v1::OfferUses message;
  message.set_offer_id(std::string(offer_id));
  message.set_uses(use.uses);
  message.set_cost_minor(use.spent.value());
  message.set_cost_points(use.spent_points.value());
  return message;
}

absl::StatusOr<std::vector<v1::OfferUses>> ReadOfferUsesOf(storage::ReadTransaction& transaction,
                                                           const v1::Program& program) {
  std::vector<v1::OfferUses> all;
  for (const v1::Offer& offer : program.offers()) {
    const v1::Limits& limits = offer.limits();
    if (limits.uses_total() == 0 && limits.budget_minor() == 0 && limits.budget_points() == 0) {
      continue;
    }
    TESSERA_ASSIGN_OR_RETURN(all.emplace_back(), ReadOfferUses(transaction, offer.offer_id()));
  }
  return all;
}

}  // namespace tessera::operations
