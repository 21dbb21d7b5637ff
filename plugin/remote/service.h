// The loyalty service as the plugin sees it: a port, so that a simulation can put its own network
// between the two.
#ifndef TESSERA_PLUGIN_REMOTE_SERVICE_H_
#define TESSERA_PLUGIN_REMOTE_SERVICE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/v1/sale_service.pb.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// What answers say that came when nobody waited for them any more: nobody is shown it. Called on a thread
// of the service's; must not call the service.
struct LateSink {
  std::function<void(const v1::Member&)> member;
  std::function<void(const v1::SaleResult&)> sale;
};

// Thread-safe. A unary call returns within `timeout`. Whatever keeps the service's own word from
// arriving (no connection, time-out, a call that was cut off) has the reason SERVICE_AWAY; every
// other error was said by the service, with its reason and field.
class Service {
 public:
  using SnapshotSink = std::function<absl::Status(const v1::SnapshotResponse&)>;
  using WatchSink = std::function<absl::Status(const v1::WatchResponse&)>;

  virtual ~Service() = default;

  virtual absl::StatusOr<v1::IdentifyResponse> Identify(const v1::IdentifyRequest& request,
                                                        Duration timeout) = 0;
  virtual absl::StatusOr<v1::QuoteResponse> Quote(const v1::QuoteRequest& request,
                                                  Duration timeout) = 0;
  virtual absl::StatusOr<v1::RedeemResponse> Redeem(const v1::RedeemRequest& request,
                                                    Duration timeout) = 0;
  virtual absl::StatusOr<v1::CommitResponse> Commit(const v1::CommitRequest& request,
                                                    Duration timeout) = 0;
  virtual absl::StatusOr<v1::CancelResponse> Cancel(const v1::CancelRequest& request,
                                                    Duration timeout) = 0;
  virtual absl::StatusOr<v1::RefundResponse> Refund(const v1::RefundRequest& request,
                                                    Duration timeout) = 0;
  virtual absl::StatusOr<v1::EnrolResponse> Enrol(const v1::EnrolRequest& request,
                                                  Duration timeout) = 0;
  virtual absl::StatusOr<v1::SubmitRecordsResponse> SubmitRecords(
      const v1::SubmitRecordsRequest& request, Duration timeout) = 0;

  // A service that does not know this call yet is there all the same: an answer without its time.
  virtual absl::StatusOr<v1::PingResponse> Ping(const v1::PingRequest& request,
                                                Duration timeout) = 0;

  // Both block until the stream ends, calling `sink` for each response on this thread; an error of the
  // sink ends the stream and is returned. A snapshot ends at the latest when nothing of it came for
  // `patience`; watching, after `timeout` (0: never). OK from Watch means that the service closed it.
  virtual absl::Status Snapshot(const v1::SnapshotRequest& request, Duration patience,
                                const SnapshotSink& sink) = 0;
  virtual absl::Status Watch(const v1::WatchRequest& request, Duration timeout,
                             const WatchSink& sink) = 0;

  // From now on `sink` gets what late answers of Identify, Quote and Commit say. Once this returned, the
  // one before is not called any more.
  virtual void OnLate(LateSink sink) = 0;

  // Cuts off all calls, now and from now on.
  virtual void Shutdown() = 0;
};

// The error of a call that got no word from the service.
absl::Status ServiceAway(absl::StatusCode code, absl::string_view message);

// No word from the service: its answer, if it made one, is not known.
bool IsLinkFailure(const absl::Status& status);

// Of a link failure, what is to be told of it: TLS_FAILED where the two ends do not accept each other's
// certificates, otherwise SERVICE_AWAY.
std::string LinkReason(const absl::Status& status);

// The service refuses the terminal, whatever it asks: a certificate or a configuration is wrong.
bool IsRefusedForGood(const absl::Status& status);

// The service looked at the request and refused it for good: asking again changes nothing. False for
// link failures and for what the service could not do just now (queue full, stopping, a fault).
bool IsRefusal(const absl::Status& status);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_REMOTE_SERVICE_H_
