#include "month.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/members/adjust_points.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/sales/cancel.h"
#include "tessera/operations/sales/list_differences.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sales/redeem.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/sync/submit_record.h"
#include "tessera/program/read_program.h"

namespace tessera::month {
namespace {

using operations::Caller;
using operations::kHq;

constexpr int64_t kHour = 3'600'000'000;
constexpr int64_t kHoldTime = 30 * kHour;
constexpr int kGiftCards = 12;

// What has to work for the month to go on.
template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) throw std::runtime_error(result.status().ToString());
  return *std::move(result);
}

v1::Program ReadRules() {
  std::ifstream file(TESSERA_MONTH_PROGRAM);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  program::ReadProgramResult read = program::ReadProgram(text);
  if (!read.faults.empty()) throw std::runtime_error(program::ToText(read.faults.front()));
  return std::move(read.program);
}

}  // namespace

class Month::ChainClock final : public Clock {
 public:
  explicit ChainClock(const Month& month) : month_(month) {}
  Instant Now() const override { return month_.now; }
  Duration Monotonic() const override { return {month_.now.us}; }

 private:
  const Month& month_;
};

Month::~Month() = default;

Month::Month(uint32_t seed)
    : random_(seed), clock_(std::make_unique<ChainClock>(*this)), program_(ReadRules()) {
  now = Instant{kBegin};
  day_ = DayAt(kBegin);
  jobs_ = std::make_unique<jobs::Jobs>(store(), As(kHq).programs, secrets(), *clock_,
                                       SystemRandom());
  Publish(program_);
  OpenGiftCards();
}

void Month::OpenGiftCards() {
  for (int i = 0; i < kGiftCards; ++i) {
    const std::string code = absl::StrCat("GIFT-", 1000 + i);
    gift_cards_[code] = 50'000 * (1 + Any(6));
    const absl::Status opened = store().WriteAndWait([&](storage::Transaction& transaction) {
      ledger::TenderState empty;
      empty.key = operations::GiftCardKey(As(kHq), code);
      ledger::Tender card(empty);
      const absl::Status activated =
          card.Activate(Money(gift_cards_[code]), std::nullopt, 0, ledger::Cause{now});
      return activated.ok() ? transaction.SaveTender(card) : activated;
    });
    if (!opened.ok()) throw std::runtime_error(opened.ToString());
  }
}

std::string Month::Enrol(const std::string& customer, const std::string& store) {
  v1::EnrolRequest request;
  request.set_enrolment_id(NewId());
  v1::Identifier& card = *request.add_identifiers();
  card.set_kind(v1::IDENTIFIER_KIND_CARD);
  card.set_value("CARD-" + customer);
  request.mutable_consent()->set_text_version("1");
  request.mutable_consent()->set_given_at_us(now.us);
  request.mutable_consent()->set_channel("till");
  request.set_store_id(store);
  const auto first = Must(Write(operations::Enrol, TillOf(store), request));
  const auto again = Must(Write(operations::Enrol, TillOf(store), request));
  BOOST_TEST(first.SerializeAsString() == again.SerializeAsString());
  ++happened["enrolled"];
  return first.member().member_id();
}

// Half of the members bring points from elsewhere, which never end.
std::string Month::MemberOf(const std::string& customer, const std::string& store) {
  const auto known = member_of_.find(customer);
  if (known != member_of_.end()) return known->second;
  std::string member;
  if (Chance(50)) {
    const int64_t points = 10 * Any(20);
    member = AddMember("CARD-" + customer, points);
    PlainAccount& account = members_[member].account;
    if (points > 0) account.Adjust(now.us, points, Life{now.us});
  } else {
    member = Enrol(customer, store);
    members_[member].account.Pass(now.us);
  }
  touched_.insert(member);
  return member_of_[customer] = member;
}

void Month::PassTo(int64_t at) {
  while (true) {
    const int64_t midnight = StartOfDay(day_ + 1);
    const auto late = std::min_element(late_.begin(), late_.end(), [](const auto& a, const auto& b) {
      return a.at < b.at;
    });
    if (late != late_.end() && late->at <= std::min(at, midnight)) {
      const LateSale sale = *late;
      late_.erase(late);
      now = Instant{std::max(now.us, sale.at)};
      Deliver(sale);
      continue;
    }
    if (midnight > at) break;
    // A little later, as the jobs of a service are.
    now = Instant{midnight + 30'000'000};
    ++day_;
    EndDay();
    if (day_ == DayAt(kBegin) + kNewRulesAfter) PublishNewRules();
  }
  now = Instant{std::max(now.us, at)};
}

