#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "asks.h"
#include "compiled.h"
#include "faults.h"
#include "local_time.h"

namespace tessera::engine {
namespace {

bool Lowers(const Offer& offer) {
  return std::any_of(offer.effects.begin(), offer.effects.end(), LowersPrices);
}

bool Earns(const Offer& offer) {
  return std::any_of(offer.effects.begin(), offer.effects.end(), GivesPoints);
}

// Whether an effect that names no goods is reason enough to look at its offer. Words only go with what
// else the offer gives, and so does all that an offer gives besides lowering prices.
bool GivesAlone(const Effect& effect, const CompiledOffer& offer) {
  return !std::holds_alternative<Message>(effect) && (!offer.lowers || LowersPrices(effect));
}

bool AsksForGoods(const Condition& condition) {
  return !condition.minimum_amount.is_zero() || condition.strictly_more ||
         !condition.minimum_quantity.is_zero() || !condition.minimum_line_quantity.is_zero();
}

bool AsksForMoney(const Offer& offer) {
  return std::any_of(offer.conditions.begin(), offer.conditions.end(),
                     [](const Condition& condition) {
                       return condition.basis != Basis::kBeforeDiscounts &&
                              (!condition.minimum_amount.is_zero() || condition.strictly_more);
                     });
}

// Whether lower prices may make it give more, or what it gives cannot be told without them.
bool IsErratic(const Offer& offer) {
  const auto has_steps = [](const Effect& effect) {
    return std::visit(
        [](const auto& kind) {
          if constexpr (requires { kind.steps; }) {
            return !kind.steps.empty();
          } else {
            return false;
          }
        },
        effect);
  };
  return std::any_of(offer.effects.begin(), offer.effects.end(), has_steps) ||
         (!offer.limits.budget.is_zero() && offer.limits.on_exceed != OnExceed::kCut) ||
         (offer.repeat == Repeat::kPerBundle && AsksForMoney(offer));
}

CompiledWindow BuildWindow(const Window& window) {
  CompiledWindow built;
  if (const auto day = ParseDate(window.first_date)) built.first_day = *day;
  if (const auto day = ParseDate(window.last_date)) built.last_day = *day;
  for (Weekday weekday : window.weekdays) {
    built.weekdays |= static_cast<uint8_t>(1U << (static_cast<unsigned>(weekday) - 1));
  }
  if (const auto minute = ParseTimeOfDay(window.from_time)) built.from = *minute;
  if (const auto minute = ParseTimeOfDay(window.until_time)) built.until = *minute;
  built.calendar = !window.first_date.empty() || !window.last_date.empty() ||
                   !window.weekdays.empty() || !window.from_time.empty() ||
                   !window.until_time.empty();
  built.any = built.calendar || window.starts_at || window.ends_at;
  return built;
}

// Turns a program without faults into Internals.
class Compiler {
 public:
  Compiler(Program program, int64_t version) {
    built_->source = std::move(program);
    built_->version = version;
    sets_ = NumberSets(built_->source);
  }

  std::unique_ptr<const CompiledProgram::Internals> Build() {
    const Program& program = built_->source;
    for (const Tier& tier : program.tiers) built_->tiers.Intern(tier.id);
    BuildSets();
    BuildRestrictions();
    BuildZones();
    for (const Phase& phase : program.stacking.phases) built_->phases.push_back(phase.mode);
    if (built_->phases.empty()) built_->phases.push_back(StackingMode::kCompound);
    for (const OfferGroup& group : program.stacking.groups) {
      groups_.try_emplace(group.id, static_cast<uint32_t>(groups_.size()));
      built_->groups.push_back(group.mode);
    }
    built_->offers_of_set.resize(program.sets.size());
    BuildOffers();
    if (program.redemption) {
      built_->redemption = {*program.redemption, *CombinedStep(*program.redemption)};
    }
    return std::move(built_);
  }

 private:
  uint32_t SetNumber(const std::string& id) const { return id.empty() ? kAllGoods : sets_.at(id); }

  std::vector<uint32_t> SetNumbersOf(const std::vector<std::string>& ids) const {
    std::vector<uint32_t> numbers;
    for (const std::string& id : ids) numbers.push_back(sets_.at(id));
    return numbers;
  }

