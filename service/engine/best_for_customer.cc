// The combination of a phase's offers that gives the customer most.
//
// A combination is a subset of the phase's offers, applied in the program's order; one of each
// exclusive group at most. What it gives is the money that it takes off the receipt, and the list
// prices of its gifts. Of combinations that give the same, the one that has the earlier offer is
// taken.
//
// Offers that have nothing to do with each other (no line, group or points in common, and room enough
// on the receipt) are searched apart. First come the offers in their order, as COMPOUND would apply
// them. Then it is decided for each group of which member there may be any use, the most promising one
// first, and for what is left a search walks the offers in order, with each first, then without it. It
// does without an offer only where a later one could feel that. Everywhere it turns back where even all
// that offers can do at most (ceiling.h) would not beat the best combination found so far.
//
// Effort is counted in offers applied to lines. When a part of it is spent, what has been found is made
// better offer by offer, so that the search, begun anew, may turn back sooner; the last part of it goes
// to pairs of offers. When all of it is spent, the best so far is taken.
#include <algorithm>
#include <numeric>

#include "trials.h"

namespace tessera::engine {
namespace {

constexpr int64_t kNodes = 20'000;
constexpr int64_t kStepsPerNode = 100;
constexpr int64_t kLeastSteps = 10'000;   // that are taken whatever the budget, to begin at all
constexpr Worth kAnything = Worth{1} << 100;  // more than any offers give

// Searches among offers that have to do with each other.
class Search {
 public:
  Search(std::vector<Member> members, bool tight, Ceilings* ceilings, Trials* trials, Run* run)
      : members_(std::move(members)), ceilings_(*ceilings), trials_(*trials), run_(*run),
        steps_(members_.size()), allowed_(members_.size(), 1), best_(members_.size(), 0) {
    for (const Member& member : members_) {
      offers_.push_back(member.ceiling);
      const auto touched = ceilings_.TouchedBy(member.ceiling);
      lines_.insert(lines_.end(), touched.begin(), touched.end());
    }
    std::sort(lines_.begin(), lines_.end());
    lines_.erase(std::unique(lines_.begin(), lines_.end()), lines_.end());
    FindContested(tight);
  }

  // One per member: whether it is in the best combination. Takes what it costs off `work_left`; false
  // if that ran out.
  bool Find(int64_t* work_left) {
    TryThese(allowed_);
    const int64_t part = *work_left / 8;
    work_left_ += part;
    SortGroups();
    const bool plain = groups_.empty() && std::none_of(steps_.begin(), steps_.end(),
                                                       [](const Step& step) { return step.contested; });
    bool whole = plain || Branch(0);
    work_left_ += part;
    if (!whole) Improve(false);
    work_left_ += 4 * part;
    if (!whole) whole = Branch(0);
    work_left_ += *work_left - 6 * part;
    if (!whole) {
      Improve(true);
      TryInOrder();
    }
    *work_left = std::max<int64_t>(work_left_, 0);
    return whole;
  }
  bool IsTaken(size_t member) const { return best_[member] != 0; }
  const std::vector<Member>& members() const { return members_; }

 private:
  // A member of a group, and what can be had at most if no other of it may be taken.
  struct Choice {
    Worth most = 0;
    size_t member = 0;
  };
  struct Group {
    uint32_t number = 0;
    Worth most = 0;
    std::vector<Choice> choices;
  };
  // A member on the way down.
  struct Step {
    bool contested = true;  // doing without it may be of use
    bool taken = false;
    Worth worth = 0;  // of all before it
    Trials::Place before;
  };

  const CompiledOffer& OfferAt(size_t i) const {
    return run_.program->offers[run_.candidates[members_[i].candidate].number];
  }

