// A booked receipt as a try-out takes it.
#ifndef TESSERA_TRYOUT_RECEIPT_H_
#define TESSERA_TRYOUT_RECEIPT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/number.h"
#include "tessera/engine/basket.h"

namespace tessera::tryout {

// Sums over receipts, or one of them.
struct Figures {
  int64_t receipts = 0;
  Money gross;
  Money discount;
  Money redeemed;
  Money total;
  Points earned;
  Points spent;
  int64_t coupons = 0;  // given
  int64_t stamps = 0;   // given

  Figures& operator+=(const Figures& other);
  bool operator==(const Figures&) const = default;
};

// What one offer gave a receipt.
struct Gave {
  std::string offer_id;
  Money discount;
  Points points;
  int64_t coupons = 0;
  int64_t stamps = 0;
};

// Goods for nothing.
struct Gift {
  std::string sku;
  Quantity quantity;

  bool operator==(const Gift&) const = default;
};

// What a receipt came to.
struct Outcome {
  Figures figures;  // of one receipt
  std::vector<Gave> offers;
  std::vector<Gift> gifts;
};

struct Receipt {
  SaleId sale_id;
  std::string receipt_no;
  Instant at;         // that rules see
  Instant booked_at;  // receipts are rated in this order
  std::optional<MemberId> member_id;
  engine::Basket basket;    // its codes may stand under other names, as documents keep them
  engine::MemberView view;  // without uses: those are counted here
  bool has_situation = true;  // `view` is of then, not of today
  // In place of the view's, where a program's own rules would have put the member into other segments.
  std::optional<std::vector<std::string>> tried_segments = {};
  std::optional<std::vector<std::string>> against_segments = {};
  Outcome booked;
};

}  // namespace tessera::tryout

#endif  // TESSERA_TRYOUT_RECEIPT_H_
