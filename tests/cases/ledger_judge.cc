// A case through the service: its state put into a store, its event run, what is in the store compared.
#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "compare.h"
#include "ledger_compare.h"
#include "ledger_events.h"
#include "ledger_sales.h"
#include "ledger_state.h"
#include "program_message.h"
#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"
#include "tessera/ledger/calendar.h"
#include "till.h"

namespace tessera::cases {
namespace {

using operations::Chain;

// Only offers that have a limit are counted; this one is never reached.
constexpr int64_t kCountedOnly = 1'000'000;

// What an evaluation tells; all else of a purchase is in the store.
constexpr std::array kOfEvaluation = {
    "line_discounts", "line_discounts_multiset", "order_discount", "shipping_discount",
    "shipping_discounts", "shipping_discounts_multiset", "total", "amount_due", "payments",
    "added_lines", "unit_price", "points_earned", "points_spent", "coupons_issued", "applied",
    "rejected"};

std::string TypeOf(const Json& basket) {
  const Json event = basket.value("event", Json());
  return event.is_object() ? event.value("type", "") : "";
}

// One case from its state to the comparison.
class Hearing {
 public:
  explicit Hearing(const Case& given) : source_(given), type_(TypeOf(given.basket)) {
    // Sales of before are booked where the event, or the counter, is about them; else they are counted.
    const bool purchase = type_.empty() ? !Lines().empty() : IsPurchase(source_.basket["event"]);
    books_orders_ = !purchase;
    sells_ = purchase;
  }

  Verdict Run() {
    Case translated = source_;
    if (books_orders_) translated.customer.erase("history");
    translation_ = Translate(translated, &unknowns_, /*with_ledger=*/true);
    ReadEvent();
    before_ = ReadCustomer(source_, translation_, stage_.now, &unknowns_);
    if (!unknowns_.all().empty()) return NotTranslated(unknowns_.all());
    CountAsked();
    std::vector<engine::Fault> faults;
    if (engine::CompiledProgram::Compile(translation_.program, 1, &faults) == nullptr) {
      return NotTranslated(TextsOf(faults));
    }
    Verdict verdict;
    const absl::Status status = Play(&verdict);
    if (!unknowns_.all().empty()) return NotTranslated(unknowns_.all());
    if (!status.ok()) verdict.differences.push_back({"(service)", "an answer", TextOf(status), ""});
    if (!verdict.differences.empty()) verdict.outcome = Outcome::kFailed;
    return verdict;
  }

 private:
  Json Lines() const { return source_.basket.value("lines", Json::array()); }

  void ReadEvent() {
    stage_.now = translation_.now;
    if (sells_ || type_.empty()) return;
    Fields event(source_.basket["event"], "basket.event", &unknowns_);
    event.Ignore({"type"});
    const bool dated = event.Has("date");
    if (dated) stage_.now = InstantIn(&event, "date", kDefaultDate);
    if (type_ == "tier_review") {
      ReadReview(dated);
    } else if (type_ == "refund") {
      ReadRefund(&event);
    } else if (type_ == "spend_points" || type_ == "transfer_points") {
      points_ = Points(event.Decimal("points", translation_.points_digits));
      event.Ignore({"to"});
    } else if (type_ != "recalculate_tier" && type_ != "points_changed") {
      event.RefuseAll("type", "\"" + type_ + "\" is not known");
    }
  }

  // A review is at the end of a period: that day, or the end of the one in which the day lies.
  void ReadReview(bool dated) {
    const engine::TierRules& rules = translation_.program.tier_rules;
    const auto calendar = ledger::Calendar::Of(translation_.program.time_zone);
    absl::CivilDay day = calendar->DayOf(stage_.now);
    const engine::CalendarPeriod period =
        rules.period == engine::CalendarPeriod::kNone ? rules.keep_until_end_of : rules.period;
    if (!dated) day = ledger::LastDayOf(period, day) + 1;
    stage_.now = calendar->StartOf(day);
    stage_.review = stage_.now;
  }

