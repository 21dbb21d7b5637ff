#include "tessera/rpc/try_out.h"

#include <memory>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/tryout/try_out.h"
#include "tessera/rpc/call.h"

namespace tessera::rpc {
namespace {

constexpr int kMostAtOnce = 2;
constexpr Duration kPause = Seconds(1);

absl::Status Running() {
  return MakeError(absl::StatusCode::kResourceExhausted, "TRYOUT_RUNNING", "",
                   "two programs are being tried out already; wait for one of them");
}

// Exactly one step is under way at any time: a task on the lane or a write. So nothing is locked, and
// cancellation shows at the next step.
class TryOutReactor final : public grpc::ServerWriteReactor<v1::TryOutProgramResponse> {
 public:
  TryOutReactor(Front& front, grpc::CallbackServerContext& context,
                const v1::TryOutProgramRequest& request)
      : call_(front, kTryOutProgram, context), request_(request) {}

  void Begin() {
    absl::Status admitted = call_.Admit();
    if (admitted.ok()) {
      has_place_ = true;
      if (++call_.front().try_outs > kMostAtOnce) admitted = Running();
    }
    if (admitted.ok() && !Lane().TrySubmit([this] { Prepare(); })) admitted = QueueFull();
    if (!admitted.ok()) End(admitted);
  }

 private:
  WorkerPool& Lane() { return call_.front().LaneOf(kTryOutProgram); }

  void End(const absl::Status& outcome) {
    // Before the answer, so that who has it may ask again.
    if (std::exchange(has_place_, false)) --call_.front().try_outs;
    run_.reset();
    Finish(call_.Close(outcome));
  }

  absl::Status Alive() { return call_.front().stopping ? Stopping() : call_.CheckAlive(); }

  void Prepare() {
    absl::Status begun = Alive();
    if (begun.ok()) {
      begun = call_.front().store.Read([this](storage::ReadTransaction& transaction) {
        auto run = operations::TryOutRun::Begin(call_.NewContext(), transaction, request_);
        if (run.ok()) run_ = *std::move(run);
        return run.status();
      });
    }
    if (!begun.ok()) return End(begun);
    Work();
  }

  void Work() {
    const Duration until{call_.front().clock.Monotonic().us + kPause.us};
    bool has_more = true;
    while (has_more && call_.front().clock.Monotonic().us < until.us) {
      absl::Status stepped = Alive();
      if (stepped.ok()) {
        stepped = call_.front().store.Read([&](storage::ReadTransaction& transaction) {
          const auto step = run_->Step(call_.NewContext(), transaction);
          if (step.ok()) has_more = *step;
          return step.status();
        });
      }
      if (!stepped.ok()) return End(stepped);
    }
    part_.Clear();
    if (!has_more) return Report();
    *part_.mutable_progress() = run_->progress();
    StartWrite(&part_);
  }

  void Report() {
    is_done_ = true;
    const absl::Status finished =
        call_.front().store.Read([this](storage::ReadTransaction& transaction) {
          auto report = run_->Finish(call_.NewContext(), transaction);
          if (report.ok()) *part_.mutable_report() = *std::move(report);
          return report.status();
        });
    if (!finished.ok()) return End(finished);
    StartWrite(&part_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("whoever asked went away"));
    if (is_done_) return End(absl::OkStatus());
    Lane().Continue([this] { Work(); });
  }

  void OnDone() override { delete this; }

  Call call_;
  const v1::TryOutProgramRequest& request_;
  std::unique_ptr<operations::TryOutRun> run_;
  v1::TryOutProgramResponse part_;
  bool has_place_ = false;
  bool is_done_ = false;
};

}  // namespace

grpc::ServerWriteReactor<v1::TryOutProgramResponse>* TryOutProgram(
    Front& front, grpc::CallbackServerContext* context, const v1::TryOutProgramRequest* request) {
  auto* reactor = new TryOutReactor(front, *context, *request);
  reactor->Begin();
  return reactor;
}

}  // namespace tessera::rpc
