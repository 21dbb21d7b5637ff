// An event with what it is about.
#ifndef TESSERA_OPERATIONS_FEED_ASSEMBLE_H_
#define TESSERA_OPERATIONS_FEED_ASSEMBLE_H_

#include "absl/status/statusor.h"
#include "feed_wire.pb.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/feed/filter.h"
#include "tessera/storage/events.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// For one transaction.
class EventAssembler {
 public:
  // All outlive it.
  EventAssembler(const Context& context, storage::ReadTransaction& transaction,
                 const FeedFilter& filter)
      : context_(context), transaction_(transaction), filter_(filter) {}

  // Puts what the event is about into `message`. False, with `message` in no particular state, where the
  // filter leaves it out, or where there is nothing left to tell. INTERNAL for one that points to
  // nothing that ever was.
  absl::StatusOr<bool> Fill(const storage::Event& event, feed::FeedEvent* message);

  // The same of rows that are at hand; also for snapshots. False where the filter leaves them out.
  absl::StatusOr<bool> Put(const storage::Sale& sale, feed::FeedEvent* message);
  absl::StatusOr<bool> Put(const storage::Refund& refund, feed::FeedEvent* message);
  absl::StatusOr<bool> Put(const storage::RefundWithoutSale& refund, feed::FeedEvent* message);
  absl::StatusOr<bool> Put(const storage::SurveyAnswer& answer, feed::FeedEvent* message);
  void Put(const MemberId& account_id, const ledger::Entry& entry, feed::FeedEvent* message);

 private:
  using Reading = const storage::ReadTransaction&;

  absl::StatusOr<bool> FillOne(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillMember(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillCard(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillSale(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillRefund(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillEntry(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillCoupon(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillTender(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillProgram(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillTerminal(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillAnswer(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillFollowUp(const storage::Event& event, feed::FeedEvent* message);
  absl::StatusOr<bool> FillStore(const storage::Event& event, feed::FeedEvent* message);

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const FeedFilter& filter_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_FEED_ASSEMBLE_H_
