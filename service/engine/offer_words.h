// The built-in sentences about single offers, in one language.
#ifndef TESSERA_ENGINE_OFFER_WORDS_H_
#define TESSERA_ENGINE_OFFER_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "compiled.h"
#include "format.h"
#include "phrases.h"
#include "tessera/engine/describe.h"

namespace tessera::engine {

// Of one evaluation. What is passed to the constructor outlives it.
class OfferWords {
 public:
  OfferWords(const CompiledProgram& program, const Evaluation& evaluation,
             absl::string_view language)
      : program_(program),
        evaluation_(evaluation),
        language_(program.LanguageOrDefault(language)),
        say_(PhrasesIn(language_)) {}

  const Phrases& say() const { return say_; }
  absl::string_view language() const { return language_; }

  std::string Name(const OfferResult& offer) const {
    return std::string(program_.OfferName(offer.offer, language_));
  }
  std::string Format(Money amount) const { return FormatMoney(program_, amount, language_); }
  std::string Format(Points points) const { return FormatPoints(program_, points, language_); }
  std::string Genitive(Points points) const {
    return FormatPointsGenitive(program_, points, language_);
  }
  // `phrase` in the form that goes with the points.
  const char* Agree(const Agreeing& phrase, Points points) const {
    return FormOfPoints(program_, points, language_) == PluralForm::kOne ? phrase.one : phrase.more;
  }

  // What it gave, why not, or what is missing.
  std::string Explain(const OfferResult& offer) const;
  // `earns`: of an offer that gives points only.
  const char* WhyNot(Reason reason, bool earns) const;
  // Of offers that are close, the nearest first; of equally near ones, that which applies first.
  std::vector<std::string> Hints() const;

  std::string GiftText(const GiftLine& gift) const;
  std::string StampsText(int64_t stamps) const;
  std::string CouponsText(const char* phrase, int64_t coupons) const;

 private:
  std::string Count(int64_t number, const CountedNoun& noun) const {
    return FormatCount(number, noun, language_);
  }
  std::string WhatItGave(const OfferResult& offer) const;
  std::string MissingQuantity(Quantity missing) const;
  std::string Hint(const OfferResult& offer) const;
  bool Earns(const OfferResult& offer) const;
  bool IsClose(const OfferResult& offer) const;

  const CompiledProgram& program_;
  const Evaluation& evaluation_;
  const absl::string_view language_;
  const Phrases& say_;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_OFFER_WORDS_H_
