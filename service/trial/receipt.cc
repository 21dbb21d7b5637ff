#include "receipt.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/civil_time.h"
#include "receipt_words.h"
#include "tessera/engine/describe.h"

namespace tessera::trial {
namespace {

using engine::Outcome;

constexpr size_t kWidth = 60;
constexpr char kMinus[] = "−";

// Columns of a terminal, close enough for Latin and Cyrillic: code points.
size_t WidthOf(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// `left` and, at the end of the line, `right`.
std::string Row(absl::string_view left, absl::string_view right) {
  const size_t used = WidthOf(left) + WidthOf(right);
  return absl::StrCat(left, std::string(used < kWidth ? kWidth - used : 1, ' '), right, "\n");
}

// A sentence that goes on behind a colon: its first letter is a small one, be it Latin or Cyrillic.
std::string LowerFirst(std::string text) {
  constexpr unsigned char kLead = 0xD0;         // of U+0410 to U+042F, the Cyrillic capitals
  constexpr unsigned char kFirst = 0x90;        // A
  constexpr unsigned char kFirstOfOther = 0xA0;  // R, whose small letter has another lead byte
  constexpr unsigned char kLast = 0xAF;         // YA
  if (text.size() < 2) return text;
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = static_cast<unsigned char>(text[1]);
  if (first != kLead) {
    text[0] = absl::ascii_tolower(first);
  } else if (second >= kFirst && second < kFirstOfOther) {
    text[1] = static_cast<char>(second + 0x20);
  } else if (second >= kFirstOfOther && second <= kLast) {
    text[0] = static_cast<char>(kLead + 1);
    text[1] = static_cast<char>(second - 0x20);
  }
  return text;
}

class Receipt {
 public:
  Receipt(const Scene& scene, absl::string_view language)
      : scene_(scene),
        language_(scene.program.LanguageOrDefault(language)),
        say_(WordsIn(language_)) {}

  std::string Write() {
    Head();
    Rule();
    for (size_t i = 0; i < scene_.evaluation.lines.size(); ++i) Line(i);
    Gifts();
    Rule();
    Sums();
    Offers(say_.applied, Outcome::kApplied);
    Offers(say_.nearly, Outcome::kNearly);
    Offers(say_.rejected, Outcome::kRejected);
    Codes();
    PointsPart();
    if (scene_.evaluation.search_cut_short) absl::StrAppend(&text_, "\n", say_.cut_short, "\n");
    return std::move(text_);
  }

 private:
  std::string Format(Money amount) const {
    const bool negative = amount.is_negative();
    return absl::StrCat(negative ? kMinus : "",
                        engine::FormatMoney(scene_.program, negative ? -amount : amount, language_));
  }
  std::string Format(Points points) const {
    return engine::FormatPoints(scene_.program, points, language_);
  }

  void Rule() { absl::StrAppend(&text_, std::string(kWidth, '-'), "\n"); }

  void Head() {
    const absl::CivilMinute local =
        absl::ToCivilMinute(absl::FromUnixMicros(scene_.at.us), scene_.zone);
    const auto weekday = static_cast<size_t>(absl::GetWeekday(local));
    const std::string time = absl::Substitute(
        say_.time, say_.weekdays[weekday], local.day(), say_.months[local.month() - 1],
        static_cast<int64_t>(local.year()),
        absl::StrCat(absl::Dec(local.hour(), absl::kZeroPad2), ":",
                     absl::Dec(local.minute(), absl::kZeroPad2)));
    absl::StrAppend(&text_, time);
    if (!scene_.basket.store_id.empty()) {
      absl::StrAppend(&text_, ", ", absl::Substitute(say_.store, scene_.basket.store_id));
    }
    absl::StrAppend(&text_, "\n", Card(), "\n");
  }

  std::string Card() const {
    if (!scene_.member.present) return say_.no_card;
    const absl::string_view tier = scene_.program.TierName(scene_.member.tier, language_);
    std::string card = say_.card;
    if (!tier.empty()) absl::StrAppend(&card, ", ", tier);
    if (!scene_.member.spendable.is_zero()) {
      absl::StrAppend(&card, ", ", absl::Substitute(say_.has_points, Format(scene_.member.spendable)));
    }
    return card;
  }

  std::string Times(Quantity quantity, Money price) const {
    return absl::StrCat(engine::FormatQuantity(quantity, language_), " × ", Format(price));
  }

  void Line(size_t index) {
    const engine::Line& line = scene_.basket.lines[index];
    const engine::LineResult& result = scene_.evaluation.lines[index];
    absl::StrAppend(
        &text_, Row(absl::StrCat(line.line_no, " ", line.name.empty() ? line.sku : line.name, "  ",
                                 Times(line.quantity, line.unit_price)),
                    Format(result.gross)));
    for (const engine::OfferResult& offer : scene_.evaluation.offers) Share(offer, line.line_no);
    if (!result.redeemed.is_zero()) Less(say_.points_paid, result.redeemed);
  }

  void Share(const engine::OfferResult& offer, uint32_t line_no) {
    if (offer.outcome != Outcome::kApplied) return;
    for (const engine::OfferShare& share : offer.shares) {
      if (share.line_no != line_no || share.discount.is_zero()) continue;
      Less(scene_.program.OfferName(offer.offer, language_), share.discount);
    }
  }

  void Less(absl::string_view why, Money amount) {
    absl::StrAppend(&text_, Row(absl::StrCat("    ", why), Format(-amount)));
  }

  void Gifts() {
    for (const v1::GiftLine& gift : scene_.answer.gifts()) {
      const std::string& name = gift.name().empty() ? gift.sku() : gift.name();
      absl::StrAppend(&text_, Row(absl::StrCat("+ ", name, "  ",
                                               engine::FormatQuantity(
                                                   Quantity(gift.quantity_milli()), language_)),
                                  say_.free_goods));
    }
  }

  void Sums() {
    const engine::Evaluation& evaluation = scene_.evaluation;
    absl::StrAppend(&text_, Row(say_.goods, Format(evaluation.gross)));
    if (!evaluation.discount.is_zero()) {
      absl::StrAppend(&text_, Row(say_.offers, Format(-evaluation.discount)));
    }
    if (!evaluation.redeemed.is_zero()) {
      absl::StrAppend(&text_, Row(absl::Substitute(say_.for_points, Format(scene_.basket.redeem)),
                                  Format(-evaluation.redeemed)));
    }
    absl::StrAppend(&text_, Row(say_.to_pay, Format(evaluation.total)));
    for (const engine::Payment& payment : evaluation.payments) {
      const bool card = payment.kind == engine::TenderKind::kGiftCard;
      absl::StrAppend(&text_, Row(card ? absl::Substitute(say_.gift_card, payment.code) : say_.wallet,
                                  Format(-payment.amount)));
    }
    if (!evaluation.payments.empty()) {
      absl::StrAppend(&text_, Row(say_.left_to_pay, Format(evaluation.due)));
    }
  }

  void Title(const char* title) { absl::StrAppend(&text_, "\n", title, "\n"); }

  void Offers(const char* title, Outcome outcome) {
    bool first = true;
    for (size_t i = 0; i < scene_.evaluation.offers.size(); ++i) {
      const engine::OfferResult& offer = scene_.evaluation.offers[i];
      if (offer.outcome != outcome) continue;
      if (first) Title(title);
      first = false;
      const std::string& why = scene_.answer.offers(static_cast<int>(i)).explanation();
      // A hint names its offer itself.
      absl::StrAppend(&text_, "  ",
                      outcome == Outcome::kNearly
                          ? why
                          : absl::StrCat(scene_.program.OfferName(offer.offer, language_), ": ",
                                         LowerFirst(why)),
                      "\n");
      if (outcome == Outcome::kApplied) OwnTexts(scene_.program.source().offers[offer.offer]);
    }
  }

  void OwnTexts(const engine::Offer& offer) {
    OwnText(say_.cashier, offer.cashier_text);
    OwnText(say_.display, offer.display_text);
    OwnText(say_.slip, offer.slip_text);
  }

  void OwnText(const char* phrase, const engine::Text& words) {
    const absl::string_view text = scene_.program.TextOrDefault(words, language_);
    if (!text.empty()) absl::StrAppend(&text_, "    ", absl::Substitute(phrase, text), "\n");
  }

  // The reasons are told by the engine, for the cashier.
  void Codes() {
    if (scene_.evaluation.refused_codes.empty()) return;
    Title(say_.codes);
    for (const std::string& words : engine::DescribeRefusedCodes(scene_.program, scene_.evaluation,
                                                                 language_)) {
      absl::StrAppend(&text_, "  ", words, "\n");
    }
  }

  void PointsPart() {
    const engine::Evaluation& evaluation = scene_.evaluation;
    std::vector<std::string> told;
    if (!evaluation.earned.is_zero()) {
      told.push_back(absl::Substitute(say_.will_earn, Format(evaluation.earned)));
    }
    if (!evaluation.spent.is_zero()) {
      told.push_back(absl::Substitute(say_.will_spend, Format(evaluation.spent)));
    }
    if (std::string spendable = Spendable(); !spendable.empty()) told.push_back(std::move(spendable));
    if (told.empty()) return;
    Title(say_.points);
    for (const std::string& words : told) absl::StrAppend(&text_, "  ", words, "\n");
  }

  std::string Spendable() const {
    const engine::Evaluation& evaluation = scene_.evaluation;
    if (!evaluation.max_redeem.is_zero()) {
      std::string words = absl::Substitute(say_.can_spend, Format(evaluation.max_redeem));
      if (evaluation.redeem_limit == engine::RedeemLimit::kBalance) {
        absl::StrAppend(&words, ": ", say_.spend_balance);
      }
      return words;
    }
    switch (evaluation.redeem_limit) {
      case engine::RedeemLimit::kNoMember: return say_.spend_no_member;
      case engine::RedeemLimit::kBelowMinimum: return say_.spend_below_minimum;
      case engine::RedeemLimit::kNothingRedeemable: return say_.spend_nothing;
      default: return "";
    }
  }

  const Scene& scene_;
  const absl::string_view language_;
  const ReceiptWords& say_;
  std::string text_;
};

}  // namespace

std::string WriteReceipt(const Scene& scene, absl::string_view language) {
  return Receipt(scene, language).Write();
}

}  // namespace tessera::trial
