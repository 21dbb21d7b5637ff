// A service of a few rules in place of the real one, for what that does not do when a test wants it.
#ifndef TESSERA_PLUGIN_FAKES_SCRIPTED_SERVICE_H_
#define TESSERA_PLUGIN_FAKES_SCRIPTED_SERVICE_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/base/secret.h"
#include "tessera/plugin/remote/service.h"

namespace tessera::fakes {

// Thread-safe. Knows members 1 to `members`, whose balance is `balance`, until changes say otherwise;
// books every record. Its cursor is the number of changes so far.
class ScriptedService final : public plugin::Service {
 public:
  ScriptedService(const Clock& clock, int members, int64_t balance)
      : clock_(clock), members_(members), balance_(balance) {}

  static std::string IdOf(int number);
  static IdentifierHash HashOf(int number);

  // The next snapshot breaks when this many of its members were sent.
  void BreakAfter(int members);
  // Cursors of before now are of no use, to follow from or to resume at.
  void ForgetCursors();
  // The balance of a member changes.
  void Change(int number, int64_t balance);
  // Streams of changes stay open when all was sent, until Shutdown.
  void KeepWatching();
  // Answers that come when nobody waits for them any more.
  void TellLate(const v1::Member& member);
  void TellLate(const v1::SaleResult& sale);
  // Its clock less the till's.
  void SetClock(Duration offset);
  // Called before each part of a snapshot, on its thread.
  void BeforeEachPart(std::function<void()> event);

  std::vector<v1::SnapshotRequest> snapshots() const;
  // Members that the last snapshot sent.
  int members_sent() const;
  std::vector<v1::WatchRequest> watches() const;
  std::vector<v1::PingRequest> pings() const;
  // Subjects of the records, in the order in which they came.
  std::vector<std::string> booked() const;

  absl::StatusOr<v1::IdentifyResponse> Identify(const v1::IdentifyRequest&, Duration) override;
  absl::StatusOr<v1::QuoteResponse> Quote(const v1::QuoteRequest&, Duration) override;
  absl::StatusOr<v1::RedeemResponse> Redeem(const v1::RedeemRequest&, Duration) override;
  absl::StatusOr<v1::CommitResponse> Commit(const v1::CommitRequest&, Duration) override;
  absl::StatusOr<v1::CancelResponse> Cancel(const v1::CancelRequest&, Duration) override;
  absl::StatusOr<v1::RefundResponse> Refund(const v1::RefundRequest&, Duration) override;
  absl::StatusOr<v1::EnrolResponse> Enrol(const v1::EnrolRequest&, Duration) override;
  absl::StatusOr<v1::SubmitRecordsResponse> SubmitRecords(const v1::SubmitRecordsRequest& request,
                                                          Duration) override;
  absl::StatusOr<v1::PingResponse> Ping(const v1::PingRequest& request, Duration) override;
  absl::Status Snapshot(const v1::SnapshotRequest& request, Duration,
                        const SnapshotSink& sink) override;
  absl::Status Watch(const v1::WatchRequest& request, Duration, const WatchSink& sink) override;
  void OnLate(plugin::LateSink sink) override;
  void Shutdown() override;

 private:
  v1::CachedMember MemberOf(int number, int64_t balance) const;
  bool IsGood(const std::string& cursor) const;
  absl::Status SendPart(const v1::SnapshotResponse& part, const SnapshotSink& sink);
  int64_t Now() const { return (clock_.Now() + clock_offset_).us; }

  const Clock& clock_;
  const int members_;
  const int64_t balance_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Duration clock_offset_{};
  int break_after_ = 0;
  size_t oldest_cursor_ = 0;
  std::vector<v1::Change> changes_;
  bool keep_watching_ = false;
  bool stopped_ = false;
  std::function<void()> before_part_ = [] {};
  std::vector<v1::SnapshotRequest> snapshots_;
  int members_sent_ = 0;
  std::vector<v1::WatchRequest> watches_;
  std::vector<v1::PingRequest> pings_;
  std::vector<std::string> booked_;
  plugin::LateSink late_;
};

}  // namespace tessera::fakes

#endif  // TESSERA_PLUGIN_FAKES_SCRIPTED_SERVICE_H_
