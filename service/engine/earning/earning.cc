// Points, stamps, coupons and words, of offers that lower prices too and of the others, in one walk
// by falling priority.
#include "earning/earning.h"

#include <algorithm>

#include "earning/giving.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

constexpr uint32_t kUndecided = kUnnumbered;
constexpr uint32_t kNobody = kUnnumbered - 1;

// Whether `a` goes before `b` though the one may lower prices and the other not.
bool GoesBefore(const Candidate& a, const Candidate& b, const CompiledProgram::Internals& program) {
  const CompiledOffer& left = program.offers[a.number];
  const CompiledOffer& right = program.offers[b.number];
  if (left.terms->priority != right.terms->priority) {
    return left.terms->priority > right.terms->priority;
  }
  const OfferOrder order = program.source.stacking.order;
  if (order == OfferOrder::kCodesAsEntered && a.code != b.code) {
    return b.code != kUnnumbered && (a.code == kUnnumbered || a.code < b.code);
  }
  return order == OfferOrder::kListed ? left.source < right.source
                                      : left.terms->id < right.terms->id;
}

bool HasMoreToGive(const CompiledOffer& offer, const CompiledProgram::Internals& program) {
  const auto effects = Cut(program.effects, offer.effects);
  return offer.terms->stop_earning ||
         std::any_of(effects.begin(), effects.end(), [](const CompiledEffect& effect) {
           return !LowersPrices(*effect.source);
         });
}

class Walk {
 public:
  explicit Walk(Run* run) : run_(*run), earning_(run->earning) {}

  absl::Status Go() {
    FindBesides();
    size_t next = 0;
    for (size_t i = run_.first_later; i < run_.candidates.size(); ++i) {
      for (; next < earning_.besides.size() &&
             GoesBefore(CandidateOf(earning_.besides[next]), run_.candidates[i], *run_.program);
           ++next) {
        TESSERA_RETURN_IF_ERROR(GiveBesides(earning_.besides[next]));
      }
      TESSERA_RETURN_IF_ERROR(Give(i));
    }
    for (; next < earning_.besides.size(); ++next) {
      TESSERA_RETURN_IF_ERROR(GiveBesides(earning_.besides[next]));
    }
    return absl::OkStatus();
  }

 private:
  const CompiledOffer& OfferOf(const Candidate& candidate) const {
    return run_.program->offers[candidate.number];
  }
  const Candidate& CandidateOf(const Earning::Beside& beside) const {
    return run_.candidates[beside.candidate];
  }

  // The offers that lowered prices and have more to give, in the order of the walk.
  void FindBesides() {
    const std::vector<OfferResult>& results = run_.evaluation->offers;
    std::vector<uint32_t>& result_of = earning_.result_of_number;
    if (result_of.size() < run_.program->offers.size()) {
      result_of.resize(run_.program->offers.size());
    }
    for (uint32_t i = 0; i < results.size(); ++i) {
      result_of[run_.program->number_of_source[results[i].offer]] = i;
    }
    earning_.besides.clear();
    for (uint32_t i = 0; i < run_.first_later; ++i) {
      const CompiledOffer& offer = OfferOf(run_.candidates[i]);
      const uint32_t result = result_of[run_.candidates[i].number];
      // An offer without a result finds what an earlier evaluation left here.
      if (result >= results.size() || results[result].offer != offer.source) continue;
      if (results[result].outcome == Outcome::kApplied && HasMoreToGive(offer, *run_.program)) {
        earning_.besides.push_back({i, result});
      }
    }
    std::sort(earning_.besides.begin(), earning_.besides.end(), [&](const auto& a, const auto& b) {
      return GoesBefore(CandidateOf(a), CandidateOf(b), *run_.program);
    });
  }

  static Repeats RepeatsOf(const CompiledOffer& offer, int64_t bundles, int64_t chosen) {
    const int64_t limit = offer.terms->limits.times_per_receipt;
    const int64_t most = limit == 0 ? kUnlimited : limit;
    return {std::min(bundles, most), std::min(chosen, most), most};
  }

  // Of an offer that lowered prices: its choice counts as often as it did so.
  absl::Status GiveBesides(const Earning::Beside& beside) {
    OfferResult& result = run_.evaluation->offers[beside.result];
    const CompiledOffer& offer = OfferOf(CandidateOf(beside));
    const int64_t chosen =
        std::clamp<int64_t>(result.times, 1, CandidateOf(beside).times);
    const Repeats repeats =
        RepeatsOf(offer, BundlesThere(*run_.program, offer, run_.state), chosen);
    OfferResult missing;
    TESSERA_ASSIGN_OR_RETURN(const Reason reason,
                             FindAward(offer, repeats, !stopped_, &run_, &missing));
    stopped_ = stopped_ || offer.terms->stop_earning;
    if (reason == Reason::kNone) RecordAward(&run_, &result);
    return absl::OkStatus();
  }

