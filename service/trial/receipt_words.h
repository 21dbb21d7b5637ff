// The receipt's own words; those about offers and points come from engine/describe.h.
#ifndef TESSERA_TRIAL_RECEIPT_WORDS_H_
#define TESSERA_TRIAL_RECEIPT_WORDS_H_

#include "absl/strings/string_view.h"

namespace tessera::trial {

// `$0` ... are filled in by absl::Substitute.
struct ReceiptWords {
  const char* weekdays[7];  // from Monday
  const char* months[12];   // as they stand behind a day
  const char* time;         // $0 weekday, $1 day, $2 month, $3 year, $4 time of day
  const char* store;        // $0 store
  const char* no_card;
  const char* card;         // what a card without a tier is called
  const char* has_points;   // $0 points
  const char* points_paid;  // of a line: paid with points
  const char* for_points;   // $0 points, in the sum
  const char* free_goods;   // behind a gift
  const char* goods;
  const char* offers;
  const char* to_pay;
  const char* gift_card;    // $0 code
  const char* wallet;
  const char* left_to_pay;
  const char* applied;
  const char* nearly;
  const char* rejected;
  const char* codes;
  const char* points;
  const char* will_earn;     // $0 points
  const char* will_spend;    // $0 points
  const char* can_spend;     // $0 points
  const char* spend_no_member;
  const char* spend_below_minimum;
  const char* spend_nothing;
  const char* spend_balance;
  const char* cut_short;
  const char* cashier;       // $0 text
  const char* display;       // $0 text
  const char* slip;          // $0 text
};

// Russian for ru and ru-*, English for all else.
const ReceiptWords& WordsIn(absl::string_view language);

}  // namespace tessera::trial

#endif  // TESSERA_TRIAL_RECEIPT_WORDS_H_
