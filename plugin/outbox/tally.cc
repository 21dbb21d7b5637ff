#include "tessera/plugin/outbox/tally.h"

#include <algorithm>
#include <utility>

namespace tessera::plugin {
namespace {

// Of a booked sale: whether the cache lacks something of it until it is shown.
bool IsWorthKeeping(const v1::SubmittedRecord& answer, const BriefSale& sale) {
  return answer.has_sale() && (!answer.sale().member_id().empty() || !sale.offers.empty());
}

bool IsOther(const BriefSale& sale, const IdKey& but_for_sale) {
  return but_for_sale == IdKey{} || sale.sale_id != but_for_sale;
}

// Whether a balance that was true at `as_of` lacks the sale, and another one than that.
bool IsLacking(const BriefSale& sale, Instant as_of, const IdKey& but_for_sale) {
  return sale.booked_at >= as_of && IsOther(sale, but_for_sale);
}

}  // namespace

Tally::Counts Tally::counts() const {
  std::lock_guard<std::mutex> lock(mutex_);
  Counts counts;
  counts.pending = static_cast<int64_t>(waiting_.size());
  counts.parked = static_cast<int64_t>(parked_.size());
  if (!waiting_.empty()) counts.oldest_pending = waiting_.begin()->second.created_at;
  return counts;
}

bool Tally::IsWaiting(int64_t sequence) const {
  std::lock_guard<std::mutex> lock(mutex_);
  return waiting_.count(sequence) > 0;
}

int64_t Tally::WaitingFor(int kind, const std::string& subject_id) const {
  const IdKey key = KeyOf(subject_id);
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_subject_.find({kind, key});
  return found == by_subject_.end() ? 0 : found->second;
}

int64_t Tally::HeldFor(int kind, const std::string& subject_id) const {
  if (const int64_t waiting = WaitingFor(kind, subject_id); waiting != 0) return waiting;
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = FindParked(kind, KeyOf(subject_id));
  return found == parked_.end() ? 0 : found->first;
}

Tally::Records::const_iterator Tally::FindParked(int kind, const IdKey& subject) const {
  return std::find_if(parked_.begin(), parked_.end(), [&](const auto& one) {
    return one.second.kind == kind && one.second.sale.sale_id == subject;
  });
}

bool Tally::IsSettling(const std::string& subject_id) const {
  const IdKey key = KeyOf(subject_id);
  std::lock_guard<std::mutex> lock(mutex_);
  return std::any_of(settling_.begin(), settling_.end(),
                     [&](const auto& one) { return one.second == key; });
}

size_t Tally::settling() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return settling_.size();
}

Tally::Seat Tally::MakeSeat(int64_t sequence, const HeldRecord& record) {
  std::lock_guard<std::mutex> lock(mutex_);
  Held held{record.kind, record.created_at, names_.Abridge(record.sale)};
  held.sale.sale_id = KeyOf(record.subject_id);
  Seat seat;
  seat.subject_[{held.kind, held.sale.sale_id}] = sequence;
  const IdKey& account = held.sale.account_id;
  if (account != IdKey{}) seat.account_.insert({account, sequence});
  if (held.sale.member_id != account) seat.member_.insert({held.sale.member_id, sequence});
  seat.reserved_for_ = record.subject_id;
  seat.record_[sequence] = std::move(held);
  return seat;
}

void Tally::Add(Seat seat, bool parked) {
  std::lock_guard<std::mutex> lock(mutex_);
  names_.Count(seat.record_.begin()->second.sale, 1);
  (parked ? parked_ : waiting_).merge(seat.record_);
  if (!parked) by_subject_.merge(seat.subject_);
  by_account_.merge(seat.account_);
  by_member_.merge(seat.member_);
  reserved_.erase(seat.reserved_for_);
}

BriefSale Tally::TakeOff(Records& records, Records::iterator found) {
  const int64_t sequence = found->first;
  Held& held = found->second;
  by_account_.erase({held.sale.account_id, sequence});
  by_member_.erase({held.sale.member_id, sequence});
  if (&records == &waiting_) by_subject_.erase({held.kind, held.sale.sale_id});
  BriefSale sale = std::move(held.sale);
  records.erase(found);
  return sale;
}

void Tally::Erase(Records& records, Records::iterator found) {
  names_.Count(TakeOff(records, found), -1);
}

void Tally::Seats::Add(Seat seat, bool parked) {
  (parked ? parked_ : waiting_).merge(seat.record_);
  if (!parked) subjects_.merge(seat.subject_);
  accounts_.merge(seat.account_);
  members_.merge(seat.member_);
}