  void BuildSets() {
    std::vector<SetReferences> references;
    for (const ProductSet& set : built_->source.sets) {
      references.push_back({SetNumbersOf(set.except_sets), SetNumbersOf(set.any_sets),
                            SetNumbersOf(set.all_sets)});
    }
    built_->not_goods_set = SetNumber(built_->source.not_goods_set_id);
    built_->sets = SetIndex(built_->source.sets, std::move(references),
                            built_->not_goods_set);
  }

  void BuildRestrictions() {
    const std::vector<Restriction>& restrictions = built_->source.restrictions;
    built_->restrictions_of_set.resize(built_->source.sets.size());
    for (uint32_t i = 0; i < restrictions.size(); ++i) {
      const uint32_t set = sets_.at(restrictions[i].set_id);
      built_->restrictions.push_back({i, set});
      built_->restrictions_of_set[set].push_back(i);
    }
  }

  // The checks have loaded each of them before.
  void BuildZones() {
    built_->asks = AskedBy(built_->source);
    absl::LoadTimeZone(built_->source.time_zone, &built_->zone);
    for (const Store& store : built_->source.stores) {
      absl::TimeZone zone = built_->zone;
      if (!store.time_zone.empty()) absl::LoadTimeZone(store.time_zone, &zone);
      built_->store_zones.emplace(store.id, zone);
    }
  }

  uint32_t PhaseOf(const Offer& offer) const {
    const std::vector<Phase>& phases = built_->source.stacking.phases;
    for (uint32_t i = 0; i < phases.size(); ++i) {
      if (phases[i].id == offer.phase_id) return i;
    }
    return 0;
  }

  // Unless offers go as they are listed, nothing here may depend on where they stand.
  std::vector<uint32_t> OrderOfApplication() const {
    const std::vector<Offer>& offers = built_->source.offers;
    std::vector<uint32_t> order;
    std::vector<uint32_t> phases;
    for (uint32_t i = 0; i < offers.size(); ++i) {
      phases.push_back(PhaseOf(offers[i]));
      if (!offers[i].inactive) order.push_back(i);
    }
    const bool listed = built_->source.stacking.order == OfferOrder::kListed;
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      const bool lowers = Lowers(offers[a]);
      if (lowers != Lowers(offers[b])) return lowers;
      if (lowers && phases[a] != phases[b]) return phases[a] < phases[b];
      if (offers[a].priority != offers[b].priority) return offers[a].priority > offers[b].priority;
      return listed ? a < b : offers[a].id < offers[b].id;
    });
    return order;
  }

  void BuildOffers() {
    const std::vector<Offer>& offers = built_->source.offers;
    for (const Offer& offer : offers) built_->offer_ids.Intern(offer.id);
    built_->number_of_source.assign(offers.size(), kUnnumbered);
    for (uint32_t source : OrderOfApplication()) {
      const auto number = static_cast<uint32_t>(built_->offers.size());
      built_->number_of_source[source] = number;
      built_->offers.push_back(BuildOffer(offers[source], source));
      if (built_->offers.back().lowers) built_->first_later = number + 1;
      Index(offers[source], number);
    }
  }

  CompiledOffer BuildOffer(const Offer& offer, uint32_t source) {
    CompiledOffer compiled;
    compiled.source = source;
    compiled.terms = &offer;
    compiled.phase = PhaseOf(offer);
    compiled.lowers = Lowers(offer);
    compiled.earns = Earns(offer);
    compiled.erratic = IsErratic(offer);
    compiled.sensitive = compiled.erratic || AsksForMoney(offer);
    compiled.triggered = !std::holds_alternative<std::monostate>(offer.trigger);
    compiled.window = BuildWindow(offer.window);
    compiled.group = GroupOf(offer);
    BuildAudience(offer.audience, &compiled);
    const Limits& limits = offer.limits;
    compiled.limited = limits.uses_per_member != 0 || limits.uses_per_member_day != 0 ||
                       limits.uses_total != 0 || limits.units_per_member != 0 ||
                       !limits.budget.is_zero() || !limits.budget_points.is_zero();
    compiled.conditions.begin = static_cast<uint32_t>(built_->conditions.size());
    for (const Condition& condition : offer.conditions) {
      built_->conditions.push_back({SetNumber(condition.set_id), &condition});
    }
    compiled.conditions.end = static_cast<uint32_t>(built_->conditions.size());
    compiled.effects.begin = static_cast<uint32_t>(built_->effects.size());
    for (const Effect& effect : offer.effects) {
      built_->effects.push_back(BuildEffect(effect));
      built_->effects.back().position =
          static_cast<uint32_t>(built_->effects.size()) - 1 - compiled.effects.begin;
    }
    compiled.effects.end = static_cast<uint32_t>(built_->effects.size());
    return compiled;
  }

