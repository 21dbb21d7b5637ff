// Booked sales, as a try-out takes them.
#ifndef TESSERA_OPERATIONS_TRYOUT_READ_RECEIPT_H_
#define TESSERA_OPERATIONS_TRYOUT_READ_RECEIPT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <google/protobuf/arena.h>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "tessera/ledger/purchases.h"
#include "tessera/operations/common/days.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/tryout/segments_then.h"
#include "tessera/storage/transaction.h"
#include "tessera/tryout/receipt.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

// Which receipts are tried.
struct Tried {
  DayRange days;
  std::set<std::string> store_ids = {};  // none: of all
  std::set<std::string> segments = {};   // none: of everybody; else of members who are in one of them now
};

// What is asked of members beyond what a sale keeps: by any of the programs that rate.
struct AskedOfMembers {
  bool birthday = false;
  bool purchases = false;
  std::vector<int32_t> activity_days = {};
};

// What both programs need beyond the receipts themselves.
struct Beside {
  Programs::Program calendar;
  std::unique_ptr<SegmentsThen> tried = {};    // null where its offers name no segments
  std::unique_ptr<SegmentsThen> against = {};  // likewise
  absl::flat_hash_map<MemberId, MemberId> merged = {};  // into whom, after all merges
};

// Those who were merged, as far as the counting has come.
absl::StatusOr<absl::flat_hash_map<MemberId, MemberId>> MergedMembers(
    storage::ReadTransaction& transaction);

// Sales come in the order of booking. Not thread-safe.
class ReceiptReader {
 public:
  ReceiptReader(Beside beside, Tried tried, AskedOfMembers asked)
      : beside_(std::move(beside)), tried_(std::move(tried)), asked_(std::move(asked)) {}

  // kForgotten: of its coupons or means of payment nothing was kept.
  enum class Found : uint8_t { kReceipt, kOther, kUnreadable, kForgotten };
  // Fills `receipt`, which is anew each time; kOther: it is none of those that are tried.
  absl::StatusOr<Found> Read(const Context& context, storage::ReadTransaction& transaction,
                             const storage::Sale& sale, tryout::Receipt* receipt);
  // When the sale that was read last came back as a whole; nullopt if it did not.
  absl::StatusOr<std::optional<Instant>> ReturnedAt(storage::ReadTransaction& transaction,
                                                    const storage::Sale& sale);

  // Something of members was put together from their days of purchase, which refunds change later.
  bool estimated() const { return estimated_; }
  // Segments of the tried program that were worked out for some receipt.
  std::set<std::string> worked_out() const {
    return beside_.tried ? beside_.tried->worked_out() : std::set<std::string>();
  }
  bool lacks_goods() const { return beside_.tried && beside_.tried->lacks_goods(); }
  int64_t unreadable() const { return beside_.tried ? beside_.tried->unreadable() : 0; }

 private:

  absl::StatusOr<bool> IsOfSegment(storage::ReadTransaction& transaction, const MemberId& member_id);
  absl::Status RememberMember(const Context& context, storage::ReadTransaction& transaction,
                              tryout::Receipt* receipt);
  absl::Status RememberDays(storage::ReadTransaction& transaction, const MemberId& member_id,
                            const ledger::PurchaseDay& so_far, engine::MemberView* view);
  absl::Status PutSegments(const Context& context, storage::ReadTransaction& transaction,
                           const SegmentsAsked& asked, tryout::Receipt* receipt);
  absl::Status AddBirthday(const Context& context, storage::ReadTransaction& transaction,
                           const MemberId& member_id, engine::MemberView* view);
  bool AsksMore(const engine::MemberView& view) const;

  Beside beside_;
  const Tried tried_;
  const AskedOfMembers asked_;
  google::protobuf::Arena arena_;
  const v1::Sale* document_ = nullptr;  // that was read last
  absl::flat_hash_map<MemberId, std::optional<engine::Birthday>> birthdays_;
  absl::flat_hash_map<MemberId, bool> of_segment_;
  absl::flat_hash_map<MemberId, ledger::PurchaseDay> today_;  // of the day of its last receipt
  bool estimated_ = false;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_TRYOUT_READ_RECEIPT_H_
