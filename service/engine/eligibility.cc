// Whether an offer is for here, now and this member, whatever is in the basket.
#include <algorithm>

#include "conditions.h"

namespace tessera::engine {
namespace {

bool Contains(absl::Span<const uint32_t> values, uint32_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool HasAny(absl::Span<const uint32_t> wanted, const std::vector<uint32_t>& sorted) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](uint32_t value) {
           return std::binary_search(sorted.begin(), sorted.end(), value);
         });
}

bool InBirthdayWindow(const BirthdayWindow& window, const std::optional<Birthday>& birthday,
                      const LocalTime& local) {
  if (!birthday) return false;
  for (int64_t year = local.year - 1; year <= local.year + 1; ++year) {
    const int64_t ahead = DayOf(year, birthday->month, birthday->day) - local.day;
    if (ahead <= window.days_before && -ahead <= window.days_after) return true;
  }
  return false;
}

bool BoughtAsAsked(const Audience& audience, Situation* situation) {
  const MemberView& member = situation->member();
  if (audience.purchase_no_from != 0 || audience.purchase_no_to != 0) {
    if (!member.purchases) return false;
    const int64_t number = *member.purchases + 1;
    if (number < audience.purchase_no_from) return false;
    if (audience.purchase_no_to != 0 && number > audience.purchase_no_to) return false;
  }
  if (audience.more_days_since_purchase == 0 && audience.most_days_since_purchase == 0) return true;
  if (!member.last_purchase_at) return false;
  const int64_t days = situation->local().day -
                       LocalTimeAt(*member.last_purchase_at, situation->zone()).day;
  if (audience.more_days_since_purchase != 0 && days <= audience.more_days_since_purchase) {
    return false;
  }
  return audience.most_days_since_purchase == 0 || days <= audience.most_days_since_purchase;
}

bool WasActive(const Activity& wanted, const std::vector<ActivityTotal>& totals) {
  return std::any_of(totals.begin(), totals.end(), [&](const ActivityTotal& total) {
    return total.days == wanted.days && total.spend >= wanted.minimum_spend &&
           total.visits >= wanted.minimum_visits;
  });
}

bool InDetailedAudience(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                        Situation* situation) {
  const Audience& audience = offer.terms->audience;
  const MemberView& member = situation->member();
  if (!member.present) return false;
  if (!HasAny(Cut(program.offer_segments, offer.segments), situation->segments())) return false;
  if (audience.birthday &&
      !InBirthdayWindow(*audience.birthday, member.birthday, situation->local())) {
    return false;
  }
  if (audience.enrolled_from &&
      (!member.enrolled_at || *member.enrolled_at < *audience.enrolled_from)) {
    return false;
  }
  if (audience.enrolled_until &&
      (!member.enrolled_at || *member.enrolled_at >= *audience.enrolled_until)) {
    return false;
  }
  return BoughtAsAsked(audience, situation) &&
         std::all_of(audience.activity.begin(), audience.activity.end(),
                     [&](const Activity& wanted) { return WasActive(wanted, member.activity); });
}

// The store first: in another one a card would not help.
Reason CheckAudience(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                     Situation* situation) {
  const absl::Span<const uint32_t> stores = Cut(program.offer_stores, offer.stores);
  if (!stores.empty() && !Contains(stores, situation->store())) return Reason::kAudience;
  const bool only_earns = offer.earns && !offer.lowers;
  if ((offer.members_only || only_earns) && !situation->member_present()) {
    return Reason::kMemberRequired;
  }
  const uint32_t tier = situation->tier() == kUnnumbered ? 0 : 1U << situation->tier();
  if (offer.tiers != 0 && (offer.tiers & tier) == 0) return Reason::kAudience;
  if (!HasAny(Cut(program.offer_tags, offer.tags), situation->tags())) return Reason::kAudience;
  return offer.plain_audience || InDetailedAudience(program, offer, situation) ? Reason::kNone
                                                                               : Reason::kAudience;
}

// Hours over midnight belong to the day on which they began.
Reason CheckCalendar(const CompiledWindow& window, const LocalTime& local) {
  int64_t day = local.day;
  int32_t weekday = local.weekday;
  bool in_hours = false;
  if (window.until > window.from) {
    in_hours = local.minute >= window.from && local.minute < window.until;
  } else if (local.minute < window.until) {
    in_hours = true;
    --day;
    weekday = weekday == 1 ? 7 : weekday - 1;
  } else {
    in_hours = local.minute >= window.from;
  }
  if (day < window.first_day) return Reason::kNotStarted;
  if (day > window.last_day) return Reason::kEnded;
  const bool on_day = window.weekdays == 0 || ((window.weekdays >> (weekday - 1)) & 1U) != 0;
  return in_hours && on_day ? Reason::kNone : Reason::kOutsideHours;
}

}  // namespace

Reason CheckEligible(const CompiledProgram::Internals& program, const CompiledOffer& offer,
                     Situation* situation) {
  if (offer.window.any) {
    const Window& window = offer.terms->window;
    if (window.starts_at && situation->now() < *window.starts_at) return Reason::kNotStarted;
    if (window.ends_at && situation->now() >= *window.ends_at) return Reason::kEnded;
    if (offer.window.calendar) {
      const Reason reason = CheckCalendar(offer.window, situation->local());
      if (reason != Reason::kNone) return reason;
    }
  }
  return CheckAudience(program, offer, situation);
}

}  // namespace tessera::engine