void Month::PublishNewRules() {
  v1::RefundRules& rules = *program_.mutable_refund_rules();
  rules.set_revoke_beyond(v1::REVOKE_BEYOND_LOSS);
  rules.set_revoke_pending_first(true);
  rules.set_grace_days(2);
  Publish(program_);
}

void Month::Live(const Receipt& receipt) {
  PassTo(receipt.at);
  if (Chance(3)) AdjustAny();
  if (Chance(12)) TakeBackAny();
  if (Chance(2)) Regret();
  if (Chance(5) && !sold_.empty()) {
    AskAgain(sold_[static_cast<size_t>(Any(static_cast<int64_t>(sold_.size())))]);
  }
  if (receipt.is_return) {
    BringBack(receipt);
  } else {
    Sell(receipt);
  }
}

// Coupons that the member got, and a gift card.
void Month::Decorate(const std::string& member, v1::Basket* basket) {
  std::vector<std::string>& coupons = coupons_[member];
  if (!coupons.empty() && Chance(60)) {
    basket->add_coupon_codes(coupons[static_cast<size_t>(Any(static_cast<int64_t>(coupons.size())))]);
  }
  if (!Chance(8)) return;
  v1::Tender& tender = *basket->add_tenders();
  tender.set_kind(v1::TENDER_KIND_GIFT_CARD);
  tender.set_code(absl::StrCat("GIFT-", 1000 + Any(kGiftCards)));
}

v1::QuoteResponse Month::Quote(const Caller& till, const v1::QuoteRequest& request) {
  return Must(Read(operations::Quote, till, request));
}

v1::QuoteResponse Month::Hold(const Caller& till, const v1::QuoteRequest& request) {
  v1::RedeemRequest redeem;
  *redeem.mutable_quote() = request;
  const v1::RedeemResponse held = Must(Write(operations::Redeem, till, redeem));
  members_[request.member().member_id()].account.Hold(
      now.us, request.sale_id(), request.basket().redeem_points(), now.us + kHoldTime);
  ++happened["held"];
  return held.quote();
}

void Month::Sell(const Receipt& receipt) {
  const std::string member =
      receipt.customer.empty() ? "" : MemberOf(receipt.customer, receipt.store);
  const Caller till = TillOf(receipt.store);
  v1::QuoteRequest request = Ask(member, receipt.basket);
  request.set_store_id(receipt.store);
  Decorate(member, request.mutable_basket());
  v1::QuoteResponse quote = Quote(till, request);
  const bool late = Chance(12) && !all_online;
  if (!member.empty()) {
    touched_.insert(member);
    const int64_t most = quote.evaluation().max_redeem_points();
    if (most > 0 && Chance(40)) {
      request.mutable_basket()->set_redeem_points(Chance(50) ? most : 1 + Any(most));
      quote = late ? Quote(till, request) : Hold(till, request);
    }
  }
  const v1::Sale sale = Close(till, request, quote);
  if (late) return SendLater(sale, quote.evaluation());
  if (Chance(6)) {
    if (Chance(50)) return;  // forgotten at the till; what it holds lapses
    v1::CancelRequest cancel;
    cancel.set_sale_id(sale.sale_id());
    Must(Write(operations::Cancel, till, cancel));
    if (!member.empty()) members_[member].account.Release(sale.sale_id());
    ++happened["cancelled"];
    return;
  }
  CommitAtOnce(sale, quote.evaluation());
}

void Month::CommitAtOnce(const v1::Sale& sale, const v1::Evaluation& quote) {
  const v1::SaleResult answer = Must(Commit(sale));
  Sold& sold = BookSale(sale, quote, answer, /*knows_offers=*/true);
  BookOffers(sale, /*online=*/true);
  BOOST_TEST(!answer.differs());
  if (!sold.member.empty()) {
    BOOST_TEST_REQUIRE(answer.balance_points() == members_[sold.member].account.balance());
  }
  ++happened["sales"];
}