  uint32_t GroupOf(const Offer& offer) {
    if (offer.exclusive_group.empty()) return kUnnumbered;
    const auto [found, added] =
        groups_.try_emplace(offer.exclusive_group, static_cast<uint32_t>(groups_.size()));
    if (added) built_->groups.push_back(GroupMode::kFirst);
    return found->second;
  }

  void BuildAudience(const Audience& audience, CompiledOffer* compiled) {
    compiled->members_only = !audience.everyone;
    for (const std::string& tier : audience.tiers) {
      compiled->tiers |= 1U << built_->tiers.Find(tier);
    }
    compiled->tags = Intern(audience.tags, &built_->tags, &built_->offer_tags);
    compiled->stores = Intern(audience.stores, &built_->stores, &built_->offer_stores);
    compiled->segments = Intern(audience.segments, &built_->segments, &built_->offer_segments);
    compiled->plain_audience =
        audience.segments.empty() && !audience.birthday && !audience.enrolled_from &&
        !audience.enrolled_until && audience.purchase_no_from == 0 &&
        audience.purchase_no_to == 0 && audience.more_days_since_purchase == 0 &&
        audience.most_days_since_purchase == 0 && audience.activity.empty();
  }

  CompiledEffect BuildEffect(const Effect& effect) const {
    CompiledEffect built;
    built.source = &effect;
    std::visit([&](const auto& kind) { NumberSetsOf(kind, &built); }, effect);
    return built;
  }

  template <typename Kind>
  void NumberSetsOf(const Kind& kind, CompiledEffect* built) const {
    if constexpr (requires { kind.goods; }) {
      built->set = SetNumber(kind.goods.set_id);
    } else if constexpr (requires { kind.set_id; }) {
      built->set = SetNumber(kind.set_id);
    } else if constexpr (requires { kind.per_set_id; }) {
      built->set = SetNumber(kind.per_set_id);
    } else if constexpr (requires { kind.get_set_id; }) {
      built->set = SetNumber(kind.get_set_id);
      built->buy_set = SetNumber(kind.buy_set_id);
    } else if constexpr (requires { kind.parts; }) {
      for (const BundlePart& part : kind.parts) built->part_sets.push_back(SetNumber(part.set_id));
    }
  }

  static Stretch Intern(const std::vector<std::string>& values, Names* names,
                        std::vector<uint32_t>* flat) {
    Stretch stretch{static_cast<uint32_t>(flat->size()), 0};
    for (const std::string& value : values) flat->push_back(names->Intern(value));
    stretch.end = static_cast<uint32_t>(flat->size());
    return stretch;
  }

  void Index(const Offer& offer, uint32_t number) {
    if (const auto* coupon = std::get_if<CouponTrigger>(&offer.trigger)) {
      for (const std::string& code : coupon->codes) {
        built_->offer_of_code.emplace(NormalCode(code, built_->source), number);
      }
      if (!coupon->batch_id.empty()) built_->offer_of_batch.emplace(coupon->batch_id, number);
    } else if (std::holds_alternative<ChoiceTrigger>(offer.trigger)) {
      built_->offer_of_choice.emplace(offer.id, number);
    } else {
      IndexBySets(number);
    }
  }

