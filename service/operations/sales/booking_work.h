// A sale on its way into the books. Inside of booking*.cc.
#ifndef TESSERA_OPERATIONS_SALES_BOOKING_WORK_H_
#define TESSERA_OPERATIONS_SALES_BOOKING_WORK_H_

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tessera/engine/basket.h"
#include "tessera/engine/evaluation.h"
#include "tessera/ledger/account.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/sales/booking.h"

namespace tessera::operations {

// What is found out before anything is written.
struct Booking {
  Booking(const v1::Sale& given, SaleInput input, OnDifference on_difference)
      : sale(given),
        policy(on_difference),
        sale_id(input.sale_id),
        content(input.content),
        basket(std::move(input.basket)) {}

  const v1::Sale& sale;
  OnDifference policy;
  const SaleId sale_id;
  const Digest content;
  const engine::Basket basket;
  Instant quoted_at;  // that rules and lots see
  Programs::Program program;           // null: none, or not known here
  std::optional<LoadedMember> member;  // none: none, or not known here
  Programs::Program live;              // null: none
  engine::Evaluation own;              // what the service says
  std::string situation;               // what it saw for that, as situation::Keep has it; empty: nothing
  engine::Evaluation shown;            // what was shown, and is booked
  v1::ShownReceipt receipt;            // the same beside the lines
  bool same = false;                   // own and shown are
  bool credited = false;               // points that were promised for later are in shown and receipt
  std::vector<ledger::Allocation> allocations;
  std::vector<ledger::Portion> earned;  // by their life, a lot each
  int64_t lot_no = 0;                   // the first of them
  Counted counted;
  std::vector<storage::Difference> differences;

  bool records() const { return policy == OnDifference::kRecord; }
  storage::Difference& Differs(absl::string_view reason) {
    storage::Difference difference;
    difference.sale_id = sale_id;
    difference.reason = std::string(reason);
    differences.push_back(std::move(difference));
    return differences.back();
  }
  storage::Difference* Find(absl::string_view reason) {
    for (storage::Difference& difference : differences) {
      if (difference.reason == reason) return &difference;
    }
    return nullptr;
  }
  void Forget(absl::string_view reason) {
    differences.erase(std::remove_if(differences.begin(), differences.end(),
                                     [&](const storage::Difference& difference) {
                                       return difference.reason == reason;
                                     }),
                      differences.end());
  }
  // Where member or program is unknown, that alone explains other figures; the member comes first,
  // because only there the points stay visible. A sale has one difference of each reason.
  storage::Difference& Explains() {
    for (const char* reason : {"MEMBER_UNKNOWN", "PROGRAM_UNKNOWN", "AMOUNTS_DIFFER"}) {
      if (storage::Difference* difference = Find(reason)) return *difference;
    }
    return Differs("AMOUNTS_DIFFER");
  }
};

// The last step: what was found out is written. Points and money have been moved in memory.
absl::Status WriteBooking(const Context& context, storage::Transaction& transaction,
                          Booking& booking, const v1::SaleResult& answer);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_SALES_BOOKING_WORK_H_