// The till was alone: what it printed reaches the service hours later. One in five had another price list
// and promised more points.
void Month::SendLater(v1::Sale sale, const v1::Evaluation& quote) {
  sale.set_quoted_offline(true);
  if (!sale.member().member_id().empty() && Chance(20)) {
    sale.mutable_shown(0)->set_earned_points(sale.shown(0).earned_points() + 7);
  }
  late_.push_back({now.us + kHour * (1 + Any(40)), std::move(sale), quote});
}

void Month::Deliver(const LateSale& late) {
  const Caller till = TillOf(late.sale.store_id());
  v1::OutboxRecord record;
  // The goods may be back before the sale is known.
  const bool overtaken = Chance(8);
  v1::Refund refund;
  if (overtaken) {
    refund.set_refund_id(NewId());
    refund.set_sale_id(late.sale.sale_id());
    refund.set_store_id("msk-1");
    refund.set_terminal_id("till-1");
    record.set_sequence(++sequence_);
    record.set_stands(true);
    *record.mutable_refund() = refund;
    BOOST_TEST(Must(Write(operations::SubmitRecord, TillOf("msk-1"), record)).reason() == "");
  }
  record.Clear();
  record.set_sequence(++sequence_);
  *record.mutable_sale() = late.sale;
  const v1::SubmittedRecord answer = Must(Write(operations::SubmitRecord, till, record));
  BOOST_TEST_REQUIRE(answer.reason() == "");
  const bool differs = WasDifferent(late.sale.sale_id(), "AMOUNTS_DIFFER");
  Sold& sold = BookSale(late.sale, late.quote, answer.sale(), !differs);
  BookOffers(late.sale, /*online=*/false);
  if (!sold.member.empty()) {
    BOOST_TEST_REQUIRE(answer.sale().balance_points() == members_[sold.member].account.balance());
    touched_.insert(sold.member);
  }
  ++happened["late sales"];
  if (differs) ++happened["late sales that differ"];
  if (answer.sale().overdraft_points() > 0) ++happened["overdrafts"];
  if (!overtaken) return;
  v1::RefundRequest again;
  *again.mutable_refund() = refund;
  BookRefund(sold, Must(Write(operations::Refund, kHq, again)).result());
  ++happened["refunds before their sale"];
}