  void ReadRefund(Fields* event) {
    refund_order_ = event->Text("order");
    refund_amount_ = Money(event->Decimal("amount", translation_.money_digits));
    for (Fields& line : event->Objects("lines")) {
      line.Ignore({"amount"});
      const std::string sku = line.Text("sku");
      const auto& lines = translation_.basket.lines;
      const auto found = std::find_if(lines.begin(), lines.end(),
                                      [&](const engine::Line& one) { return one.sku == sku; });
      if (found == lines.end()) line.Refuse("sku", "was not sold");
      v1::RefundLine back;
      back.set_line_no(found == lines.end() ? 0 : found->line_no);
      back.set_quantity_milli(line.Whole("qty", 1) * kOnePiece.value());
      refund_lines_.push_back(back);
    }
    if (refund_lines_.empty() && !refund_amount_.is_zero() && Lines().size() > 1) {
      event->Refuse("amount", "says nothing of which goods came back");
    }
  }

  void CountAsked() {
    if (!source_.expected.contains("usage_count")) return;
    for (engine::Offer& offer : translation_.program.offers) {
      if (offer.limits.uses_total == 0) offer.limits.uses_total = kCountedOnly;
    }
  }

  absl::Status Play(Verdict* verdict) {
    chain_.now = stage_.now - Days(2);
    chain_.Publish(ProgramToMessage(translation_.program));
    stage_.member_id = MemberId::Make(stage_.now, SystemRandom());
    happened_.member_id = happened_.holder_id = stage_.member_id;
    happened_.reviewed_at = before_.reviewed_at;
    TESSERA_RETURN_IF_ERROR(SeedMember(chain_, translation_, before_, stage_));
    TESSERA_RETURN_IF_ERROR(SeedPoints(chain_, translation_, before_, stage_, books_orders_));
    if (type_ == "refund") AddOriginal();
    if (type_ != "refund") {
      TESSERA_RETURN_IF_ERROR(SeedGiftCards(chain_, translation_, std::nullopt));
    }
    if (books_orders_) TESSERA_RETURN_IF_ERROR(BookOrders());
    chain_.now = stage_.now;
    TESSERA_RETURN_IF_ERROR(SettlePoints(&chain_, stage_.member_id));
    TESSERA_RETURN_IF_ERROR(sells_ ? Sell(verdict) : Happen());
    TESSERA_RETURN_IF_ERROR(SettlePoints(&chain_, stage_.member_id));
    Json expected = source_.expected;
    if (sells_) {
      for (const char* key : kOfEvaluation) expected.erase(key);
    }
    TESSERA_ASSIGN_OR_RETURN(
        auto differences, CompareLedger(expected, translation_, happened_, &chain_, &unknowns_));
    verdict->differences.insert(verdict->differences.end(), differences.begin(), differences.end());
    return absl::OkStatus();
  }

  // The sale that comes back may be told of by nothing but its goods.
  void AddOriginal() {
    for (const OrderBefore& order : before_.orders) {
      if (order.id == refund_order_) return;
    }
    OrderBefore order;
    order.id = refund_order_;
    before_.orders.push_back(order);
  }

  absl::Status BookOrders() {
    Desk desk(&chain_, &translation_);
    std::map<std::string, std::string> members;
    for (const OrderBefore& order : before_.orders) {
      const bool original = type_ == "refund" && order.id == refund_order_;
      std::string member = stage_.member_id.ToText();
      if (!order.customer.empty()) {
        std::string& other = members[order.customer];
        if (other.empty()) other = chain_.AddMember("CARD-" + std::to_string(members.size()), 0);
        member = other;
      }
      chain_.now = order.at.value_or(stage_.now - Days(1));
      TESSERA_ASSIGN_OR_RETURN(Booked booked,
                               desk.Book(order, member, original && !Lines().empty()));
      if (original) {
        TESSERA_ASSIGN_OR_RETURN(const SaleId sale_id, SaleId::Parse(booked.sale_id, "sale_id"));
        TESSERA_RETURN_IF_ERROR(SeedGiftCards(chain_, translation_, sale_id));
      }
      if (order.cancelled) TESSERA_RETURN_IF_ERROR(desk.Return(booked, {}, Money()).status());
      TESSERA_RETURN_IF_ERROR(ReturnBefore(order, desk, booked));
      if (original) original_ = std::move(booked);
    }
    return absl::OkStatus();
  }