  void IndexBySets(uint32_t number) {
    const CompiledOffer& offer = built_->offers[number];
    std::vector<uint32_t> keys;
    const auto add = [&keys](uint32_t set) {
      if (set != kAllGoods) keys.push_back(set);
      return set != kAllGoods;
    };
    bool bound = true;  // without goods of these sets it can give nothing
    for (const CompiledEffect& effect : Cut(built_->effects, offer.effects)) {
      bool named = add(effect.set);
      named = add(effect.buy_set) || named;
      for (const uint32_t part : effect.part_sets) named = add(part) || named;
      bound = bound && (named || !GivesAlone(*effect.source, offer));
    }
    bool asked = false;
    for (const CompiledCondition& condition : Cut(built_->conditions, offer.conditions)) {
      asked |= add(condition.set) && AsksForGoods(*condition.terms);
    }
    if (keys.empty() || (!bound && !asked)) {
      built_->always.push_back(number);
      return;
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (uint32_t set : keys) built_->offers_of_set[set].push_back(number);
  }

  std::unique_ptr<CompiledProgram::Internals> built_ =
      std::make_unique<CompiledProgram::Internals>();
  SetNumbers sets_;
  absl::flat_hash_map<std::string, uint32_t> groups_;
};

absl::string_view TextIn(const Text& text, absl::string_view language, const Program& program) {
  auto found = text.find(std::string(language));
  if (found == text.end()) found = text.find(program.languages[0]);
  return found == text.end() ? absl::string_view() : absl::string_view(found->second);
}

}  // namespace

std::string NormalCode(absl::string_view code, const Program& program) {
  return program.codes_case_sensitive ? std::string(code) : absl::AsciiStrToLower(code);
}

CompiledProgram::CompiledProgram() = default;
CompiledProgram::~CompiledProgram() = default;

std::shared_ptr<const CompiledProgram> CompiledProgram::Compile(Program program, int64_t version,
                                                                std::vector<Fault>* faults) {
  faults->clear();
  FaultList list(faults, program.currency_digits);
  const SetNumbers sets = NumberSets(program);
  CheckHead(program, &list);
  CheckSets(program, sets, &list);
  CheckRestrictions(program, sets, &list);
  CheckTiers(program, &list);
  CheckOffers(program, sets, &list);
  CheckPoints(program, &list);
  CheckStacking(program, &list);
  CheckStores(program, &list);
  if (!program.not_goods_set_id.empty() && !sets.contains(program.not_goods_set_id)) {
    list.Add("not_goods_set_id", "SET_UNKNOWN",
             UnknownSet(program.not_goods_set_id, sets));
  }
  CheckTenders(program, &list);
  CheckLedgerRules(program, &list);
  CheckTillRules(program, &list);
  if (!faults->empty()) return nullptr;
  std::shared_ptr<CompiledProgram> compiled(new CompiledProgram());
  compiled->internals_ = Compiler(std::move(program), version).Build();
  return compiled;
}

int64_t CompiledProgram::version() const { return internals_->version; }
const Program& CompiledProgram::source() const { return internals_->source; }

absl::string_view CompiledProgram::LanguageOrDefault(absl::string_view language) const {
  for (const std::string& known : source().languages) {
    if (known == language) return known;
  }
  return source().languages[0];
}

absl::string_view CompiledProgram::TierName(absl::string_view tier_id,
                                            absl::string_view language) const {
  const uint32_t tier = internals_->tiers.Find(tier_id);
  if (tier == kUnnumbered) return {};
  return TextIn(source().tiers[tier].name, language, source());
}

bool CompiledProgram::HasTier(absl::string_view tier_id) const {
  return internals_->tiers.Find(tier_id) != kUnnumbered;
}

const Offer* CompiledProgram::FindOffer(absl::string_view offer_id) const {
  const uint32_t position = internals_->offer_ids.Find(offer_id);
  return position == kUnnumbered ? nullptr : &source().offers[position];
}

absl::string_view CompiledProgram::TextOrDefault(const Text& text,
                                                 absl::string_view language) const {
  return TextIn(text, language, source());
}

absl::string_view CompiledProgram::OfferName(size_t offer, absl::string_view language) const {
  return TextIn(source().offers[offer].name, language, source());
}

}  // namespace tessera::engine
