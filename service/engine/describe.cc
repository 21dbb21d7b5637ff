#include "tessera/engine/describe.h"

#include <algorithm>

#include "absl/strings/substitute.h"
#include "compiled.h"
#include "phrases.h"

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

 private:
  std::string Name(const OfferResult& offer) const {
    return std::string(program_.OfferName(offer.offer, language_));
  }
  std::string Format(Money amount) const { return FormatMoney(program_, amount, language_); }
  std::string Format(Points points) const { return FormatPoints(program_, points, language_); }

  bool Earns(const OfferResult& offer) const {
    return std::holds_alternative<EarnPerMoney>(*program_.source().offers[offer.offer].effect);
  }

  std::string Explain(const OfferResult& offer) const {
    if (offer.outcome == Outcome::kApplied) {
      return Earns(offer) ? absl::Substitute(say_.points, Format(offer.points))
                          : absl::Substitute(say_.discount, Format(offer.discount));
    }
    if (offer.outcome == Outcome::kNearly) return Hint(offer);
    return WhyNot(offer);
  }

  const char* WhyNot(const OfferResult& offer) const {
    switch (offer.reason) {
      case Reason::kNotStarted: return say_.not_started;
      case Reason::kEnded: return say_.ended;
      case Reason::kAudience: return say_.audience;
      case Reason::kExcludedBy: return say_.excluded_by;
      case Reason::kFloorReached: return say_.floor_reached;
      case Reason::kNothingToDiscount:
        return Earns(offer) ? say_.nothing_to_earn : say_.nothing_to_discount;
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

  void AddDiscounts(std::vector<std::string>* texts) const {
    for (const OfferResult& offer : evaluation_.offers) {
      if (offer.outcome != Outcome::kApplied || Earns(offer)) continue;
      texts->push_back(absl::Substitute(say_.discount_by, Format(offer.discount), Name(offer)));
    }
  }

  // What the cashier has to know about spending points; empty if nothing.
  std::string Spending() const {
    if (!evaluation_.spent.is_zero()) {
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
    for (std::string& hint : Hints()) texts.push_back(std::move(hint));
    AddDiscounts(&texts);
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(absl::Substitute(say_.will_earn, Format(evaluation_.earned)));
    }
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
    for (std::string& hint : Hints()) texts.push_back(std::move(hint));
    return texts;
  }

  std::vector<std::string> Slip() const {
    std::vector<std::string> texts;
    AddDiscounts(&texts);
    if (!evaluation_.spent.is_zero()) {
      texts.push_back(absl::Substitute(say_.spent_on_slip, Format(evaluation_.spent)));
    }
    if (const Money saved = evaluation_.discount + evaluation_.redeemed; !saved.is_zero()) {
      texts.push_back(absl::Substitute(say_.saved, Format(saved)));
    }
    if (!evaluation_.earned.is_zero()) {
      texts.push_back(absl::Substitute(say_.earned, Format(evaluation_.earned)));
    }
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

}  // namespace tessera::engine
