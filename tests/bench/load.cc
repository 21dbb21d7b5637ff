#include "load.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>

#include "stopwatch.h"

namespace tessera::bench {
namespace {

constexpr auto kDeadline = std::chrono::seconds(10);

class Loop {
 public:
  Loop(const Target& target, uint64_t first)
      : target_(target), stub_(target.channel), next_(first) {}

  // Until the clock says `end_us` or `last` is the next number.
  void RunClosed(int in_flight, int64_t end_us, uint64_t last) {
    end_us_ = end_us;
    last_ = last;
    for (int i = 0; i < in_flight; ++i) Start(SystemClock().Monotonic().us);
    WaitUntilIdle();
  }

  void RunOpen(double per_second, Duration length) {
    const int64_t begin_us = SystemClock().Monotonic().us;
    const auto calls = static_cast<int64_t>(per_second * static_cast<double>(length.us) / 1e6);
    for (int64_t i = 0; i < calls; ++i) {
      const int64_t due_us = begin_us + static_cast<int64_t>(1e6 * static_cast<double>(i) / per_second);
      const int64_t ahead_us = due_us - SystemClock().Monotonic().us;
      if (ahead_us > 0) std::this_thread::sleep_for(std::chrono::microseconds(ahead_us));
      Start(due_us);
    }
    WaitUntilIdle();
  }

  uint64_t next() const { return next_; }
  Measured measured;
  std::vector<int64_t> latencies_us;

 private:
  // Counted from its making to its very end: what is left of a call holds the channel, and gRPC's
  // threads must not be the ones to let go of the last.
  class Running {
   public:
    explicit Running(Loop& loop) : loop_(loop) {
      const std::lock_guard lock(loop_.mutex_);
      ++loop_.running_;
    }
    ~Running() {
      const std::lock_guard lock(loop_.mutex_);
      if (--loop_.running_ == 0) loop_.idle_.notify_all();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Loop& loop_;
  };

  struct Call {
    explicit Call(Loop& loop) : running(loop) {}

    Running running;  // ends last
    grpc::ClientContext context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer response;
    int64_t due_us = 0;
  };

  void WaitUntilIdle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return running_ == 0; });
  }

  void Start(int64_t due_us) {
    auto call = std::make_shared<Call>(*this);
    const std::string bytes = target_.request(next_++);
    const grpc::Slice slice(bytes);
    call->request = grpc::ByteBuffer(&slice, 1);
    for (const auto& [key, value] : target_.metadata) call->context.AddMetadata(key, value);
    call->context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    call->due_us = due_us;
    stub_.UnaryCall(&call->context, target_.method, {}, &call->request, &call->response,
                    [this, call](const grpc::Status& status) { Finish(*call, status); });
  }

  void Finish(const Call& call, const grpc::Status& status) {
    const int64_t now_us = SystemClock().Monotonic().us;
    bool more = false;
    {
      const std::lock_guard lock(mutex_);
      ++measured.calls;
      latencies_us.push_back(now_us - call.due_us);
      if (status.ok()) {
        measured.response_bytes = call.response.Length();
      } else {
        if (measured.failures++ == 0) measured.first_failure = status.error_message();
      }
      more = now_us < end_us_ && next_ < last_;
    }
    if (more) Start(now_us);
  }

  const Target& target_;
  grpc::GenericStub stub_;
  std::atomic<uint64_t> next_;
  int64_t end_us_ = 0;
  uint64_t last_ = 0;
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

template <typename RunLoop>
Measured Measure(const Target& target, uint64_t& numbers, RunLoop run_loop) {
  Loop loop(target, numbers);
  const Duration started = SystemClock().Monotonic();
  const int64_t cpu_before_ns = ProcessNs();
  run_loop(loop);
  const auto cpu_ns = static_cast<double>(ProcessNs() - cpu_before_ns);
  const int64_t took_us = SystemClock().Monotonic().us - started.us;
  numbers = loop.next();
  Measured measured = loop.measured;
  measured.per_second = 1e6 * static_cast<double>(measured.calls) / static_cast<double>(took_us);
  measured.cpu_us = 1e-3 * cpu_ns / static_cast<double>(measured.calls);
  measured.p50_us = Percentile(loop.latencies_us, 50);
  measured.p99_us = Percentile(loop.latencies_us, 99);
  return measured;
}

}  // namespace

Measured Run(const Target& target, int in_flight, Duration length, uint64_t& numbers) {
  const int64_t end_us = SystemClock().Monotonic().us + length.us;
  return Measure(target, numbers, [&](Loop& loop) {
    loop.RunClosed(in_flight, end_us, std::numeric_limits<uint64_t>::max());
  });
}

Measured RunCalls(const Target& target, int in_flight, uint64_t calls, uint64_t& numbers) {
  const uint64_t last = numbers + calls;
  return Measure(target, numbers, [&](Loop& loop) {
    loop.RunClosed(in_flight, std::numeric_limits<int64_t>::max(), last);
  });
}

Measured RunPaced(const Target& target, double per_second, Duration length, uint64_t& numbers) {
  return Measure(target, numbers, [&](Loop& loop) { loop.RunOpen(per_second, length); });
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace tessera::bench