  // Doing without an offer may be of use to a later one on the same lines, or for the same points, and
  // to any where the receipt has not room for all.
  void FindContested(bool tight) {
    std::vector<char> lines(run_.state.lines().size(), 0);
    bool points = false;
    for (size_t i = members_.size(); i-- > 0;) {
      const OfferCeiling& offer = ceilings_.at(members_[i].ceiling);
      const auto touched = ceilings_.TouchedBy(members_[i].ceiling);
      bool contested = tight && i + 1 < members_.size();
      contested = contested || (offer.costs_points && points);
      contested = contested || std::any_of(touched.begin(), touched.end(),
                                           [&](uint32_t line) { return lines[line] != 0; });
      steps_[i].contested = contested;
      points = points || offer.costs_points;
      for (uint32_t line : touched) lines[line] = 1;
      for (uint32_t line : ceilings_.AskedBy(members_[i].ceiling)) lines[line] = 1;
    }
  }

  // Those of which there are several members. Such a group is first decided of which the best member
  // leaves least to be had.
  void SortGroups() {
    for (size_t i = 0; i < members_.size(); ++i) {
      const uint32_t group = OfferAt(i).group;
      if (group == kUnnumbered) continue;
      const auto same = std::find_if(groups_.begin(), groups_.end(),
                                     [&](const Group& known) { return known.number == group; });
      if (same == groups_.end()) {
        groups_.push_back({group, 0, {{0, i}}});
      } else {
        same->choices.push_back({0, i});
      }
    }
    groups_.erase(std::remove_if(groups_.begin(), groups_.end(),
                                 [](const Group& group) { return group.choices.size() < 2; }),
                  groups_.end());
    if (groups_.size() < 2) return;
    for (Group& group : groups_) {
      LookAhead(&group);
      group.most = group.choices[0].most;
    }
    std::stable_sort(groups_.begin(), groups_.end(),
                     [](const Group& a, const Group& b) { return a.most < b.most; });
  }

  void Allow(const Group& group, char allowed) {
    for (const Choice& choice : group.choices) allowed_[choice.member] = allowed;
  }

  // What can be had at most with each of the group, the most promising one first; the same for all
  // that there was no effort left for.
  void LookAhead(Group* group) {
    Allow(*group, 0);
    for (Choice& choice : group->choices) {
      choice.most = kAnything;
      if (work_left_ <= 0) continue;
      allowed_[choice.member] = 1;
      choice.most = MostFrom(0);
      allowed_[choice.member] = 0;
    }
    Allow(*group, 1);
    std::sort(group->choices.begin(), group->choices.end(), [](const Choice& a, const Choice& b) {
      return a.most != b.most ? a.most > b.most : a.member < b.member;
    });
  }

  // Decides of which member of each group there may be any use, then walks. False if it was cut short.
  bool Branch(size_t level) {
    if (level == groups_.size()) return Walk();
    if (work_left_ <= 0) return false;
    Group& group = groups_[level];
    LookAhead(&group);
    bool whole = true;
    for (size_t k = 0; whole && k < group.choices.size(); ++k) {
      Allow(group, 0);
      allowed_[group.choices[k].member] = 1;
      if (MayBeat(0, group.choices[k].most)) whole = Branch(level + 1);
    }
    Allow(group, 1);
    return whole;
  }

  bool GroupTaken(size_t i) const {
    const uint32_t group = OfferAt(i).group;
    return group != kUnnumbered && run_.group_taken[group] != 0;
  }
  void SetGroup(size_t i, char taken) {
    const uint32_t group = OfferAt(i).group;
    if (group != kUnnumbered) run_.group_taken[group] = taken;
  }

  // Goes on with the member, if it applies; without it, if not.
  void Enter(size_t i) {
    Step& step = steps_[i];
    step.worth = worth_;
    step.taken = false;
    if (allowed_[i] == 0 || GroupTaken(i)) return;
    int64_t work = 0;
    const std::optional<Worth> added = trials_.Apply(members_[i], &step.before, &work);
    work_left_ -= work;
    if (!added) return;
    step.taken = true;
    SetGroup(i, 1);
    worth_ += *added;
  }

  void Leave(size_t i) {
    Step& step = steps_[i];
    if (!step.taken) return;
    trials_.TakeBack(step.before);
    SetGroup(i, 0);
    step.taken = false;
    worth_ = step.worth;
  }

