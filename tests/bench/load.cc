#include "load.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tessera::bench {
namespace {

constexpr auto kDeadline = std::chrono::seconds(10);

class Loop {
 public:
  Loop(const Target& target, uint64_t first)
      : target_(target), stub_(target.channel), next_(first) {}

  void Run(int in_flight, Duration length) {
    end_us_ = SystemClock().Monotonic().us + length.us;
    running_ = in_flight;
    for (int i = 0; i < in_flight; ++i) Start();
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return running_ == 0; });
  }

  uint64_t next() const { return next_; }
  Measured measured;
  std::vector<int64_t> latencies_us;

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
    int64_t started_us = 0;
  };

  void Start() {
    auto call = std::make_shared<Call>();
    const std::string bytes = target_.request(next_++);
    const grpc::Slice slice(bytes);
    call->request = grpc::ByteBuffer(&slice, 1);
    for (const auto& [key, value] : target_.metadata) call->context.AddMetadata(key, value);
    call->context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    call->started_us = SystemClock().Monotonic().us;
    stub_.UnaryCall(&call->context, target_.method, {}, &call->request, &call->response,
                    [this, call](const grpc::Status& status) { Finish(*call, status); });
  }

  void Finish(const Call& call, const grpc::Status& status) {
    const int64_t now_us = SystemClock().Monotonic().us;
    bool more = false;
    {
      const std::lock_guard lock(mutex_);
      ++measured.calls;
      latencies_us.push_back(now_us - call.started_us);
      if (status.ok()) {
        measured.response_bytes = call.response.Length();
      } else {
        if (measured.failures++ == 0) measured.first_failure = status.error_message();
      }
      more = now_us < end_us_;
      if (!more && --running_ == 0) idle_.notify_all();
    }
    if (more) Start();
  }

  const Target& target_;
  grpc::GenericStub stub_;
  std::atomic<uint64_t> next_;
  int64_t end_us_ = 0;
  std::mutex mutex_;
  std::condition_variable idle_;
  int running_ = 0;
};

double Percentile(std::vector<int64_t>& values, size_t percent) {
  if (values.empty()) return 0;
  const size_t at = std::min(values.size() - 1, values.size() * percent / 100);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return static_cast<double>(values[at]);
}

}  // namespace

Measured Run(const Target& target, int in_flight, Duration length, uint64_t& numbers) {
  Loop loop(target, numbers);
  const Duration started = SystemClock().Monotonic();
  loop.Run(in_flight, length);
  const int64_t took_us = SystemClock().Monotonic().us - started.us;
  numbers = loop.next();
  Measured measured = loop.measured;
  measured.per_second = 1e6 * static_cast<double>(measured.calls) / static_cast<double>(took_us);
  measured.p50_us = Percentile(loop.latencies_us, 50);
  measured.p99_us = Percentile(loop.latencies_us, 99);
  return measured;
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace tessera::bench
