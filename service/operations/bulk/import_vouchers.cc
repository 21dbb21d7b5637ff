#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/coupon_codes.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/bulk/import_kinds.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/vouchers/issue_coupons.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumSku = 64;
constexpr size_t kMaximumText = 256;
constexpr int kMaximumLabels = 64;

absl::Status CodeTaken() {
  return MakeError(absl::StatusCode::kAlreadyExists, "CODE_TAKEN", "code",
                   "a coupon with this code is there already, and is another; send another code");
}

std::optional<Instant> InstantOrNone(int64_t us) {
  return us == 0 ? std::nullopt : std::optional<Instant>(Instant{us});
}

// As the batch says, but for what the row says itself.
absl::Status Apply(const v1::CouponImport& item, storage::Coupon& coupon) {
  if (item.active_from_us() < 0 || item.expires_at_us() < 0 || item.maximum_uses() < 0) {
    return InvalidInput("EXPIRY_INVALID", "expires_at_us", "send instants and numbers, or leave them out");
  }
  if (item.has_active_from_us()) coupon.active_from = Instant{item.active_from_us()};
  if (item.has_expires_at_us()) coupon.expires_at = InstantOrNone(item.expires_at_us());
  if (item.maximum_uses() > 0) coupon.maximum_uses = item.maximum_uses();
  return absl::OkStatus();
}

// Times that the batch makes depend on when it was imported.
bool IsSame(const v1::CouponImport& item, const storage::Coupon& known,
            const storage::Coupon& sent) {
  return known.batch_id == sent.batch_id && known.member_id == sent.member_id &&
         known.maximum_uses == sent.maximum_uses &&
         (!item.has_active_from_us() || known.active_from == sent.active_from) &&
         (!item.has_expires_at_us() || known.expires_at == sent.expires_at);
}

absl::Status CheckGiftCard(const Context& context, const v1::GiftCardImport& item) {
  TESSERA_RETURN_IF_ERROR(CheckCode(item.code(), "code"));
  if (item.balance_minor() < 1) {
    return InvalidInput("AMOUNT_INVALID", "balance_minor", "send at least 1");
  }
  if (item.expires_at_us() == 0 || item.expires_at_us() > context.now.us) return absl::OkStatus();
  return InvalidInput("EXPIRY_INVALID", "expires_at_us", "send an instant to come, or 0");
}

}  // namespace

absl::StatusOr<Imported> ImportCoupon(const Context& context, storage::Transaction& transaction,
                                      const v1::CouponImport& item) {
  TESSERA_RETURN_IF_ERROR(CheckCode(item.code(), "code"));
  TESSERA_ASSIGN_OR_RETURN(storage::Coupon coupon,
                           NewCouponOf(context, transaction, item.batch_id(), item.member()));
  TESSERA_RETURN_IF_ERROR(Apply(item, coupon));
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  coupon.code = NewCouponHash(context, live.get(), item.code());
  TESSERA_ASSIGN_OR_RETURN(const auto known, transaction.FindCoupon(coupon.code));
  if (known) {
    if (IsSame(item, *known, coupon)) return Imported::kUnchanged;
    return CodeTaken();
  }
  TESSERA_RETURN_IF_ERROR(transaction.AddCoupon(coupon));
  if (coupon.member_id) TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(*coupon.member_id));
  return Imported::kAdded;
}

absl::StatusOr<Imported> ImportGiftCard(const Context& context, storage::Transaction& transaction,
                                        const v1::GiftCardImport& item) {
  TESSERA_RETURN_IF_ERROR(CheckGiftCard(context, item));
  const ledger::TenderKey key = GiftCardKey(context, item.code());
  const std::optional<Instant> expires_at = InstantOrNone(item.expires_at_us());
  TESSERA_ASSIGN_OR_RETURN(const auto known, transaction.FindTender(key));
  if (known && known->issued == Money(item.balance_minor()) && known->expires_at == expires_at &&
      known->blocked == item.blocked() && !known->sold_by) {
    return Imported::kUnchanged;
  }
  TESSERA_ASSIGN_OR_RETURN(ledger::TenderState state, FindOrOpen(context, transaction, key));
  ledger::Tender card(std::move(state));
  ledger::Cause cause{context.now};
  cause.comment = "opening balance";
  TESSERA_RETURN_IF_ERROR(card.Activate(Money(item.balance_minor()), expires_at, 0, cause));
  card.Block(item.blocked());
  TESSERA_RETURN_IF_ERROR(transaction.SaveTender(card));
  return known ? Imported::kChanged : Imported::kAdded;
}

absl::StatusOr<Imported> ImportProduct(storage::Transaction& transaction, const v1::Product& item) {
  if (item.sku().empty() || item.sku().size() > kMaximumSku) {
    return InvalidInput("BASKET_SKU_INVALID", "sku", "send 1 to 64 bytes");
  }
  TESSERA_RETURN_IF_ERROR(CheckText(item.name(), kMaximumText, "name"));
  TESSERA_RETURN_IF_ERROR(CheckText(item.category(), kMaximumText, "category"));
  TESSERA_RETURN_IF_ERROR(CheckText(item.brand(), kMaximumText, "brand"));
  if (item.labels_size() > kMaximumLabels) {
    return InvalidInput("TOO_MANY_ITEMS", "labels", "send at most 64");
  }
  for (int i = 0; i < item.labels_size(); ++i) {
    TESSERA_RETURN_IF_ERROR(CheckText(item.labels(i), kMaximumText, absl::StrCat("labels[", i, "]")));
  }
  if (item.unit_cost_minor() < 0) {
    return InvalidInput("AMOUNT_INVALID", "unit_cost_minor", "send 0 or more");
  }
  storage::Product row;
  row.sku = item.sku();
  row.cost = Money(item.unit_cost_minor());
  row.document = item.SerializeAsString();
  TESSERA_ASSIGN_OR_RETURN(const auto known, transaction.stores().FindProduct(row.sku));
  if (known && known->document == row.document) return Imported::kUnchanged;
  TESSERA_RETURN_IF_ERROR(transaction.stores().SaveProduct(row));
  return known ? Imported::kChanged : Imported::kAdded;
}

}  // namespace tessera::operations
