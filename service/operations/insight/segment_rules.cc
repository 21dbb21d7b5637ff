#include "tessera/operations/insight/segment_rules.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "tessera/base/secret.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/program_proto.h"

namespace tessera::operations {
namespace {

int32_t Or(int32_t value, int32_t otherwise) { return value == 0 ? otherwise : value; }

insight::LifeCycle LifeCycleOf(const v1::LifeCycle& message) {
  insight::LifeCycle rules;
  rules.new_days = Or(message.new_days(), rules.new_days);
  rules.active_days = Or(message.active_days(), rules.active_days);
  rules.lost_days = Or(message.lost_days(), rules.lost_days);
  rules.loyal_days = Or(message.loyal_days(), rules.loyal_days);
  rules.loyal_visits = Or(message.loyal_visits(), rules.loyal_visits);
  rules.regular_visits = Or(message.regular_visits(), rules.regular_visits);
  return rules;
}

std::vector<insight::RfmCell> CellsOf(const v1::Rfm& message, int32_t scores) {
  std::vector<insight::RfmCell> cells;
  for (const v1::RfmCell& cell : message.cells()) {
    cells.push_back({cell.cell_id(), cell.recency_from(), cell.recency_to(), cell.frequency_from(),
                     cell.frequency_to(), cell.spend_from(), cell.spend_to()});
  }
  if (cells.empty() && scores == 5) {
    cells.assign(insight::UsualCells().begin(), insight::UsualCells().end());
  }
  return cells;
}

// Depth first; what refers to itself in a circle was refused by the check.
class Order {
 public:
  explicit Order(const v1::Program& program) {
    for (const v1::Segment& segment : program.segments()) by_id_[segment.segment_id()] = &segment;
    for (const v1::Segment& segment : program.segments()) Visit(segment);
  }
  std::vector<const v1::Segment*> Take() { return std::move(in_order_); }

 private:
  void Visit(const v1::Segment& segment) {
    if (!seen_.insert(&segment).second) return;
    for (const std::string& id : segment.any_of()) VisitId(id);
    for (const std::string& id : segment.none_of()) VisitId(id);
    in_order_.push_back(&segment);
  }
  void VisitId(const std::string& id) {
    const auto found = by_id_.find(id);
    if (found != by_id_.end()) Visit(*found->second);
  }

