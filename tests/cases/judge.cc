// Who decides a case.
#include <algorithm>
#include <array>

#include "verdict.h"

namespace tessera::cases {
namespace {

using Json = nlohmann::json;

// What stands in an account or a calendar, not in an evaluation.
constexpr std::array kLedgerKeys = {
    "tier",           "tier_valid_through", "lots",         "points_revoked",
    "points_returned", "points_expired",    "usage_count",  "last_valid_day",
    "earned_in_period"};
constexpr std::array kSegmentKeys = {"segment_members"};
constexpr std::array kTaxKeys = {"tax", "total_net", "total_tax"};

template <typename Keys>
std::vector<std::string> Asked(const Keys& keys, const Json& expected) {
  std::vector<std::string> reasons;
  for (const char* key : keys) {
    if (expected.contains(key)) reasons.push_back(std::string("expected.") + key);
  }
  return reasons;
}

}  // namespace

bool IsPurchase(const Json& event) {
  const std::string type = event.is_object() ? event.value("type", "") : "";
  return type == "purchase" || type == "first_purchase";
}

const char* OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed: return "passed";
    case Outcome::kFailed: return "failed";
    case Outcome::kNotTranslated: return "not translated";
    case Outcome::kNeedsSegments: return "needs segments";
    case Outcome::kNeedsTax: return "needs tax";
  }
  return "";
}

Verdict NotTranslated(std::vector<std::string> reasons) {
  Verdict verdict;
  verdict.outcome = Outcome::kNotTranslated;
  verdict.reasons = std::move(reasons);
  return verdict;
}

std::vector<std::string> ReasonsForLedger(const Case& source) {
  std::vector<std::string> reasons = Asked(kLedgerKeys, source.expected);
  if (source.basket.contains("event") && !IsPurchase(source.basket["event"])) {
    reasons.push_back("basket.event");
  }
  return reasons;
}

std::vector<std::string> ReasonsForSegments(const Case& source) {
  return Asked(kSegmentKeys, source.expected);
}

std::vector<std::string> ReasonsForTax(const Case& source) {
  std::vector<std::string> reasons = Asked(kTaxKeys, source.expected);
  const Json& lines = source.basket.value("lines", Json::array());
  if (std::any_of(lines.begin(), lines.end(),
                  [](const Json& line) { return line.contains("tax_rate"); })) {
    reasons.emplace_back("basket.lines[].tax_rate");
  }
  const Json& promotions = source.programme.value("promotions", Json::array());
  for (const Json& promotion : promotions) {
    for (const Json& condition : promotion.value("conditions", Json::array())) {
      if (condition.contains("tax_basis")) reasons.emplace_back("programme.conditions[].tax_basis");
    }
  }
  return reasons;
}

namespace {

Verdict JudgeByKind(const Case& source) {
  Verdict verdict;
  verdict.reasons = ReasonsForTax(source);
  verdict.outcome = Outcome::kNeedsTax;
  if (!verdict.reasons.empty()) return verdict;
  verdict.reasons = ReasonsForSegments(source);
  verdict.outcome = Outcome::kNeedsSegments;
  if (!verdict.reasons.empty()) return verdict;
  return ReasonsForLedger(source).empty() ? JudgeByEngine(source) : JudgeByLedger(source);
}

}  // namespace

Verdict Judge(const Case& source) {
  // The JSON library throws where a value is of another kind than the format says.
  try {
    return JudgeByKind(source);
  } catch (const Json::exception& error) {
    return NotTranslated({std::string("not of the format: ") + error.what()});
  }
}

}  // namespace tessera::cases
