#include <algorithm>
#include <utility>

#include "compiled.h"
#include "faults.h"

namespace tessera::engine {
namespace {

std::string SetIdOf(const Effect& effect) {
  return std::visit(
      [](const auto& kind) -> std::string {
        if constexpr (requires { kind.goods; }) {
          return kind.goods.set_id;
        } else if constexpr (requires { kind.set_id; }) {
          return kind.set_id;
        } else {
          return {};
        }
      },
      effect);
}

bool Earns(const Offer& offer) {
  return std::none_of(offer.effects.begin(), offer.effects.end(), LowersPrices) &&
         std::any_of(offer.effects.begin(), offer.effects.end(), GivesPoints);
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
    for (uint32_t i = 0; i < program.restrictions.size(); ++i) {
      built_->restrictions.push_back({i, sets_.at(program.restrictions[i].set_id)});
    }
    built_->offers_of_set.resize(program.sets.size());
    BuildOffers();
    built_->group_count = static_cast<uint32_t>(groups_.size());
    if (program.redemption) {
      built_->redemption = {*program.redemption, *CombinedStep(*program.redemption)};
    }
    return std::move(built_);
  }

 private:
  uint32_t SetNumber(const std::string& id) const { return id.empty() ? kAllGoods : sets_.at(id); }

  void BuildSets() {
    std::vector<std::vector<uint32_t>> exceptions;
    for (const ProductSet& set : built_->source.sets) {
      exceptions.emplace_back();
      for (const std::string& id : set.except_sets) exceptions.back().push_back(sets_.at(id));
    }
    built_->sets = SetIndex(built_->source.sets, std::move(exceptions));
  }

  // Nothing here may depend on the order in which offers stand in the document.
  std::vector<uint32_t> OrderOfApplication() const {
    const std::vector<Offer>& offers = built_->source.offers;
    std::vector<uint32_t> order(offers.size());
    for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto earns = [&](uint32_t i) { return Earns(offers[i]); };
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      if (earns(a) != earns(b)) return earns(b);
      if (offers[a].priority != offers[b].priority) return offers[a].priority > offers[b].priority;
      return offers[a].id < offers[b].id;
    });
    return order;
  }

  void BuildOffers() {
    for (uint32_t source : OrderOfApplication()) {
      const Offer& offer = built_->source.offers[source];
      const auto number = static_cast<uint32_t>(built_->offers.size());
      built_->offers.push_back(BuildOffer(offer, source));
      if (!built_->offers.back().earns) built_->first_earning = number + 1;
      Index(number);
    }
  }

  CompiledOffer BuildOffer(const Offer& offer, uint32_t source) {
    CompiledOffer compiled;
    compiled.source = source;
    compiled.earns = Earns(offer);
    compiled.effects.begin = static_cast<uint32_t>(built_->effects.size());
    for (const Effect& effect : offer.effects) {
      built_->effects.push_back({SetNumber(SetIdOf(effect)), &effect});
    }
    compiled.effects.end = static_cast<uint32_t>(built_->effects.size());
    if (!offer.exclusive_group.empty()) {
      compiled.group = groups_.try_emplace(offer.exclusive_group,
                                           static_cast<uint32_t>(groups_.size())).first->second;
    }
    compiled.members_only = !offer.audience.everyone;
    for (const std::string& tier : offer.audience.tiers) {
      compiled.tiers |= 1U << built_->tiers.Find(tier);
    }
    compiled.tags = Intern(offer.audience.tags, &built_->tags, &built_->offer_tags);
    compiled.stores = Intern(offer.audience.stores, &built_->stores, &built_->offer_stores);
    compiled.conditions.begin = static_cast<uint32_t>(built_->conditions.size());
    for (const Condition& condition : offer.conditions) {
      built_->conditions.push_back({SetNumber(condition.set_id), condition.minimum_amount,
                                    condition.minimum_quantity});
    }
    compiled.conditions.end = static_cast<uint32_t>(built_->conditions.size());
    return compiled;
  }

  static Stretch Intern(const std::vector<std::string>& values, Names* names,
                        std::vector<uint32_t>* flat) {
    Stretch stretch{static_cast<uint32_t>(flat->size()), 0};
    for (const std::string& value : values) flat->push_back(names->Intern(value));
    stretch.end = static_cast<uint32_t>(flat->size());
    return stretch;
  }

  void Index(uint32_t number) {
    const CompiledOffer& offer = built_->offers[number];
    std::vector<uint32_t> keys;
    for (const CompiledEffect& effect : Cut(built_->effects, offer.effects)) {
      if (effect.set != kAllGoods) keys.push_back(effect.set);
    }
    for (const CompiledCondition& condition : Cut(built_->conditions, offer.conditions)) {
      if (condition.set != kAllGoods) keys.push_back(condition.set);
    }
    if (keys.empty()) built_->always.push_back(number);
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

CompiledProgram::CompiledProgram() = default;
CompiledProgram::~CompiledProgram() = default;

std::shared_ptr<const CompiledProgram> CompiledProgram::Compile(Program program, int64_t version,
                                                                std::vector<Fault>* faults) {
  faults->clear();
  FaultList list(faults);
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
             "there is no set \"" + program.not_goods_set_id + "\"; add it to sets");
  }
  CheckTenders(program, &list);
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

absl::string_view CompiledProgram::TextOrDefault(const Text& text,
                                                 absl::string_view language) const {
  return TextIn(text, language, source());
}

absl::string_view CompiledProgram::OfferName(size_t offer, absl::string_view language) const {
  return TextIn(source().offers[offer].name, language, source());
}

}  // namespace tessera::engine