  absl::Status Give(size_t i) {
    const Candidate& candidate = run_.candidates[i];
    const CompiledOffer& offer = OfferOf(candidate);
    TESSERA_RETURN_IF_ERROR(DecideGroup(i));
    OfferResult result = ResultFor(candidate, run_);
    TESSERA_ASSIGN_OR_RETURN(result.reason, Find(candidate, &result));
    if (result.reason == Reason::kNone && Loses(i)) result.reason = Reason::kNotBest;
    if (result.reason == Reason::kNone) {
      RecordAward(&run_, &result);
      run_.state.standing().points -= result.cost;
      TakeGroup(offer, &run_);
      stopped_ = stopped_ || offer.terms->stop_earning;
    } else {
      result.cost = Points();
      result.times = 0;
    }
    SetOutcome(&result);
    run_.evaluation->offers.push_back(std::move(result));
    return absl::OkStatus();
  }

  // What the offer would give here and now, into the run's award; its cost and times, into `result`.
  absl::StatusOr<Reason> Find(const Candidate& candidate, OfferResult* result) {
    const CompiledOffer& offer = OfferOf(candidate);
    const Reason allowed = CheckAllowed(candidate, true, &run_);
    if (allowed != Reason::kNone) return allowed;
    if (stopped_ && offer.earns) return Reason::kExcludedBy;
    int64_t bundles = 1;
    const Reason conditions =
        CheckConditions(*run_.program, offer, run_.state, result, &bundles);
    if (conditions != Reason::kNone) return conditions;
    const Repeats repeats = RepeatsOf(offer, bundles, candidate.times);
    TESSERA_ASSIGN_OR_RETURN(const Reason reason, FindAward(offer, repeats, true, &run_, result));
    if (reason != Reason::kNone) return reason;
    result->times = earning_.award.times();
    return FindCost(offer, repeats, result);
  }

  // Only repeats that gave something cost points.
  Reason FindCost(const CompiledOffer& offer, const Repeats& repeats, OfferResult* result) const {
    const auto* choice = std::get_if<ChoiceTrigger>(&offer.terms->trigger);
    if (choice == nullptr) return Reason::kNone;
    const int64_t needed = (result->times - 1) / repeats.bundles + 1;
    const auto cost =
        CheckedMultiply(choice->cost.value(), std::min(needed, repeats.chosen));
    if (!cost || Points(*cost) > std::max(run_.state.standing().points, Points())) {
      return Reason::kPointsInsufficient;
    }
    result->cost = Points(*cost);
    return Reason::kNone;
  }

  bool IsOfBestGroup(const CompiledOffer& offer) const {
    return offer.group != kUnnumbered && run_.program->groups[offer.group] == GroupMode::kBest;
  }

  // When the walk reaches the first of a BEST group: which of them gives most points as things stand
  // then; ties to the earlier. It applies where it stands.
  absl::Status DecideGroup(size_t first) {
    const uint32_t group = OfferOf(run_.candidates[first]).group;
    if (!IsOfBestGroup(OfferOf(run_.candidates[first]))) return absl::OkStatus();
    if (earning_.best_of_group[group] != kUndecided) return absl::OkStatus();
    uint32_t best = kNobody;
    int64_t most = 0;
    for (size_t i = first; i < run_.candidates.size(); ++i) {
      if (OfferOf(run_.candidates[i]).group != group) continue;
      OfferResult tried;
      TESSERA_ASSIGN_OR_RETURN(const Reason reason, Find(run_.candidates[i], &tried));
      if (reason != Reason::kNone) continue;
      if (best != kNobody && earning_.award.points() <= most) continue;
      best = static_cast<uint32_t>(i);
      most = earning_.award.points();
    }
    earning_.best_of_group[group] = best;
    return absl::OkStatus();
  }

  bool Loses(size_t i) const {
    const CompiledOffer& offer = OfferOf(run_.candidates[i]);
    if (!IsOfBestGroup(offer)) return false;
    const uint32_t best = earning_.best_of_group[offer.group];
    return best != kNobody && best != i;
  }

  Run& run_;
  Earning& earning_;
  bool stopped_ = false;
};

}  // namespace

absl::Status ApplyLater(Run* run) {
  Earning& earning = run->earning;
  earning.multiplied.assign(run->state.lines().size(), Points());
  earning.best_of_group.assign(run->program->groups.size(), kUndecided);
  earning.promised = 0;
  earning.stamps_left = kMostStamps;
  earning.coupons_left = kMostCoupons;
  return Walk(run).Go();
}

}  // namespace tessera::engine
