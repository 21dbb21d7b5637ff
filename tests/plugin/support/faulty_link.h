// A network between the plugin and a real service that does what a test says.
#ifndef TESSERA_PLUGIN_FAKES_FAULTY_LINK_H_
#define TESSERA_PLUGIN_FAKES_FAULTY_LINK_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tessera/plugin/remote/service.h"

namespace tessera::fakes {

enum class Weather {
  kFair,
  kDown,          // calls fail at once
  kLosesAnswers,  // the service does what it is asked, nobody hears of it
  kLosesCursors,  // the service refuses to go on from any cursor
};

// Thread-safe. `real` must outlive it.
class FaultyLink final : public plugin::Service {
 public:
  explicit FaultyLink(plugin::Service& real) : real_(real) {}

  void Set(Weather weather) { weather_ = weather; }
  // Calls that were made, whatever came of them; streams not counted.
  int calls() const { return calls_; }
  // Pings that were sent, and the last of them.
  std::pair<int, v1::PingRequest> pings() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return {pings_, last_ping_};
  }
  // Sales in the order in which they went out, by Commit or as records; each as often as it was sent.
  std::vector<std::string> sales_sent() const {
    std::lock_guard<std::mutex> lock(mutex_);
    return sales_sent_;
  }
  // Happens once, on the calling thread, while the next Commit or SubmitRecords is under way.
  void Meanwhile(std::function<void()> event) {
    std::lock_guard<std::mutex> lock(mutex_);
    meanwhile_ = std::move(event);
  }

  absl::StatusOr<v1::IdentifyResponse> Identify(const v1::IdentifyRequest& request,
                                                Duration timeout) override;
  absl::StatusOr<v1::QuoteResponse> Quote(const v1::QuoteRequest& request,
                                          Duration timeout) override;
  absl::StatusOr<v1::RedeemResponse> Redeem(const v1::RedeemRequest& request,
                                            Duration timeout) override;
  absl::StatusOr<v1::CommitResponse> Commit(const v1::CommitRequest& request,
                                            Duration timeout) override;
  absl::StatusOr<v1::CancelResponse> Cancel(const v1::CancelRequest& request,
                                            Duration timeout) override;
  absl::StatusOr<v1::RefundResponse> Refund(const v1::RefundRequest& request,
                                            Duration timeout) override;
  absl::StatusOr<v1::EnrolResponse> Enrol(const v1::EnrolRequest& request,
                                          Duration timeout) override;
  absl::StatusOr<v1::SubmitRecordsResponse> SubmitRecords(const v1::SubmitRecordsRequest& request,
                                                          Duration timeout) override;
  absl::StatusOr<v1::PingResponse> Ping(const v1::PingRequest& request, Duration timeout) override;
  absl::Status Snapshot(const v1::SnapshotRequest& request, Duration patience,
                        const SnapshotSink& sink) override;
  absl::Status Watch(const v1::WatchRequest& request, Duration timeout,
                     const WatchSink& sink) override;
  void OnLate(plugin::LateSink sink) override { real_.OnLate(std::move(sink)); }
  void Shutdown() override { real_.Shutdown(); }

 private:
  template <typename Call>
  auto Pass(Call&& call) -> decltype(call());

  void Note(const v1::Sale& sale);
  void Happen();

  plugin::Service& real_;
  mutable std::mutex mutex_;
  std::vector<std::string> sales_sent_;
  std::function<void()> meanwhile_;
  v1::PingRequest last_ping_;
  int pings_ = 0;
  std::atomic<Weather> weather_{Weather::kFair};
  std::atomic<int> calls_{0};
};

}  // namespace tessera::fakes

#endif  // TESSERA_PLUGIN_FAKES_FAULTY_LINK_H_
