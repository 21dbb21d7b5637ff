// Who buys: scanned, typed, or taken off the sale again.
#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include "tessera/base/dynamic_code.h"
#include "tessera/base/status.h"
#include "tessera/plugin/sale/card_watch.h"
#include "tessera/plugin/sale/phrases.h"
#include "tessera/plugin/sale/sale.h"
#include "tessera/plugin/sale/screen_code.h"

namespace tessera::plugin {

// That of the sale, or the live one, which `live` keeps; null if there is none.
const CachedProgram* Sale::ProgramNow(std::shared_ptr<const CachedProgram>* live) const {
  if (program_ != nullptr) return program_.get();
  *live = till_.parts().cache.Live();
  return live->get();
}

IdentifierRules Sale::Rules() const {
  std::shared_ptr<const CachedProgram> live;
  return RulesOf(ProgramNow(&live));
}

absl::StatusOr<ScanAnswer> Sale::Scan(absl::string_view raw, Wait wait) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  const IdentifierRules rules = Rules();
  TESSERA_ASSIGN_OR_RETURN(ScannedCode code, ReadScan(raw, rules.formats, rules.phones));
  const Carrier carrier = code.carrier;
  absl::StatusOr<ScanAnswer> answer;
  switch (code.kind) {
    case CodeKind::kMember: answer = Identify(code.identifier, wait); break;
    case CodeKind::kDynamic: answer = IdentifyByCode(code.content, wait); break;
    case CodeKind::kCoupon: answer = PutCoupon(std::move(code)); break;
    case CodeKind::kGiftCard:
      answer = ScanAnswer{};
      answer->kind = ScanKind::kGiftCard;
      answer->content = std::move(code.content);
      break;
    case CodeKind::kOther:
      answer = ScanAnswer{};
      answer->content = std::move(code.content);
      answer->gtin = std::move(code.gtin);
      break;
  }
  if (answer.ok()) answer->carrier = carrier;
  return answer;
}

absl::StatusOr<ScanAnswer> Sale::SetMember(IdentifierKind kind, absl::string_view value,
                                           Wait wait) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  TESSERA_ASSIGN_OR_RETURN(const Identifier identifier, Rules().ReadTyped(kind, value));
  TESSERA_ASSIGN_OR_RETURN(ScanAnswer answer, Identify(identifier, wait));
  answer.carrier = kind == IdentifierKind::kNfc ? Carrier::kNfc : Carrier::kTyped;
  return answer;
}

absl::StatusOr<ScanAnswer> Sale::PutCoupon(ScannedCode code) {
  TESSERA_RETURN_IF_ERROR(AddCoupon(code.content));
  ScanAnswer answer;
  answer.kind = ScanKind::kCoupon;
  answer.content = std::move(code.content);
  return answer;
}

absl::StatusOr<ScanAnswer> Sale::Identify(const Identifier& identifier, Wait wait) {
  TESSERA_ASSIGN_OR_RETURN(Found found, FindBuyer(till_, identifier, till_.Patience(wait)));
  return Admit(std::move(found));
}

absl::StatusOr<ScanAnswer> Sale::IdentifyByCode(const std::string& code, Wait wait) {
  TESSERA_ASSIGN_OR_RETURN(Found found, FindBuyerByCode(till_, code, till_.Patience(wait)));
  TESSERA_RETURN_IF_ERROR(UseCode(till_, code, id_));
  return Admit(std::move(found));
}

Showing Sale::ShowingOf(const Buyer& buyer) const {
  return {CardKey(till_, buyer.ref), cashier_id_, id_, till_.parts().clock.Now(), payment_began_};
}

bool Sale::IsBuyer(const Buyer& buyer) const {
  return buyer_.has_value() && buyer_->ref.SerializeAsString() == buyer.ref.SerializeAsString();
}

// Of each kind the last: headquarters hears of them with the sale, whoever buys in the end.
void Sale::KeepRefused(const std::vector<Suspicion>& suspicions) {
  for (const Suspicion& one : suspicions) {
    const auto same = std::find_if(refused_.begin(), refused_.end(),
                                   [&](const Suspicion& kept) { return kept.kind == one.kind; });
    if (same == refused_.end()) {
      refused_.push_back(one);
    } else {
      *same = one;
    }
  }
}

absl::StatusOr<ScanAnswer> Sale::Admit(Found found) {
  if (found.buyer.IsBlocked()) {
    return Refused("MEMBER_BLOCKED", "", "the member is blocked; sell without the card");
  }
  // Who was the customer before the payment began may show the card again.
  if (IsBuyer(found.buyer)) return Adopt(std::move(found.buyer), found.source);
  std::shared_ptr<const CachedProgram> live;
  const Verdict verdict = JudgeCard(till_, ProgramNow(&live), ShowingOf(found.buyer));
  if (verdict.refused.has_value()) {
    KeepRefused(verdict.suspicions);
    return CardRefused(*verdict.refused);
  }
  ScanAnswer scan = Adopt(std::move(found.buyer), found.source);
  suspicions_ = verdict.suspicions;
  scan.warning = !suspicions_.empty();
  AddWarnings(suspicions_, till_.language(), &scan.answer.cashier_texts);
  return scan;
}

ScanAnswer Sale::Adopt(Buyer buyer, Source source) {
  if (!IsBuyer(buyer)) {
    basket_.redeem = Points();
    held_ = {};
    changed_ = true;
  }
  ScanAnswer scan;
  scan.kind = buyer.known.has_value() ? ScanKind::kMember : ScanKind::kDeferred;
  if (buyer.known.has_value()) scan.answer.member = till_.local().AsOfNow(*buyer.known, id_);
  scan.answer.source = source;
  if (scan.kind == ScanKind::kDeferred) {
    scan.answer.cashier_texts.emplace_back(CashierPhrase("DEFERRED", till_.language()));
  }
  buyer_ = std::move(buyer);
  return scan;
}

absl::Status Sale::ClearMember() {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  if (!buyer_.has_value()) return absl::OkStatus();
  buyer_.reset();
  suspicions_.clear();
  till_.local().Forget(id_);
  basket_.redeem = Points();
  held_ = {};
  changed_ = true;
  return absl::OkStatus();
}

absl::Status Sale::PaymentBegan() {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  payment_began_ = true;
  return absl::OkStatus();
}

// The sale is committed whatever becomes of this: where there is no memory for it, it is left out.
void Sale::NoteSale() const noexcept {
  try {
    if (buyer_.has_value()) NoteCard(till_, program_.get(), ShowingOf(*buyer_));
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace tessera::plugin
