#include "tessera/plugin/remote/late_calls.h"

#include <grpc/support/time.h>

#include <utility>

namespace tessera::plugin {
namespace {

constexpr size_t kMostCalls = 32;

}  // namespace

PendingCall::~PendingCall() {
  queue_.Shutdown();
  void* tag = nullptr;
  bool good = false;
  while (queue_.Next(&tag, &good)) {
  }
}

bool PendingCall::EndsWithin(Duration timeout) {
  if (step_ == Step::kEnded) return true;
  void* tag = nullptr;
  const gpr_timespec until =
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_micros(timeout.us, GPR_TIMESPAN));
  if (queue_.AsyncNext(&tag, &good_, until) != grpc::CompletionQueue::GOT_EVENT) return false;
  step_ = Step::kEnded;
  return true;
}

bool PendingCall::Good() {
  void* tag = nullptr;
  if (step_ == Step::kBegun && !queue_.Next(&tag, &good_)) good_ = false;
  step_ = Step::kNone;
  return good_;
}

void PendingCall::Abandon() {
  if (step_ != Step::kBegun) return;
  context_.TryCancel();
  Good();
}

LateCalls::LateCalls() : thread_([this] { Run(); }) {}

LateCalls::~LateCalls() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LateCalls::Take(std::unique_ptr<PendingCall> call) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (calls_.size() >= kMostCalls) call->context().TryCancel();
    calls_.push_back(std::move(call));
  }
  changed_.notify_all();
}

void LateCalls::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !calls_.empty(); });
    if (calls_.empty()) return;
    const std::unique_ptr<PendingCall> call = std::move(calls_.front());
    calls_.pop_front();
    lock.unlock();
    call->Good();
    try {
      call->Tell();
    } catch (...) {
      // What is not known now comes with the changes.
    }
    lock.lock();
  }
}

}  // namespace tessera::plugin
