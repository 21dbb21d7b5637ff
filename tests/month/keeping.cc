// What the books make of the answers.
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "month.h"
#include "tessera/operations/account/situation.h"

namespace tessera::month {
namespace {

bool HasOwnLife(const std::string& offer_id) {
  return offer_id == "until-month-end" || offer_id == "while-active";
}

// Of the offers that are limited over all members.
struct Limit {
  const char* offer_id;
  int64_t uses;
  int64_t budget;
  int64_t points;
  bool is_freed;
};
constexpr Limit kLimits[] = {{"bread-20", 60, 0, 0, true},
                             {"welcome", 0, 250'000, 0, false},
                             {"until-month-end", 0, 0, 4'000, false}};

}  // namespace

PlainRefundRules Month::RulesOf(const Sold& sold) const {
  return sold.sale.program_version() == 1 ? PlainRefundRules{} : PlainRefundRules{true, true, 2};
}

Sold& Month::BookSale(const v1::Sale& sale, const v1::Evaluation& quote,
                      const v1::SaleResult& answer, bool knows_offers) {
  Sold& sold = sold_.emplace_back();
  sold.sale = sale;
  sold.quote = quote;
  sold.first_answer = answer.SerializeAsString();
  sold.member = sale.member().member_id();
  for (const v1::Payment& payment : sale.shown_receipt().payments()) {
    gift_cards_[payment.code()] -= payment.amount_minor();
    ++happened["paid by gift card"];
  }
  for (const v1::GivenCoupon& coupon : answer.coupons()) {
    coupons_[sold.member].push_back(coupon.code());
    if (coupon.batch_id() == "free-coffee") sold.coffees.push_back(coupon.code());
    ++happened["coupons given"];
  }
  for (const v1::ShownOffer& offer : sale.shown_receipt().offers()) {
    if (!offer.coupon_code().empty()) used_coupons_.insert(offer.coupon_code());
  }
  if (sold.member.empty()) return sold;
  sales_of_[sold.member].push_back(&sold);
  PlainMember& member = members_[sold.member];
  int64_t spent = 0;
  for (const v1::ShownLine& line : sale.shown()) spent += line.spent_points();
  // What it held is what it spends now.
  member.account.Pass(now.us);
  member.account.Release(sale.sale_id());
  sold.taken = member.account.Spend(now.us, spent);
  BookEarned(member.account, sold, knows_offers);
  member.account.Pass(now.us);
  member.account.Bought(now.us, sale.quoted_at_us());
  member.spend[DayAt(sale.quoted_at_us())] += quote.total_minor();
  for (const v1::StampResult& stamps : sale.shown_receipt().stamps()) {
    member.stamps = (member.stamps + stamps.stamps()) % 5;
    ++happened["stamped"];
  }
  if (spent > 0) ++happened["redeemed"];
  return sold;
}

// The usual points first, then each offer's whose points live otherwise. Where the till's figures were its
// own, nobody knows whose they were: they are all usual ones.
void Month::BookEarned(PlainAccount& account, Sold& sold, bool knows_offers) {
  const int64_t at = sold.sale.quoted_at_us();
  std::map<uint32_t, int64_t> usual;
  for (const v1::ShownLine& line : sold.sale.shown()) usual[line.line_no()] = line.earned_points();
  struct Own {
    std::string offer_id;
    std::map<uint32_t, int64_t> points;
  };
  std::vector<Own> own;
  for (const v1::OfferResult& offer : sold.quote.offers()) {
    if (!knows_offers || !HasOwnLife(offer.offer_id()) || offer.points() <= 0) continue;
    Own& points = own.emplace_back(Own{offer.offer_id(), {}});
    for (const v1::OfferShare& share : offer.shares()) {
      points.points[share.line_no()] += share.points();
      usual[share.line_no()] -= share.points();
    }
  }
  own.insert(own.begin(), Own{"", usual});
  for (const Own& each : own) {
    int64_t sum = 0;
    for (const auto& [line_no, points] : each.points) sum += points;
    if (sum == 0) continue;
    sold.lots.push_back(account.Earn(sold.sale.sale_id(), sum, LifeOf(each.offer_id, at)));
    for (const auto& [line_no, points] : each.points) {
      sold.parts[line_no].push_back({sold.lots.back(), points});
    }
  }
}

void Month::BookOffers(const v1::Sale& sale, bool online) {
  for (const Limit& limit : kLimits) {
    Used& used = used_[limit.offer_id];
    for (const v1::ShownOffer& offer : sale.shown_receipt().offers()) {
      if (offer.offer_id() != limit.offer_id) continue;
      used.uses += 1;
      used.spent += offer.discount_minor();
      used.points += offer.points();
      if (!online) continue;
      BOOST_TEST((limit.uses == 0 || used.uses <= limit.uses), limit.offer_id);
      BOOST_TEST((limit.budget == 0 || used.spent <= limit.budget), limit.offer_id);
      BOOST_TEST((limit.points == 0 || used.points <= limit.points), limit.offer_id);
    }
    if (limit.uses != 0 && used.uses >= limit.uses) ++happened["offers used up"];
  }
}

void Month::BookRefund(Sold& sold, const v1::RefundResult& result) {
  std::map<int, int64_t> revoked;  // by lot
  for (const v1::RefundedLine& line : result.lines()) {
    v1::RefundedLine& back = sold.back[line.line_no()];
    int64_t begin = 0;
    for (const auto& [lot, points] : sold.parts[line.line_no()]) {
      const int64_t from = std::max(begin, back.revoked_points());
      const int64_t to = std::min(begin + points, back.revoked_points() + line.revoked_points());
      if (to > from) revoked[lot] += to - from;
      begin += points;
    }
    back.set_quantity_milli(back.quantity_milli() + line.quantity_milli());
    back.set_net_minor(back.net_minor() + line.net_minor());
    back.set_returned_points(back.returned_points() + line.returned_points());
    back.set_revoked_points(back.revoked_points() + line.revoked_points());
  }
  sold.is_whole_back = true;
  for (const v1::Line& line : sold.sale.basket().lines()) {
    if (sold.back[line.line_no()].quantity_milli() < line.quantity_milli()) {
      sold.is_whole_back = false;
    }
  }
  for (const v1::Payment& payment : result.payments()) {
    sold.paid_back += payment.amount_minor();
    for (auto& [code, balance] : gift_cards_) {
      const auto key = operations::GiftCardKey(As(operations::kHq), code);
      if (operations::StoredCode(key.id) == payment.code()) balance += payment.amount_minor();
    }
  }
  BookReturned(sold, result, revoked);
  if (!sold.is_whole_back) return;
  // In the end exactly what was sold is back.
  int64_t paid = 0;
  for (const v1::Payment& payment : sold.sale.shown_receipt().payments()) {
    paid += payment.amount_minor();
  }
  BOOST_TEST(sold.paid_back == paid);
  for (const v1::LineResult& line : sold.quote.lines()) {
    BOOST_TEST(sold.back[line.line_no()].net_minor() == line.net_minor());
  }
  for (const v1::ShownLine& line : sold.sale.shown()) {
    if (sold.member.empty()) break;
    BOOST_TEST(sold.back[line.line_no()].returned_points() == line.spent_points());
    BOOST_TEST(sold.back[line.line_no()].revoked_points() == line.earned_points());
  }
  for (const Limit& limit : kLimits) {
    for (const v1::ShownOffer& offer : sold.sale.shown_receipt().offers()) {
      if (offer.offer_id() != limit.offer_id || !limit.is_freed) continue;
      used_[limit.offer_id].uses -= 1;
      used_[limit.offer_id].spent -= offer.discount_minor();
      used_[limit.offer_id].points -= offer.points();
    }
  }
}

void Month::BookReturned(Sold& sold, const v1::RefundResult& result,
                         const std::map<int, int64_t>& revoked) {
  if (sold.member.empty()) return;
  PlainMember& member = members_[sold.member];
  const PlainRefundRules rules = RulesOf(sold);
  member.account.Return(now.us, result.returned_points(), rules, sold.taken);
  int64_t lost = 0;
  for (const auto& [lot, points] : revoked) {
    lost += member.account.Revoke(now.us, points, lot, sold.lots, rules);
  }
  BOOST_TEST(lost == result.lost_points());
  member.spend[DayAt(sold.sale.quoted_at_us())] -= result.net_minor();
  if (!sold.is_whole_back) return;
  // Five stamps for each coffee that nobody drank are on the card again.
  for (const std::string& coffee : sold.coffees) {
    if (used_coupons_.count(coffee) != 0) continue;
    member.stamps += 5;
    ++happened["stamps again"];
  }
  for (const v1::StampResult& stamps : sold.sale.shown_receipt().stamps()) {
    member.stamps = std::max<int64_t>(member.stamps - stamps.stamps(), 0);
  }
}

}  // namespace tessera::month
