#include "tessera/plugin_fakes/faulty_link.h"

#include "tessera/base/status.h"

namespace tessera::fakes {
namespace {

absl::Status Lost(absl::StatusCode code) { return plugin::ServiceAway(code, "the test's weather"); }

}  // namespace

template <typename Call>
auto FaultyLink::Pass(Call&& call) -> decltype(call()) {
  ++calls_;
  if (weather_ == Weather::kDown) return Lost(absl::StatusCode::kUnavailable);
  auto answer = call();
  if (weather_ == Weather::kLosesAnswers) return Lost(absl::StatusCode::kDeadlineExceeded);
  return answer;
}

void FaultyLink::Note(const v1::Sale& sale) {
  std::lock_guard<std::mutex> lock(mutex_);
  sales_sent_.push_back(sale.sale_id());
}

void FaultyLink::Happen() {
  std::function<void()> event;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    event.swap(meanwhile_);
  }
  if (event) event();
}

absl::StatusOr<v1::IdentifyResponse> FaultyLink::Identify(const v1::IdentifyRequest& request,
                                                          Duration timeout) {
  return Pass([&] { return real_.Identify(request, timeout); });
}
absl::StatusOr<v1::QuoteResponse> FaultyLink::Quote(const v1::QuoteRequest& request,
                                                    Duration timeout) {
  return Pass([&] { return real_.Quote(request, timeout); });
}
absl::StatusOr<v1::RedeemResponse> FaultyLink::Redeem(const v1::RedeemRequest& request,
                                                      Duration timeout) {
  return Pass([&] { return real_.Redeem(request, timeout); });
}
absl::StatusOr<v1::CommitResponse> FaultyLink::Commit(const v1::CommitRequest& request,
                                                      Duration timeout) {
  Note(request.sale());
  Happen();
  return Pass([&] { return real_.Commit(request, timeout); });
}
absl::StatusOr<v1::CancelResponse> FaultyLink::Cancel(const v1::CancelRequest& request,
                                                      Duration timeout) {
  return Pass([&] { return real_.Cancel(request, timeout); });
}
absl::StatusOr<v1::RefundResponse> FaultyLink::Refund(const v1::RefundRequest& request,
                                                      Duration timeout) {
  return Pass([&] { return real_.Refund(request, timeout); });
}
absl::StatusOr<v1::EnrolResponse> FaultyLink::Enrol(const v1::EnrolRequest& request,
                                                    Duration timeout) {
  return Pass([&] { return real_.Enrol(request, timeout); });
}
absl::StatusOr<v1::SubmitRecordsResponse> FaultyLink::SubmitRecords(
    const v1::SubmitRecordsRequest& request, Duration timeout) {
  for (const v1::OutboxRecord& record : request.records()) {
    if (record.has_sale()) Note(record.sale());
  }
  Happen();
  return Pass([&] { return real_.SubmitRecords(request, timeout); });
}

absl::StatusOr<v1::PingResponse> FaultyLink::Ping(const v1::PingRequest& request,
                                                  Duration timeout) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    last_ping_ = request;
    ++pings_;
  }
  return Pass([&] { return real_.Ping(request, timeout); });
}

absl::Status FaultyLink::Snapshot(const v1::SnapshotRequest& request, Duration patience,
                                  const SnapshotSink& sink) {
  if (weather_ != Weather::kFair && weather_ != Weather::kLosesCursors) {
    return Lost(absl::StatusCode::kUnavailable);
  }
  return real_.Snapshot(request, patience, sink);
}
absl::Status FaultyLink::Watch(const v1::WatchRequest& request, Duration timeout,
                               const WatchSink& sink) {
  if (weather_ == Weather::kLosesCursors) {
    return InvalidInput("CURSOR_INVALID", "cursor", "the test's weather");
  }
  if (weather_ != Weather::kFair) return Lost(absl::StatusCode::kUnavailable);
  return real_.Watch(request, timeout, sink);
}

}  // namespace tessera::fakes
