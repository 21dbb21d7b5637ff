#include "tessera/engine/describe.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "offer_words.h"

namespace tessera::engine {
namespace {

class Writer {
 public:
  Writer(const CompiledProgram& program, const Evaluation& evaluation, absl::string_view language)
      : program_(program),
        evaluation_(evaluation),
        words_(program, evaluation, language),
        say_(words_.say()) {}

  Texts Write() const {
    Texts texts;
    for (const OfferResult& offer : evaluation_.offers) {
      texts.explanations.push_back(words_.Explain(offer));
    }
    texts.cashier = Cashier();
    texts.display = Display();
    texts.slip = Slip();
    return texts;
  }

  std::vector<std::string> RefusedCodes() const {
    std::vector<std::string> texts;
    for (const RefusedCode& refused : evaluation_.refused_codes) {
      texts.push_back(absl::Substitute(say_.refused_code, refused.code,
                                       WithoutCapital(words_.WhyNot(refused.reason, false))));
    }
    return texts;
  }

 private:
  std::string Verb(const Agreeing& phrase, Points points) const {
    return absl::Substitute(words_.Agree(phrase, points), words_.Format(points));
  }

  // The program's own words for an applied offer, or the built-in ones, if there is a discount.
  void AddDiscounts(Text Offer::*own, std::vector<std::string>* texts) const {
    for (const OfferResult& offer : evaluation_.offers) {
      if (offer.outcome != Outcome::kApplied) continue;
      const absl::string_view words =
          program_.TextOrDefault(program_.source().offers[offer.offer].*own, words_.language());
      if (!words.empty()) {
        texts->emplace_back(words);
      } else if (!offer.discount.is_zero()) {
        texts->push_back(absl::Substitute(say_.discount_by, words_.Format(offer.discount),
                                          words_.Name(offer)));
      }
    }
  }

  // The program's own words only.
  void AddOwnTexts(Text Offer::*own, std::vector<std::string>* texts) const {
    for (const OfferResult& offer : evaluation_.offers) {
      if (offer.outcome != Outcome::kApplied) continue;
      const absl::string_view words =
          program_.TextOrDefault(program_.source().offers[offer.offer].*own, words_.language());
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
        if (message != nullptr && (!slip || message->on_slip)) texts->push_back(words_.Name(offer));
      }
    }
  }

  // Of all offers together.
  template <typename Given>
  static int64_t SumOf(const std::vector<Given>& all, const Given& first,
                       std::string Given::*id, int64_t Given::*number) {
    int64_t sum = 0;
    for (const Given& given : all) sum += given.*id == first.*id ? given.*number : 0;
    return sum;
  }

  template <typename Given>
  static bool IsFirst(const std::vector<Given>& all, const Given& given, std::string Given::*id) {
    return &given == &*std::find_if(all.begin(), all.end(), [&](const Given& other) {
             return other.*id == given.*id;
           });
  }

  void AddGifts(std::vector<std::string>* texts) const {
    for (const GiftLine& gift : evaluation_.gifts) texts->push_back(words_.GiftText(gift));
  }

  void AddExtras(const char* coupons, std::vector<std::string>* texts) const {
    const std::vector<StampResult>& stamps = evaluation_.stamps;
    for (const StampResult& card : stamps) {
      if (!IsFirst(stamps, card, &StampResult::card_id)) continue;
      texts->push_back(
          words_.StampsText(SumOf(stamps, card, &StampResult::card_id, &StampResult::stamps)));
    }
    const std::vector<IssuedCoupons>& issued = evaluation_.issued_coupons;
    for (const IssuedCoupons& batch : issued) {
      if (!IsFirst(issued, batch, &IssuedCoupons::batch_id)) continue;
      texts->push_back(words_.CouponsText(
          coupons, SumOf(issued, batch, &IssuedCoupons::batch_id, &IssuedCoupons::coupons)));
    }
  }

  void AddPayments(std::vector<std::string>* texts) const {
    for (const Payment& payment : evaluation_.payments) {
      if (payment.amount.is_zero()) continue;
      const char* phrase =
          payment.kind == TenderKind::kWallet ? say_.paid_by_wallet : say_.paid_by_card;
      texts->push_back(absl::Substitute(phrase, words_.Format(payment.amount),
                                        words_.Format(payment.balance)));
    }
    if (!evaluation_.payments.empty()) {
      texts->push_back(absl::Substitute(say_.due, words_.Format(evaluation_.due)));
    }
  }

