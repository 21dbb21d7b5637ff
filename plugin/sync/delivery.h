// The one way from the outbox to the service: whoever has a record appends it, durably, and then
// tries to deliver; what is not delivered at once is delivered later, in order.
#ifndef TESSERA_PLUGIN_SYNC_DELIVERY_H_
#define TESSERA_PLUGIN_SYNC_DELIVERY_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/v1/sale_service.pb.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// Thread-safe. One attempt at a time is under way, on the thread of a host that waits or on the
// background's; no host waits for one of the background's.
class Delivery {
 public:
  struct Options {
    std::string store_id;
    std::string terminal_id;
    Duration background_timeout = Seconds(5);
  };

  // What the host still may be told about a record.
  struct Terms {
    // Nothing is printed yet: a refusal of the service takes the record back.
    bool refusable = false;
    // The quote is the service's own: if nothing waits before it, the sale is first tried with
    // policy REFUSE.
    bool may_differ_be_refused = false;
    // How long the service's word may take.
    Duration wait{};
  };

  struct Outcome {
    bool delivered = false;
    // Of a delivered record.
    v1::SubmittedRecord answer;
  };

  // All must outlive it.
  Delivery(Outbox& outbox, GuardedService& service, const Clock& clock, Options options)
      : outbox_(outbox), service_(service), clock_(clock), options_(std::move(options)) {}

  // OK once the record is durable, here or there: where the disk takes nothing, a sale or refund goes
  // to the service directly, if that is known to be there. An error means that nothing was promised:
  // the disk's (see Outbox), or the service's refusal where `terms` allow one.
  absl::StatusOr<Outcome> Hand(const v1::OutboxRecord& record, const OutboxNote& note,
                               const Terms& terms);

  // One attempt at the records that wait, and what the outbox has to be tended to. OK if there is
  // nothing to wait for before the next.
  absl::Status DeliverPending();

  // How many hosts wait for an answer.
  size_t waiting() {
    std::lock_guard<std::mutex> lock(awaited_mutex_);
    size_t count = 0;
    for (const auto& [record, awaited] : awaited_) count += awaited.waiters.size();
    return count;
  }

  // Called, from any thread, when a record was left for the background.
  void OnLeft(std::function<void()> wake) {
    std::lock_guard<std::mutex> lock(wake_mutex_);
    wake_ = std::move(wake);
  }

 private:
  enum class Turn : uint8_t { kNobodys, kHosts, kBackgrounds };

  // A host that waits for a record's answer. One of awaited_mutex_.
  struct Waiter {
    bool refusable = false;
    std::optional<v1::SubmittedRecord> answer;
  };
  // All hosts that wait for one record. There is one as long as somebody waits.
  struct Awaited {
    // Somebody was told already that the record is durable: it can't be taken back.
    bool promised = false;
    std::vector<Waiter*> waiters;
    bool refusable() const;
  };

  using AllAwaited = std::map<std::pair<int, std::string>, Awaited>;  // by record's kind and subject

  // Waits from before the record is there, so that no answer comes in between.
  absl::StatusOr<AllAwaited::iterator> AppendAndWait(const v1::OutboxRecord& record,
                                                     const OutboxNote& note, Waiter* waiter);
  absl::StatusOr<Outcome> HandDirectly(const v1::OutboxRecord& record, const OutboxNote& note,
                                       const Terms& terms, Duration deadline,
                                       const absl::Status& disk);
  absl::StatusOr<v1::SubmittedRecord> AskToBook(const v1::OutboxRecord& record,
                                                v1::DifferencePolicy policy, Duration timeout);
  void Leave();
  // Whether a record that has just been appended goes with the next attempt.
  bool IsNear() const;
  bool TakeTurn(Turn whose, Duration deadline);
  void EndTurn();
  void TryUntil(Duration deadline, const Waiter& waiter, const Terms& terms);
  bool Answered(const Waiter& waiter);
  bool CanBeRefused(const v1::OutboxRecord& record);
  AllAwaited::iterator StartWaiting(const v1::OutboxRecord& record, Waiter* waiter);
  // `stands`: the host goes on with a record that is durable, whoever else may wait for it. Needs no
  // memory.
  void StopWaiting(AllAwaited::iterator awaited, bool stands, Waiter* waiter);

  absl::Status Attempt(Duration timeout, bool may_commit);
  absl::Status TryCommit(const v1::OutboxRecord& record, Duration timeout, bool* undecided);
  absl::Status Submit(const std::vector<v1::OutboxRecord>& records, Duration timeout);
  absl::Status Take(const std::vector<v1::OutboxRecord>& records,
                    const std::vector<v1::SubmittedRecord>& answers);
  bool Tell(const v1::OutboxRecord& record, const v1::SubmittedRecord& answer);

  Outbox& outbox_;
  GuardedService& service_;
  const Clock& clock_;
  const Options options_;
  std::mutex wake_mutex_;
  std::function<void()> wake_ = [] {};

  std::mutex turn_mutex_;
  std::condition_variable turn_ended_;
  Turn turn_ = Turn::kNobodys;
  // Of the turn: how many records to send at once; 1 after a batch was refused as a whole.
  int64_t batch_size_ = 64;

  // Guards awaited_, and makes "withdraw and tell" one step for a host whose patience ends. Nobody who
  // holds it appends to the outbox.
  std::mutex awaited_mutex_;
  AllAwaited awaited_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SYNC_DELIVERY_H_
