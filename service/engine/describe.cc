#include "tessera/engine/describe.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "compiled.h"
#include "phrases.h"
#include "plural.h"

namespace tessera::engine {
namespace {

// More hints than this and nobody reads any.
constexpr size_t kMostHints = 2;

class Writer {
 public:
  Writer(const CompiledProgram& program, const Evaluation& evaluation, absl::string_view language)
      : program_(program),
        evaluation_(evaluation),
        language_(program.LanguageOrDefault(language)),
        say_(PhrasesIn(language_)) {}

  Texts Write() const {
    Texts texts;
    for (const OfferResult& offer : evaluation_.offers) texts.explanations.push_back(Explain(offer));
    texts.cashier = Cashier();
    texts.display = Display();
    texts.slip = Slip();
    return texts;
  }

  std::vector<std::string> RefusedCodes() const {
    std::vector<std::string> texts;
    for (const RefusedCode& refused : evaluation_.refused_codes) {
      texts.push_back(absl::Substitute(say_.refused_code, refused.code,
                                       WhyNot(refused.reason, false)));
    }
    return texts;
  }

 private:
  std::string Name(const OfferResult& offer) const {
    return std::string(program_.OfferName(offer.offer, language_));
  }
  std::string Format(Money amount) const { return FormatMoney(program_, amount, language_); }
  std::string Format(Points points) const { return FormatPoints(program_, points, language_); }

  bool Earns(const OfferResult& offer) const {
    const std::vector<Effect>& effects = program_.source().offers[offer.offer].effects;
    return std::none_of(effects.begin(), effects.end(), LowersPrices) &&
           std::any_of(effects.begin(), effects.end(), GivesPoints);
  }

  std::string Count(int64_t number, const CountedNoun& noun) const {
    const char* word = noun.other;
    switch (PluralOf(number, false, language_)) {
      case PluralForm::kOne: word = noun.one; break;
      case PluralForm::kFew: word = noun.few; break;
      case PluralForm::kMany: word = noun.many; break;
      case PluralForm::kOther: break;
    }
    return absl::StrCat(FormatQuantity(Quantity(number * kOnePiece.value()), language_), " ", word);
  }

  // All that the offer gave, as one sentence.
  std::string WhatItGave(const OfferResult& offer) const {
    std::vector<std::string> parts;
    if (!offer.discount.is_zero()) {
      parts.push_back(absl::Substitute(say_.discount, Format(offer.discount)));
    }
    for (const GiftLine& gift : evaluation_.gifts) {
      if (gift.offer == offer.offer) parts.push_back(Describe(gift));
    }
    if (!offer.points.is_zero()) {
      parts.push_back(absl::Substitute(say_.points, Format(offer.points)));
    }
    for (const Effect& effect : program_.source().offers[offer.offer].effects) {
      if (const auto* stamps = std::get_if<Stamps>(&effect)) AddStamps(stamps->card_id, &parts);
      if (const auto* issue = std::get_if<IssueCoupon>(&effect)) AddCoupons(issue->batch_id, &parts);
    }
    if (!offer.cost.is_zero()) parts.push_back(absl::Substitute(say_.cost, Format(offer.cost)));
    return parts.empty() ? say_.applied : absl::StrJoin(parts, ", ");
  }

  std::string Describe(const GiftLine& gift) const {
    const auto& effect = std::get<Gift>(program_.source().offers[gift.offer].effects[gift.effect]);
    const absl::string_view name = program_.TextOrDefault(effect.name, language_);
    return absl::Substitute(say_.gift, FormatQuantity(gift.quantity, language_),
                            name.empty() ? absl::string_view(effect.sku) : name);
  }

  void AddStamps(const std::string& card_id, std::vector<std::string>* parts) const {
    for (const StampResult& stamps : evaluation_.stamps) {
      if (stamps.card_id != card_id) continue;
      parts->push_back(absl::Substitute(say_.stamps, Count(stamps.stamps, say_.stamp_noun)));
    }
  }

  void AddCoupons(const std::string& batch_id, std::vector<std::string>* parts) const {
    for (const IssuedCoupons& issued : evaluation_.issued_coupons) {
      if (issued.batch_id != batch_id) continue;
      parts->push_back(absl::Substitute(say_.coupons, Count(issued.coupons, say_.coupon_noun)));
    }
  }

  std::string Explain(const OfferResult& offer) const {
    if (offer.outcome == Outcome::kApplied) return WhatItGave(offer);
    if (offer.outcome == Outcome::kNearly) return Hint(offer);
    return WhyNot(offer.reason, Earns(offer));
  }

