// Looks at members one by one: their number, first purchase, segments, stage and cell.
#ifndef TESSERA_OPERATIONS_INSIGHT_LOOKING_H_
#define TESSERA_OPERATIONS_INSIGHT_LOOKING_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/insight/segment_rules.h"
#include "tessera/storage/insight_tables.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// For one transaction. All that is passed in outlives it.
class Looking {
 public:
  // Unless it `knows_goods`, members keep their place in segments that ask for goods.
  Looking(const Context& context, storage::Transaction& transaction,
          const engine::CompiledProgram& live, const SegmentRules& rules,
          const insight::RfmCuts& cuts, bool knows_goods);

  // The number that stands for a member; a new one for whom nobody has heard of.
  absl::StatusOr<uint32_t> NumberOf(const storage::Member& member);
  absl::StatusOr<uint32_t> NumberOf(const MemberId& member_id);

  // The number of whom the member is after all merges that were looked at.
  absl::StatusOr<uint32_t> PresentNumberOf(const MemberId& member_id);

  // Brings up to date what is counted and kept of the member, and of the one it was merged into.
  // Terminals hear of it where its segments are different. True if anything is; nobody of that id: false.
  absl::StatusOr<bool> LookAt(const MemberId& member_id);

  // Profiles that can't be read, and why the first can't: they count as empty, so that one of them does not
  // stand in the way of the others.
  int64_t unreadable() const { return unreadable_; }
  const std::string& reason() const { return reason_; }

  // Writes what was gathered. Last.
  absl::Status Finish() { return cells_.Flush(); }

 private:
  absl::StatusOr<bool> LookAtMerged(const storage::Member& member, uint32_t number);
  absl::StatusOr<Bought> BoughtBy(const MemberId& member_id, uint32_t number, int32_t first_day);
  absl::StatusOr<std::vector<storage::BoughtDay>> GoodsOf(uint32_t number);
  v1::MemberProfile ReadableProfileOf(const storage::Member& member);
  absl::StatusOr<bool> Put(const Standing& standing, storage::Member& member);

  const Context& context_;
  storage::Transaction& transaction_;
  const engine::CompiledProgram& live_;
  const SegmentRules& rules_;
  const insight::RfmCuts& cuts_;
  const bool knows_goods_;
  const int32_t today_;
  MemberCells cells_;
  int64_t unreadable_ = 0;
  std::string reason_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_LOOKING_H_
