#include "tessera/tryout/uses.h"

#include <algorithm>

#include "tessera/engine/history.h"

namespace tessera::tryout {

Uses::Uses(std::shared_ptr<const engine::CompiledProgram> program) : program_(std::move(program)) {
  limited_.resize(program_->source().offers.size());
  of_all_.resize(limited_.size());
  const engine::Asks& asks = engine::AsksOf(*program_);
  for (const uint32_t offer : asks.used_altogether) limited_[offer].all = true;
  for (const uint32_t offer : asks.used_by_member) limited_[offer].member = true;
  any_ = !asks.used_altogether.empty() || !asks.used_by_member.empty();
}

void Uses::Recall(uint32_t member, const Receipt& receipt, engine::MemberView* view) const {
  view->uses.clear();
  if (!any_) return;
  const int32_t today = engine::DayInStore(*program_, receipt.basket.store_id, receipt.at);
  for (uint32_t offer = 0; offer < limited_.size(); ++offer) {
    const Limited& limited = limited_[offer];
    if (!limited.all && !limited.member) continue;
    engine::OfferUse use;
    use.offer_id = program_->source().offers[offer].id;
    if (limited.all) {
      use.uses_total = of_all_[offer].uses;
      use.budget_used = of_all_[offer].discount;
      use.budget_used_points = of_all_[offer].points;
    }
    const auto own = limited.member && member != 0 ? of_member_.find(KeyOf(member, offer))
                                                   : of_member_.end();
    if (own != of_member_.end()) {
      use.uses_member = own->second.uses;
      use.uses_member_today = own->second.day == today ? own->second.uses_day : 0;
      use.units_member = own->second.units;
    }
    view->uses.push_back(std::move(use));
  }
}

void Uses::Count(uint32_t member, const Receipt& receipt, const engine::Evaluation& evaluation,
                 std::vector<Freed>* freed) {
  if (!any_) return;
  const int32_t day = engine::DayInStore(*program_, receipt.basket.store_id, receipt.at);
  for (const engine::OfferResult& result : evaluation.offers) {
    const Limited& limited = limited_[result.offer];
    if (result.outcome != engine::Outcome::kApplied || (!limited.all && !limited.member)) continue;
    if (limited.all) {
      OfAll& all = of_all_[result.offer];
      ++all.uses;
      all.discount += result.discount;
      all.points += result.points;
    }
    if (limited.member && member != 0) {
      OfMember& own = of_member_[KeyOf(member, result.offer)];
      // A sale that was booked late leaves the count of a later day alone.
      if (day > own.day) {
        own.day = day;
        own.uses_day = 0;
      }
      if (own.day == day) ++own.uses_day;
      ++own.uses;
      own.units += result.units;
    }
    if (!program_->source().offers[result.offer].limits.freed_by_return) continue;
    freed->push_back({result.offer, member, result.discount, result.points, result.units, day});
  }
}

void Uses::Free(const std::vector<Freed>& freed) {
  for (const Freed& use : freed) {
    OfAll& all = of_all_[use.offer];
    all.uses = std::max<int64_t>(all.uses - 1, 0);
    all.discount = std::max(all.discount - use.discount, Money());
    all.points = std::max(all.points - use.points, Points());
    const auto own = of_member_.find(KeyOf(use.member, use.offer));
    if (use.member == 0 || own == of_member_.end()) continue;
    if (own->second.day == use.day) {
      own->second.uses_day = std::max<int64_t>(own->second.uses_day - 1, 0);
    }
    own->second.uses = std::max<int64_t>(own->second.uses - 1, 0);
    own->second.units = std::max<int64_t>(own->second.units - use.units, 0);
  }
}

}  // namespace tessera::tryout