  std::map<std::string, const v1::Segment*> by_id_;
  std::set<const v1::Segment*> seen_;
  std::vector<const v1::Segment*> in_order_;
};

template <typename List, typename Value>
bool AnyOrNone(const List& wanted, const Value& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool InRange(int64_t value, int64_t from, int64_t to) {
  return (from == 0 || value >= from) && (to == 0 || value <= to);
}

class Judge {
 public:
  Judge(const SegmentRules& rules, const insight::RfmCuts& cuts, const storage::Member& member,
        const v1::MemberProfile& profile, const Bought& bought, int32_t enrolled_day, int32_t today)
      : rules_(rules),
        cuts_(cuts),
        member_(member),
        profile_(profile),
        bought_(bought),
        enrolled_day_(enrolled_day),
        today_(today) {}

  Standing Run() {
    insight::Visits visits = bought_.visits;
    visits.lately = Within(rules_.life_cycle.loyal_days).visits;
    standing_.stage = insight::StageOf(rules_.life_cycle, visits, today_);
    standing_.rfm_cell = std::string(Cell());
    std::set<std::string> in;
    for (const v1::Segment* segment : rules_.in_order) {
      if (IsOpen(*segment) ? Had(*segment) : Holds(*segment, in)) in.insert(segment->segment_id());
    }
    standing_.segments.assign(in.begin(), in.end());
    return std::move(standing_);
  }

 private:
  // Nobody can tell yet. Those that it refers to were asked before.
  bool IsOpen(const v1::Segment& segment) {
    if (bought_.knows_goods) return false;
    const auto is_open = [&](const std::string& id) { return open_.count(id) > 0; };
    const bool open =
        std::any_of(segment.bought().begin(), segment.bought().end(),
                    [](const v1::Bought& of) { return !of.set_id().empty(); }) ||
        std::any_of(segment.any_of().begin(), segment.any_of().end(), is_open) ||
        std::any_of(segment.none_of().begin(), segment.none_of().end(), is_open);
    if (open) open_.insert(segment.segment_id());
    return open;
  }

  bool Had(const v1::Segment& segment) const {
    return std::find(member_.segments.begin(), member_.segments.end(), segment.segment_id()) !=
           member_.segments.end();
  }

  // `today` included.
  ledger::PurchaseDay Within(int32_t days) const {
    ledger::PurchaseDay sum;
    for (const ledger::PurchaseDay& day : bought_.days) {
      if (day.day <= today_ - days || day.day > today_) continue;
      // A sum that does not fit stops where it still did.
      if (!ledger::Add(day, sum).ok()) break;
    }
    return sum;
  }

  // The same of the goods of a set.
  ledger::PurchaseDay Within(int32_t days, const std::string& set_id) const {
    ledger::PurchaseDay sum;
    for (const storage::BoughtDay& day : bought_.goods) {
      if (day.set_id != set_id || day.day <= today_ - days || day.day > today_) continue;
      ledger::PurchaseDay more;
      more.visits = day.visits;
      more.spend = day.spend;
      if (!ledger::Add(more, sum).ok()) break;
    }
    return sum;
  }

  absl::string_view Cell() const {
    const ledger::PurchaseDay sum = Within(rules_.rfm_days);
    if (sum.visits <= 0 || cuts_.scores != rules_.rfm_scores) return {};
    const insight::RfmValues values{today_ - bought_.visits.last_day, sum.visits,
                                    sum.spend.value()};
    return insight::CellOf(insight::ScoresOf(values, cuts_), rules_.cells);
  }

  bool Holds(const v1::Segment& segment, const std::set<std::string>& in) const {
    return AnyOrNone(segment.tiers(), member_.tier) &&
           AnyOrNone(segment.home_stores(), member_.home_store) &&
           AnyOrNone(segment.languages(), member_.language) && HasTag(segment) &&
           HoldsOfProfile(segment) &&
           InRange(today_ - enrolled_day_, segment.enrolled_days_from(),
                   segment.enrolled_days_to()) &&
           AnyOrNone(segment.stages(), static_cast<int>(standing_.stage)) &&
           AnyOrNone(segment.rfm_cells(), standing_.rfm_cell) && HasBought(segment) &&
           IsIn(segment, in);
  }

  bool HasTag(const v1::Segment& segment) const {
    return segment.tags().empty() ||
           std::any_of(segment.tags().begin(), segment.tags().end(), [&](const std::string& tag) {
             return std::binary_search(member_.tags.begin(), member_.tags.end(), tag);
           });
  }

  bool HoldsOfProfile(const v1::Segment& segment) const {
    for (const auto& [key, value] : segment.attributes()) {
      const auto found = profile_.attributes().find(key);
      if (found == profile_.attributes().end() || found->second != value) return false;
    }
    if (segment.age_from() == 0 && segment.age_to() == 0) return true;
    return profile_.birth_year() != 0 && InRange(Age(), segment.age_from(), segment.age_to());
  }

  // A birthday on 29 February is past on 1 March.
  int64_t Age() const {
    const absl::CivilDay today = absl::CivilDay(1970, 1, 1) + today_;
    const bool is_past = today.month() > profile_.birth_month() ||
                         (today.month() == profile_.birth_month() &&
                          today.day() >= profile_.birth_day());
    return today.year() - profile_.birth_year() - (is_past ? 0 : 1);
  }

  bool HasBought(const v1::Segment& segment) const {
    return std::all_of(segment.bought().begin(), segment.bought().end(), [&](const v1::Bought& of) {
      const ledger::PurchaseDay sum =
          of.set_id().empty() ? Within(of.days()) : Within(of.days(), of.set_id());
      if (of.none()) return sum.visits <= 0;
      const int64_t least = std::max(of.minimum_visits(), 1);
      return sum.visits >= least &&
             (of.maximum_visits() == 0 || sum.visits <= of.maximum_visits()) &&
             sum.spend.value() >= of.minimum_spend_minor();
    });
  }

  static bool IsIn(const v1::Segment& segment, const std::set<std::string>& in) {
    const auto is_in = [&](const std::string& id) { return in.count(id) > 0; };
    return (segment.any_of().empty() ||
            std::any_of(segment.any_of().begin(), segment.any_of().end(), is_in)) &&
           std::none_of(segment.none_of().begin(), segment.none_of().end(), is_in);
  }

  const SegmentRules& rules_;
  const insight::RfmCuts& cuts_;
  const storage::Member& member_;
  const v1::MemberProfile& profile_;
  const Bought& bought_;
  const int32_t enrolled_day_;
  const int32_t today_;
  std::set<std::string> open_;
  Standing standing_;
};

// Those that segments name, with all that these refer to, so that the same goods look the same.
class NamedSets {
 public:
  explicit NamedSets(const v1::Program& program) {
    for (const v1::ProductSet& set : program.sets()) by_id_[set.set_id()] = &set;
  }

  void Add(const std::string& id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || !sets_.emplace(id, found->second).second) return;
    for (const auto* list : {&found->second->except_sets(), &found->second->any_sets(),
                             &found->second->all_sets()}) {
      for (const std::string& more : *list) Add(more);
    }
  }

  v1::Program Take(const v1::Program& program) const {
    v1::Program named;
    named.set_time_zone(program.time_zone());
    for (const auto& [id, set] : sets_) *named.add_sets() = *set;
    return named;
  }

 private:
  std::map<std::string, const v1::ProductSet*> by_id_;
  std::map<std::string, const v1::ProductSet*> sets_;
};

void PutSets(const v1::Program& program, SegmentRules& rules) {
  NamedSets named(program);
  std::set<std::string> sets;
  for (const v1::Segment& segment : program.segments()) {
    for (const v1::Bought& bought : segment.bought()) {
      if (bought.set_id().empty()) continue;
      sets.insert(bought.set_id());
      named.Add(bought.set_id());
      rules.sets_days = std::max(rules.sets_days, bought.days());
    }
  }
  if (sets.empty()) return;
  rules.sets.assign(sets.begin(), sets.end());
  rules.sets_fingerprint = std::string(DigestBytes(ContentHasher("tessera-goods-1")
                                                       .Add(absl::StrJoin(rules.sets, "\n"))
                                                       .Add(absl::StrCat(rules.sets_days))
                                                       .Add(ProgramDocument(named.Take(program)))
                                                       .Finish()));
}

bool ReadNumbers(absl::string_view text, std::vector<int64_t>& numbers) {
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    numbers.emplace_back();
    if (!absl::SimpleAtoi(word, &numbers.back())) return false;
  }
  return true;
}

}  // namespace

