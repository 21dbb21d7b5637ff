// Refusals: the format's words for our reasons.
#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "compare.h"

namespace tessera::cases {
namespace {

using Words = std::map<std::string, std::vector<std::string>>;

const Words& ReasonsOfWords() {
  static const Words* const words = new Words{
      {"min_order_amount", {"MINIMUM_AMOUNT"}},
      {"category_amount", {"MINIMUM_AMOUNT"}},
      {"sku_amount", {"MINIMUM_AMOUNT"}},
      {"min_qty", {"MINIMUM_QUANTITY"}},
      {"min_line_qty", {"MINIMUM_QUANTITY"}},
      {"contains_sku", {"MINIMUM_QUANTITY"}},
      {"contains_category", {"MINIMUM_QUANTITY"}},
      {"shipping_method", {"MINIMUM_QUANTITY"}},
      {"customer_group", {"AUDIENCE"}},
      {"nth_order", {"AUDIENCE"}},
      {"days_since_last_order", {"AUDIENCE"}},
      {"customer_required", {"MEMBER_REQUIRED", "AUDIENCE"}},
      {"expired", {"ENDED", "CODE_EXPIRED"}},
      {"not_started", {"NOT_STARTED"}},
      {"usage_limit", {"USE_LIMIT", "CODE_USED"}},
      {"per_customer_limit", {"USE_LIMIT"}},
      {"already_used", {"USE_LIMIT", "CODE_USED"}},
      {"unknown_code", {"CODE_UNKNOWN"}},
      {"budget_exceeded", {"BUDGET"}},
      {"excluded_by_exclusive", {"EXCLUDED_BY"}},
      {"worse_than_best", {"NOT_BEST"}},
      {"not_better_than_applied", {"NOT_BEST"}},
      {"insufficient_points", {"POINTS_INSUFFICIENT", "REDEEM_LIMIT"}},
      {"on_sale", {"GOODS_ON_SALE", "NOTHING_TO_DISCOUNT"}},
  };
  return *words;
}

bool Names(const Origin& origin, const std::string& name) {
  return origin.id == name ||
         std::any_of(origin.codes.begin(), origin.codes.end(), [&](const std::string& code) {
           return absl::AsciiStrToLower(code) == absl::AsciiStrToLower(name);
         });
}

}  // namespace

bool MeansReason(const std::string& word, const std::string& reason) {
  const auto found = ReasonsOfWords().find(word);
  // An offer that the basket does not touch at all is not looked at.
  if (found == ReasonsOfWords().end() || reason == "NOTHING_TO_DISCOUNT") return true;
  return std::find(found->second.begin(), found->second.end(), reason) != found->second.end();
}

std::optional<std::string> RefusalOf(const std::string& name, const Translation& translation,
                                     const engine::Evaluation& evaluation) {
  for (const engine::OfferResult& offer : evaluation.offers) {
    if (!Names(translation.origins[offer.offer], name)) continue;
    return offer.outcome == engine::Outcome::kApplied ? "" : engine::ReasonName(offer.reason);
  }
  for (const engine::RefusedCode& code : evaluation.refused_codes) {
    if (code.code == name) return engine::ReasonName(code.reason);
  }
  if (name == "redeem" || name == "redemption" || name == "redeem_points") {
    return translation.redemption_refused ? "REDEEM_LIMIT" : "";
  }
  for (const Origin& origin : translation.origins) {
    if (Names(origin, name)) return "NOTHING_TO_DISCOUNT";
  }
  return std::nullopt;
}

}  // namespace tessera::cases
