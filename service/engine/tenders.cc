// Gift cards and the wallet, which pay what discounts and points leave.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "run.h"
#include "tessera/base/status.h"

namespace tessera::engine {
namespace {

const TenderBalance* BalanceOf(const Tender& tender, const MemberView& member) {
  for (const TenderBalance& balance : member.tenders) {
    if (balance.kind == tender.kind && balance.code == tender.code) return &balance;
  }
  return nullptr;
}

// Lets the basket's tenders of this rule pay at most `due`; returns what they pay.
Money Pay(const TenderRule& rule, Money due, Run* run) {
  Money share = due;
  if (!rule.maximum_share.is_zero()) {
    share = Money(*MultiplyDivide(due.value(), rule.maximum_share.value(), kWhole.value(),
                                  Rounding::kDown));
  }
  Money paid;
  for (const Tender& tender : run->state.basket().tenders) {
    if (tender.kind != rule.kind) continue;
    const TenderBalance* balance = BalanceOf(tender, *run->member);
    const Money there = balance == nullptr ? Money() : std::max(balance->balance, Money());
    Money amount = std::max(std::min({there, run->evaluation->due, share}), Money());
    if (!tender.amount.is_zero()) amount = std::min(amount, tender.amount);
    run->evaluation->payments.push_back({tender.kind, tender.code, amount, there - amount});
    run->evaluation->due -= amount;
    share -= amount;
    paid += amount;
  }
  return paid;
}

}  // namespace

absl::Status CheckTendersTaken(const Basket& basket, const Program& program) {
  for (size_t i = 0; i < basket.tenders.size(); ++i) {
    const bool taken = std::any_of(
        program.tenders.begin(), program.tenders.end(),
        [&](const TenderRule& rule) { return rule.kind == basket.tenders[i].kind; });
    if (taken) continue;
    return InvalidInput("TENDER_NOT_TAKEN", absl::StrCat("tenders[", i, "].kind"),
                        "the program does not take it; let the customer pay otherwise");
  }
  return absl::OkStatus();
}

void CoverByTenders(Run* run) {
  for (const TenderRule& rule : run->program->source.tenders) {
    if (!rule.lowers_bases) continue;
    run->evaluation->due = std::max(run->state.Total(), Money());
    const Money paid = Pay(rule, run->evaluation->due, run);
    if (!paid.is_zero()) run->state.Cover(paid, &run->work.allocator);
  }
}

void ApplyTenders(Run* run) {
  Evaluation& evaluation = *run->evaluation;
  evaluation.due = evaluation.total;
  for (const Payment& payment : evaluation.payments) evaluation.due -= payment.amount;
  for (const TenderRule& rule : run->program->source.tenders) {
    if (!rule.lowers_bases) Pay(rule, evaluation.total, run);
  }
}

}  // namespace tessera::engine
