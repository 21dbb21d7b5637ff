// Gift cards and the wallet, which pay what discounts and points leave.
#include <algorithm>

#include "run.h"

namespace tessera::engine {
namespace {

const TenderBalance* BalanceOf(const Tender& tender, const MemberView& member) {
  for (const TenderBalance& balance : member.tenders) {
    if (balance.kind == tender.kind && balance.code == tender.code) return &balance;
  }
  return nullptr;
}

}  // namespace

void ApplyTenders(Run* run) {
  Evaluation& evaluation = *run->evaluation;
  evaluation.due = evaluation.total;
  for (const TenderRule& rule : run->program->source.tenders) {
    Money share = evaluation.total;
    if (!rule.maximum_share.is_zero()) {
      share = Money(*MultiplyDivide(evaluation.total.value(), rule.maximum_share.value(),
                                    kWhole.value(), Rounding::kDown));
    }
    for (const Tender& tender : run->state.basket().tenders) {
      if (tender.kind != rule.kind) continue;
      const TenderBalance* balance = BalanceOf(tender, *run->member);
      const Money there = balance == nullptr ? Money() : std::max(balance->balance, Money());
      Money amount = std::max(std::min({there, evaluation.due, share}), Money());
      if (!tender.amount.is_zero()) amount = std::min(amount, tender.amount);
      evaluation.payments.push_back({tender.kind, tender.code, amount, there - amount});
      evaluation.due -= amount;
      share -= amount;
    }
  }
}

}  // namespace tessera::engine