void Tally::Replace(Seats seats) {
  std::lock_guard<std::mutex> lock(mutex_);
  while (!waiting_.empty()) Erase(waiting_, waiting_.begin());
  while (!parked_.empty()) Erase(parked_, parked_.begin());
  for (Records* records : {&seats.waiting_, &seats.parked_}) {
    for (const auto& [sequence, held] : *records) names_.Count(held.sale, 1);
  }
  waiting_.merge(seats.waiting_);
  parked_.merge(seats.parked_);
  by_subject_.merge(seats.subjects_);
  by_account_.merge(seats.accounts_);
  by_member_.merge(seats.members_);
  for (const v1::SubmittedRecord& answer : chores_.settled) StrikeOff(answer);
}

// What else the answer meant was noted when it came.
void Tally::StrikeOff(const v1::SubmittedRecord& answer) {
  const auto found = waiting_.find(answer.sequence());
  if (found == waiting_.end()) return;
  if (answer.reason().empty()) {
    Erase(waiting_, found);
  } else {
    MoveToParked(found);
  }
}

void Tally::Drop(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (Records* records : {&waiting_, &parked_}) {
    const auto found = records->find(sequence);
    if (found != records->end()) Erase(*records, found);
  }
}

void Tally::MoveToParked(Records::iterator found) {
  by_subject_.erase({found->second.kind, found->second.sale.sale_id});
  parked_.insert(waiting_.extract(found));
}

void Tally::Park(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = waiting_.find(sequence);
  if (found != waiting_.end()) MoveToParked(found);
}

void Tally::Unpark(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = parked_.find(sequence);
  if (found == parked_.end()) return;
  by_subject_[{found->second.kind, found->second.sale.sale_id}] = sequence;
  waiting_.insert(parked_.extract(found));
}

void Tally::Settle(const std::vector<v1::SubmittedRecord>& answers) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const v1::SubmittedRecord& answer : answers) {
    const auto found = waiting_.find(answer.sequence());
    if (!answer.retry() && found != waiting_.end()) SettleOne(answer, found);
  }
}

// What needs memory comes first: where there is none, the record waits on.
void Tally::SettleOne(const v1::SubmittedRecord& answer, Records::iterator found) {
  std::list<v1::SubmittedRecord> chore(1, answer);
  if (booked_.size() == booked_.capacity()) booked_.reserve(std::max<size_t>(64, 2 * booked_.size()));
  settling_[answer.sequence()] = found->second.sale.sale_id;
  chores_.settled.splice(chores_.settled.end(), chore);
  if (!answer.reason().empty()) {
    MoveToParked(found);
    return;
  }
  BriefSale sale = TakeOff(waiting_, found);
  if (!IsWorthKeeping(answer, sale)) {
    names_.Count(sale, -1);
    return;
  }
  sale.member_id = KeyOf(answer.sale().member_id());
  if (sale.account_id == IdKey{}) sale.account_id = sale.member_id;
  sale.spent = Points(answer.sale().spent_points());
  sale.booked_at = Instant{answer.sale().committed_at_us()};
  booked_.push_back(std::move(sale));
}

void Tally::AddBooked(const OwnSale& sale) {
  std::lock_guard<std::mutex> lock(mutex_);
  booked_.push_back(names_.Abridge(sale));
  names_.Count(booked_.back(), 1);
}

void Tally::Shown(Instant before) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto shown =
      std::partition(booked_.begin(), booked_.end(),
                     [&](const BriefSale& sale) { return sale.booked_at >= before; });
  if (shown == booked_.end()) return;
  for (auto sale = shown; sale != booked_.end(); ++sale) names_.Count(*sale, -1);
  booked_.erase(shown, booked_.end());
  booked_.shrink_to_fit();
  chores_.shown_before = std::max(chores_.shown_before, before);
}

void Tally::Reserve(const Reservation& reservation, bool from_before) {
  std::lock_guard<std::mutex> lock(mutex_);
  reserved_[reservation.sale_id] = {reservation, from_before};
}

bool Tally::HasReserved(const std::string& sale_id) const {
  std::lock_guard<std::mutex> lock(mutex_);
  return reserved_.count(sale_id) > 0;
}

bool Tally::HasReserved(const Reservation& reservation) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = reserved_.find(reservation.sale_id);
  return found != reserved_.end() && !found->second.from_before &&
         found->second.reservation.account_id == reservation.account_id &&
         found->second.reservation.points == reservation.points;
}

void Tally::Release(const std::string& sale_id) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (reserved_.erase(sale_id) > 0) chores_.released.push_back(sale_id);
}

void Tally::ReleaseLapsed(Instant now) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (auto one = reserved_.begin(); one != reserved_.end();) {
    if (!one->second.from_before || one->second.reservation.lapses_at > now) {
      ++one;
      continue;
    }
    chores_.released.push_back(one->first);
    one = reserved_.erase(one);
  }
}