std::unique_ptr<const SegmentRules> SegmentRulesOf(const v1::Program& program) {
  auto rules = std::make_unique<SegmentRules>();
  v1::Program& kept = rules->program;
  *kept.mutable_segments() = program.segments();
  *kept.mutable_life_cycle() = program.life_cycle();
  *kept.mutable_rfm() = program.rfm();
  kept.set_time_zone(program.time_zone());
  rules->life_cycle = LifeCycleOf(kept.life_cycle());
  rules->rfm_days = Or(kept.rfm().days(), rules->rfm_days);
  rules->rfm_scores = Or(kept.rfm().scores(), rules->rfm_scores);
  rules->cells = CellsOf(kept.rfm(), rules->rfm_scores);
  for (int i = 0; i < program.currency_digits(); ++i) rules->unit *= 10;
  rules->window_days = std::max(
      {rules->rfm_days, rules->life_cycle.loyal_days, rules->life_cycle.lost_days});
  for (const v1::Segment& segment : kept.segments()) {
    for (const v1::Bought& bought : segment.bought()) {
      rules->window_days = std::max(rules->window_days, bought.days());
    }
    rules->asks_profile |= segment.age_from() != 0 || segment.age_to() != 0 ||
                           !segment.attributes().empty();
  }
  rules->in_order = Order(kept).Take();
  PutSets(program, *rules);
  rules->fingerprint = std::string(DigestBytes(ContentHasher("tessera-segments-1")
                                                   .Add(ProgramDocument(kept))
                                                   .Add(rules->sets_fingerprint)
                                                   .Finish()));
  return rules;
}

absl::StatusOr<std::unique_ptr<const SegmentRules>> LiveSegmentRules(
    storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, transaction.FindLiveProgram());
  if (!live) return NotFound("PROGRAM_UNKNOWN", "", "no program was published yet");
  v1::Program program;
  if (!program.ParseFromString(live->document)) return Broken("a published program is unreadable");
  return SegmentRulesOf(program);
}

std::string CutsToBytes(const insight::RfmCuts& cuts) {
  return absl::StrCat(cuts.scores, "\n", absl::StrJoin(cuts.recency, " "), "\n",
                      absl::StrJoin(cuts.frequency, " "), "\n", absl::StrJoin(cuts.spend, " "));
}

insight::RfmCuts CutsFromBytes(absl::string_view bytes) {
  insight::RfmCuts cuts;
  const std::vector<absl::string_view> lines = absl::StrSplit(bytes, '\n');
  if (lines.size() != 4 || !absl::SimpleAtoi(lines[0], &cuts.scores) ||
      !ReadNumbers(lines[1], cuts.recency) || !ReadNumbers(lines[2], cuts.frequency) ||
      !ReadNumbers(lines[3], cuts.spend)) {
    return {};
  }
  return cuts;
}

Standing StandingOf(const SegmentRules& rules, const insight::RfmCuts& cuts,
                    const storage::Member& member, const v1::MemberProfile& profile,
                    const Bought& bought, int32_t enrolled_day, int32_t today) {
  return Judge(rules, cuts, member, profile, bought, enrolled_day, today).Run();
}

std::string StageKey(insight::Stage stage) {
  return absl::StrCat("stage:", static_cast<int>(stage));
}

std::string CellKey(absl::string_view cell_id) { return absl::StrCat("cell:", cell_id); }

}  // namespace tessera::operations
