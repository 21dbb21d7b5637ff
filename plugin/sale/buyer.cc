#include "tessera/plugin/sale/buyer.h"

#include <memory>
#include <string>
#include <utility>

#include "tessera/codec/identifier.h"
#include "tessera/plugin/sale/till.h"

namespace tessera::plugin {

absl::StatusOr<Found> FindBuyer(Till& till, const Identifier& identifier, Duration patience) {
  v1::IdentifyRequest request;
  *request.mutable_identifier() = codec::IdentifierToProto(identifier);
  request.set_language(till.options().language);
  absl::StatusOr<v1::IdentifyResponse> response = till.Ask(
      patience, [&](Service& service) { return service.Identify(request, patience); });
  if (!response.ok()) {
    if (IsRefusal(response.status())) return response.status();
    return Found{FindBuyerLocally(till, identifier), Source::kCache};
  }
  Found found;
  found.buyer.ref.set_member_id(response->member().member_id());
  found.buyer.known = std::move(*response->mutable_member());
  return found;
}

Buyer FindBuyerLocally(Till& till, const Identifier& identifier) {
  Cache& cache = till.parts().cache;
  Buyer buyer;
  const std::optional<IdentifierHash> hash = cache.Hash(identifier);
  if (!hash.has_value()) {
    // A till that never met its service has no key to hash with: only the number itself will tell
    // whose the points are.
    *buyer.ref.mutable_identifier() = codec::IdentifierToProto(identifier);
    return buyer;
  }
  // A cache that can't be read must not stop a sale: then the card is one that is not known here.
  absl::StatusOr<std::optional<v1::Member>> found = cache.FindByHash(*hash);
  if (!found.ok() || !found->has_value()) {
    buyer.ref.set_identifier_hash(std::string(HashBytes(*hash)));
    return buyer;
  }
  buyer.known = cache.Latest(**std::move(found));
  buyer.ref.set_member_id(buyer.known->member_id());
  const std::shared_ptr<const CachedProgram> live = cache.Live();
  if (live != nullptr && live->compiled != nullptr) {
    buyer.known->set_tier_name(
        std::string(live->compiled->TierName(buyer.known->tier(), till.options().language)));
  }
  return buyer;
}

}  // namespace tessera::plugin