Chores Tally::TakeChores() {
  std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(chores_, Chores());
}

void Tally::Done(const Chores& chores) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const v1::SubmittedRecord& answer : chores.settled) settling_.erase(answer.sequence());
}

void Tally::PutBack(Chores* chores) {
  std::lock_guard<std::mutex> lock(mutex_);
  chores_.settled.splice(chores_.settled.begin(), chores->settled);
  chores_.released.splice(chores_.released.begin(), chores->released);
  chores_.shown_before = std::max(chores_.shown_before, chores->shown_before);
}

bool Tally::has_chores() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return !chores_.empty();
}

const Tally::Held& Tally::At(int64_t sequence) const {
  const auto found = waiting_.find(sequence);
  return found != waiting_.end() ? found->second : parked_.at(sequence);
}

template <typename See>
void Tally::ForEachOf(const Holders& holders, const IdKey& key, See&& see) const {
  for (auto one = holders.lower_bound({key, 0}); one != holders.end() && one->first == key; ++one) {
    see(At(one->second).sale);
  }
}

Points Tally::SpentBy(const std::string& account_id, Instant as_of,
                      const std::string& but_for_sale) const {
  const IdKey account = KeyOf(account_id);
  const IdKey but_for = KeyOf(but_for_sale);
  std::lock_guard<std::mutex> lock(mutex_);
  Points spent;
  ForEachOf(by_account_, account, [&](const BriefSale& sale) {
    if (IsOther(sale, but_for)) spent += sale.spent;
  });
  for (const BriefSale& sale : booked_) {
    if (sale.account_id == account && IsLacking(sale, as_of, but_for)) spent += sale.spent;
  }
  return spent;
}

Points Tally::ReservedOf(const std::string& account_id, const std::string& but_for_sale,
                         Instant now) const {
  std::lock_guard<std::mutex> lock(mutex_);
  Points reserved;
  for (const auto& [sale_id, one] : reserved_) {
    const bool lapsed = one.from_before && one.reservation.lapses_at <= now;
    if (one.reservation.account_id != account_id || sale_id == but_for_sale || lapsed) continue;
    reserved += one.reservation.points;
  }
  return reserved;
}

int64_t Tally::SpendingSalesOf(const std::string& account_id, const std::string& but_for_sale,
                               Instant now) const {
  const IdKey but_for = KeyOf(but_for_sale);
  std::lock_guard<std::mutex> lock(mutex_);
  int64_t sales = 0;
  ForEachOf(by_account_, KeyOf(account_id), [&](const BriefSale& sale) {
    if (IsOther(sale, but_for) && !sale.spent.is_zero()) ++sales;
  });
  for (const auto& [sale_id, one] : reserved_) {
    const bool lapsed = one.from_before && one.reservation.lapses_at <= now;
    if (one.reservation.account_id == account_id && sale_id != but_for_sale && !lapsed) ++sales;
  }
  return sales;
}

// Of this id, here or booked; null if there is none.
const BriefSale* Tally::FindOwn(const IdKey& sale_id) const {
  const auto waiting = by_subject_.find({v1::OutboxRecord::kSale, sale_id});
  if (waiting != by_subject_.end()) return &waiting_.at(waiting->second).sale;
  const auto parked = FindParked(v1::OutboxRecord::kSale, sale_id);
  if (parked != parked_.end()) return &parked->second.sale;
  const auto booked = std::find_if(booked_.begin(), booked_.end(), [&](const BriefSale& sale) {
    return sale.sale_id == sale_id;
  });
  return booked == booked_.end() ? nullptr : &*booked;
}

OwnUses Tally::UsesOf(const std::string& offer_id, const std::string& but_for_sale) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const OwnUses uses = names_.UsesOf(offer_id, nullptr);
  if (uses.sales == 0 || but_for_sale.empty()) return uses;
  return names_.UsesOf(offer_id, FindOwn(KeyOf(but_for_sale)));
}

std::vector<OwnSale> Tally::SalesOf(const std::string& member_id, Instant as_of,
                                    const std::string& but_for_sale) const {
  const IdKey member = KeyOf(member_id);
  const IdKey but_for = KeyOf(but_for_sale);
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<OwnSale> sales;
  const auto add = [&](const BriefSale& sale) {
    const bool counts = sale.member_id == member && sale.sold_at.us != 0 && IsOther(sale, but_for);
    if (counts) sales.push_back(names_.WithoutIds(sale));
  };
  ForEachOf(by_account_, member, add);
  ForEachOf(by_member_, member, add);
  for (const BriefSale& sale : booked_) {
    if (IsLacking(sale, as_of, but_for)) add(sale);
  }
  return sales;
}

}  // namespace tessera::plugin
