// The built-in phrases, one set per language.
#ifndef TESSERA_ENGINE_PHRASES_H_
#define TESSERA_ENGINE_PHRASES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tessera::engine {

// A noun by the number before it: the categories of plural.h.
struct CountedNoun {
  const char* one;
  const char* few;
  const char* many;
  const char* other;
};

// A phrase whose verb goes by the number in it ("Начислен 1 балл", "Начислено 2 балла").
struct Agreeing {
  const char* one;  // where the number takes PluralForm::kOne
  const char* more;
};

// `$0`, `$1` are filled in by absl::Substitute. Those for the slip keep to 40 characters with numbers
// of usual size, and to characters that slip printers have.
struct Phrases {
  // What was given.
  const char* discount_by;    // $0 money, $1 offer
  const char* discount;       // $0 money
  const char* points;         // $0 points
  const char* fewer_points;   // $0 points that were taken away
  Agreeing earned;            // $0 points, on the slip
  Agreeing will_earn;         // $0 points
  const char* gift;           // $0 pieces, $1 what
  const char* stamps;         // $0 number with noun
  const char* coupons;        // $0 number with noun
  const char* give_coupons;   // $0 number with noun, to the cashier
  const char* for_points;     // $0 what was given, $1 points that the choice costs
  const char* applied;        // an offer that only tells something
  const char* saved;          // $0 money: discounts and points together

  // Spending points.
  Agreeing spent;             // $0 points
  Agreeing spent_for;         // $0 points, $1 money or offer
  const char* can_spend;      // $0 points, genitive
  const char* below_minimum;  // $0 points, genitive: the fewest that may be spent
  const char* offline_limit;  // nothing may be spent
  const char* offline_stale;

  // What is missing.
  const char* missing;         // $0 what is missing, $1 offer
  const char* missing_amount;  // $0 money
  const char* missing_pieces;  // $0 number
  const char* missing_weight;  // $0 quantity
  const char* missing_both;    // $0 amount, $1 quantity

  // Why not. Sentences of their own.
  const char* not_started;
  const char* ended;
  const char* outside_hours;
  const char* audience;
  const char* member_required;
  const char* minimum;
  const char* payment_method;
  const char* code_unknown;
  const char* code_used;
  const char* code_expired;
  const char* use_limit;
  const char* unit_limit;
  const char* budget;
  const char* excluded_by;
  const char* not_best;
  const char* points_insufficient;
  const char* nothing_to_discount;
  const char* nothing_to_earn;
  const char* floor_reached;
  const char* receipt_cap;
  const char* goods_on_sale;
  const char* code_superfluous;
  const char* refused_code;    // $0 code, $1 why not, without the capital

  // Paying.
  const char* paid_by_card;    // $0 money, $1 what is left
  const char* paid_by_wallet;  // $0 money, $1 what is left
  const char* due;             // $0 money

  CountedNoun stamp_noun;
  CountedNoun coupon_noun;
};

// Russian for ru and ru-*, English for all else.
const Phrases& PhrasesIn(absl::string_view language);

// A sentence of these inside of another: its first letter, Latin or Cyrillic, in lower case.
std::string WithoutCapital(absl::string_view sentence);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_PHRASES_H_
