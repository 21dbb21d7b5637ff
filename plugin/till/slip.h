// The receipt on paper: plain text of 32 or 40 columns. What is printed sums up to the kopeck: the
// lines' "to pay" to the total, gross less discount less points to the same.
#ifndef TESSERA_TILL_SLIP_H_
#define TESSERA_TILL_SLIP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "session.h"
#include "wording.h"

namespace tessera::till {

struct SlipHeading {
  std::string shop;
  std::string store_id;
  std::string terminal_id;
  std::string receipt_no;
  // Local time as it is to be printed.
  std::string time;
  size_t width = 40;
  Language language = Language::kRussian;
  uint32_t currency_digits = 2;
  uint32_t points_digits = 0;
  // What the customer handed over; 0 where it was not counted.
  int64_t cash_minor = 0;
};

// A sale that is done; borrowed for the call.
struct SlipContent {
  const std::vector<Item>& items;
  const Quote& quote;
  MemberState member_state;
  const std::optional<pos::Member>& member;
  const pos::CommitResult& commit;
  const std::vector<pos::Coupon>& coupons;
};

// One line feed after each line.
std::string MakeSlip(const SlipContent& content, const SlipHeading& heading);

}  // namespace tessera::till

#endif  // TESSERA_TILL_SLIP_H_
