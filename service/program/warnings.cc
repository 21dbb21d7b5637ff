#include "warnings.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace tessera::program {
namespace {

constexpr int64_t kWholePercentMilli = 100'000;

using Ids = absl::flat_hash_set<std::string>;
using Warnings = std::vector<ProgramFault>;

void Add(std::string path, const char* reason, std::string message, Warnings* warnings) {
  warnings->push_back({std::move(path), 0, reason, std::move(message)});
}

std::string At(const char* list, int index) { return absl::StrCat(list, "[", index, "]"); }

template <typename List>
void Insert(const List& list, Ids* ids) {
  ids->insert(list.begin(), list.end());
}

void AddSetsOf(const v1::Effect& effect, Ids* used) {
  used->insert(effect.percent_off().goods().set_id());
  used->insert(effect.amount_off().goods().set_id());
  used->insert(effect.fixed_price().goods().set_id());
  for (const v1::BundlePart& part : effect.bundle_price().parts()) used->insert(part.set_id());
  used->insert(effect.buy_get().buy_set_id());
  used->insert(effect.buy_get().get_set_id());
  used->insert(effect.gift().per_set_id());
  used->insert(effect.points_price().goods().set_id());
  used->insert(effect.earn_per_money().set_id());
  used->insert(effect.earn_per_unit().set_id());
  used->insert(effect.earn_fixed().set_id());
  used->insert(effect.earn_multiplier().set_id());
  used->insert(effect.stamps().set_id());
}

Ids UsedSets(const v1::Program& program) {
  Ids used{program.not_goods_set_id()};
  for (const v1::ProductSet& set : program.sets()) {
    Insert(set.except_sets(), &used);
    Insert(set.any_sets(), &used);
    Insert(set.all_sets(), &used);
  }
  for (const v1::Restriction& restriction : program.restrictions()) used.insert(restriction.set_id());
  for (const v1::Offer& offer : program.offers()) {
    for (const v1::Condition& condition : offer.conditions()) used.insert(condition.set_id());
    for (const v1::Effect& effect : offer.effects()) AddSetsOf(effect, &used);
  }
  return used;
}

void WarnOfSets(const v1::Program& program, Warnings* warnings) {
  const Ids used = UsedSets(program);
  for (int i = 0; i < program.sets_size(); ++i) {
    const std::string& id = program.sets(i).set_id();
    if (used.contains(id)) continue;
    Add(At("sets", i), "SET_UNUSED",
        absl::StrCat("no offer, restriction or other set uses \"", id, "\"; is its name misspelt there?"),
        warnings);
  }
}

void WarnOfStacking(const v1::Program& program, Warnings* warnings) {
  absl::flat_hash_map<std::string, int> groups;
  Ids phases;
  for (const v1::Offer& offer : program.offers()) {
    ++groups[offer.exclusive_group()];
    phases.insert(offer.phase_id());
  }
  for (int i = 0; i < program.stacking().groups_size(); ++i) {
    if (groups.contains(program.stacking().groups(i).group_id())) continue;
    Add(At("stacking.groups", i), "GROUP_UNUSED", "no offer is in this group", warnings);
  }
  // The first phase takes the offers that name none.
  for (int i = 1; i < program.stacking().phases_size(); ++i) {
    if (phases.contains(program.stacking().phases(i).phase_id())) continue;
    Add(At("stacking.phases", i), "PHASE_UNUSED", "no offer is tried in this phase", warnings);
  }
  for (int i = 0; i < program.offers_size(); ++i) {
    const std::string& group = program.offers(i).exclusive_group();
    if (group.empty() || groups[group] > 1) continue;
    Add(At("offers", i) + ".exclusive_group", "GROUP_OF_ONE",
        absl::StrCat("no other offer is in the group \"", group, "\", so it excludes nothing"),
        warnings);
  }
}

absl::CivilDay DayOf(const std::string& date) {
  absl::CivilDay day;
  return absl::ParseCivilTime(date, &day) ? day : absl::CivilDay();
}

// Its dates are few, and none of them is one of its weekdays.
bool HasNoDay(const v1::Window& window) {
  constexpr int kDaysOfWeek = 7;
  if (window.first_date().empty() || window.last_date().empty() || window.weekdays_size() == 0) {
    return false;
  }
  const absl::CivilDay first = DayOf(window.first_date());
  const absl::CivilDay last = DayOf(window.last_date());
  if (last - first >= kDaysOfWeek - 1) return false;
  for (absl::CivilDay day = first; day <= last; ++day) {
    const int weekday = static_cast<int>(absl::GetWeekday(day)) + 1;
    for (const int wanted : window.weekdays()) {
      if (weekday == wanted) return false;
    }
  }
  return true;
}

void WarnOfWindow(const v1::Window& window, Instant now, const absl::TimeZone& zone,
                  const std::string& at, Warnings* warnings) {
  const absl::CivilDay today = absl::ToCivilDay(absl::FromUnixMicros(now.us), zone);
  const bool over = (window.ends_at_us() != 0 && window.ends_at_us() <= now.us) ||
                    (!window.last_date().empty() && DayOf(window.last_date()) < today);
  if (over) {
    Add(at + ".window", "OFFER_OVER", "it ended in the past; move the end, or take the offer away",
        warnings);
  }
  if (HasNoDay(window)) {
    Add(at + ".window", "OFFER_NEVER", "none of its weekdays lies between its dates", warnings);
  }
}

void WarnOfFreeReceipt(const v1::Offer& offer, const std::string& at, Warnings* warnings) {
  if (offer.trigger().trigger_case() != v1::Trigger::TRIGGER_NOT_SET) return;
  for (int i = 0; i < offer.effects_size(); ++i) {
    const v1::PercentOff& off = offer.effects(i).percent_off();
    const v1::Goods& goods = off.goods();
    if (off.percent_milli() != kWholePercentMilli || off.maximum_minor() != 0 ||
        !goods.set_id().empty() || goods.maximum_units() != 0 ||
        goods.maximum_units_per_line() != 0 || goods.every_nth() > 1) {
      continue;
    }
    Add(absl::StrCat(at, ".effects[", i, "].percent_off"), "RECEIPT_FREE",
        "the whole receipt is free, without a code; name the goods, or a smaller percentage",
        warnings);
  }
}

void WarnOfOffers(const v1::Program& program, Instant now, Warnings* warnings) {
  absl::TimeZone zone;
  absl::LoadTimeZone(program.time_zone(), &zone);
  for (int i = 0; i < program.offers_size(); ++i) {
    const v1::Offer& offer = program.offers(i);
    const std::string at = At("offers", i);
    if (offer.inactive()) {
      Add(at, "OFFER_INACTIVE", "it is switched off by inactive: true", warnings);
      continue;
    }
    WarnOfWindow(offer.window(), now, zone, at, warnings);
    WarnOfFreeReceipt(offer, at, warnings);
  }
}

bool Earns(const v1::Effect& effect) {
  return effect.has_earn_per_money() || effect.has_earn_per_unit() || effect.has_earn_fixed();
}

void WarnOfPoints(const v1::Program& program, Warnings* warnings) {
  bool spendable = program.has_redemption();
  int earning = -1;
  for (int i = 0; i < program.offers_size(); ++i) {
    const v1::Offer& offer = program.offers(i);
    spendable = spendable || offer.trigger().choice().cost_points() > 0;
    for (const v1::Effect& effect : offer.effects()) {
      spendable = spendable || effect.has_points_price();
      if (earning < 0 && Earns(effect)) earning = i;
    }
  }
  if (earning < 0 || spendable) return;
  Add(At("offers", earning), "POINTS_UNSPENDABLE",
      "points are earned, and nothing says what they are worth; write redemption", warnings);
}

void WarnOfBatches(const v1::Program& program, Warnings* warnings) {
  Ids taken;
  for (const v1::Offer& offer : program.offers()) taken.insert(offer.trigger().coupon().batch_id());
  for (int i = 0; i < program.offers_size(); ++i) {
    for (int k = 0; k < program.offers(i).effects_size(); ++k) {
      const v1::Effect& effect = program.offers(i).effects(k);
      if (!effect.has_issue_coupon() || taken.contains(effect.issue_coupon().batch_id())) continue;
      Add(absl::StrCat(At("offers", i), ".effects[", k, "].issue_coupon"), "BATCH_UNUSED",
          absl::StrCat("no offer is set off by coupons of \"", effect.issue_coupon().batch_id(), "\""),
          warnings);
    }
  }
}

// One warning for a language, at the first text that lacks it.
class Translations {
 public:
  explicit Translations(std::string language) : language_(std::move(language)) {}

