// Sales and refunds at a till of the chain under test.
#ifndef TESSERA_TESTS_CASES_LEDGER_SALES_H_
#define TESSERA_TESTS_CASES_LEDGER_SALES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "chain.h"
#include "ledger_state.h"
#include "translation.h"

namespace tessera::cases {

// A sale that is booked.
struct Booked {
  std::string sale_id;
  engine::Basket basket;
  std::map<uint32_t, int64_t> back_milli;  // of its lines, came back so far

  // Of a line; 0 for one that it has not.
  int64_t LeftOf(uint32_t line_no) const;
};

struct Returned {
  Points revoked;
  Points given_back;
  std::string refused;  // reason; empty if something came back
};

class Desk {
 public:
  // Both outlive it. Books at chain->now.
  Desk(operations::Chain* chain, Translation* translation)
      : chain_(*chain), translation_(*translation) {}

  // The case's own basket, as a till takes it. Without a member where `member_id` is empty.
  absl::StatusOr<engine::Evaluation> Sell(const std::string& member_id);

  // A sale of before, which is remembered by its id. Its goods are those of the basket where `has_goods`,
  // else one line of its amount.
  absl::StatusOr<Booked> Book(const OrderBefore& order, const std::string& member_id, bool has_goods);

  // `lines` of the case by sku; without any, so much money; without that, all of it. No more than what
  // is left can come back, and where nothing is, the refund is refused.
  absl::StatusOr<Returned> Return(const Booked& booked, const std::vector<v1::RefundLine>& lines,
                                  Money amount);
  // Takes the money off the cards that these lines sold.
  absl::Status EmptyCards(const Booked& booked, const std::vector<v1::RefundLine>& lines);

 private:
  absl::StatusOr<v1::QuoteResponse> Ask(const v1::QuoteRequest& request,
                                        engine::Evaluation* evaluation);
  v1::QuoteRequest Request(const std::string& member_id, const engine::Basket& basket);
  engine::Basket BasketOf(const OrderBefore& order, bool has_goods) const;

  operations::Chain& chain_;
  Translation& translation_;
};

}  // namespace tessera::cases

#endif  // TESSERA_TESTS_CASES_LEDGER_SALES_H_
