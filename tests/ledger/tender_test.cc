#include "tessera/ledger/tender.h"

#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>

#include <limits>

#include "absl/strings/escaping.h"
#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/ledger/audit.h"

namespace tessera::ledger {
namespace {

Tender Blank(uint8_t id = 1) {
  TenderState state;
  state.key.id.fill(id);
  return Tender(state);
}

Tender Sold(int64_t amount, std::optional<Instant> expires_at = std::nullopt) {
  Tender card = Blank();
  BOOST_REQUIRE(card.Activate(Money(amount), expires_at, 3, Of(Sale(1), 1)).ok());
  return card;
}

BOOST_AUTO_TEST_CASE(a_sold_card_pays_until_it_is_empty) {
  Tender card = Sold(500);
  BOOST_TEST(card.SpendableAt(Instant{1}).value() == 500);
  BOOST_TEST(card.Pay(Money(200), Overdraft::kRefuse, Of(Sale(2), 2)).ok());
  BOOST_TEST(ReasonOf(card.Pay(Money(301), Overdraft::kRefuse, At(3))) == "MONEY_INSUFFICIENT");
  BOOST_TEST(card.Pay(Money(300), Overdraft::kRefuse, At(3)).ok());
  BOOST_TEST(card.SpendableAt(Instant{3}).value() == 0);
}

BOOST_AUTO_TEST_CASE(a_card_remembers_who_sold_it) {
  const Tender card = Sold(500, Instant{90});
  BOOST_TEST((card.state().sold_by == Sale(1)));
  BOOST_TEST(card.state().sold_line_no == 3u);
  BOOST_TEST(card.state().issued.value() == 500);
  BOOST_TEST(card.state().issued_at.us == 1);
  Tender gift = Blank();
  BOOST_TEST(gift.Activate(Money(5), std::nullopt, 0, At(1)).ok());
  BOOST_TEST(!gift.state().sold_by.has_value());
}

BOOST_AUTO_TEST_CASE(a_card_with_money_on_it_is_not_sold_again) {
  Tender card = Sold(500);
  BOOST_TEST(ReasonOf(card.Activate(Money(1), std::nullopt, 1, At(2))) == "CARD_IN_USE");
  BOOST_TEST(card.Pay(Money(500), Overdraft::kRefuse, At(3)).ok());
  BOOST_TEST(card.Activate(Money(100), std::nullopt, 1, Of(Sale(5), 4)).ok());
  BOOST_TEST(card.SpendableAt(Instant{4}).value() == 100);
  BOOST_TEST(card.state().issued.value() == 100);
}

BOOST_AUTO_TEST_CASE(who_buys_a_card_does_not_pay_what_another_overdrew) {
  Tender card = Sold(500);
  BOOST_TEST(card.Pay(Money(600), Overdraft::kAllow, At(2)).ok());
  BOOST_TEST(card.state().balance.value() == -100);
  BOOST_TEST(card.SpendableAt(Instant{2}).value() == 0);
  BOOST_TEST(ReasonOf(card.Activate(Money(1), std::nullopt, 1, At(3))) == "CARD_IN_USE");
}

BOOST_AUTO_TEST_CASE(a_card_that_is_blocked_or_over_does_not_pay) {
  Tender card = Sold(500, Instant{90});
  BOOST_TEST(card.SpendableAt(Instant{89}).value() == 500);
  BOOST_TEST(card.SpendableAt(Instant{90}).value() == 0);
  BOOST_TEST(ReasonOf(card.Pay(Money(1), Overdraft::kRefuse, At(90))) == "MONEY_INSUFFICIENT");
  card.Block(true);
  BOOST_TEST(card.SpendableAt(Instant{1}).value() == 0);
  BOOST_TEST(card.Pay(Money(1), Overdraft::kAllow, At(2)).ok());
  card.Block(false);
  BOOST_TEST(card.SpendableAt(Instant{1}).value() == 499);
  Tender blank = Blank();
  blank.Block(true);
  BOOST_TEST(ReasonOf(blank.Activate(Money(1), std::nullopt, 1, At(1))) == "CARD_BLOCKED");
}

BOOST_AUTO_TEST_CASE(what_it_paid_comes_back_to_it) {
  Tender card = Sold(500, Instant{90});
  BOOST_TEST(card.Pay(Money(400), Overdraft::kRefuse, At(2)).ok());
  BOOST_TEST(card.GiveBack(Money(150), Instant{200}, At(3)).ok());
  BOOST_TEST(card.SpendableAt(Instant{3}).value() == 250);
  BOOST_TEST(card.state().expires_at->us == 90);
}

BOOST_AUTO_TEST_CASE(what_comes_back_too_late_pays_for_a_while_with_grace) {
  Tender card = Sold(500, Instant{90});
  BOOST_TEST(card.Pay(Money(500), Overdraft::kRefuse, At(2)).ok());
  BOOST_TEST(card.GiveBack(Money(100), std::nullopt, At(95)).ok());
  BOOST_TEST(card.SpendableAt(Instant{95}).value() == 0);
  BOOST_TEST(card.GiveBack(Money(100), Instant{200}, At(96)).ok());
  BOOST_TEST(card.SpendableAt(Instant{199}).value() == 200);
  BOOST_TEST(card.SpendableAt(Instant{200}).value() == 0);
}

BOOST_AUTO_TEST_CASE(a_card_whose_line_comes_back_is_emptied_of_what_is_left) {
  Tender card = Sold(500);
  BOOST_TEST(card.Pay(Money(200), Overdraft::kRefuse, At(2)).ok());
  BOOST_TEST(card.Empty(At(3))->value() == 300);
  BOOST_TEST(card.state().balance.value() == 0);
  BOOST_TEST(card.Empty(At(4))->value() == 0);
  BOOST_TEST(card.Pay(Money(5), Overdraft::kAllow, At(5)).ok());
  BOOST_TEST(card.Empty(At(6))->value() == 0);
  BOOST_TEST(card.state().balance.value() == -5);
}

BOOST_AUTO_TEST_CASE(a_wallet_is_filled_and_emptied_by_hand_but_not_below_zero) {
  Tender wallet = Blank();
  BOOST_TEST(wallet.Adjust(Money(100), At(1)).ok());
  BOOST_TEST(wallet.Adjust(Money(-60), At(2)).ok());
  BOOST_TEST(ReasonOf(wallet.Adjust(Money(-41), At(3))) == "MONEY_INSUFFICIENT");
  BOOST_TEST(ReasonOf(wallet.Adjust(Money(std::numeric_limits<int64_t>::min()), At(3))) ==
             "MONEY_INSUFFICIENT");
}

BOOST_AUTO_TEST_CASE(a_wallet_moves_wholly_with_what_was_overdrawn) {
  Tender from = Blank(1);
  Tender to = Blank(2);
  BOOST_TEST(to.Adjust(Money(100), At(1)).ok());
  BOOST_TEST(from.Pay(Money(30), Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(from.MoveInto(to, At(2)).ok());
  BOOST_TEST(from.state().balance.value() == 0);
  BOOST_TEST(to.state().balance.value() == 70);
  Tender same = Blank(1);
  BOOST_TEST(absl::IsInternal(from.MoveInto(same, At(3))));
}

BOOST_AUTO_TEST_CASE(nothing_and_less_than_nothing) {
  Tender card = Blank();
  BOOST_TEST(card.Activate(Money(), std::nullopt, 1, Of(Sale(1), 1)).ok());
  BOOST_TEST(!card.state().sold_by.has_value());
  BOOST_TEST(card.Pay(Money(), Overdraft::kRefuse, At(1)).ok());
  BOOST_TEST(card.GiveBack(Money(), Instant{1}, At(1)).ok());
  BOOST_TEST(card.new_entries().empty());
  BOOST_TEST(absl::IsInternal(card.Activate(Money(-1), std::nullopt, 1, At(1))));
  BOOST_TEST(absl::IsInternal(card.Pay(Money(-1), Overdraft::kAllow, At(1))));
  BOOST_TEST(absl::IsInternal(card.GiveBack(Money(-1), std::nullopt, At(1))));
}

BOOST_AUTO_TEST_CASE(money_that_would_not_fit_is_refused) {
  const Money most(std::numeric_limits<int64_t>::max());
  Tender card = Sold(most.value());
  BOOST_TEST(ReasonOf(card.GiveBack(Money(1), std::nullopt, At(2))) == "AMOUNT_OVERFLOW");
  Tender owing = Blank();
  BOOST_TEST(owing.Pay(most, Overdraft::kAllow, At(1)).ok());
  BOOST_TEST(ReasonOf(owing.Pay(Money(1), Overdraft::kAllow, At(2))) == "AMOUNT_OVERFLOW");
}

BOOST_AUTO_TEST_CASE(the_hash_of_an_entry_stays_for_ever) {
  TenderKey key{TenderKind::kWallet, {}};
  key.id.fill(9);
  TenderEntry entry;
  entry.entry_no = 2;
  entry.amount = Money(-5);
  entry.booked_at = Instant{1'700'000'000'000'000};
  entry.sale_id = Sale(1);
  entry.refund_id.emplace().bytes.fill(2);
  entry.balance = Money(7);
  entry.comment = "a word";
  const Digest hash = ChainHash(Digest{}, key, entry);
  BOOST_TEST(absl::BytesToHexString(DigestBytes(hash)) ==
             "d6ce6f48d68b955fad2a0c5277175c3ef5c36531ac4df1346574330d63788310");
  key.kind = TenderKind::kGiftCard;
  BOOST_TEST((hash != ChainHash(Digest{}, key, entry)));
}

// Whatever happens to a card, its entries say what it has, and it never pays more than that.
BOOST_AUTO_TEST_CASE(what_must_hold_of_a_card_holds_after_any_history) {
  BOOST_TEST(rc::check([] {
    Tender card = Blank();
    int64_t now = 0;
    const auto deeds = *rc::gen::arbitrary<std::vector<std::pair<uint8_t, uint8_t>>>();
    for (const auto& [deed, amount] : deeds) {
      const Tender before = card;
      now += amount % 7;
      const Money money(amount);
      absl::Status status;
      switch (deed % 7) {
        case 0: status = card.Activate(money, Instant{now + 50}, 1, At(now)); break;
        case 1: status = card.Pay(money, Overdraft::kAllow, At(now)); break;
        case 2: status = card.Empty(At(now)).status(); break;
        case 3: status = card.GiveBack(money, Instant{now + 10}, At(now)); break;
        case 4: status = card.Adjust(money - Money(100), At(now)); break;
        case 5: card.Block(amount % 2 == 0); break;
        default: status = card.Pay(money, Overdraft::kRefuse, At(now));
          if (status.ok()) RC_ASSERT(money <= before.SpendableAt(Instant{now}));
      }
      if (!status.ok()) {
        RC_ASSERT(absl::IsFailedPrecondition(status));
        card = before;
      }
      TenderAudit audit(card.state().key);
      for (const TenderEntry& entry : card.new_entries()) audit.Read(entry);
      RC_ASSERT(audit.Finish(card.state()).empty());
      RC_ASSERT(card.SpendableAt(Instant{now}) <= std::max(card.state().balance, Money()));
    }
  }));
}

}  // namespace
}  // namespace tessera::ledger
