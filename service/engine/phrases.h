// The built-in phrases, one set per language.
#ifndef TESSERA_ENGINE_PHRASES_H_
#define TESSERA_ENGINE_PHRASES_H_

#include "absl/strings/string_view.h"

namespace tessera::engine {

// A noun by the number before it: the categories of plural.h.
struct CountedNoun {
  const char* one;
  const char* few;
  const char* many;
  const char* other;
};

// `$0`, `$1` are filled in by absl::Substitute.
struct Phrases {
  const char* discount_by;      // $0 money, $1 offer
  const char* discount;         // $0 money
  const char* points_by;        // $0 points, $1 offer
  const char* points;           // $0 points
  const char* earned;           // $0 points, on the slip
  const char* will_earn;        // $0 points
  const char* spent;            // $0 points, $1 money
  const char* spent_on_slip;    // $0 points
  const char* can_spend;        // $0 points
  const char* saved;            // $0 money: discounts and points together
  const char* missing;          // $0 what is missing, $1 offer
  const char* missing_amount;   // $0 money
  const char* missing_pieces;   // $0 quantity
  const char* missing_weight;   // $0 quantity
  const char* missing_both;     // $0 amount, $1 quantity, as the three above give them
  const char* not_started;
  const char* ended;
  const char* audience;
  const char* minimum;
  const char* excluded_by;
  const char* nothing_to_discount;
  const char* nothing_to_earn;
  const char* floor_reached;
  const char* below_minimum;    // $0 points: the fewest that may be spent
  const char* offline_limit;
  const char* offline_stale;
  const char* outside_hours;
  const char* member_required;
  const char* payment_method;
  const char* code_unknown;
  const char* code_used;
  const char* code_expired;
  const char* use_limit;
  const char* unit_limit;
  const char* budget;
  const char* not_best;
  const char* points_insufficient;
  const char* receipt_cap;
  const char* goods_on_sale;
  const char* gift;             // $0 quantity, $1 what
  const char* gift_unnamed;     // in an explanation
  const char* stamps;           // $0 number with noun
  const char* coupons;          // $0 number with noun
  const char* cost;             // $0 points that a choice costs
  const char* refused_code;     // $0 code, $1 why
  const char* paid_by_card;     // $0 money, $1 what is left
  const char* paid_by_wallet;   // $0 money, $1 what is left
  const char* due;              // $0 money
  const char* applied;          // an offer that only tells something
  CountedNoun stamp_noun;
  CountedNoun coupon_noun;
};

// Russian for ru and ru-*, English for all else.
const Phrases& PhrasesIn(absl::string_view language);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_PHRASES_H_
