#include "tessera/plugin/outbox/brief_sale.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "tessera/base/secret.h"

namespace tessera::plugin {
namespace {

// Seven bits a byte, the lowest first; the high bit says that another one follows.
void Put(uint64_t number, std::string* bytes) {
  for (; number >= 0x80; number >>= 7) bytes->push_back(static_cast<char>(number | 0x80));
  bytes->push_back(static_cast<char>(number));
}

uint64_t Take(absl::string_view* bytes) {
  uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    number |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return number;
  }
}

// One use of an offer, unpacked.
struct Use {
  size_t number = 0;
  int64_t units = 0;
  int64_t discount = 0;
  int64_t points = 0;
  absl::string_view coupon_code;
};

void Pack(size_t number, const OwnOfferUse& use, std::string* bytes) {
  Put(number, bytes);
  for (const int64_t figure : {use.units, use.discount.value(), use.points.value()}) {
    Put(static_cast<uint64_t>(figure), bytes);
  }
  Put(use.coupon_code.size(), bytes);
  bytes->append(use.coupon_code);
}

template <typename See>
void ForEachUse(absl::string_view bytes, See&& see) {
  while (!bytes.empty()) {
    Use use;
    use.number = Take(&bytes);
    for (int64_t* figure : {&use.units, &use.discount, &use.points}) {
      *figure = static_cast<int64_t>(Take(&bytes));
    }
    const size_t size = Take(&bytes);
    use.coupon_code = bytes.substr(0, size);
    bytes.remove_prefix(size);
    see(use);
  }
}

int64_t Sum(int64_t one, int sign, int64_t other) {
  return (sign > 0 ? CheckedAdd(one, other) : CheckedSubtract(one, other)).value_or(one);
}

void CountUse(const Use& use, int sign, OwnUses* uses) {
  uses->sales += sign;
  uses->discount = Money(Sum(uses->discount.value(), sign, use.discount));
  uses->points = Points(Sum(uses->points.value(), sign, use.points));
}

}  // namespace

IdKey KeyOf(absl::string_view id) {
  if (id.empty()) return IdKey{};
  const absl::StatusOr<Uuid> uuid = ParseUuid(id, "");
  if (uuid.ok()) return *uuid;
  const Digest digest = ContentHasher("id").Add(id).Finish();
  IdKey key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

size_t SaleNames::NumberOf(const std::string& offer_id) {
  const auto found = numbers_.find(offer_id);
  if (found != numbers_.end()) return found->second;
  const size_t number = offers_.size();
  offers_.push_back({offer_id, {}});
  numbers_[offer_id] = number;
  return number;
}

BriefSale SaleNames::Abridge(const OwnSale& sale) {
  BriefSale brief;
  brief.sale_id = KeyOf(sale.sale_id);
  brief.member_id = KeyOf(sale.member_id);
  brief.account_id = KeyOf(sale.account_id);
  brief.spent = sale.spent;
  brief.paid = sale.paid;
  brief.store_id = &*stores_.insert(sale.store_id).first;
  brief.sold_at = sale.sold_at;
  brief.booked_at = sale.booked_at;
  std::string packed;
  for (const OwnOfferUse& use : sale.offers) Pack(NumberOf(use.offer_id), use, &packed);
  // Without the room that a text grows with.
  brief.offers = std::string(absl::string_view(packed));
  return brief;
}

OwnSale SaleNames::WithoutIds(const BriefSale& sale) const {
  OwnSale own;
  own.spent = sale.spent;
  own.paid = sale.paid;
  own.store_id = *sale.store_id;
  own.sold_at = sale.sold_at;
  own.booked_at = sale.booked_at;
  ForEachUse(sale.offers, [&](const Use& use) {
    own.offers.push_back({offers_[use.number].id, use.units, Money(use.discount),
                          Points(use.points), std::string(use.coupon_code)});
  });
  return own;
}

void SaleNames::Count(const BriefSale& sale, int sign) {
  ForEachUse(sale.offers,
             [&](const Use& use) { CountUse(use, sign, &offers_[use.number].uses); });
}

OwnUses SaleNames::UsesOf(const std::string& offer_id, const BriefSale* but_for) const {
  const auto found = numbers_.find(offer_id);
  if (found == numbers_.end()) return {};
  OwnUses uses = offers_[found->second].uses;
  if (but_for == nullptr) return uses;
  ForEachUse(but_for->offers, [&](const Use& use) {
    if (use.number == found->second) CountUse(use, -1, &uses);
  });
  return uses;
}

}  // namespace tessera::plugin