  void Look(const v1::Text& text, const std::string& path) {
    if (text.by_language().empty() || text.by_language().contains(language_)) return;
    if (missing_++ == 0) first_ = path;
  }

  void Tell(const std::string& instead, Warnings* warnings) const {
    if (missing_ == 0) return;
    Add(first_, "TEXT_UNTRANSLATED",
        absl::StrCat("this and ", missing_ - 1, " other texts are not in \"", language_,
                     "\"; its readers will see \"", instead, "\""),
        warnings);
  }

 private:
  const std::string language_;
  std::string first_;
  int missing_ = 0;
};

void WarnOfTexts(const v1::Program& program, Warnings* warnings) {
  for (int k = 1; k < program.languages_size(); ++k) {
    Translations found(program.languages(k));
    for (int i = 0; i < program.tiers_size(); ++i) {
      found.Look(program.tiers(i).name(), At("tiers", i) + ".name");
    }
    for (int i = 0; i < program.offers_size(); ++i) {
      const v1::Offer& offer = program.offers(i);
      found.Look(offer.name(), At("offers", i) + ".name");
      found.Look(offer.cashier_text(), At("offers", i) + ".cashier_text");
      found.Look(offer.display_text(), At("offers", i) + ".display_text");
      found.Look(offer.slip_text(), At("offers", i) + ".slip_text");
      for (const v1::Effect& effect : offer.effects()) {
        found.Look(effect.gift().name(), At("offers", i) + ".effects");
      }
    }
    found.Tell(program.languages(0), warnings);
  }
}

// Such an offer applies to nobody. Programs of before segments were defined may name some all the same.
void WarnOfSegments(const v1::Program& program, Warnings* warnings) {
  Ids defined;
  for (const v1::Segment& segment : program.segments()) defined.insert(segment.segment_id());
  for (int i = 0; i < program.offers_size(); ++i) {
    const auto& segments = program.offers(i).audience().segments();
    for (int j = 0; j < segments.size(); ++j) {
      if (defined.contains(segments.Get(j))) continue;
      Add(absl::StrCat(At("offers", i), ".audience.", At("segments", j)), "SEGMENT_UNDEFINED",
          absl::StrCat("the program defines no segment \"", segments.Get(j),
                       "\", so nobody is in it"),
          warnings);
    }
  }
}

bool IsAskedAt(const v1::Survey& survey, v1::SurveyPlace place) {
  if (survey.places_size() == 0) return place == v1::SURVEY_PLACE_TILL;
  return std::any_of(survey.places().begin(), survey.places().end(), [&](int named) {
    return named == place || (named == v1::SURVEY_PLACE_UNSPECIFIED && place == v1::SURVEY_PLACE_TILL);
  });
}

// A till asks the first that may be asked: whoever the later one could ask, the earlier one asks.
bool LeavesNothing(const v1::Survey& earlier, const v1::Survey& later) {
  return earlier.share_milli() == 0 && earlier.segments_size() == 0 &&
         earlier.quiet_days() <= later.quiet_days();
}

void WarnOfSurveyOrder(const v1::Program& program, int index, Warnings* warnings) {
  const v1::Survey& later = program.surveys(index);
  for (const auto place : {v1::SURVEY_PLACE_TILL, v1::SURVEY_PLACE_SLIP}) {
    if (!IsAskedAt(later, place)) continue;
    for (int i = 0; i < index; ++i) {
      const v1::Survey& earlier = program.surveys(i);
      if (!IsAskedAt(earlier, place) || !LeavesNothing(earlier, later)) continue;
      Add(At("surveys", index), "SURVEY_NEVER",
          absl::StrCat("\"", earlier.survey_id(), "\" stands before it and is asked first, ",
                       place == v1::SURVEY_PLACE_TILL ? "at the till" : "on the slip",
                       ", so this one is not; give each a share, or put this one first"),
          warnings);
      return;
    }
  }
}

void WarnOfSurveys(const v1::Program& program, Warnings* warnings) {
  for (int i = 0; i < program.surveys_size(); ++i) {
    const v1::Survey& survey = program.surveys(i);
    const bool by_till = IsAskedAt(survey, v1::SURVEY_PLACE_TILL) ||
                         IsAskedAt(survey, v1::SURVEY_PLACE_SLIP);
    const bool choosy = survey.share_milli() != 0 || survey.quiet_days() != 0 ||
                        survey.segments_size() != 0;
    if (!by_till && choosy) {
      Add(At("surveys", i), "SURVEY_RULES_UNUSED",
          "share, quiet_days and segments are for tills and slips; headquarters asks whom it likes",
          warnings);
    }
    if (!survey.link_prefix().empty() && !IsAskedAt(survey, v1::SURVEY_PLACE_SLIP)) {
      Add(At("surveys", i) + ".link_prefix", "LINK_UNUSED",
          "no slip has this link, as places does not name SLIP", warnings);
    }
    WarnOfSurveyOrder(program, i, warnings);
  }
}

}  // namespace

std::vector<ProgramFault> FindWarnings(const v1::Program& program, Instant now) {
  Warnings warnings;
  WarnOfSets(program, &warnings);
  WarnOfStacking(program, &warnings);
  WarnOfOffers(program, now, &warnings);
  WarnOfPoints(program, &warnings);
  WarnOfBatches(program, &warnings);
  WarnOfTexts(program, &warnings);
  WarnOfSegments(program, &warnings);
  WarnOfSurveys(program, &warnings);
  return warnings;
}

}  // namespace tessera::program
