// Checks of a program's offers.
#include "absl/strings/str_cat.h"
#include "faults.h"

namespace tessera::engine {
namespace {

constexpr size_t kMostOffers = 10'000;
constexpr size_t kMostConditions = 16;
constexpr size_t kMostAudienceValues = 1'000;
constexpr int32_t kHighestPriority = 1'000'000;

class OfferCheck {
 public:
  OfferCheck(const Program& program, const SetNumbers& sets, FaultList* faults)
      : program_(program), sets_(sets), faults_(*faults) {
    for (const Tier& tier : program.tiers) tiers_.insert(tier.id);
  }

  void Check(const Offer& offer, size_t index) {
    at_ = absl::StrCat("offers[", index, "].");
    faults_.CheckId(at_ + "offer_id", offer.id, "OFFER_ID_INVALID");
    faults_.CheckNew(at_ + "offer_id", offer.id, "OFFER_ID_REPEATED", &seen_);
    faults_.CheckText(at_ + "name", offer.name, program_, true);
    faults_.CheckRange(at_ + "priority", offer.priority, -kHighestPriority, kHighestPriority,
                       "PRIORITY_INVALID");
    if (!offer.exclusive_group.empty()) {
      faults_.CheckId(at_ + "exclusive_group", offer.exclusive_group, "GROUP_INVALID");
    }
    CheckAudience(offer.audience);
    CheckWindow(offer.window);
    CheckConditions(offer.conditions);
    CheckEffect(offer.effect);
  }

 private:
  // An empty id stands for all goods and is right.
  void CheckSet(const std::string& field, const std::string& set_id) {
    if (!set_id.empty() && !sets_.contains(set_id)) {
      faults_.Add(field, "SET_UNKNOWN",
                  absl::StrCat("there is no set \"", set_id, "\"; add it to sets"));
    }
  }

  void CheckAudience(const Audience& audience) {
    faults_.CheckCount(at_ + "audience.tags", audience.tags.size(), kMostAudienceValues);
    faults_.CheckCount(at_ + "audience.stores", audience.stores.size(), kMostAudienceValues);
    for (size_t i = 0; i < audience.tiers.size(); ++i) {
      if (tiers_.contains(audience.tiers[i])) continue;
      faults_.Add(absl::StrCat(at_, "audience.tiers[", i, "]"), "TIER_UNKNOWN",
                  absl::StrCat("there is no tier \"", audience.tiers[i], "\"; add it to tiers"));
    }
    if (audience.everyone && (!audience.tiers.empty() || !audience.tags.empty())) {
      faults_.Add(at_ + "audience.everyone", "AUDIENCE_CONTRADICTORY",
                  "tiers and tags are for members; take everyone away, or them");
    }
  }

  void CheckWindow(const Window& window) {
    if ((window.starts_at && window.starts_at->us < 0) ||
        (window.ends_at && window.ends_at->us < 0)) {
      faults_.Add(at_ + "window", "WINDOW_INVALID", "instants before 1970 are not known");
    } else if (window.starts_at && window.ends_at && *window.ends_at <= *window.starts_at) {
      faults_.Add(at_ + "window.ends_at_us", "WINDOW_INVALID", "must lie after starts_at_us");
    }
  }

  void CheckConditions(const std::vector<Condition>& conditions) {
    faults_.CheckCount(at_ + "conditions", conditions.size(), kMostConditions);
    for (size_t i = 0; i < conditions.size(); ++i) {
      const Condition& condition = conditions[i];
      const std::string field = absl::StrCat(at_, "conditions[", i, "]");
      CheckSet(field + ".set_id", condition.set_id);
      faults_.CheckRange(field + ".minimum_amount_minor", condition.minimum_amount.value(), 0,
                         kLargestAmount, "AMOUNT_INVALID");
      faults_.CheckRange(field + ".minimum_quantity_milli", condition.minimum_quantity.value(), 0,
                         kLargestAmount, "QUANTITY_INVALID");
      if (condition.minimum_amount.is_zero() && condition.minimum_quantity.is_zero()) {
        faults_.Add(field, "CONDITION_EMPTY", "it asks for nothing; say how much, or take it away");
      }
    }
  }

  void CheckEffect(const std::optional<Effect>& effect) {
    if (!effect) {
      faults_.Add(at_.substr(0, at_.size() - 1), "EFFECT_MISSING",
                  "say what it gives: percent_off, amount_off or earn_per_money");
      return;
    }
    std::visit([this](const auto& kind) { CheckKind(kind); }, *effect);
  }

  void CheckKind(const PercentOff& off) {
    const std::string field = at_ + "percent_off.";
    CheckSet(field + "set_id", off.set_id);
    faults_.CheckRange(field + "percent_milli", off.percent.value(), 1, kWhole.value(),
                       "PERCENT_INVALID");
    if (off.maximum) {
      faults_.CheckRange(field + "maximum_minor", off.maximum->value(), 1, kLargestAmount,
                         "AMOUNT_INVALID");
    }
  }

  void CheckKind(const AmountOff& off) {
    CheckSet(at_ + "amount_off.set_id", off.set_id);
    faults_.CheckRange(at_ + "amount_off.amount_minor", off.amount.value(), 1, kLargestAmount,
                       "AMOUNT_INVALID");
  }

  void CheckKind(const EarnPerMoney& earn) {
    const std::string field = at_ + "earn_per_money.";
    CheckSet(field + "set_id", earn.set_id);
    faults_.CheckRange(field + "per_amount_minor", earn.per_amount.value(), 1, kLargestAmount,
                       "AMOUNT_INVALID");
    faults_.CheckRange(field + "points", earn.points.value(), 1, kLargestAmount, "POINTS_INVALID");
  }

  const Program& program_;
  const SetNumbers& sets_;
  FaultList& faults_;
  absl::flat_hash_set<std::string> tiers_;
  absl::flat_hash_set<std::string> seen_;
  std::string at_;  // path of the offer being looked at, with the dot
};

}  // namespace

void CheckOffers(const Program& program, const SetNumbers& sets, FaultList* faults) {
  faults->CheckCount("offers", program.offers.size(), kMostOffers);
  OfferCheck check(program, sets, faults);
  for (size_t i = 0; i < program.offers.size(); ++i) check.Check(program.offers[i], i);
}

}  // namespace tessera::engine
