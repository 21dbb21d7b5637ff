#include "tessera/engine/history.h"

#include <algorithm>

#include "asks.h"
#include "compiled.h"
#include "local_time.h"

namespace tessera::engine {
namespace {

bool LimitsMember(const Limits& limits) {
  return limits.uses_per_member != 0 || limits.uses_per_member_day != 0 ||
         limits.units_per_member != 0;
}

bool LimitsAll(const Limits& limits) {
  return limits.uses_total != 0 || !limits.budget.is_zero() || !limits.budget_points.is_zero();
}

void AddAudience(const Audience& audience, Asks* asks) {
  asks->birthday = asks->birthday || audience.birthday.has_value();
  asks->purchases = asks->purchases || audience.purchase_no_from != 0 ||
                    audience.purchase_no_to != 0 || audience.more_days_since_purchase != 0 ||
                    audience.most_days_since_purchase != 0;
  for (const Activity& activity : audience.activity) asks->activity_days.push_back(activity.days);
}

ActivityTotal TotalOf(const MemberHistory& history, int32_t days, int32_t today) {
  ActivityTotal total;
  total.days = days;
  for (const ActivityDay& day : history.activity) {
    if (day.day <= today - days || day.day > today) continue;
    total.spend += day.spend;
    total.visits += day.visits;
  }
  return total;
}

OfferUse UseOf(const MemberOfferUse& use, int32_t today) {
  OfferUse seen;
  seen.offer_id = use.offer_id;
  seen.uses_member = use.uses;
  seen.uses_member_today = use.day == today ? use.uses_day : 0;
  seen.units_member = use.units;
  return seen;
}

}  // namespace

Asks AskedBy(const Program& program) {
  Asks asks;
  for (uint32_t i = 0; i < program.offers.size(); ++i) {
    const Offer& offer = program.offers[i];
    if (offer.inactive) continue;
    AddAudience(offer.audience, &asks);
    if (LimitsMember(offer.limits)) asks.used_by_member.push_back(i);
    if (LimitsAll(offer.limits)) asks.used_altogether.push_back(i);
  }
  for (const Survey& survey : program.surveys) asks.surveys = asks.surveys || survey.quiet_days != 0;
  std::vector<int32_t>& days = asks.activity_days;
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return asks;
}

const Asks& AsksOf(const CompiledProgram& program) { return program.internals().asks; }

int32_t DayInStore(const CompiledProgram& program, absl::string_view store_id, Instant now) {
  const CompiledProgram::Internals& internals = program.internals();
  const auto found = internals.store_zones.find(std::string(store_id));
  const absl::TimeZone& zone =
      found == internals.store_zones.end() ? internals.zone : found->second;
  return static_cast<int32_t>(LocalTimeAt(now, zone).day);
}

int32_t DayOfProgram(const CompiledProgram& program, Instant now) {
  return static_cast<int32_t>(LocalTimeAt(now, program.internals().zone).day);
}

void Recall(const CompiledProgram& program, const MemberHistory& history, absl::string_view store_id,
            Instant now, MemberView* view) {
  view->birthday = history.birthday;
  view->enrolled_at = history.enrolled_at;
  view->purchases = history.purchases;
  view->last_purchase_at = history.last_purchase_at;
  view->segments = history.segments;
  const Asks& asks = AsksOf(program);
  const int32_t today = DayOfProgram(program, now);
  for (int32_t days : asks.activity_days) view->activity.push_back(TotalOf(history, days, today));
  const int32_t store_day = DayInStore(program, store_id, now);
  for (const MemberOfferUse& use : history.uses) view->uses.push_back(UseOf(use, store_day));
}

}  // namespace tessera::engine
