#include "tessera/ledger/tender.h"

#include <algorithm>
#include <limits>

#include "tessera/base/status.h"

namespace tessera::ledger {
namespace {

absl::Status Check(Money amount) {
  return amount.is_negative() ? Broken("a movement of negative money") : absl::OkStatus();
}

absl::Status Insufficient() {
  return Refused("MONEY_INSUFFICIENT", "", "there is not so much money on it");
}

template <typename Id>
absl::string_view BytesOf(const std::optional<Id>& id) {
  return id ? id->ToBytes() : absl::string_view();
}

}  // namespace

Digest ChainHash(const Digest& previous, const TenderKey& key, const TenderEntry& entry) {
  ContentHasher hasher("tessera-tender-entry-1");
  hasher.Add(DigestBytes(previous)).Add(static_cast<int64_t>(key.kind));
  hasher.Add(absl::string_view(reinterpret_cast<const char*>(key.id.data()), key.id.size()));
  hasher.Add(entry.entry_no).Add(entry.amount.value()).Add(entry.booked_at.us);
  hasher.Add(BytesOf(entry.sale_id)).Add(BytesOf(entry.refund_id));
  hasher.Add(entry.balance.value()).Add(absl::string_view(entry.comment));
  return hasher.Finish();
}

Money Tender::SpendableAt(Instant now) const {
  const bool over = state_.expires_at && *state_.expires_at <= now;
  if (state_.blocked || over) return Money();
  return std::max(state_.balance, Money());
}

absl::Status Tender::Book(Money amount, const Cause& cause) {
  if (amount.is_zero()) return absl::OkStatus();
  const auto balance = CheckedAdd(state_.balance.value(), amount.value());
  // The least number has no opposite, which MoveInto needs.
  if (!balance || *balance == std::numeric_limits<int64_t>::min()) {
    return Refused("AMOUNT_OVERFLOW", "", "the balance would be too large; use smaller amounts");
  }
  state_.balance = Money(*balance);
  TenderEntry entry;
  entry.entry_no = ++state_.last_entry_no;
  entry.amount = amount;
  entry.booked_at = cause.now;
  entry.sale_id = cause.sale_id;
  entry.refund_id = cause.refund_id;
  entry.balance = state_.balance;
  entry.comment = cause.comment;
  entry.hash = ChainHash(state_.last_hash, state_.key, entry);
  state_.last_hash = entry.hash;
  new_entries_.push_back(std::move(entry));
  return absl::OkStatus();
}

absl::Status Tender::Activate(Money amount, std::optional<Instant> expires_at, uint32_t line_no,
                              const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(Check(amount));
  if (state_.blocked) {
    return Refused("CARD_BLOCKED", "code", "this card is blocked; take another");
  }
  if (!state_.balance.is_zero()) {
    return Refused("CARD_IN_USE", "code", "this card is in use; take another");
  }
  if (amount.is_zero()) return absl::OkStatus();
  state_.issued = amount;
  state_.issued_at = cause.now;
  state_.expires_at = expires_at;
  state_.sold_by = cause.sale_id;
  state_.sold_line_no = cause.sale_id ? line_no : 0;
  return Book(amount, cause);
}

absl::Status Tender::Pay(Money amount, Overdraft overdraft, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(Check(amount));
  if (overdraft == Overdraft::kRefuse && amount > SpendableAt(cause.now)) return Insufficient();
  return Book(-amount, cause);
}

absl::Status Tender::GiveBack(Money amount, std::optional<Instant> grace, const Cause& cause) {
  TESSERA_RETURN_IF_ERROR(Check(amount));
  const bool over = state_.expires_at && *state_.expires_at <= cause.now;
  if (over && grace && !amount.is_zero()) state_.expires_at = grace;
  return Book(amount, cause);
}

absl::StatusOr<Money> Tender::Empty(const Cause& cause) {
  const Money left = std::max(state_.balance, Money());
  TESSERA_RETURN_IF_ERROR(Book(-left, cause));
  return left;
}

absl::Status Tender::Adjust(Money amount, const Cause& cause) {
  if (amount.is_negative()) {
    const auto left = CheckedAdd(state_.balance.value(), amount.value());
    if (!left || *left < 0) return Insufficient();
  }
  return Book(amount, cause);
}

absl::Status Tender::MoveInto(Tender& to, const Cause& cause) {
  if (to.state_.key == state_.key) return Broken("money would move from a wallet to itself");
  const Money all = state_.balance;
  TESSERA_RETURN_IF_ERROR(Book(-all, cause));
  return to.Book(all, cause);
}

}  // namespace tessera::ledger