  // What these members give, in order; each that may be applied is. Puts into `best_` if it is better.
  void TryThese(const std::vector<char>& wanted) {
    for (size_t i = 0; i < members_.size(); ++i) {
      steps_[i].taken = false;
      if (wanted[i] != 0) Enter(i);
    }
    Note();
    for (size_t i = members_.size(); i-- > 0;) Leave(i);
  }

  // Puts the member in, in place of others of its group, or leaves it out.
  void Turn(size_t i) {
    wanted_[i] = wanted_[i] == 0 ? 1 : 0;
    const uint32_t group = OfferAt(i).group;
    for (size_t k = 0; group != kUnnumbered && wanted_[i] != 0 && k < members_.size(); ++k) {
      if (k != i && OfferAt(k).group == group) wanted_[k] = 0;
    }
  }

  // Turns one member of the best combination, or two, as long as that helps.
  void Improve(bool two) {
    bool better = true;
    while (better && work_left_ > 0) {
      better = false;
      for (size_t i = 0; i < members_.size(); ++i) {
        for (size_t k = two ? 0 : i; k <= i && work_left_ > 0; ++k) {
          const Worth before = best_worth_;
          wanted_ = best_;
          Turn(i);
          if (k != i) Turn(k);
          TryThese(wanted_);
          better = better || best_worth_ > before;
        }
      }
    }
  }

  // Of combinations that give the same, the one that has the earlier offer is better.
  void Note() {
    const bool better = worth_ > best_worth_ ||
                        (worth_ == best_worth_ && IsEarlier(steps_.size()));
    if (found_ && !better) return;
    found_ = true;
    best_worth_ = worth_;
    for (size_t i = 0; i < steps_.size(); ++i) best_[i] = steps_[i].taken ? 1 : 0;
  }

  // Whether what is taken before `depth`, and all that may follow, has an earlier offer than the best.
  bool IsEarlier(size_t depth) const {
    for (size_t i = 0; i < steps_.size(); ++i) {
      const bool taken = i < depth ? steps_[i].taken : allowed_[i] != 0;
      if (taken != (best_[i] != 0)) return taken;
    }
    return false;
  }

  Worth MostFrom(size_t depth) {
    int64_t work = 0;
    const Worth most = ceilings_.MostOf(absl::MakeConstSpan(offers_).subspan(depth),
                                        absl::MakeConstSpan(allowed_).subspan(depth), lines_, &work);
    work_left_ -= work;
    return worth_ + most;
  }
  bool MayBeat(size_t depth, Worth most) const {
    return most > best_worth_ || (most == best_worth_ && IsEarlier(depth));
  }

  // Tries all combinations of what is allowed. False if it was cut short.
  bool Walk() {
    size_t depth = 0;
    bool down = true;
    while (true) {
      if (down && depth == members_.size()) {
        Note();
        down = false;
      } else if (down) {
        if (work_left_ <= 0) break;
        down = MayBeat(depth, MostFrom(depth));
        if (down) Enter(depth++);
      } else {
        if (depth == 0) return true;
        const bool other_way = steps_[depth - 1].taken && steps_[depth - 1].contested;
        Leave(depth - 1);
        down = other_way;
        if (!other_way) --depth;
      }
    }
    while (depth > 0) Leave(--depth);
    return false;
  }

  // For a search that was cut short: the offers as COMPOUND would apply them, with those of a BEST group
  // that give most alone.
  void TryInOrder() {
    std::vector<char> skipped(members_.size(), 0);
    bool any = false;
    for (size_t i = 0; i < members_.size(); ++i) any = SkipLosers(i, &skipped) || any;
    if (!any) return;
    for (char& skip : skipped) skip = skip == 0 ? 1 : 0;
    TryThese(skipped);
  }

