// Which offers an evaluation looks at.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "run.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

bool SameCode(const std::string& a, const std::string& b, const Program& program) {
  return program.codes_case_sensitive ? a == b : absl::EqualsIgnoreCase(a, b);
}

const CouponState* StateOf(const std::string& code, const Run& run) {
  for (const CouponState& coupon : run.member->coupons) {
    if (SameCode(coupon.code, code, run.program->source)) return &coupon;
  }
  return nullptr;
}

// The offer that a code sets off, or why none.
Reason FindByCode(const std::string& code, const Run& run, uint32_t* number) {
  const CompiledProgram::Internals& program = *run.program;
  const std::string normal = NormalCode(code, program.source);
  const CouponState* state = StateOf(code, run);
  if (state != nullptr && state->status == CouponState::Status::kUsed) return Reason::kCodeUsed;
  if (state != nullptr && state->status == CouponState::Status::kExpired) {
    return Reason::kCodeExpired;
  }
  if (const auto found = program.offer_of_code.find(normal); found != program.offer_of_code.end()) {
    *number = found->second;
    return Reason::kNone;
  }
  if (state == nullptr) return Reason::kCodeUnknown;
  const auto found = program.offer_of_batch.find(state->batch_id);
  if (found == program.offer_of_batch.end()) return Reason::kCodeUnknown;
  *number = found->second;
  return Reason::kNone;
}

// A code that was scanned twice counts once.
bool EnteredBefore(uint32_t position, const std::vector<std::string>& codes,
                   const Program& program) {
  const auto begin = codes.begin();
  return std::any_of(begin, begin + position, [&](const std::string& other) {
    return SameCode(other, codes[position], program);
  });
}

void AddCodes(Run* run) {
  const std::vector<std::string>& codes = run->state.basket().coupon_codes;
  for (uint32_t i = 0; i < codes.size(); ++i) {
    if (EnteredBefore(i, codes, run->program->source)) continue;
    uint32_t number = kUnnumbered;
    Reason reason = FindByCode(codes[i], *run, &number);
    const auto same = [number](const Candidate& other) { return other.number == number; };
    if (reason == Reason::kNone &&
        std::any_of(run->candidates.begin(), run->candidates.end(), same)) {
      reason = Reason::kCodeSuperfluous;
    }
    if (reason == Reason::kNone) {
      run->candidates.push_back({number, 1, i});
    } else {
      run->evaluation->refused_codes.push_back({codes[i], reason});
    }
  }
}

absl::Status AddChoices(Run* run) {
  const std::vector<Choice>& choices = run->state.basket().choices;
  for (size_t i = 0; i < choices.size(); ++i) {
    const auto found = run->program->offer_of_choice.find(choices[i].offer_id);
    if (found == run->program->offer_of_choice.end()) {
      return InvalidInput("CHOICE_UNKNOWN", absl::StrCat("choices[", i, "].offer_id"),
                          "there is no such offer to choose; take it away");
    }
    run->candidates.push_back({found->second, choices[i].times, kUnnumbered});
  }
  return absl::OkStatus();
}

// Codes as they were entered, behind the automatic offers of the same priority.
void OrderAsEntered(Run* run) {
  std::stable_sort(run->candidates.begin(), run->candidates.end(),
                   [&](const Candidate& a, const Candidate& b) {
                     const CompiledOffer& left = run->program->offers[a.number];
                     const CompiledOffer& right = run->program->offers[b.number];
                     if (left.lowers != right.lowers) return left.lowers;
                     if (left.lowers && left.phase != right.phase) return left.phase < right.phase;
                     if (left.terms->priority != right.terms->priority) {
                       return left.terms->priority > right.terms->priority;
                     }
                     const uint64_t code_a = a.code == kUnnumbered ? 0 : a.code + uint64_t{1};
                     const uint64_t code_b = b.code == kUnnumbered ? 0 : b.code + uint64_t{1};
                     return code_a < code_b;
                   });
}

}  // namespace

absl::Status FindCandidates(Run* run) {
  const CompiledProgram::Internals& program = *run->program;
  run->candidates.clear();
  AddCodes(run);
  TESSERA_RETURN_IF_ERROR(AddChoices(run));
  std::vector<uint32_t>& numbers = run->numbers;
  numbers.clear();
  if (!run->state.lines().empty()) {
    numbers = program.always;
    for (uint32_t set : run->state.membership().touched()) {
      const std::vector<uint32_t>& more = program.offers_of_set[set];
      numbers.insert(numbers.end(), more.begin(), more.end());
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  }
  const bool mixed = !run->candidates.empty();
  for (uint32_t number : numbers) run->candidates.push_back({number, 1, kUnnumbered});
  const auto by_number = [](const Candidate& a, const Candidate& b) { return a.number < b.number; };
  if (mixed) std::sort(run->candidates.begin(), run->candidates.end(), by_number);
  if (mixed && program.source.stacking.order == OfferOrder::kCodesAsEntered) OrderAsEntered(run);
  run->first_later = 0;
  while (run->first_later < run->candidates.size() &&
         run->candidates[run->first_later].number < program.first_later) {
    ++run->first_later;
  }
  return absl::OkStatus();
}

}  // namespace tessera::engine
