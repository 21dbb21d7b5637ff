// Sales as they wait in memory: small, for a till that is alone for a month has tens of thousands.
#ifndef TESSERA_PLUGIN_OUTBOX_BRIEF_SALE_H_
#define TESSERA_PLUGIN_OUTBOX_BRIEF_SALE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/number.h"
#include "tessera/plugin/outbox/own_sale.h"

namespace tessera::plugin {

// What an id is known by: a UUID's own 16 bytes, of any other text a hash; zeros for an empty one.
using IdKey = Uuid;
IdKey KeyOf(absl::string_view id);

// OwnSale, with keys for ids; of names and offers only SaleNames can tell.
struct BriefSale {
  IdKey sale_id{};
  IdKey member_id{};
  IdKey account_id{};
  Points spent;
  Money paid;
  const std::string* store_id = nullptr;
  Instant sold_at;
  Instant booked_at;
  std::string offers;  // packed
};

// The names in sales, which come again and again and are few; and how each offer was used by the sales
// that were counted. It keeps each name for ever.
class SaleNames {
 public:
  BriefSale Abridge(const OwnSale& sale);
  // The sale without the ids, of which there are only keys.
  OwnSale WithoutIds(const BriefSale& sale) const;

  // Adds what a sale used to its offers, or takes it off again: `sign` is 1 or -1. Needs no memory.
  void Count(const BriefSale& sale, int sign);
  // How the offer was used by what was counted, less `but_for`; may be null.
  OwnUses UsesOf(const std::string& offer_id, const BriefSale* but_for) const;

 private:
  struct Offer {
    std::string id;
    OwnUses uses;
  };
  size_t NumberOf(const std::string& offer_id);

  std::vector<Offer> offers_;
  std::map<std::string, size_t> numbers_;  // places in offers_
  std::set<std::string> stores_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_OUTBOX_BRIEF_SALE_H_
