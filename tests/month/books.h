// The ledger once more, as plainly as can be: what an accountant with a pencil would do day by day.
// Shares nothing with the service but the figures of the answers. All times are microseconds UTC, all days
// those of Moscow, which has had no clock changes for years.
#ifndef TESSERA_TESTS_MONTH_BOOKS_H_
#define TESSERA_TESTS_MONTH_BOOKS_H_

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace tessera::month {

inline constexpr int64_t kForever = std::numeric_limits<int64_t>::max();
inline constexpr int64_t kDay = 86'400'000'000;

// Days since 1970-01-01, and when one begins.
int64_t DayAt(int64_t us);
int64_t StartOfDay(int64_t day);
// Of the month in which `day` lies.
int64_t StartOfNextMonth(int64_t day);

// When points of one life begin and end.
struct Life {
  int64_t active = 0;
  int64_t end = kForever;
  int64_t idle_days = 0;
  int64_t latest = kForever;
};
// The lives of program.yaml, from the instant of the receipt.
Life UsualLife(int64_t at);
Life FreshLife(int64_t at);  // the usual one without the wait
Life LifeOf(const std::string& offer_id, int64_t at);  // an offer's own; the usual one of others

struct PlainLot {
  std::string sale;  // that earned it
  Life life;
  int64_t left = 0;
  int64_t expired = 0;
};

// What a sale took from a lot; lot -1: from none, beyond what there was.
struct Taken {
  int lot = -1;
  int64_t spent = 0;
  int64_t returned = 0;
};

struct PlainHold {
  std::string sale;
  int64_t points = 0;
  int64_t until = 0;
};

struct Sums {
  int64_t earned = 0;    // less what was revoked and what was lost
  int64_t spent = 0;     // less what came back
  int64_t expired = 0;
  int64_t adjusted = 0;
  int64_t lost = 0;
};

// The refund rules of the program's two versions.
struct PlainRefundRules {
  bool write_off = false;
  bool pending_first = false;
  int64_t grace_days = 0;
};

class PlainAccount {
 public:
  // Lets time go by. Every other function that is told the time begins with it.
  void Pass(int64_t now);

  void Hold(int64_t now, const std::string& sale, int64_t points, int64_t until);
  void Release(const std::string& sale);
  std::vector<Taken> Spend(int64_t now, int64_t points);
  // Returns the number of the lot. Alone does not let time go by: what a sale earns comes at once.
  int Earn(const std::string& sale, int64_t points, const Life& life);
  void Bought(int64_t now, int64_t at);
  void Return(int64_t now, int64_t points, const PlainRefundRules& rules, std::vector<Taken>& taken);
  // Points of `lot` (of a sale that earned `lots`). Returns what was lost.
  int64_t Revoke(int64_t now, int64_t points, int lot, const std::vector<int>& lots,
                 const PlainRefundRules& rules);
  void Adjust(int64_t now, int64_t points, const Life& life);

  // Now, as the last function left it.
  int64_t active() const;
  int64_t pending() const;
  int64_t held() const;
  int64_t balance() const { return active() - overdraft; }
  int64_t everything() const { return active() + pending() - overdraft; }
  // Of the active points, those that end next, and when; 0 and 0 if none do.
  int64_t expiring() const;
  int64_t expiring_at() const;

  std::vector<PlainLot> lots;
  std::vector<PlainHold> holds;
  int64_t overdraft = 0;
  Sums sums;

 private:
  void Happen();
  void TrimHolds();
  bool IsActive(const PlainLot& lot) const { return lot.life.active <= now_; }
  // Numbers of lots with something left, soonest to end first.
  std::vector<int> InOrder(bool active) const;
  int64_t Take(int lot, int64_t points);
  int64_t SoonestEnd() const;

  int64_t now_ = 0;
};

// Spend by the day of the sale, for the tier.
struct PlainMember {
  PlainAccount account;
  std::map<int64_t, int64_t> spend;
  int64_t stamps = 0;
  std::string TierOn(int64_t day) const;
};

}  // namespace tessera::month

#endif  // TESSERA_TESTS_MONTH_BOOKS_H_