  // What the cashier has to know about paying with points; empty if nothing.
  std::string Redeeming() const {
    if (!evaluation_.redeemed.is_zero()) {
      Points redeemed = evaluation_.spent;
      for (const OfferResult& offer : evaluation_.offers) redeemed -= offer.cost;
      return absl::Substitute(words_.Agree(say_.spent_for, redeemed), words_.Format(redeemed),
                              absl::StrCat("−", words_.Format(evaluation_.redeemed)));
    }
    switch (evaluation_.redeem_limit) {
      case RedeemLimit::kOfflineStale: return say_.offline_stale;
      case RedeemLimit::kOfflineLimit:
        if (evaluation_.max_redeem.is_zero()) return say_.offline_limit;
        break;
      case RedeemLimit::kBelowMinimum:
        return absl::Substitute(say_.below_minimum, words_.Genitive(FewestPoints()));
      default: break;
    }
    if (evaluation_.max_redeem.is_zero()) return {};
    return absl::Substitute(say_.can_spend, words_.Genitive(evaluation_.max_redeem));
  }

  // That may be spent at a time: the first multiple of the step that is not below the minimum.
  Points FewestPoints() const {
    const CompiledRedemption& redemption = *program_.internals().redemption;
    const int64_t step = redemption.step.value();
    const int64_t minimum = std::max<int64_t>(redemption.terms.minimum.value(), 1);
    return Points((minimum - 1) / step * step + step);
  }

  void AddSpending(std::vector<std::string>* texts) const {
    if (std::string text = Redeeming(); !text.empty()) texts->push_back(std::move(text));
    for (const OfferResult& offer : evaluation_.offers) {
      if (offer.cost.is_zero()) continue;
      texts->push_back(absl::Substitute(words_.Agree(say_.spent_for, offer.cost),
                                        words_.Format(offer.cost), words_.Name(offer)));
    }
  }

  // What asks for an answer first: spending; then hints, which only work while goods can still be
  // added; then what was given.
  std::vector<std::string> Cashier() const {
    std::vector<std::string> texts;
    AddSpending(&texts);
    for (std::string& refusal : RefusedCodes()) texts.push_back(std::move(refusal));
    AddGifts(&texts);
    for (std::string& hint : words_.Hints()) texts.push_back(std::move(hint));
    AddDiscounts(&Offer::cashier_text, &texts);
    AddMessages(&Offer::cashier_text, false, &texts);
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(Verb(say_.will_earn, evaluation_.earned));
    }
    AddExtras(say_.give_coupons, &texts);
    AddPayments(&texts);
    return texts;
  }

  std::vector<std::string> Display() const {
    std::vector<std::string> texts;
    if (!evaluation_.discount.is_zero()) {
      texts.push_back(absl::Substitute(say_.discount, words_.Format(evaluation_.discount)));
    }
    if (!evaluation_.spent.is_zero()) {
      texts.push_back(Verb(say_.spent, evaluation_.spent));
    }
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(absl::Substitute(say_.points, words_.Format(evaluation_.earned)));
    }
    AddGifts(&texts);
    AddOwnTexts(&Offer::display_text, &texts);
    AddMessages(&Offer::display_text, false, &texts);
    for (std::string& hint : words_.Hints()) texts.push_back(std::move(hint));
    return texts;
  }

  std::vector<std::string> Slip() const {
    std::vector<std::string> texts;
    AddDiscounts(&Offer::slip_text, &texts);
    AddMessages(&Offer::slip_text, true, &texts);
    AddGifts(&texts);
    if (!evaluation_.spent.is_zero()) {
      texts.push_back(Verb(say_.spent, evaluation_.spent));
    }
    if (const Money saved = evaluation_.discount + evaluation_.redeemed; !saved.is_zero()) {
      texts.push_back(absl::Substitute(say_.saved, words_.Format(saved)));
    }
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(Verb(say_.earned, evaluation_.earned));
    }
    AddExtras(say_.coupons, &texts);
    AddPayments(&texts);
    return texts;
  }

  const CompiledProgram& program_;
  const Evaluation& evaluation_;
  const OfferWords words_;
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
