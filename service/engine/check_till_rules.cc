// Checks of what a program tells terminals.
#include "absl/strings/str_cat.h"
#include "faults.h"

namespace tessera::engine {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kMostSeenDays = 3'650;
constexpr size_t kMostGuardRules = 16;
constexpr int64_t kMostSales = 1'000;
constexpr int64_t kLongestWindow = 31 * kSecondsPerDay;
constexpr size_t kMostSurveys = 20;
constexpr int64_t kHighestScore = 100;
constexpr int64_t kMostQuietDays = 3'650;
constexpr size_t kLinkPrefixBytes = 128;
constexpr int64_t kMicroseconds = 1'000'000;

void CheckOffline(const OfflinePolicy& offline, FaultList* faults) {
  faults->CheckRange("offline.maximum_snapshot_age_seconds",
                     offline.maximum_snapshot_age.us / 1'000'000, 0, 3650 * kSecondsPerDay,
                     "DURATION_INVALID");
  faults->CheckRange("offline.balance_share_milli", offline.balance_share.value(), 0,
                     kWhole.value(), "PERCENT_INVALID");
  faults->CheckRange("offline.maximum_points_per_sale", offline.maximum_per_sale.value(), 0,
                     kLargestAmount, "POINTS_INVALID");
  faults->CheckRange("offline.maximum_points_per_member", offline.maximum_per_member.value(), 0,
                     kLargestAmount, "POINTS_INVALID");
  faults->CheckRange("offline.maximum_sales_per_member", offline.maximum_sales_per_member, 0,
                     kMostSales, "LIMIT_INVALID");
}

void CheckCache(const CachePolicy& cache, FaultList* faults) {
  const bool by_days = cache.scope == CacheScope::kSeen || cache.scope == CacheScope::kHomeOrSeen;
  if (by_days) {
    faults->CheckRange("cache.seen_days", cache.seen_days, 1, kMostSeenDays,
                       "CACHE_POLICY_INVALID");
  } else if (cache.seen_days != 0) {
    faults->Add("cache.seen_days", "CACHE_POLICY_INVALID",
                "days count with the scopes SEEN and HOME_OR_SEEN only; leave this out");
  }
}

void CheckGuard(const Guard& guard, FaultList* faults) {
  faults->CheckCount("guard.rules", guard.rules.size(), kMostGuardRules);
  for (size_t i = 0; i < guard.rules.size(); ++i) {
    const VelocityRule& rule = guard.rules[i];
    const std::string at = absl::StrCat("guard.rules[", i, "].");
    if (rule.scope == GuardScope::kInvalid) {
      faults->Add(at + "scope", "GUARD_RULE_INVALID", "say where cards are counted: TILL or CASHIER");
    }
    faults->CheckRange(at + "sales", rule.sales, 1, kMostSales, "GUARD_RULE_INVALID");
    faults->CheckRange(at + "window_seconds", rule.window.us / kMicroseconds, 60, kLongestWindow,
                       "GUARD_RULE_INVALID");
  }
}

// What a score means is known for its usual range only.
void CheckKind(const std::string& at, const Survey& survey, FaultList* faults) {
  const auto expect = [&](int32_t minimum, int32_t maximum, absl::string_view what) {
    if (survey.minimum == minimum && survey.maximum == maximum) return;
    faults->Add(at + "maximum", "SURVEY_RANGE_INVALID",
                absl::StrCat(what, " is answered from ", minimum, " to ", maximum));
  };
  switch (survey.kind) {
    case SurveyKind::kNps: return expect(0, 10, "NPS");
    case SurveyKind::kCsat: return expect(1, 5, "CSAT");
    case SurveyKind::kText: return expect(0, 0, "a question for words");
    case SurveyKind::kScore: return;
  }
}

void CheckLowScore(const std::string& at, const Survey& survey, FaultList* faults) {
  if (!survey.low_score) return;
  if (survey.kind == SurveyKind::kText || survey.maximum == 0) {
    faults->Add(at + "low_score", "SURVEY_RANGE_INVALID", "words have no score; leave this out");
  } else {
    faults->CheckRange(at + "low_score", *survey.low_score, survey.minimum, survey.maximum,
                       "SURVEY_RANGE_INVALID");
  }
}

void CheckAsking(const std::string& at, const Survey& survey, FaultList* faults) {
  faults->CheckRange(at + "quiet_days", survey.quiet_days, 0, kMostQuietDays, "DAYS_INVALID");
  if (survey.link_prefix.size() > kLinkPrefixBytes) {
    faults->Add(at + "link_prefix", "TEXT_TOO_LONG", "at most 128 bytes");
  }
  if (survey.link_prefix.empty() && survey.IsAskedAt(SurveyPlace::kSlip)) {
    faults->Add(at + "link_prefix", "LINK_MISSING",
                "say what stands before the code on the slip: \"https://shop.example/q/\"");
  }
}

void CheckSurveys(const Program& program, FaultList* faults) {
  faults->CheckCount("surveys", program.surveys.size(), kMostSurveys);
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < program.surveys.size(); ++i) {
    const Survey& survey = program.surveys[i];
    const std::string at = absl::StrCat("surveys[", i, "].");
    faults->CheckId(at + "survey_id", survey.survey_id, "SURVEY_ID_INVALID");
    faults->CheckNew(at + "survey_id", survey.survey_id, "SURVEY_ID_REPEATED", &seen);
    faults->CheckText(at + "question", survey.question, program, true);
    faults->CheckRange(at + "minimum", survey.minimum, 0, kHighestScore, "SURVEY_RANGE_INVALID");
    faults->CheckRange(at + "maximum", survey.maximum, survey.minimum, kHighestScore,
                       "SURVEY_RANGE_INVALID");
    faults->CheckRange(at + "share_milli", survey.share.value(), 0, kWhole.value(),
                       "PERCENT_INVALID");
    CheckKind(at, survey, faults);
    CheckLowScore(at, survey, faults);
    CheckAsking(at, survey, faults);
  }
}

}  // namespace

void CheckTillRules(const Program& program, FaultList* faults) {
  CheckOffline(program.offline, faults);
  CheckCache(program.cache, faults);
  CheckGuard(program.guard, faults);
  CheckSurveys(program, faults);
  faults->CheckRange("dynamic_code_seconds", program.dynamic_code_life.us / kMicroseconds, 10, 300,
                     "DYNAMIC_CODE_INVALID");
}

}  // namespace tessera::engine
