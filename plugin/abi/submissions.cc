#include "tessera/plugin/abi/submissions.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "tessera/base/status.h"
#include "tessera/plugin/abi/signals_blocked.h"

namespace tessera::plugin {
namespace {

// A sale whose handle is gone ends with its last submission: cancelled here, where a fault can be caught,
// so that what ends it has nothing left to do.
void LetGo(Submissions::Job job) noexcept {
  job.work = nullptr;
  if (job.sale == nullptr || job.sale.use_count() > 1 || !job.sale->TakeTurn()) return;
  try {
    static_cast<void>(job.sale->Run([](Sale& on) { return on.Cancel(); }));
  } catch (...) {
    // Its hold lapses by itself.
  }
}

}  // namespace

Submissions::~Submissions() {
  BeginStop();
  Join();
  if (handle_ >= 0) ::close(handle_);
}

absl::StatusOr<uint64_t> Submissions::Submit(Job job) {
  if (job.sale != nullptr && !job.sale->Join()) return SaleBusy();
  // Moved on once it is in the queue.
  std::shared_ptr<OpenSale> joined = job.sale;
  const absl::Cleanup leave = [&] {
    if (joined != nullptr) joined->Leave();
  };
  const Duration deadline{clock_.Monotonic().us + job.patience.us};
  Entries one;
  one.push_back({std::move(job), deadline, {}});
  std::lock_guard<std::mutex> lock(mutex_);
  if (stopping_) return Refused("PLUGIN_CLOSED", "plugin", "the plugin is being closed");
  if (waiting_.size() + running_.size() + done_.size() >= kMost) {
    return Refused("TOO_MANY_SUBMISSIONS", "", "take completions before submitting more");
  }
  if (idle_ <= waiting_.size() && threads_.size() < options_.threads &&
      !StartThread(&Submissions::Work) && threads_.empty()) {
    return ServiceAway(absl::StatusCode::kResourceExhausted, "the system starts no thread");
  }
  // Where the system starts none, what is overdue waits for the others.
  if (!overdue_thread_.joinable()) StartThread(&Submissions::WorkOverdue);
  Completion& completion = one.front().completion;
  completion.ticket = ++last_ticket_;
  completion.tag = one.front().job.tag;
  const uint64_t ticket = completion.ticket;
  waiting_.splice(waiting_.end(), one);
  joined.reset();
  work_.notify_one();
  overdue_.notify_one();
  return ticket;
}

bool Submissions::StartThread(void (Submissions::*work)()) {
  const SignalsBlocked blocked;
  try {
    if (work == &Submissions::WorkOverdue) {
      overdue_thread_ = std::thread(work, this);
    } else {
      threads_.emplace_back(work, this);
    }
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

// Nobody works on its sale, and none of that sale's waits before it: so they come in their order.
bool Submissions::IsRunnable(const Entry& entry) const {
  if (entry.job.sale == nullptr) return true;
  const auto same = [&](const Entry& other) { return other.job.sale == entry.job.sale; };
  return std::none_of(running_.begin(), running_.end(), same) &&
         &*std::find_if(waiting_.begin(), waiting_.end(), same) == &entry;
}

void Submissions::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    const auto next = std::find_if(waiting_.begin(), waiting_.end(),
                                   [this](const Entry& entry) { return IsRunnable(entry); });
    if (next != waiting_.end()) {
      Run(next, lock);
      continue;
    }
    if (stopping_ && waiting_.empty()) return;
    ++idle_;
    work_.wait(lock);
    --idle_;
  }
}

void Submissions::WorkOverdue() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    auto first = waiting_.end();
    for (auto one = waiting_.begin(); one != waiting_.end(); ++one) {
      const bool sooner = first == waiting_.end() || one->deadline < first->deadline;
      if (sooner && IsRunnable(*one)) first = one;
    }
    if (first == waiting_.end()) {
      overdue_.wait(lock);
      continue;
    }
    const int64_t left = first->deadline.us - clock_.Monotonic().us;
    if (left > 0) {
      overdue_.wait_for(lock, std::chrono::microseconds(left));
    } else {
      Run(first, lock);
    }
  }
}

void Submissions::Run(Entries::iterator next, std::unique_lock<std::mutex>& lock) {
  Entry& entry = *next;
  running_.splice(running_.end(), waiting_, next);
  const int64_t left = stopping_ ? 0 : entry.deadline.us - clock_.Monotonic().us;
  lock.unlock();
  Do(entry, Duration{std::max<int64_t>(0, left)});
  lock.lock();
  Entries done;
  done.splice(done.end(), running_, next);
  Job finished = std::move(entry.job);
  if (finished.sale != nullptr) finished.sale->Leave();
  done_.splice(done_.end(), done);
  Signal();
  lock.unlock();
  work_.notify_all();
  overdue_.notify_one();
  done_some_.notify_one();
  if (options_.wake != nullptr) options_.wake(options_.wake_context);
  LetGo(std::move(finished));
  lock.lock();
}

void Submissions::Do(Entry& entry, Duration patience) noexcept {
  try {
    absl::StatusOr<AnswerHandle> answer = entry.job.work(patience);
    entry.completion.status = answer.status();
    if (answer.ok()) entry.completion.answer = *std::move(answer);
  } catch (...) {
    entry.completion.fault = true;
  }
}

// Under the lock, after the first completion came.
void Submissions::Signal() {
  if (handle_ < 0 || done_.size() != 1) return;
  const uint64_t one = 1;
  static_cast<void>(!::write(handle_, &one, sizeof one));
}

Submissions::Completion Submissions::Take(Duration timeout) {
  std::unique_lock<std::mutex> lock(mutex_);
  done_some_.wait_for(lock, std::chrono::microseconds(timeout.us),
                      [this] { return !done_.empty() || stopping_; });
  if (done_.empty()) return {};
  Completion completion = std::move(done_.front().completion);
  done_.pop_front();
  uint64_t ignored = 0;
  if (done_.empty() && handle_ >= 0) static_cast<void>(!::read(handle_, &ignored, sizeof ignored));
  return completion;
}

int Submissions::Handle() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (handle_ < 0) {
    handle_ = ::eventfd(done_.empty() ? 0 : 1, EFD_CLOEXEC | EFD_NONBLOCK);
  }
  return handle_;
}

Submissions::Counts Submissions::counts() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return {waiting_.size() + running_.size(), done_.size()};
}

void Submissions::BeginStop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  overdue_.notify_all();
  done_some_.notify_all();
}

void Submissions::Join() {
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  if (overdue_thread_.joinable()) overdue_thread_.join();
}

}  // namespace tessera::plugin
