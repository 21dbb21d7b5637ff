#include "till_rules.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "effect.h"
#include "enum.h"
#include "seconds.h"

namespace tessera::codec {
namespace {

engine::OfflinePolicy OfflineFromProto(const v1::OfflinePolicy& message, Faults* faults) {
  return {SecondsFromProto(message.maximum_snapshot_age_seconds(), Duration(),
                           "offline.maximum_snapshot_age_seconds", faults),
          Share(message.balance_share_milli()), Points(message.maximum_points_per_sale()),
          Points(message.maximum_points_per_member()), message.maximum_sales_per_member()};
}

engine::VelocityRule RuleFromProto(const v1::VelocityRule& message, const std::string& field,
                                   Faults* faults) {
  engine::VelocityRule rule;
  rule.scope = EnumWithNoneFromProto(message.scope(), engine::GuardScope::kCashier,
                                     field + ".scope", faults);
  rule.sales = message.sales();
  rule.window = SecondsFromProto(message.window_seconds(), Duration(), field + ".window_seconds",
                                 faults);
  if (message.action() == v1::GUARD_ACTION_UNSPECIFIED) return rule;
  rule.action = EnumWithNoneFromProto(message.action(), engine::GuardAction::kRefuse,
                                      field + ".action", faults);
  return rule;
}

engine::Guard GuardFromProto(const v1::Guard& message, Faults* faults) {
  engine::Guard guard;
  for (int i = 0; i < message.rules_size(); ++i) {
    guard.rules.push_back(
        RuleFromProto(message.rules(i), absl::StrCat("guard.rules[", i, "]"), faults));
  }
  guard.card_after_payment =
      EnumWithNoneFromProto(message.card_after_payment(), engine::GuardAction::kRefuse,
                            "guard.card_after_payment", faults);
  return guard;
}

engine::SurveyKind KindFromProto(v1::SurveyKind kind, const std::string& field, Faults* faults) {
  switch (kind) {
    case v1::SURVEY_KIND_UNSPECIFIED:
    case v1::SURVEY_KIND_SCORE: return engine::SurveyKind::kScore;
    case v1::SURVEY_KIND_NPS: return engine::SurveyKind::kNps;
    case v1::SURVEY_KIND_CSAT: return engine::SurveyKind::kCsat;
    case v1::SURVEY_KIND_TEXT: return engine::SurveyKind::kText;
    default: return UnknownValue<engine::SurveyKind>(kind, field, faults);
  }
}

// Detractors and those who are not content, as these kinds count them.
std::optional<int32_t> UsualLowScore(engine::SurveyKind kind) {
  if (kind == engine::SurveyKind::kNps) return 6;
  if (kind == engine::SurveyKind::kCsat) return 2;
  return std::nullopt;
}

engine::Survey SurveyFromProto(const v1::Survey& message, const std::string& field, Faults* faults) {
  engine::Survey survey{message.survey_id(), TextFromProto(message.question()), message.minimum(),
                        message.maximum(), Share(message.share_milli())};
  survey.kind = KindFromProto(message.kind(), field + ".kind", faults);
  survey.quiet_days = message.quiet_days();
  survey.low_score = message.has_low_score() ? message.low_score() : UsualLowScore(survey.kind);
  survey.link_prefix = message.link_prefix();
  survey.segments.assign(message.segments().begin(), message.segments().end());
  if (message.places_size() == 0) return survey;
  survey.places.clear();
  for (int i = 0; i < message.places_size(); ++i) {
    const std::string at = absl::StrCat(field, ".places[", i, "]");
    const int place = message.places(i);
    if (place < 0 || place > v1::SURVEY_PLACE_HQ) {
      UnknownValue<engine::SurveyPlace>(place, at, faults);
    } else {
      survey.places.push_back(place == 0 ? engine::SurveyPlace::kTill
                                         : static_cast<engine::SurveyPlace>(place));
    }
  }
  return survey;
}

// Nobody would be asked: who is in a segment that there is not?
void CheckSegments(const v1::Program& message, Faults* faults) {
  for (int i = 0; i < message.surveys_size(); ++i) {
    const auto& asked = message.surveys(i).segments();
    for (int j = 0; j < asked.size(); ++j) {
      const bool is_known = std::any_of(
          message.segments().begin(), message.segments().end(),
          [&](const v1::Segment& segment) { return segment.segment_id() == asked[j]; });
      if (is_known) continue;
      faults->push_back({absl::StrCat("surveys[", i, "].segments[", j, "]"), "SEGMENT_UNKNOWN",
                         absl::StrCat("there is no segment \"", asked[j],
                                      "\"; add it to segments, or leave this out")});
    }
  }
}

}  // namespace

void TillRulesFromProto(const v1::Program& message, engine::Program* program, Faults* faults) {
  program->offline = OfflineFromProto(message.offline(), faults);
  program->cache.scope = EnumFromProto(message.cache().scope(), engine::CacheScope::kHomeOrSeen,
                                       "cache.scope", faults);
  program->cache.seen_days = message.cache().seen_days();
  program->guard = GuardFromProto(message.guard(), faults);
  for (int i = 0; i < message.surveys_size(); ++i) {
    program->surveys.push_back(
        SurveyFromProto(message.surveys(i), absl::StrCat("surveys[", i, "]"), faults));
  }
  CheckSegments(message, faults);
  if (message.dynamic_code_seconds() != 0) {
    program->dynamic_code_life = SecondsFromProto(message.dynamic_code_seconds(), Duration(),
                                                  "dynamic_code_seconds", faults);
  }
}

}  // namespace tessera::codec