  // Points that were taken back before came back with that part of the goods.
  absl::Status ReturnBefore(const OrderBefore& order, Desk& desk, Booked& booked) {
    const int64_t earned = order.earned.value_or(Points()).value();
    if (order.cancelled || order.revoked.is_zero() || earned < order.revoked.value()) {
      return absl::OkStatus();
    }
    std::vector<v1::RefundLine> lines;
    for (const engine::Line& line : booked.basket.lines) {
      v1::RefundLine back;
      back.set_line_no(line.line_no);
      back.set_quantity_milli(
          engine::CumulativeShare(line.quantity.value(), order.revoked.value(), earned));
      booked.back_milli[line.line_no] = back.quantity_milli();
      if (back.quantity_milli() > 0) lines.push_back(back);
    }
    return desk.Return(booked, lines, Money()).status();
  }

  absl::Status Sell(Verdict* verdict) {
    Desk desk(&chain_, &translation_);
    const std::string member = translation_.member.present ? stage_.member_id.ToText() : "";
    TESSERA_ASSIGN_OR_RETURN(const engine::Evaluation evaluation, desk.Sell(member));
    verdict->explanation = Explain(translation_, evaluation);
    Case of_evaluation = source_;
    of_evaluation.expected = Json::object();
    for (const char* key : kOfEvaluation) {
      if (source_.expected.contains(key)) of_evaluation.expected[key] = source_.expected[key];
    }
    verdict->differences = Compare(of_evaluation, translation_, evaluation, &unknowns_);
    return absl::OkStatus();
  }

  absl::Status Happen() {
    if (type_ == "refund") return Refund();
    if (type_ == "spend_points") return Spend();
    if (type_ == "transfer_points") {
      TESSERA_ASSIGN_OR_RETURN(happened_.holder_id, TransferPoints(&chain_, translation_,
                                                                   stage_.member_id, points_));
      return absl::OkStatus();
    }
    return type_.empty() ? absl::OkStatus() : JudgeTier(&chain_, stage_.member_id);
  }

  absl::Status Refund() {
    Desk desk(&chain_, &translation_);
    std::vector<v1::RefundLine> lines = refund_lines_;
    Money amount = refund_amount_;
    if (!lines.empty()) amount = Money();
    TESSERA_ASSIGN_OR_RETURN(const Returned returned,
                             desk.Return(original_, Left(lines), LeftOf(amount)));
    happened_.revoked = returned.revoked;
    happened_.given_back = returned.given_back;
    happened_.refusals["refund"] = returned.refused;
    return desk.EmptyCards(original_, lines);
  }

  // No more comes back than is left; where nothing is, the till is told so.
  std::vector<v1::RefundLine> Left(std::vector<v1::RefundLine> lines) const {
    for (v1::RefundLine& line : lines) {
      const int64_t left = original_.LeftOf(line.line_no());
      if (left > 0) line.set_quantity_milli(std::min(line.quantity_milli(), left));
    }
    return lines;
  }
  Money LeftOf(Money amount) const {
    const engine::Line& line = original_.basket.lines.front();
    const Money left(line.unit_price.value() * original_.LeftOf(line.line_no) / kOnePiece.value());
    return left.is_zero() ? amount : std::min(amount, left);
  }

  absl::Status Spend() {
    TESSERA_ASSIGN_OR_RETURN(const std::string refusal,
                             SpendPoints(&chain_, stage_.member_id, points_));
    happened_.refusals["spend_points"] = refusal;
    if (refusal.empty()) happened_.spent = points_;
    return absl::OkStatus();
  }

  const Case& source_;
  const std::string type_;
  bool sells_ = false;
  bool books_orders_ = false;
  Unknowns unknowns_;
  Translation translation_;
  CustomerBefore before_;
  Stage stage_;
  Chain chain_;
  Happened happened_;
  Points points_;  // that are spent or transferred
  std::string refund_order_;
  Money refund_amount_;
  std::vector<v1::RefundLine> refund_lines_;
  Booked original_;
};

}  // namespace

Verdict JudgeByLedger(const Case& source) {
  // The chain under test throws where it cannot even be set up.
  try {
    return Hearing(source).Run();
  } catch (const std::runtime_error& error) {
    Verdict verdict;
    verdict.outcome = Outcome::kFailed;
    verdict.differences.push_back({"(service)", "a chain", error.what(), ""});
    return verdict;
  }
}

}  // namespace tessera::cases