  // Of the group of which this is the first member.
  bool SkipLosers(size_t first, std::vector<char>* skipped) {
    const uint32_t group = OfferAt(first).group;
    if (group == kUnnumbered || run_.program->groups[group] != GroupMode::kBest) return false;
    std::vector<std::pair<size_t, Worth>> some;
    int64_t work = 0;
    for (size_t i = 0; i < members_.size(); ++i) {
      if (OfferAt(i).group != group) continue;
      if (i < first) return false;
      if (const auto worth = trials_.Alone(members_[i], &work)) some.emplace_back(i, *worth);
    }
    const auto best = std::max_element(some.begin(), some.end(), [](const auto& a, const auto& b) {
      return a.second < b.second;
    });
    for (auto it = some.begin(); it != some.end(); ++it) (*skipped)[it->first] = it == best ? 0 : 1;
    return some.size() > 1;
  }

  const std::vector<Member> members_;
  Ceilings& ceilings_;
  Trials& trials_;
  Run& run_;
  std::vector<uint32_t> offers_;  // of members_, in Ceilings
  std::vector<uint32_t> lines_;   // that any of them touches
  std::vector<Step> steps_;
  std::vector<Group> groups_;
  std::vector<char> wanted_;   // per member, while combinations are tried
  std::vector<char> allowed_;  // per member: it may be taken
  std::vector<char> best_;
  Worth worth_ = 0;
  Worth best_worth_ = 0;
  bool found_ = false;
  int64_t work_left_ = 0;
};

// Sorts members into those that have to do with each other.
class Parting {
 public:
  Parting(const std::vector<Member>& members, bool tight, const Ceilings& ceilings, const Run& run)
      : parents_(members.size()) {
    std::iota(parents_.begin(), parents_.end(), 0);
    std::vector<size_t> of_line(run.state.lines().size(), kNobody);
    std::vector<size_t> of_group(run.group_taken.size(), kNobody);
    size_t of_points = kNobody;
    size_t of_room = kNobody;
    for (size_t i = 0; i < members.size(); ++i) {
      const OfferCeiling& offer = ceilings.at(members[i].ceiling);
      for (uint32_t line : ceilings.TouchedBy(members[i].ceiling)) Join(i, &of_line[line]);
      for (uint32_t line : ceilings.AskedBy(members[i].ceiling)) Join(i, &of_line[line]);
      if (offer.group != kUnnumbered) Join(i, &of_group[offer.group]);
      if (offer.costs_points) Join(i, &of_points);
      if (tight) Join(i, &of_room);
    }
  }

  // Small ones first, as they leave most of the effort to the others.
  std::vector<std::vector<Member>> Parts(const std::vector<Member>& members) {
    std::vector<std::vector<Member>> parts;
    std::vector<size_t> part_of(members.size(), kNobody);
    for (size_t i = 0; i < members.size(); ++i) {
      size_t& part = part_of[Root(i)];
      if (part == kNobody) {
        part = parts.size();
        parts.emplace_back();
      }
      parts[part].push_back(members[i]);
    }
    std::stable_sort(parts.begin(), parts.end(),
                     [](const auto& a, const auto& b) { return a.size() < b.size(); });
    return parts;
  }

 private:
  static constexpr size_t kNobody = SIZE_MAX;

  size_t Root(size_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void Join(size_t i, size_t* owner) {
    if (*owner == kNobody) {
      *owner = i;
    } else {
      parents_[Root(i)] = Root(*owner);
    }
  }

  std::vector<size_t> parents_;
};

class Combination {
 public:
  Combination(size_t begin, size_t end, Run* run)
      : begin_(begin), end_(end), run_(*run), ceilings_(run), trials_(ceilings_, run) {}

  // False, and nothing is done, if even one way through would take too much of the effort.
  bool Apply() {
    if (StepsOnce() > std::max(WorkOfBudget() / 8, kLeastSteps)) {
      run_.evaluation->search_cut_short = true;
      return false;
    }
    std::vector<Member> members;
    for (size_t i = begin_; i < end_; ++i) {
      if (MayApply(run_.candidates[i])) {
        members.push_back({i, ceilings_.Add(run_.candidates[i])});
      }
    }
    const std::vector<char> taken = Choose(members);
    size_t next = 0;
    for (size_t i = begin_; i < end_; ++i) {
      const bool member = next < members.size() && members[next].candidate == i;
      if (member && taken[i - begin_] != 0) {
        Record(i);
      } else {
        TellWhyNot(i, member ? &members[next] : nullptr);
      }
      next += member ? 1 : 0;
    }
    return true;
  }

