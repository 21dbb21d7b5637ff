// What a cashier does, without a screen: codes come in as a keyboard-wedge scanner types them, goods
// come from the catalogue, a paid sale gets a receipt number and a slip. The interactive mode and the
// script mode drive the same checkout. One thread at a time.
#ifndef TESSERA_TILL_CHECKOUT_H_
#define TESSERA_TILL_CHECKOUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "goods.h"
#include "receipt_counter.h"
#include "session.h"
#include "wording.h"

namespace tessera::till {

struct CheckoutSettings {
  std::string shop;
  std::string store_id;
  std::string terminal_id;
  Language language = Language::kRussian;
  size_t slip_width = 40;
  // A folder that exists.
  std::string slips_folder;
  std::string counter_path;
};

enum class EntryKind {
  kGoods,
  kMember,
  // A card, to be looked up by the service when the sale is delivered.
  kDeferred,
  // "3*": for the next goods.
  kQuantity,
  // A coupon, on the sale now.
  kCoupon,
  // A gift card, to be paid with: its code.
  kGiftCard,
};

struct Entry {
  EntryKind kind = EntryKind::kGoods;
  // kGoods: the line it went to.
  uint32_t line_no = 0;
  // kQuantity: what the next goods are multiplied with.
  int64_t quantity_milli = 0;
  // kCoupon, kGiftCard.
  std::string code = {};
};

struct Receipt {
  pos::CommitResult commit;
  std::string receipt_no;
  std::string slip;
  // Empty if the slip could not be written.
  std::string slip_path;
};

class Checkout {
 public:
  // Borrows both, which must outlive it.
  Checkout(pos::Plugin& plugin, const Catalogue& catalogue, CheckoutSettings settings);

  // A new sale; one that is open is cancelled, and a quantity that was typed is forgotten.
  pos::Result<pos::Done> Begin(std::string_view sale_id = {}, std::string_view cashier_id = {},
                               std::string_view currency_code = {});
  // The next goods are one piece again.
  void ForgetQuantity() { quantity_milli_ = 0; }

  // Something scanned or typed: "4601234567890", "3*4601234567890", "3*" and the goods next, a card.
  // GOODS_UNKNOWN; WEIGHT_REQUIRED for weighed goods without a quantity; QUANTITY_INVALID; and what
  // sale_scan refuses. A sale that is finished makes room for a new one.
  pos::Result<Entry> Enter(std::string_view typed);

  // Commits at the quoted price and writes the slip. `fiscal` without numbers gets the counter's: one
  // that no other sale gets, whatever dies in between. `cash_minor` 0: not counted. See sale_commit for refusals.
  pos::Result<Receipt> Pay(pos::Fiscal fiscal, int64_t cash_minor);

  Session& session() { return session_; }
  const CheckoutSettings& settings() const { return settings_; }
  const Catalogue& catalogue() const { return catalogue_; }
  // Of the sale that was paid last, empty before.
  const std::string& slip() const { return receipt_.slip; }
  // Minor digits of the currency, and digits of a point.
  uint32_t currency_digits() const { return currency_digits_; }
  uint32_t points_digits() const { return points_digits_; }
  // Asks the plugin how it is doing, and keeps the digits.
  pos::Status Refresh();

 private:
  pos::Result<Entry> EnterGoods(const Good& good);
  pos::Result<Entry> EnterCard(std::string_view code);
  const Good* FindByGtin(const std::string& gtin) const;
  std::string WriteSlip(const std::string& receipt_no, const std::string& slip) const;
  int64_t ReceiptNumber();

  Session session_;
  const Catalogue& catalogue_;
  const CheckoutSettings settings_;
  ReceiptCounter counter_;
  // Taken for a sale whose commit was refused; the next one gets it. 0 if there is none.
  int64_t spare_number_ = 0;
  // For the next goods; 0 if nothing was said.
  int64_t quantity_milli_ = 0;
  Receipt receipt_;
  uint32_t currency_digits_ = 2;
  uint32_t points_digits_ = 0;
};

}  // namespace tessera::till

#endif  // TESSERA_TILL_CHECKOUT_H_
