#include "tessera/plugin/outbox/tally.h"

#include <algorithm>
#include <iterator>

namespace tessera::plugin {
namespace {

using Index = std::map<std::string, std::set<int64_t>>;

void AddTo(Index& index, const std::string& key, int64_t sequence) {
  if (!key.empty()) index[key].insert(sequence);
}

void TakeFrom(Index& index, const std::string& key, int64_t sequence) {
  const auto found = index.find(key);
  if (found == index.end()) return;
  found->second.erase(sequence);
  if (found->second.empty()) index.erase(found);
}

// Whether a balance that was true at `as_of` lacks the sale.
bool IsLacking(const OwnSale& sale, Instant as_of) { return sale.booked_at >= as_of; }

}  // namespace

Tally::Counts Tally::counts() const {
  std::lock_guard<std::mutex> lock(mutex_);
  Counts counts;
  counts.pending = static_cast<int64_t>(waiting_.size());
  counts.parked = static_cast<int64_t>(held_.size() - waiting_.size());
  if (!waiting_.empty()) counts.oldest_pending = held_.at(*waiting_.begin()).record.created_at;
  return counts;
}

bool Tally::IsWaiting(int64_t sequence) const {
  std::lock_guard<std::mutex> lock(mutex_);
  return waiting_.count(sequence) > 0;
}

int64_t Tally::WaitingFor(int kind, const std::string& subject_id) const {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_subject_.find({kind, subject_id});
  return found == by_subject_.end() ? 0 : found->second;
}

int64_t Tally::HeldFor(int kind, const std::string& subject_id) const {
  if (const int64_t waiting = WaitingFor(kind, subject_id); waiting != 0) return waiting;
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = std::find_if(held_.begin(), held_.end(), [&](const auto& one) {
    return one.second.record.kind == kind && one.second.record.subject_id == subject_id;
  });
  return found == held_.end() ? 0 : found->first;
}

bool Tally::IsSettling(const std::string& subject_id) const {
  std::lock_guard<std::mutex> lock(mutex_);
  return std::any_of(settling_.begin(), settling_.end(),
                     [&](const auto& one) { return one.second == subject_id; });
}

size_t Tally::settling() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return settling_.size();
}

void Tally::Add(int64_t sequence, HeldRecord record, bool parked) {
  std::lock_guard<std::mutex> lock(mutex_);
  AddTo(by_member_, record.sale.member_id, sequence);
  AddTo(by_account_, record.sale.account_id, sequence);
  if (!parked) {
    waiting_.insert(sequence);
    by_subject_[{record.kind, record.subject_id}] = sequence;
  }
  reserved_.erase(record.subject_id);
  held_[sequence] = {std::move(record), parked};
}

void Tally::Erase(std::map<int64_t, Held>::iterator found) {
  const auto& [sequence, held] = *found;
  TakeFrom(by_member_, held.record.sale.member_id, sequence);
  TakeFrom(by_account_, held.record.sale.account_id, sequence);
  if (waiting_.erase(sequence) > 0) by_subject_.erase({held.record.kind, held.record.subject_id});
  held_.erase(found);
}

void Tally::Drop(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = held_.find(sequence);
  if (found != held_.end()) Erase(found);
}

void Tally::Park(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = held_.find(sequence);
  if (found == held_.end() || waiting_.erase(sequence) == 0) return;
  found->second.parked = true;
  by_subject_.erase({found->second.record.kind, found->second.record.subject_id});
}

void Tally::Unpark(int64_t sequence) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = held_.find(sequence);
  if (found == held_.end()) return;
  found->second.parked = false;
  waiting_.insert(sequence);
  by_subject_[{found->second.record.kind, found->second.record.subject_id}] = sequence;
}

void Tally::Settle(const std::vector<v1::SubmittedRecord>& answers) {
  std::lock_guard<std::mutex> lock(mutex_);
  for (const v1::SubmittedRecord& answer : answers) {
    const auto found = held_.find(answer.sequence());
    if (answer.retry() || found == held_.end() || found->second.parked) continue;
    chores_.settled.push_back(answer);
    settling_[answer.sequence()] = found->second.record.subject_id;
    if (!answer.reason().empty()) {
      waiting_.erase(answer.sequence());
      by_subject_.erase({found->second.record.kind, found->second.record.subject_id});
      found->second.parked = true;
      continue;
    }
    OwnSale sale = found->second.record.sale;
    Erase(found);
    if (!answer.has_sale() || answer.sale().member_id().empty()) continue;
    if (sale.account_id.empty()) sale.account_id = answer.sale().member_id();
    sale.member_id = answer.sale().member_id();
    sale.spent = Points(answer.sale().spent_points());
    sale.booked_at = Instant{answer.sale().committed_at_us()};
    booked_.push_back(std::move(sale));
  }
}

void Tally::AddBooked(OwnSale sale) {
  std::lock_guard<std::mutex> lock(mutex_);
  booked_.push_back(std::move(sale));
}

void Tally::Shown(Instant before) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto shown =
      std::remove_if(booked_.begin(), booked_.end(),
                     [&](const OwnSale& sale) { return sale.booked_at < before; });
  if (shown == booked_.end()) return;
  booked_.erase(shown, booked_.end());
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

void Tally::PutBack(Chores chores) {
  std::lock_guard<std::mutex> lock(mutex_);
  std::swap(chores, chores_);
  chores_.settled.insert(chores_.settled.end(), chores.settled.begin(), chores.settled.end());
  for (std::string& sale_id : chores.released) chores_.released.push_back(std::move(sale_id));
  chores_.shown_before = std::max(chores_.shown_before, chores.shown_before);
}

bool Tally::has_chores() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return !chores_.empty();
}

Points Tally::SpentBy(const std::string& account_id, Instant as_of) const {
  std::lock_guard<std::mutex> lock(mutex_);
  Points spent;
  if (const auto found = by_account_.find(account_id); found != by_account_.end()) {
    for (const int64_t sequence : found->second) spent += held_.at(sequence).record.sale.spent;
  }
  for (const OwnSale& sale : booked_) {
    if (sale.account_id == account_id && IsLacking(sale, as_of)) spent += sale.spent;
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

std::vector<OwnSale> Tally::SalesOf(const std::string& member_id, Instant as_of) const {
  std::lock_guard<std::mutex> lock(mutex_);
  std::vector<OwnSale> sales;
  if (const auto found = by_member_.find(member_id); found != by_member_.end()) {
    for (const int64_t sequence : found->second) {
      const OwnSale& sale = held_.at(sequence).record.sale;
      if (sale.sold_at.us != 0) sales.push_back(sale);
    }
  }
  std::copy_if(booked_.begin(), booked_.end(), std::back_inserter(sales), [&](const OwnSale& sale) {
    return sale.member_id == member_id && sale.sold_at.us != 0 && IsLacking(sale, as_of);
  });
  return sales;
}

}  // namespace tessera::plugin
