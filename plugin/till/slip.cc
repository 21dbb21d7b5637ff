#include "slip.h"

#include "amount.h"
#include "text.h"

namespace tessera::till {
namespace {

class Paper {
 public:
  explicit Paper(const SlipHeading& heading) : heading_(heading) {}

  void Rule(char c = '-') { text_ += std::string(heading_.width, c) + "\n"; }
  void Centred(std::string_view text) {
    for (const std::string& line : Wrap(Printable(text), heading_.width)) {
      text_ += Centre(line, heading_.width) + "\n";
    }
  }
  void Paragraph(std::string_view text) {
    for (const std::string& line : Wrap(Printable(text), heading_.width)) text_ += line + "\n";
  }
  // Words on the left, figures on the right; the words give way, the figures never.
  void Row(std::string_view left, std::string_view right) {
    const size_t taken = DisplayWidth(right) + 1;
    const size_t room = heading_.width > taken ? heading_.width - taken : 0;
    text_ += PadRight(Printable(left), room) + " " + std::string(right) + "\n";
  }
  void MoneyRow(std::string_view left, int64_t minor) { Row(left, Money(minor)); }
  void PointsRow(Word word, int64_t points) {
    Row(Say(word), FormatDecimal(points, heading_.points_digits, heading_.language));
  }
  std::string Money(int64_t minor) const {
    return FormatDecimal(minor, heading_.currency_digits, heading_.language);
  }
  std::string Say(Word word) const { return till::Say(word, heading_.language); }
  std::string Take() { return std::move(text_); }

 private:
  const SlipHeading& heading_;
  std::string text_;
};

void PutHeading(Paper& paper, const SlipHeading& heading) {
  paper.Centred(heading.shop);
  paper.Centred(paper.Say(Word::kStore) + " " + heading.store_id + ", " +
                paper.Say(Word::kTerminal) + " " + heading.terminal_id);
  paper.Row(paper.Say(Word::kReceiptNo) + " " + heading.receipt_no, heading.time);
  paper.Rule();
}

void PutItem(Paper& paper, size_t number, const Item& item, const pos::LineResult& line,
             const SlipHeading& heading) {
  paper.Paragraph(std::to_string(number) + ". " + (item.name.empty() ? item.sku : item.name));
  paper.MoneyRow("   " + FormatQuantity(item.quantity_milli, heading.language) + " x " +
                     paper.Money(item.unit_price_minor),
                 line.gross_minor);
  if (line.discount_minor == 0 && line.redeemed_minor == 0) return;
  if (line.discount_minor != 0) {
    paper.MoneyRow("   " + paper.Say(Word::kSlipDiscount), -line.discount_minor);
  }
  if (line.redeemed_minor != 0) {
    paper.MoneyRow("   " + paper.Say(Word::kSlipByPoints), -line.redeemed_minor);
  }
  paper.MoneyRow("   " + paper.Say(Word::kSlipLineNet), line.net_minor);
}

// Goods for nothing: a line of their own at price 0.
void PutGift(Paper& paper, size_t number, const pos::Gift& gift, const SlipHeading& heading) {
  paper.Paragraph(std::to_string(number) + ". " + (gift.name.empty() ? gift.sku : gift.name));
  paper.MoneyRow("   " + FormatQuantity(gift.quantity_milli, heading.language) + ", " +
                     paper.Say(Word::kSlipGift),
                 0);
}

void PutCoupons(Paper& paper, const std::vector<pos::Coupon>& coupons) {
  for (const pos::Coupon& coupon : coupons) {
    paper.Rule();
    paper.Centred(paper.Say(Word::kSlipCoupon));
    paper.Centred(coupon.name);
    paper.Centred(coupon.code);
  }
}

void PutTotals(Paper& paper, const Quote& quote, const SlipHeading& heading) {
  const pos::Totals& totals = quote.totals;
  paper.Rule();
  if (totals.discount_minor != 0 || totals.redeemed_minor != 0) {
    paper.MoneyRow(paper.Say(Word::kSlipGross), totals.gross_minor);
  }
  if (totals.discount_minor != 0) {
    paper.MoneyRow(paper.Say(Word::kSlipDiscounts), -totals.discount_minor);
  }
  if (totals.redeemed_minor != 0) {
    paper.MoneyRow(paper.Say(Word::kSlipRedeemed), -totals.redeemed_minor);
  }
  paper.MoneyRow(paper.Say(Word::kSlipTotal), totals.total_minor);
  for (const pos::Payment& payment : quote.payments) {
    const bool card = payment.kind == TESSERA_TENDER_GIFT_CARD;
    paper.MoneyRow(paper.Say(card ? Word::kSlipGiftCard : Word::kSlipWallet), payment.amount_minor);
  }
  if (!quote.payments.empty()) paper.MoneyRow(paper.Say(Word::kSlipDue), quote.due_minor());
  if (heading.cash_minor > 0) {
    paper.MoneyRow(paper.Say(Word::kSlipCash), heading.cash_minor);
    paper.MoneyRow(paper.Say(Word::kSlipChange), heading.cash_minor - quote.due_minor());
  }
}

void PutPoints(Paper& paper, const SlipContent& content) {
  if (content.member_state == MemberState::kNone) return;
  paper.Rule();
  if (content.member) paper.Paragraph(content.member->masked_name);
  // For a card that could not be looked up, and where no program was known, the service credits what
  // its rules come to: no figure is promised.
  if (content.commit.delivered) {
    paper.PointsRow(Word::kSlipEarned, content.commit.earned_points);
  } else if (content.member_state == MemberState::kKnown &&
             content.quote.totals.source != TESSERA_SOURCE_NONE) {
    paper.PointsRow(Word::kSlipToEarn, content.commit.earned_points);
  }
  if (content.commit.spent_points != 0) {
    paper.PointsRow(Word::kSlipSpent, content.commit.spent_points);
  }
  // Offline the balance is a cached one: it may have changed elsewhere, so it is not printed.
  if (content.commit.delivered) {
    paper.PointsRow(Word::kSlipBalance, content.commit.balance_points);
  } else {
    paper.Paragraph(paper.Say(Word::kSlipOffline));
  }
}

}  // namespace

std::string MakeSlip(const SlipContent& content, const SlipHeading& heading) {
  Paper paper(heading);
  PutHeading(paper, heading);
  size_t number = 0;
  for (const Item& item : content.items) {
    if (const pos::LineResult* line = content.quote.Find(item.line_no)) {
      PutItem(paper, ++number, item, *line, heading);
    }
  }
  for (const pos::Gift& gift : content.quote.gifts) PutGift(paper, ++number, gift, heading);
  PutTotals(paper, content.quote, heading);
  PutPoints(paper, content);
  if (!content.quote.slip_texts.empty()) paper.Rule();
  for (const std::string& text : content.quote.slip_texts) paper.Paragraph(text);
  PutCoupons(paper, content.coupons);
  paper.Rule();
  paper.Centred(paper.Say(Word::kSlipThanks));
  return paper.Take();
}

}  // namespace tessera::till
