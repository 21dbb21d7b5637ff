// What a till has to remember of its own sales for as long as cached members do not show them.
#ifndef TESSERA_PLUGIN_OUTBOX_OWN_SALE_H_
#define TESSERA_PLUGIN_OUTBOX_OWN_SALE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/number.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::plugin {

// How one sale used an offer.
struct OwnOfferUse {
  std::string offer_id;
  int64_t units = 0;
  Money discount = {};
  Points points = {};
  // The coupon that set it off; empty for none.
  std::string coupon_code = {};
};

// How sales of a till used one offer altogether.
struct OwnUses {
  int64_t sales = 0;
  Money discount;
  Points points;
};

// One sale of a member.
struct OwnSale {
  // Empty where only the points are known.
  std::string sale_id;
  std::string member_id;
  // Whose points it spends: the member's own id, or that of the family's first member.
  std::string account_id;
  Points spent;
  Money paid;
  std::string store_id;
  // The time that its rules saw; 0 where only the points are known.
  Instant sold_at;
  std::vector<OwnOfferUse> offers;
  // By the service's clock; 0 while it is not booked.
  Instant booked_at;
};

// Puts into `own` what a closed sale says of itself: id, store, time and offers.
void Describe(const v1::Sale& sale, OwnSale* own);

// The offers as bytes for the disk, and back; bytes that can't be read are no offers.
std::string OffersToBytes(const std::vector<OwnOfferUse>& offers);
std::vector<OwnOfferUse> OffersFromBytes(absl::string_view bytes);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_OWN_SALE_H_
