// Who would have been in a program's segments on the day of a receipt, where nobody was counted by its rules.
#ifndef TESSERA_OPERATIONS_TRYOUT_SEGMENTS_THEN_H_
#define TESSERA_OPERATIONS_TRYOUT_SEGMENTS_THEN_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/basket.h"
#include "tessera/insight/rfm.h"
#include "tessera/ledger/purchases.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member.pb.h"
#include "tessera/v1/program.pb.h"

namespace tessera::operations {

struct SegmentRules;

// A receipt, as far as segments go.
struct SegmentsAsked {
  MemberId member_id;  // who that is today
  Instant booked_at;
  int32_t day = 0;             // of the program's calendar
  bool has_situation = false;  // the receipt kept what was known of the member
  ledger::PurchaseDay so_far;  // of the same day, before the receipt
};

// One program's segments, as far as its offers name them. Receipts come in the order of booking. Not
// thread-safe.
class SegmentsThen {
 public:
  // Null where the program's offers name none that it defines. `calendar` outlives it.
  static absl::StatusOr<std::unique_ptr<SegmentsThen>> Begin(const Context& context,
                                                             storage::ReadTransaction& transaction,
                                                             const v1::Program& program,
                                                             Programs::Program calendar);
  ~SegmentsThen();

  // The segments that the program's rules see in place of `view.segments`; true if any had to be worked
  // out: those that the version in force for all at the time defined otherwise, or not at all. Goes by
  // purchases of earlier days (less what came back since) and of the same day, by the view's tier and tags,
  // and by the rest as it is today.
  absl::StatusOr<bool> Put(const Context& context, storage::ReadTransaction& transaction,
                           const SegmentsAsked& asked, const engine::MemberView& view,
                           std::vector<std::string>* segments);

  // Those that had to be worked out for some receipt; sorted.
  const std::set<std::string>& worked_out() const { return worked_out_; }
  // They ask for goods of which nobody counted who bought them: members keep the place that they had.
  bool lacks_goods() const { return asks_goods_ && !has_goods_; }

  // Members whose profile can't be read: it counts as empty.
  int64_t unreadable() const { return unreadable_; }

 private:
  // From when on a version was in force for all.
  struct Since {
    Instant at;
    int64_t version = 0;
  };
  // What is read of a member once.
  struct Known {
    storage::Member member;
    v1::MemberProfile profile;
    std::vector<ledger::PurchaseDay> days;
    std::vector<storage::BoughtDay> goods;
  };

  SegmentsThen(const v1::Program& program, std::set<std::string> named, Programs::Program calendar);

  absl::Status FindGoods(storage::ReadTransaction& transaction);
  absl::Status ReadPublications(storage::ReadTransaction& transaction);
  absl::Status MakeCuts(storage::ReadTransaction& transaction, int32_t today);
  absl::StatusOr<const std::vector<std::string>*> UnlikeAt(storage::ReadTransaction& transaction,
                                                           Instant at);
  absl::StatusOr<Known*> Find(const Context& context, storage::ReadTransaction& transaction,
                              const MemberId& member_id);

  const std::unique_ptr<const SegmentRules> rules_;
  const v1::Program program_;  // without its offers
  const Programs::Program calendar_;
  const std::set<std::string> named_;  // that it defines
  const std::vector<std::string> all_;  // the same
  insight::RfmCuts cuts_;
  bool asks_goods_ = false;
  bool has_goods_ = false;  // what was bought of them is counted, wholly
  std::vector<Since> in_force_;  // by time
  std::map<int64_t, std::vector<std::string>> unlike_;  // by version
  std::set<std::string> worked_out_;
  absl::flat_hash_map<MemberId, std::unique_ptr<Known>> members_;
  size_t days_kept_ = 0;
  int64_t unreadable_ = 0;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_TRYOUT_SEGMENTS_THEN_H_
