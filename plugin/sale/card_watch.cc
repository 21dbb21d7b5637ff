#include "tessera/plugin/sale/card_watch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/plugin/sale/phrases.h"
#include "tessera/plugin/sale/till.h"

namespace tessera::plugin {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

const engine::Guard* RulesIn(const CachedProgram* program) {
  if (program == nullptr || program->compiled == nullptr) return nullptr;
  return &program->compiled->source().guard;
}

const char* ReasonOfRefusal(SuspicionKind kind) {
  return kind == SuspicionKind::kCardAfterPayment ? "CARD_AFTER_PAYMENT" : "CARD_TOO_OFTEN";
}

// The sentence of what is only noted differs from that of what is refused.
const char* ReasonOfWarning(SuspicionKind kind) {
  return kind == SuspicionKind::kCardAfterPayment ? "CARD_AFTER_PAYMENT_NOTED"
                                                  : "CARD_TOO_OFTEN_NOTED";
}

v1::SuspicionKind KindToProto(SuspicionKind kind) {
  switch (kind) {
    case SuspicionKind::kCardTooOftenAtTill: return v1::SUSPICION_KIND_CARD_TOO_OFTEN_AT_TILL;
    case SuspicionKind::kCardTooOftenByCashier: return v1::SUSPICION_KIND_CARD_TOO_OFTEN_BY_CASHIER;
    case SuspicionKind::kCardAfterPayment: break;
  }
  return v1::SUSPICION_KIND_CARD_AFTER_PAYMENT;
}

}  // namespace

std::string CardKey(const Till& till, const v1::MemberRef& ref) {
  if (!ref.identifier_hash().empty()) return ref.identifier_hash();
  if (ref.member_id().empty()) return "";
  // No card has a blank in its number.
  const std::optional<IdentifierHash> hash = till.parts().cache.Hash(
      {IdentifierKind::kCard, absl::StrCat("member ", ref.member_id())});
  return hash.has_value() ? std::string(HashBytes(*hash)) : "";
}

Verdict JudgeCard(Till& till, const CachedProgram* program, const Showing& showing) {
  const engine::Guard* rules = RulesIn(program);
  Guard* const guard = till.parts().guard;
  if (rules == nullptr || guard == nullptr) return {};
  return guard->Judge(*rules, showing);
}

void NoteCard(Till& till, const CachedProgram* program, const Showing& showing) {
  const engine::Guard* rules = RulesIn(program);
  Guard* const guard = till.parts().guard;
  if (rules != nullptr && guard != nullptr && !rules->rules.empty()) guard->NoteSale(showing);
}

absl::Status CardRefused(SuspicionKind kind) {
  return kind == SuspicionKind::kCardAfterPayment
             ? Refused(ReasonOfRefusal(kind), "", "the customer has begun to pay; sell without it")
             : Refused(ReasonOfRefusal(kind), "", "this card was used here too often; sell without it");
}

void AddWarnings(const std::vector<Suspicion>& suspicions, absl::string_view language,
                 std::vector<std::string>* texts) {
  for (const Suspicion& suspicion : suspicions) {
    const absl::string_view text = CashierPhrase(ReasonOfWarning(suspicion.kind), language);
    if (std::find(texts->begin(), texts->end(), text) == texts->end()) texts->emplace_back(text);
  }
}

void AddSuspicions(const std::vector<Suspicion>& suspicions, v1::Sale* sale) {
  for (const Suspicion& one : suspicions) {
    v1::Suspicion* suspicion = sale->add_suspicions();
    suspicion->set_kind(KindToProto(one.kind));
    suspicion->set_sales(one.sales);
    suspicion->set_window_seconds(one.window.us / kMicrosPerSecond);
  }
}

}  // namespace tessera::plugin
