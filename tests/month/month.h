// A chain under test that lives through a month of receipts, beside the plain books of it.
#ifndef TESSERA_TESTS_MONTH_MONTH_H_
#define TESSERA_TESTS_MONTH_MONTH_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "books.h"
#include "chain.h"
#include "receipts.h"
#include "tessera/jobs/jobs.h"

namespace tessera::month {

// The first instant of March 2026 in Moscow, with which every month here begins.
inline constexpr int64_t kBegin = 1'772'312'400'000'000;
// So many days on, new refund rules are published.
inline constexpr int64_t kNewRulesAfter = 15;

// A booked sale as the books know it.
struct Sold {
  v1::Sale sale;
  v1::Evaluation quote;
  std::string first_answer;
  std::string member;  // empty for none
  std::vector<Taken> taken;
  std::vector<int> lots;
  // Of each line: which lots got its points, and how much came back so far.
  std::map<uint32_t, std::vector<std::pair<int, int64_t>>> parts;
  std::map<uint32_t, v1::RefundedLine> back;
  int64_t paid_back = 0;  // to gift cards
  bool is_whole_back = false;
  std::vector<std::string> coffees;  // coupons of cards that it filled
};

// What all members did with an offer that runs out.
struct Used {
  int64_t uses = 0;
  int64_t spent = 0;
  int64_t points = 0;
};

class Month : public operations::Chain {
 public:
  explicit Month(uint32_t seed);
  ~Month();

  // One receipt, and whatever happens between the one before and it: other customers' doings are thrown
  // dice for. Receipts come in the order of time.
  void Live(const Receipt& receipt);
  // Goes on to this instant, day by day; each ends with the nightly jobs and a comparison of all members
  // that did something on it.
  void PassTo(int64_t at);
  // Everything of everybody, and the whole ledger.
  void CompareAll();
  // Whether a sale was booked as shown for this reason.
  bool WasDifferent(const std::string& sale_id, const std::string& reason);

  // No till is ever alone: everything is booked as it is sold.
  bool all_online = false;

  // What happened, so that a month in which nothing did fails.
  std::map<std::string, int64_t> happened;

 private:
  struct LateSale {
    int64_t at;
    v1::Sale sale;
    v1::Evaluation quote;
  };
  class ChainClock;

  int64_t Any(int64_t below) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(below)); }
  bool Chance(int percent) { return Any(100) < percent; }
  operations::Caller TillOf(const std::string& store) { return {true, store, "till-1"}; }

  // Driving the chain.
  void OpenGiftCards();
  std::string MemberOf(const std::string& customer, const std::string& store);
  std::string Enrol(const std::string& customer, const std::string& store);
  void Sell(const Receipt& receipt);
  void Decorate(const std::string& member, v1::Basket* basket);
  v1::QuoteResponse Quote(const operations::Caller& till, const v1::QuoteRequest& request);
  v1::QuoteResponse Hold(const operations::Caller& till, const v1::QuoteRequest& request);
  void CommitAtOnce(const v1::Sale& sale, const v1::Evaluation& quote);
  void SendLater(v1::Sale sale, const v1::Evaluation& quote);
  void Deliver(const LateSale& late);
  void BringBack(const Receipt& receipt);
  void TakeBackAny();
  void Regret();
  void TakeBack(Sold& sold, const std::vector<v1::RefundLine>& lines);
  void AskAgain(const Sold& sold);
  void AdjustAny();
  void PublishNewRules();

  // Keeping the books.
  Sold& BookSale(const v1::Sale& sale, const v1::Evaluation& quote, const v1::SaleResult& answer,
                 bool knows_offers);
  void BookEarned(PlainAccount& account, Sold& sold, bool knows_offers);
  void BookOffers(const v1::Sale& sale, bool online);
  void BookRefund(Sold& sold, const v1::RefundResult& result);
  void BookReturned(Sold& sold, const v1::RefundResult& result,
                    const std::map<int, int64_t>& revoked);
  PlainRefundRules RulesOf(const Sold& sold) const;

  // Comparing.
  void EndDay();
  void CompareMember(const std::string& member);
  void CompareEntries(const std::string& member);
  void CompareChain();
  void CompareOffers();
  void CompareGiftCards();

  std::mt19937 random_;
  std::unique_ptr<ChainClock> clock_;
  std::unique_ptr<jobs::Jobs> jobs_;
  v1::Program program_;
  int64_t day_;
  int64_t sequence_ = 0;

  std::map<std::string, std::string> member_of_;  // by customer
  std::map<std::string, PlainMember> members_;
  std::set<std::string> touched_;  // today
  std::deque<Sold> sold_;
  std::map<std::string, std::vector<Sold*>> sales_of_;  // of a member
  std::vector<LateSale> late_;
  std::map<std::string, std::vector<std::string>> coupons_;  // of a member
  std::set<std::string> used_coupons_;
  std::map<std::string, int64_t> gift_cards_;
  std::map<std::string, Used> used_;
};

}  // namespace tessera::month

#endif  // TESSERA_TESTS_MONTH_MONTH_H_