 private:
  int64_t WorkOfBudget() const {
    const int32_t nodes = run_.program->source.stacking.node_budget;
    return (nodes == 0 ? kNodes : nodes) * kStepsPerNode;
  }

  // What it takes to apply all offers once, roughly.
  int64_t StepsOnce() const {
    int64_t steps = 0;
    for (size_t i = begin_; i < end_; ++i) {
      const CompiledOffer& offer = run_.program->offers[run_.candidates[i].number];
      for (const CompiledEffect& effect : Cut(run_.program->effects, offer.effects)) {
        steps += static_cast<int64_t>(run_.state.LinesOf(effect.set).size());
      }
    }
    return steps;
  }

  // An offer whose conditions do not hold at first never applies: prices only fall.
  bool MayApply(const Candidate& candidate) {
    if (CheckAllowed(candidate, true, &run_) != Reason::kNone) return false;
    OfferResult result;
    int64_t times = 0;
    return CheckConditions(*run_.program, run_.program->offers[candidate.number], run_.state,
                           &result, &times) == Reason::kNone;
  }

  // Whether discounts may come to more than the receipt as a whole bears.
  bool IsTight() const {
    Worth room = 0;
    for (const LineState& line : run_.state.lines()) room += line.discount_room().value();
    return room > run_.state.standing().room.value();
  }

  // One per candidate of the phase.
  std::vector<char> Choose(const std::vector<Member>& members) {
    std::vector<char> taken(end_ - begin_, 0);
    int64_t work_left = WorkOfBudget();
    const bool tight = IsTight();
    for (std::vector<Member>& part : Parting(members, tight, ceilings_, run_).Parts(members)) {
      Search search(std::move(part), tight, &ceilings_, &trials_, &run_);
      if (!search.Find(&work_left)) run_.evaluation->search_cut_short = true;
      for (size_t i = 0; i < search.members().size(); ++i) {
        taken[search.members()[i].candidate - begin_] = search.IsTaken(i) ? 1 : 0;
      }
    }
    return taken;
  }

  void Record(size_t i) {
    run_.evaluation->offers.emplace_back();
    OfferResult& result = run_.evaluation->offers.back();
    result.reason = ApplyOffer(run_.candidates[i], {false, true}, &run_, &result,
                               &run_.evaluation->gifts);
    SetOutcome(&result);
    const CompiledOffer& offer = run_.program->offers[run_.candidates[i].number];
    if (result.outcome == Outcome::kApplied) TakeGroup(offer, &run_);
  }

  // What keeps it from applying here; NOT_BEST if only the combination does.
  void TellWhyNot(size_t i, const Member* member) {
    OfferResult result;
    std::vector<GiftLine> gifts;
    Standing& standing = run_.state.standing();
    const Money room = standing.room;
    const Points points = standing.points;
    Undo undo(&run_.state);
    if (member != nullptr) undo.Keep(ceilings_.TouchedBy(member->ceiling));
    result.reason = ApplyOffer(run_.candidates[i], {false, true}, &run_, &result, &gifts);
    undo.BackTo(0);
    standing.room = room;
    standing.points = points;
    if (result.reason == Reason::kNone) {
      result = RejectedFor(run_.candidates[i], Reason::kNotBest, &run_);
    }
    SetOutcome(&result);
    run_.evaluation->offers.push_back(std::move(result));
  }

  const size_t begin_;
  const size_t end_;
  Run& run_;
  Ceilings ceilings_;
  Trials trials_;
};

}  // namespace

bool ApplyBestForCustomer(size_t begin, size_t end, Run* run) {
  return Combination(begin, end, run).Apply();
}

}  // namespace tessera::engine