bool Month::WasDifferent(const std::string& sale_id, const std::string& reason) {
  v1::ListDifferencesRequest request;
  request.set_page_size(1'000);
  do {
    const auto page = Must(Read(operations::ListDifferences, kHq, request));
    for (const v1::SaleDifference& difference : page.differences()) {
      if (difference.sale_id() == sale_id && difference.reason() == reason) return true;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return false;
}

// Real returns name goods, not the receipt: the customer's last one that has them is looked for.
void Month::BringBack(const Receipt& receipt) {
  const auto member = member_of_.find(receipt.customer);
  if (member == member_of_.end()) return;
  std::vector<Sold*>& sales = sales_of_[member->second];
  for (const v1::Line& wanted : receipt.basket.lines()) {
    for (auto sold = sales.rbegin(); sold != sales.rend(); ++sold) {
      const auto& lines = (*sold)->sale.basket().lines();
      const auto line = std::find_if(lines.begin(), lines.end(), [&](const v1::Line& each) {
        return each.sku() == wanted.sku() &&
               each.quantity_milli() - (*sold)->back[each.line_no()].quantity_milli() >=
                   wanted.quantity_milli();
      });
      if (line == lines.end()) continue;
      v1::RefundLine back;
      back.set_line_no(line->line_no());
      back.set_quantity_milli(wanted.quantity_milli());
      TakeBack(**sold, {back});
      break;
    }
  }
}

// Any of the last sales: wholly, or a part of one line; half of the customers take something else for it.
void Month::TakeBackAny() {
  if (sold_.empty()) return;
  const int64_t recent = std::min<int64_t>(static_cast<int64_t>(sold_.size()), 400);
  Sold& sold = sold_[sold_.size() - static_cast<size_t>(1 + Any(recent))];
  if (sold.is_whole_back) return;
  std::vector<v1::RefundLine> lines;
  if (Chance(60)) {
    for (const v1::Line& line : sold.sale.basket().lines()) {
      const int64_t left = line.quantity_milli() - sold.back[line.line_no()].quantity_milli();
      if (left == 0 || !Chance(50)) continue;
      v1::RefundLine& back = lines.emplace_back();
      back.set_line_no(line.line_no());
      back.set_quantity_milli(Chance(40) ? left : 1 + Any(left));
    }
  }
  TakeBack(sold, lines);
  if (!Chance(50)) return;
  Receipt other;
  other.store = sold.sale.store_id();
  other.basket = Basket({4'590, 15'000});
  v1::QuoteRequest request = Ask(sold.member, other.basket);
  request.set_store_id(other.store);
  const v1::QuoteResponse quote = Quote(TillOf(other.store), request);
  CommitAtOnce(Close(TillOf(other.store), request, quote), quote.evaluation());
  ++happened["exchanges"];
}

// Somebody new spends at once what came at once, and brings back what it came for.
void Month::Regret() {
  const std::string store = "msk-1";
  const Caller till = TillOf(store);
  const std::string member = Enrol(absl::StrCat("R", happened["regrets"]++), store);
  members_[member].account.Pass(now.us);
  v1::QuoteRequest request = Ask(member, Basket({15'000, 33'333}));
  request.set_store_id(store);
  request.mutable_basket()->mutable_lines(0)->set_sku("bread");
  request.mutable_basket()->mutable_lines(0)->set_quantity_milli(3'000);
  v1::QuoteResponse quote = Quote(till, request);
  CommitAtOnce(Close(till, request, quote), quote.evaluation());
  Sold& regretted = sold_.back();
  request = Ask(member, Basket({5'000}));
  request.set_store_id(store);
  request.mutable_basket()->set_redeem_points(Quote(till, request).evaluation().max_redeem_points());
  quote = Hold(till, request);
  CommitAtOnce(Close(till, request, quote), quote.evaluation());
  TakeBack(regretted, {});
}

void Month::TakeBack(Sold& sold, const std::vector<v1::RefundLine>& lines) {
  v1::RefundRequest request;
  v1::Refund& refund = *request.mutable_refund();
  refund.set_refund_id(NewId());
  refund.set_sale_id(sold.sale.sale_id());
  refund.set_store_id("vvo-1");
  refund.set_terminal_id("till-1");
  for (const v1::RefundLine& line : lines) *refund.add_lines() = line;
  const auto answer = Must(Write(operations::Refund, TillOf("vvo-1"), request));
  BookRefund(sold, answer.result());
  if (!sold.member.empty()) {
    BOOST_TEST_REQUIRE(answer.result().balance_points() ==
                       members_[sold.member].account.balance());
    touched_.insert(sold.member);
  }
  const auto again = Must(Write(operations::Refund, TillOf("vvo-1"), request));
  BOOST_TEST(again.SerializeAsString() == answer.SerializeAsString());
  ++happened[lines.empty() ? "whole refunds" : "partial refunds"];
  if (answer.result().lost_points() > 0) ++happened["losses"];
  if (answer.result().balance_points() < 0) ++happened["debts"];
}

void Month::AskAgain(const Sold& sold) {
  BOOST_TEST(Must(Commit(sold.sale)).SerializeAsString() == sold.first_answer);
  ++happened["sales asked for again"];
}

void Month::AdjustAny() {
  if (members_.empty()) return;
  const auto member = std::next(members_.begin(), Any(static_cast<int64_t>(members_.size())));
  PlainAccount& account = member->second.account;
  account.Pass(now.us);
  int64_t points = 1 + Any(40);
  if (Chance(50)) points = -std::min(points, account.everything());
  if (points == 0 || (points < 0 && -points > account.everything())) return;
  v1::AdjustPointsRequest request;
  request.set_adjustment_id(NewId());
  request.mutable_member()->set_member_id(member->first);
  request.set_points(points);
  request.set_comment("by hand");
  Must(Write(operations::AdjustPoints, kHq, request));
  account.Adjust(now.us, points, FreshLife(now.us));
  touched_.insert(member->first);
  ++happened["adjustments"];
}

}  // namespace tessera::month
