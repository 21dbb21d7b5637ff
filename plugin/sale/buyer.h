// Who a card or a number belongs to: asked of the service, or looked up here.
#ifndef TESSERA_PLUGIN_SALE_BUYER_H_
#define TESSERA_PLUGIN_SALE_BUYER_H_

#include <optional>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/plugin/sale/answer.h"
#include "tessera/v1/member.pb.h"

namespace tessera::plugin {

class Till;

struct Buyer {
  v1::MemberRef ref;
  std::optional<v1::Member> known;  // nullopt: neither the service nor the cache was able to say

  bool IsBlocked() const {
    return known.has_value() && known->status() == v1::MEMBER_STATUS_BLOCKED;
  }
};

struct Found {
  Buyer buyer;
  Source source = Source::kService;
};

// From the service if it answers within `patience`, otherwise from the cache; a card that the cache
// does not know is deferred. The service's refusals (MEMBER_UNKNOWN) are returned.
absl::StatusOr<Found> FindBuyer(Till& till, const Identifier& identifier, Duration patience);

// From the cache alone; always finds a way to name the member.
Buyer FindBuyerLocally(Till& till, const Identifier& identifier);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_BUYER_H_