  const char* WhyNot(Reason reason, bool earns) const {
    switch (reason) {
      case Reason::kNotStarted: return say_.not_started;
      case Reason::kEnded: return say_.ended;
      case Reason::kOutsideHours: return say_.outside_hours;
      case Reason::kAudience: return say_.audience;
      case Reason::kMemberRequired: return say_.member_required;
      case Reason::kPaymentMethod: return say_.payment_method;
      case Reason::kCodeUnknown: return say_.code_unknown;
      case Reason::kCodeUsed: return say_.code_used;
      case Reason::kCodeExpired: return say_.code_expired;
      case Reason::kUseLimit: return say_.use_limit;
      case Reason::kUnitLimit: return say_.unit_limit;
      case Reason::kBudget: return say_.budget;
      case Reason::kExcludedBy: return say_.excluded_by;
      case Reason::kNotBest: return say_.not_best;
      case Reason::kPointsInsufficient: return say_.points_insufficient;
      case Reason::kFloorReached: return say_.floor_reached;
      case Reason::kReceiptCap: return say_.receipt_cap;
      case Reason::kGoodsOnSale: return say_.goods_on_sale;
      case Reason::kNothingToDiscount:
        return earns ? say_.nothing_to_earn : say_.nothing_to_discount;
      case Reason::kMinimumAmount:
      case Reason::kMinimumQuantity:
      case Reason::kNone: break;
    }
    return say_.minimum;
  }

  // A part of a piece is a weight.
  std::string MissingQuantity(Quantity missing) const {
    const bool pieces = missing.value() % kOnePiece.value() == 0;
    return absl::Substitute(pieces ? say_.missing_pieces : say_.missing_weight,
                            FormatQuantity(missing, language_));
  }

  std::string Hint(const OfferResult& offer) const {
    const std::string amount = absl::Substitute(say_.missing_amount, Format(offer.missing_amount));
    std::string missing;
    if (offer.missing_quantity.is_zero()) {
      missing = amount;
    } else if (offer.missing_amount.is_zero()) {
      missing = MissingQuantity(offer.missing_quantity);
    } else {
      missing = absl::Substitute(say_.missing_both, amount, MissingQuantity(offer.missing_quantity));
    }
    return absl::Substitute(say_.missing, missing, Name(offer));
  }

  // Worth a word at the till: what is missing is not more than what is there already. Offers of
  // points are left to the explanations.
  bool IsClose(const OfferResult& offer) const {
    return offer.outcome == Outcome::kNearly && !Earns(offer) &&
           offer.missing_amount <= evaluation_.total + evaluation_.redeemed;
  }

  // The nearest first; of equally near ones, that which applies first.
  std::vector<std::string> Hints() const {
    std::vector<const OfferResult*> close;
    for (const OfferResult& offer : evaluation_.offers) {
      if (IsClose(offer)) close.push_back(&offer);
    }
    std::stable_sort(close.begin(), close.end(), [](const OfferResult* a, const OfferResult* b) {
      return a->missing_amount != b->missing_amount ? a->missing_amount < b->missing_amount
                                                    : a->missing_quantity < b->missing_quantity;
    });
    std::vector<std::string> hints;
    for (const OfferResult* offer : close) {
      if (hints.size() == kMostHints) break;
      hints.push_back(Hint(*offer));
    }
    return hints;
  }

  // The program's own words for an applied offer, or the built-in ones, if there is a discount.
  void AddDiscounts(Text Offer::*own, std::vector<std::string>* texts) const {
    for (const OfferResult& offer : evaluation_.offers) {
      if (offer.outcome != Outcome::kApplied) continue;
      const absl::string_view words =
          program_.TextOrDefault(program_.source().offers[offer.offer].*own, language_);
      if (!words.empty()) {
        texts->emplace_back(words);
      } else if (!offer.discount.is_zero()) {
        texts->push_back(absl::Substitute(say_.discount_by, Format(offer.discount), Name(offer)));
      }
    }
  }

  // The program's own words only.
  void AddOwnTexts(Text Offer::*own, std::vector<std::string>* texts) const {
    for (const OfferResult& offer : evaluation_.offers) {
      if (offer.outcome != Outcome::kApplied) continue;
      const absl::string_view words =
          program_.TextOrDefault(program_.source().offers[offer.offer].*own, language_);
      if (!words.empty()) texts->emplace_back(words);
    }
  }

  // Offers whose name is the message; `slip`: only those that go there.
  void AddMessages(Text Offer::*own, bool slip, std::vector<std::string>* texts) const {
    for (const OfferResult& offer : evaluation_.offers) {
      if (offer.outcome != Outcome::kApplied) continue;
      const Offer& source = program_.source().offers[offer.offer];
      if (!(source.*own).empty()) continue;
      for (const Effect& effect : source.effects) {
        const auto* message = std::get_if<Message>(&effect);
        if (message != nullptr && (!slip || message->on_slip)) texts->push_back(Name(offer));
      }
    }
  }

  void AddGifts(std::vector<std::string>* texts) const {
    for (const GiftLine& gift : evaluation_.gifts) texts->push_back(Describe(gift));
  }

