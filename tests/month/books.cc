#include "books.h"

#include <algorithm>
#include <chrono>

namespace tessera::month {
namespace {

constexpr int64_t kMoscow = 3 * 3'600'000'000;

}  // namespace

int64_t DayAt(int64_t us) { return (us + kMoscow) / kDay; }

int64_t StartOfDay(int64_t day) { return day * kDay - kMoscow; }

int64_t StartOfNextMonth(int64_t day) {
  const std::chrono::sys_days date{std::chrono::days(day)};
  const std::chrono::year_month_day civil(date);
  const std::chrono::sys_days next = (civil.year() / civil.month() + std::chrono::months(1)) / 1;
  return StartOfDay(next.time_since_epoch().count());
}

// The last day counts wholly.
Life UsualLife(int64_t at) {
  const int64_t active = DayAt(at) + 3;
  return {StartOfDay(active), StartOfDay(active + 10 + 1)};
}

Life FreshLife(int64_t at) { return {at, StartOfDay(DayAt(at) + 10 + 1)}; }

Life LifeOf(const std::string& offer_id, int64_t at) {
  const int64_t day = DayAt(at);
  if (offer_id == "until-month-end") return {at, StartOfNextMonth(day)};
  if (offer_id == "while-active") {
    return {at, StartOfDay(day + 4 + 1), 4, StartOfDay(day + 12 + 1)};
  }
  return UsualLife(at);
}

int64_t PlainAccount::Take(int lot, int64_t points) {
  PlainLot& from = lots[static_cast<size_t>(lot)];
  const int64_t taken = std::min(points, from.left);
  from.left -= taken;
  return taken;
}

std::vector<int> PlainAccount::InOrder(bool active) const {
  std::vector<int> found;
  for (size_t i = 0; i < lots.size(); ++i) {
    if (lots[i].left > 0 && IsActive(lots[i]) == active) found.push_back(static_cast<int>(i));
  }
  std::stable_sort(found.begin(), found.end(), [&](int a, int b) {
    return lots[static_cast<size_t>(a)].life.end < lots[static_cast<size_t>(b)].life.end;
  });
  return found;
}

// Whatever happens to points by itself, one instant after the other.
void PlainAccount::Pass(int64_t now) {
  while (true) {
    int64_t next = kForever;
    for (const PlainLot& lot : lots) {
      if (lot.left == 0) continue;
      if (!IsActive(lot)) next = std::min(next, lot.life.active);
      next = std::min(next, std::max(lot.life.end, now_));
    }
    for (const PlainHold& hold : holds) next = std::min(next, hold.until);
    if (next > now) break;
    now_ = next;
    Happen();
  }
  now_ = now;
  Happen();
}

void PlainAccount::Happen() {
  std::vector<int> paying = InOrder(true);
  std::stable_sort(paying.begin(), paying.end(), [&](int a, int b) {
    return lots[static_cast<size_t>(a)].life.active < lots[static_cast<size_t>(b)].life.active;
  });
  for (const int lot : paying) overdraft -= Take(lot, overdraft);
  for (PlainLot& lot : lots) {
    if (lot.life.end > now_) continue;
    lot.expired += lot.left;
    sums.expired += lot.left;
    lot.left = 0;
  }
  TrimHolds();
}

// No more can be held than there is: the last to lapse gives way.
void PlainAccount::TrimHolds() {
  std::erase_if(holds, [&](const PlainHold& hold) { return hold.until <= now_; });
  std::sort(holds.begin(), holds.end(), [](const PlainHold& a, const PlainHold& b) {
    return a.until != b.until ? a.until < b.until : a.sale < b.sale;
  });
  int64_t left = std::max<int64_t>(balance(), 0);
  for (PlainHold& hold : holds) {
    hold.points = std::min(hold.points, left);
    left -= hold.points;
  }
  std::erase_if(holds, [](const PlainHold& hold) { return hold.points == 0; });
}

void PlainAccount::Hold(int64_t now, const std::string& sale, int64_t points, int64_t until) {
  Pass(now);
  Release(sale);
  if (points > 0) holds.push_back({sale, points, until});
}

void PlainAccount::Release(const std::string& sale) {
  std::erase_if(holds, [&](const PlainHold& hold) { return hold.sale == sale; });
}

std::vector<Taken> PlainAccount::Spend(int64_t now, int64_t points) {
  Pass(now);
  std::vector<Taken> taken;
  sums.spent += points;
  for (const int lot : InOrder(true)) {
    if (points == 0) break;
    taken.push_back({lot, Take(lot, points)});
    points -= taken.back().spent;
  }
  if (points > 0) taken.push_back({-1, points});
  overdraft += points;
  TrimHolds();
  return taken;
}

int PlainAccount::Earn(const std::string& sale, int64_t points, const Life& life) {
  lots.push_back({sale, life, points});
  sums.earned += points;
  return static_cast<int>(lots.size()) - 1;
}

void PlainAccount::Bought(int64_t now, int64_t at) {
  Pass(now);
  for (PlainLot& lot : lots) {
    if (lot.left == 0 || lot.life.idle_days == 0) continue;
    const int64_t end = StartOfDay(DayAt(at) + lot.life.idle_days + 1);
    lot.life.end = std::max(lot.life.end, std::min(end, lot.life.latest));
  }
}

// The last taken comes back first. What was beyond the balance lowers the debt or, where that is paid, is
// new points.
void PlainAccount::Return(int64_t now, int64_t points, const PlainRefundRules& rules,
                          std::vector<Taken>& taken) {
  Pass(now);
  sums.spent -= points;
  for (auto each = taken.rbegin(); each != taken.rend(); ++each) {
    const int64_t part = std::min(points, each->spent - each->returned);
    if (part == 0) continue;
    points -= part;
    each->returned += part;
    if (each->lot < 0) {
      const int64_t paid = std::min(part, overdraft);
      overdraft -= paid;
      if (part > paid) lots.push_back({"", FreshLife(now), part - paid});
      continue;
    }
    PlainLot& lot = lots[static_cast<size_t>(each->lot)];
    lot.left += part;
    if (lot.life.end > now) continue;
    if (lot.life.idle_days > 0) lot.life.end = std::min(FreshLife(now).end, lot.life.latest);
    if (lot.life.end <= now && rules.grace_days > 0) {
      lot.life.end = StartOfDay(DayAt(now) + rules.grace_days + 1);
    }
  }
  Pass(now);
}

int64_t PlainAccount::Revoke(int64_t now, int64_t points, int lot, const std::vector<int>& own,
                             const PlainRefundRules& rules) {
  Pass(now);
  // Their own lot, the parts of it that have ended included: those are gone already.
  int64_t left = points - Take(lot, points);
  sums.earned -= points - left;
  PlainLot& first = lots[static_cast<size_t>(lot)];
  const int64_t gone = std::min(left, first.expired);
  first.expired -= gone;
  left -= gone;
  // Then the sale's others, then any.
  std::vector<int> others;
  for (const bool active : {true, false}) {
    for (const int each : InOrder(active)) {
      if (std::count(own.begin(), own.end(), each) > 0) others.push_back(each);
    }
  }
  std::stable_sort(others.begin(), others.end(), [&](int a, int b) {
    return lots[static_cast<size_t>(a)].life.end < lots[static_cast<size_t>(b)].life.end;
  });
  for (const bool active : {!rules.pending_first, rules.pending_first}) {
    for (const int each : InOrder(active)) others.push_back(each);
  }
  for (const int each : others) {
    const int64_t taken = Take(each, left);
    left -= taken;
    sums.earned -= taken;
  }
  const int64_t lost = rules.write_off ? left : 0;
  sums.earned -= left;
  sums.lost += lost;
  overdraft += left - lost;
  TrimHolds();
  return lost;
}

void PlainAccount::Adjust(int64_t now, int64_t points, const Life& life) {
  Pass(now);
  sums.adjusted += points;
  if (points > 0) {
    lots.push_back({"", life, points});
  } else {
    int64_t left = -points;
    for (const bool is_active : {true, false}) {
      for (const int lot : InOrder(is_active)) left -= Take(lot, left);
    }
  }
  Pass(now);
}

int64_t PlainAccount::active() const {
  int64_t sum = 0;
  for (const PlainLot& lot : lots) sum += IsActive(lot) ? lot.left : 0;
  return sum;
}

int64_t PlainAccount::pending() const {
  int64_t sum = 0;
  for (const PlainLot& lot : lots) sum += IsActive(lot) ? 0 : lot.left;
  return sum;
}

int64_t PlainAccount::held() const {
  int64_t sum = 0;
  for (const PlainHold& hold : holds) sum += hold.points;
  return sum;
}

int64_t PlainAccount::SoonestEnd() const {
  int64_t soonest = kForever;
  for (const int lot : InOrder(true)) {
    soonest = std::min(soonest, lots[static_cast<size_t>(lot)].life.end);
  }
  return soonest;
}

int64_t PlainAccount::expiring_at() const {
  const int64_t soonest = SoonestEnd();
  return soonest == kForever ? 0 : soonest;
}

int64_t PlainAccount::expiring() const {
  const int64_t soonest = SoonestEnd();
  int64_t sum = 0;
  for (const int lot : InOrder(true)) {
    const PlainLot& each = lots[static_cast<size_t>(lot)];
    if (each.life.end == soonest && soonest != kForever) sum += each.left;
  }
  return sum;
}

std::string PlainMember::TierOn(int64_t day) const {
  int64_t sum = 0;
  for (const auto& [on, spent] : spend) {
    if (on > day - 7 && on <= day) sum += spent;
  }
  return sum >= 900'000 ? "gold" : sum >= 300'000 ? "silver" : "bronze";
}

}  // namespace tessera::month
