#include "hq_beside.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <utility>

#include <grpcpp/client_context.h>

#include "absl/strings/str_cat.h"
#include "hq_import.h"
#include "load.h"
#include "rounds.h"
#include "sample.h"
#include "targets.h"
#include "tessera/base/clock.h"
#include "tessera/base/status.h"
#include "tessera/v1/feed_service.grpc.pb.h"

namespace tessera::bench {
namespace {

constexpr double kPromisedDelayMs = 1'000;

// Reads sales as they are booked, from now on until it goes.
class Consumer {
 public:
  explicit Consumer(const std::string& address)
      : stub_(v1::FeedService::NewStub(Connect(address))), thread_([this] { Read(); }) {
    while (!ready_) std::this_thread::yield();
  }

  // How long each sale took to come, in milliseconds. INTERNAL where none came.
  absl::StatusOr<std::vector<double>> Finish() {
    context_.TryCancel();
    thread_.join();
    if (!delays_ms_.empty()) return std::move(delays_ms_);
    return absl::InternalError("the feed brought no sale");
  }

 private:
  void Read() {
    v1::WatchFeedRequest request;
    request.set_from_now(true);
    request.mutable_filter()->add_kinds(v1::FEED_KIND_SALE);
    const auto reader = stub_->Watch(&context_, request);
    v1::WatchFeedResponse page;
    while (reader->Read(&page)) {
      ready_ = true;
      const int64_t now_us = SystemClock().Now().us;
      for (const v1::FeedEvent& event : page.events()) {
        delays_ms_.push_back(1e-3 * static_cast<double>(now_us - event.happened_at_us()));
      }
    }
    ready_ = true;
    reader->Finish();
  }

  std::unique_ptr<v1::FeedService::Stub> stub_;
  grpc::ClientContext context_;
  std::atomic<bool> ready_{false};
  std::vector<double> delays_ms_;  // of the thread, then of Finish
  std::thread thread_;
};

double Percentile99(std::vector<double>& values) {
  const size_t at = std::min(values.size() - 1, values.size() * 99 / 100);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

struct Fed {
  std::vector<double> with, without;  // sales a second
  std::vector<double> delay_ms;
};

absl::StatusOr<Fed> MeasureFed(const support::TestService& service, const Target& target,
                               const Options& options, uint64_t& numbers) {
  const Duration slice = Milliseconds(options.milliseconds / (2 * kRounds));
  Fed fed;
  for (int round = 0; round < kRounds; ++round) {
    const Measured without = Run(target, options.in_flight, slice, numbers);
    Consumer consumer(service.address());
    const Measured with = Run(target, options.in_flight, slice, numbers);
    TESSERA_ASSIGN_OR_RETURN(std::vector<double> delays, consumer.Finish());
    TESSERA_RETURN_IF_ERROR(AllWell("commit", without));
    TESSERA_RETURN_IF_ERROR(AllWell("commit with feed", with));
    fed.without.push_back(without.per_second);
    fed.with.push_back(with.per_second);
    fed.delay_ms.push_back(Percentile99(delays));
  }
  return fed;
}

// Imports until it goes; those of the sample have other numbers.
class Importer {
 public:
  Importer(const std::string& address, int first)
      : thread_([this, address, first] {
          outcome_ = ImportSeconds(address, first, std::numeric_limits<int>::max(), [this] {
                       return !enough_;
                     }).status();
        }) {}

  absl::Status Finish() {
    enough_ = true;
    thread_.join();
    return outcome_;
  }

 private:
  std::atomic<bool> enough_{false};
  absl::Status outcome_;
  std::thread thread_;
};

// A quarter of the full rate: an import is no reason for the tills to sell all they can.
absl::StatusOr<Figure> MeasureImported(const support::TestService& service, const Target& target,
                                       double per_second, const Options& options,
                                       uint64_t& numbers) {
  const Duration slice = Milliseconds(options.milliseconds / (2 * kRounds));
  Side with, without;
  for (int round = 0; round < kRounds; ++round) {
    const Measured alone = RunPaced(target, per_second / 4, slice, numbers);
    // Each round's members are others.
    Importer importer(service.address(), (round + 1) * 100'000'000);
    const Measured beside = RunPaced(target, per_second / 4, slice, numbers);
    TESSERA_RETURN_IF_ERROR(importer.Finish());
    TESSERA_RETURN_IF_ERROR(AllWell("commit", alone));
    TESSERA_RETURN_IF_ERROR(AllWell("commit with import", beside));
    without.Take(alone);
    with.Take(beside);
  }
  return Figure{"hq.import.commit.p99", Median(with.p99_us), "us", Median(without.p99_us)};
}

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureHqBeside(support::TestService& service,
                                                    const Options& options) {
  TESSERA_ASSIGN_OR_RETURN(const Target target,
                           CommitTarget(service.address(), options, kMembers));
  uint64_t numbers = 0;
  TESSERA_ASSIGN_OR_RETURN(Fed fed, MeasureFed(service, target, options, numbers));
  const double per_second = Median(fed.without);
  std::vector<Figure> figures = {
      {"hq.commit-with-feed", Median(fed.with), "sales/s", per_second},
      {"hq.feed.delay.p99", Median(fed.delay_ms), "ms", kPromisedDelayMs},
  };
  TESSERA_ASSIGN_OR_RETURN(Figure imported,
                           MeasureImported(service, target, per_second, options, numbers));
  figures.push_back(std::move(imported));
  return figures;
}

}  // namespace tessera::bench