  void AddExtras(std::vector<std::string>* texts) const {
    for (const StampResult& stamps : evaluation_.stamps) {
      texts->push_back(absl::Substitute(say_.stamps, Count(stamps.stamps, say_.stamp_noun)));
    }
    for (const IssuedCoupons& issued : evaluation_.issued_coupons) {
      texts->push_back(absl::Substitute(say_.coupons, Count(issued.coupons, say_.coupon_noun)));
    }
  }

  void AddPayments(std::vector<std::string>* texts) const {
    for (const Payment& payment : evaluation_.payments) {
      if (payment.amount.is_zero()) continue;
      const char* phrase =
          payment.kind == TenderKind::kWallet ? say_.paid_by_wallet : say_.paid_by_card;
      texts->push_back(absl::Substitute(phrase, Format(payment.amount), Format(payment.balance)));
    }
    if (!evaluation_.payments.empty()) {
      texts->push_back(absl::Substitute(say_.due, Format(evaluation_.due)));
    }
  }

  // What the cashier has to know about spending points; empty if nothing.
  std::string Spending() const {
    if (!evaluation_.redeemed.is_zero()) {
      return absl::Substitute(say_.spent, Format(evaluation_.spent), Format(evaluation_.redeemed));
    }
    switch (evaluation_.redeem_limit) {
      case RedeemLimit::kOfflineStale: return say_.offline_stale;
      case RedeemLimit::kOfflineLimit:
        if (evaluation_.max_redeem.is_zero()) return say_.offline_limit;
        break;
      case RedeemLimit::kBelowMinimum: {
        const CompiledRedemption& redemption = *program_.internals().redemption;
        return absl::Substitute(
            say_.below_minimum,
            Format(std::max(redemption.terms.minimum, redemption.step)));
      }
      default: break;
    }
    if (evaluation_.max_redeem.is_zero()) return {};
    return absl::Substitute(say_.can_spend, Format(evaluation_.max_redeem));
  }

  // What asks for an answer first: spending; then hints, which only work while goods can still be
  // added; then what was given.
  std::vector<std::string> Cashier() const {
    std::vector<std::string> texts;
    if (std::string spending = Spending(); !spending.empty()) texts.push_back(std::move(spending));
    for (std::string& refusal : RefusedCodes()) texts.push_back(std::move(refusal));
    AddGifts(&texts);
    for (std::string& hint : Hints()) texts.push_back(std::move(hint));
    AddDiscounts(&Offer::cashier_text, &texts);
    AddMessages(&Offer::cashier_text, false, &texts);
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(absl::Substitute(say_.will_earn, Format(evaluation_.earned)));
    }
    AddExtras(&texts);
    AddPayments(&texts);
    return texts;
  }

  std::vector<std::string> Display() const {
    std::vector<std::string> texts;
    if (!evaluation_.discount.is_zero()) {
      texts.push_back(absl::Substitute(say_.discount, Format(evaluation_.discount)));
    }
    if (!evaluation_.spent.is_zero()) {
      texts.push_back(absl::Substitute(say_.spent_on_slip, Format(evaluation_.spent)));
    }
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(absl::Substitute(say_.points, Format(evaluation_.earned)));
    }
    AddGifts(&texts);
    AddOwnTexts(&Offer::display_text, &texts);
    AddMessages(&Offer::display_text, false, &texts);
    for (std::string& hint : Hints()) texts.push_back(std::move(hint));
    return texts;
  }

  std::vector<std::string> Slip() const {
    std::vector<std::string> texts;
    AddDiscounts(&Offer::slip_text, &texts);
    AddMessages(&Offer::slip_text, true, &texts);
    AddGifts(&texts);
    if (!evaluation_.spent.is_zero()) {
      texts.push_back(absl::Substitute(say_.spent_on_slip, Format(evaluation_.spent)));
    }
    if (const Money saved = evaluation_.discount + evaluation_.redeemed; !saved.is_zero()) {
      texts.push_back(absl::Substitute(say_.saved, Format(saved)));
    }
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(absl::Substitute(say_.earned, Format(evaluation_.earned)));
    }
    AddExtras(&texts);
    AddPayments(&texts);
    return texts;
  }

  const CompiledProgram& program_;
  const Evaluation& evaluation_;
  const absl::string_view language_;
  const Phrases& say_;
};

}  // namespace

Texts Describe(const CompiledProgram& program, const Evaluation& evaluation,
               absl::string_view language) {
  return Writer(program, evaluation, language).Write();
}

std::vector<std::string> DescribeRefusedCodes(const CompiledProgram& program,
                                              const Evaluation& evaluation,
                                              absl::string_view language) {
  return Writer(program, evaluation, language).RefusedCodes();
}

}  // namespace tessera::engine
