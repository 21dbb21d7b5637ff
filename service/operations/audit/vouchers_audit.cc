#include "tessera/operations/audit/vouchers_audit.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/ledger/audit.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/audit/sold_cards.h"
#include "tessera/operations/audit/still_wanted.h"

namespace tessera::operations {
namespace {

constexpr int kPage = 500;

std::optional<MemberId> OwnerOf(const ledger::TenderKey& key) {
  if (key.kind != ledger::TenderKind::kWallet) return std::nullopt;
  return MemberId{key.id};
}

std::string NameOf(const ledger::TenderKey& key) {
  return OwnerOf(key) ? "wallet" : absl::StrCat("gift card ", StoredCode(key.id));
}

absl::Status VerifyTender(const Context& context, storage::ReadTransaction& transaction,
                          const ledger::TenderKey& key, Findings& findings) {
  TESSERA_ASSIGN_OR_RETURN(const auto state, transaction.FindTender(key));
  if (!state) return Broken("it is missing");
  ledger::TenderAudit audit(key);
  int64_t after = 0;
  while (true) {
    TESSERA_RETURN_IF_ERROR(StillWanted(context));
    TESSERA_ASSIGN_OR_RETURN(const auto entries,
                             transaction.ListTenderEntries(key, after, kPage));
    if (entries.empty()) break;
    for (const ledger::TenderEntry& entry : entries) audit.Read(entry);
    after = entries.back().entry_no;
  }
  for (const ledger::Fault& fault : audit.Finish(*state)) {
    findings.Tell("TENDER", OwnerOf(key), fault.entry_no,
                  absl::StrCat(NameOf(key), ": ", fault.code, ": ", fault.message));
  }
  TESSERA_ASSIGN_OR_RETURN(const bool is_found, IsFoundBySale(transaction, *state));
  if (!is_found) {
    findings.Tell("TENDER", std::nullopt, 0,
                  absl::StrCat(NameOf(key), ": the sale that sold it forgot it"));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> IsBooked(storage::ReadTransaction& transaction,
                              const std::optional<SaleId>& sale_id) {
  if (!sale_id) return false;
  TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction.FindSale(*sale_id));
  return sale.has_value();
}

absl::Status VerifyCoupon(storage::ReadTransaction& transaction, const storage::Coupon& coupon,
                          Findings& findings) {
  const auto tell = [&](absl::string_view what) {
    findings.Tell("LIMIT", coupon.member_id, 0,
                  absl::StrCat("coupon ", StoredCode(coupon.code), " ", what));
  };
  if (coupon.issued_by) {
    TESSERA_ASSIGN_OR_RETURN(const bool booked, IsBooked(transaction, coupon.issued_by));
    if (!booked) tell("was given by a sale that is not there");
  }
  const bool used_up = coupon.uses >= coupon.maximum_uses;
  if (coupon.status != storage::CouponStatus::kBlocked &&
      used_up != (coupon.status == storage::CouponStatus::kUsed)) {
    tell(absl::StrCat("was used ", coupon.uses, " times of ", coupon.maximum_uses,
                      ", its status says otherwise"));
  }
  if (coupon.uses == 0) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const bool booked, IsBooked(transaction, coupon.used_by));
  if (!booked) {
    tell("was used by a sale that is not there");
  } else if (coupon.uses > coupon.maximum_uses) {
    TESSERA_ASSIGN_OR_RETURN(const auto differences,
                             transaction.ListDifferencesOf(*coupon.used_by));
    if (differences.empty()) {
      tell(absl::StrCat("was used ", coupon.uses, " times of ", coupon.maximum_uses));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyTenders(const Context& context, storage::ReadTransaction& transaction,
                           Findings& findings) {
  std::optional<ledger::TenderKey> after;
  while (true) {
    const auto keys = transaction.ListTenders(after, kPage);
    if (!keys.ok()) return findings.Mind(keys.status(), std::nullopt, "some gift cards or wallets");
    if (keys->empty()) return absl::OkStatus();
    for (const ledger::TenderKey& key : *keys) {
      TESSERA_RETURN_IF_ERROR(findings.Mind(VerifyTender(context, transaction, key, findings),
                                            OwnerOf(key), NameOf(key)));
    }
    after = keys->back();
  }
}

absl::Status VerifyCoupons(const Context& context, storage::ReadTransaction& transaction,
                           Findings& findings) {
  std::optional<CodeHash> after;
  while (true) {
    TESSERA_RETURN_IF_ERROR(StillWanted(context));
    const auto coupons = transaction.ListCoupons(after, kPage);
    if (!coupons.ok()) return findings.Mind(coupons.status(), std::nullopt, "some coupons");
    if (coupons->empty()) return absl::OkStatus();
    for (const storage::Coupon& coupon : *coupons) {
      TESSERA_RETURN_IF_ERROR(
          findings.Mind(VerifyCoupon(transaction, coupon, findings), coupon.member_id,
                        absl::StrCat("coupon ", StoredCode(coupon.code))));
    }
    after = coupons->back().code;
  }
}

}  // namespace tessera::operations
