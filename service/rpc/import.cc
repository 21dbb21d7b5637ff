#include "tessera/rpc/import.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/operations/bulk/import_act.h"
#include "tessera/operations/bulk/import_row.h"
#include "tessera/rpc/call.h"
#include "tessera/rpc/import_tally.h"
#include "tessera/rpc/unary.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

constexpr int kMostMessages = 8;  // between read and acknowledged; and as many answers that nobody reads
// Rows of one work: some milliseconds, for which a till may have to wait. More of prepared members where
// nobody else writes: what they share of a page is written once.
constexpr size_t kPortion = 128;
constexpr size_t kLargePortion = 512;
// Of one stream; the next goes there when one comes back.
constexpr size_t kMostInStore = 2;

absl::Status Running() {
  return MakeError(absl::StatusCode::kResourceExhausted, "IMPORT_RUNNING", "",
                   "as many imports run as may at once; wait for one of them");
}

absl::Status Idle() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "IMPORT_IDLE", "",
                   "no rows came for minutes, and others may wait to import; go on behind the last row "
                   "that was acknowledged");
}

// One message between read and acknowledged. It is prepared on a thread of the imports', then portion
// after portion of it goes to the store.
struct Batch {
  v1::ImportRequest request;
  v1::ImportResponse response;
  std::vector<const v1::ImportRow*> rows;
  std::optional<operations::PreparedRows> prepared;
  size_t taken = 0;  // rows that went to the store
  size_t open = 0;   // portions that are not done

  bool IsDone() const { return open == 0 && taken == rows.size(); }
};

// Some rows of one message, in one work of the store.
struct Portion {
  std::shared_ptr<Batch> batch;
  size_t begin = 0;
  size_t end = 0;

  operations::ImportRows rows() const {
    return operations::ImportRows(batch->rows).subspan(begin, end - begin);
  }
};

struct Outcomes {
  std::vector<operations::RowOutcome> rows;
  int64_t full_since = 0;  // of a trial, see RowsSeen
};

// What goes on is guarded by one mutex. It is not held where the stream is finished, since the reactor may
// be gone then, nor where the store is called, which may answer at once.
class ImportReactor final : public grpc::ServerBidiReactor<v1::ImportRequest, v1::ImportResponse>,
                            public Watcher {
 public:
  ImportReactor(Front& front, grpc::CallbackServerContext& context)
      : call_(front, kImport, context), context_(context) {}

  void Begin() {
    absl::Status admitted = call_.Admit();
    if (admitted.ok() && ++call_.front().imports > call_.front().options.imports) admitted = Running();
    counted_ = admitted.ok() || ReasonOf(admitted) == "IMPORT_RUNNING";
    if (!admitted.ok()) return End(admitted);
    Move();
    call_.front().events->Add(this);
    StartRead(&incoming_);
  }

  // Looks whether the caller has forgotten the stream, which keeps others out, and a server from stopping.
  void Wake(bool) override {
    bool reads_nothing = false;
    {
      const std::lock_guard lock(mutex_);
      const int64_t idle_us = call_.front().clock.Monotonic().us - moved_at_.us;
      if (messages_ > 0 || ended_ || !failure_.ok()) return;
      const bool stopping = call_.front().stopping;
      if (!stopping && idle_us < call_.front().options.import_idle.us) return;
      failure_ = stopping ? Stopping() : Idle();
      // An answer that has been on its way for minutes. At a stop it may be of a moment ago.
      reads_nothing = writing_ && !stopping;
      ++messages_;  // until the end of this is seen to
    }
    if (reads_nothing) context_.TryCancel();
    call_.front().import_lane.Continue([this] { Advance([this] { --messages_; }); });
  }

 private:
  void End(const absl::Status& outcome) {
    if (std::exchange(counted_, false)) --call_.front().imports;
    Finish(call_.Close(outcome));
  }

  void Move() { moved_at_ = call_.front().clock.Monotonic(); }

  enum class Step : uint8_t { kNone, kSummarise, kKeepAct, kEnd };

  // Changes what `change` changes, then does what is to be done next.
  template <typename Change>
  void Advance(Change change) {
    Step step = Step::kNone;
    absl::Status outcome;
    {
      const std::lock_guard lock(mutex_);
      change();
      step = NextStep();
      outcome = failure_;
    }
    if (step == Step::kSummarise) Summarise();
    if (step == Step::kKeepAct) KeepAct();
    if (step == Step::kEnd) End(outcome);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Advance([this] { all_read_ = true; });
    auto batch = std::make_shared<Batch>();
    batch->request.Swap(&incoming_);
    for (const v1::ImportRow& row : batch->request.rows()) batch->rows.push_back(&row);
    const absl::Status good = Check(batch->request);
    bool prepares = false;
    Advance([&] {
      Move();
      if (!good.ok() && failure_.ok()) failure_ = good;
      if (!failure_.ok()) {
        all_read_ = true;
        return;
      }
      ++messages_;
      unprepared_.push_back(batch);
      prepares = !std::exchange(preparing_, true);
      if (prepares) ++messages_;
      reading_paused_ = true;
    });
    if (prepares) call_.front().import_lane.Continue([this] { Prepare(); });
  }

  absl::Status Check(const v1::ImportRequest& request) {
    if (!began_) {
      TESSERA_RETURN_IF_ERROR(operations::CheckImportOptions(request));
      options_ = request.options();
      began_ = true;
    }
    TESSERA_RETURN_IF_ERROR(operations::CheckImportRows(options_, request, last_row_no_));
    if (request.rows_size() > 0) last_row_no_ = request.rows(request.rows_size() - 1).row_no();
    return call_.front().stopping ? Stopping() : call_.CheckAlive();
  }

  // The messages that were read, one after another. Counts as one, so that the call does not end meanwhile.
  void Prepare() {
    while (true) {
      std::shared_ptr<Batch> batch;
      {
        const std::lock_guard lock(mutex_);
        batch = unprepared_.front();
      }
      const absl::Status prepared = PrepareOne(*batch);
      bool is_last = false;
      {
        const std::lock_guard lock(mutex_);
        if (!prepared.ok() && failure_.ok()) failure_ = prepared;
        unprepared_.pop_front();
        is_last = unprepared_.empty();
        if (is_last) preparing_ = false;
        ready_.push_back(std::move(batch));
      }
      Feed();
      if (is_last) return Advance([this] { --messages_; });
    }
  }

  absl::Status PrepareOne(Batch& batch) {
    operations::Programs::Program live;
    const operations::Context context = call_.NewContext();
    const absl::Status read =
        call_.front().store.ReadLatest([&](storage::ReadTransaction& transaction) {
          return Put(call_.front().programs.LiveOrNone(transaction), &live);
        });
    batch.prepared.emplace(context, std::move(live), batch.rows);
    return read;
  }

  // Hands on what is ready. One thread at a time, so that works keep their order; counts as a message, so
  // that the call does not end meanwhile.
  void Feed() {
    {
      const std::lock_guard lock(mutex_);
      if (feeding_ || ready_.empty() || in_store_ == kMostInStore) return;
      feeding_ = true;
      ++messages_;
    }
    while (true) {
      std::optional<Portion> next;
      Advance([&] {
        next = TakeNext();
        if (next) return;
        feeding_ = false;
        --messages_;
      });
      if (!next) return;
      Write(*std::move(next));
    }
  }

  // Under the mutex: what may go to the store, which is to have few of a stream's at a time: a till's
  // commit stands behind them. It is counted as being there.
  std::optional<Portion> TakeNext() {
    while (!ready_.empty() && ready_.front()->rows.empty()) {
      --messages_;
      ready_.pop_front();
    }
    if (ready_.empty() || in_store_ == kMostInStore) return std::nullopt;
    const std::shared_ptr<Batch> batch = ready_.front();
    const bool is_alone = batch->prepared->is_prepared() &&
                          call_.front().store.waiting_writes() <= in_store_;
    Portion portion{batch, batch->taken};
    portion.end = std::min(batch->rows.size(), portion.begin + (is_alone ? kLargePortion : kPortion));
    batch->taken = portion.end;
    ++batch->open;
    ++in_store_;
    if (batch->taken == batch->rows.size()) ready_.pop_front();
    return portion;
  }

  void Write(Portion portion) {
    auto outcomes = std::make_shared<Outcomes>();
    call_.front().store.Write(
        [this, outcomes, portion](storage::Transaction& transaction) {
          return Work(transaction, portion, *outcomes);
        },
        [this, outcomes, portion](const absl::Status& outcome) {
          {
            const std::lock_guard lock(mutex_);
            --in_store_;
          }
          Feed();
          Done(portion, *outcomes, outcome);
        });
  }

  // A trial is undone by an error that is none.
  static absl::Status Undo() { return absl::CancelledError("a trial"); }

  absl::Status Work(storage::Transaction& transaction, const Portion& portion, Outcomes& outcomes) {
    {
      const std::lock_guard lock(mutex_);
      if (!failure_.ok()) return failure_;
    }
    const operations::Context context = call_.NewContext();
    TESSERA_ASSIGN_OR_RETURN(
        outcomes.rows,
        operations::ImportPortion(context, transaction, options_, portion.rows(),
                                  *portion.batch->prepared, portion.begin,
                                  options_.dry_run() ? &seen_ : nullptr));
    outcomes.full_since = seen_.full_since();
    if (options_.dry_run()) return Undo();
    return act_.Keep(context, transaction, options_, outcomes.rows);
  }

  void Done(const Portion& portion, const Outcomes& outcomes, const absl::Status& outcome) {
    const bool stands = outcome.ok() || (options_.dry_run() && outcome == Undo());
    const operations::Context context = call_.NewContext();
    Batch& batch = *portion.batch;
    Advance([&] {
      Move();
      if (stands) {
        Tell(context, portion, outcomes);
      } else if (failure_.ok()) {
        failure_ = outcome;
      }
      --batch.open;
      if (!batch.IsDone()) return;
      --messages_;
      if (!failure_.ok()) return;
      batch.response.set_acknowledged_row_no(batch.rows.back()->row_no());
      outgoing_.push_back(std::move(batch.response));
    });
  }

  void Tell(const operations::Context& context, const Portion& portion, const Outcomes& outcomes) {
    const operations::ImportRows rows = portion.rows();
    for (size_t i = 0; i < outcomes.rows.size(); ++i) {
      tally_.Add(context, *rows[i], outcomes.rows[i], &portion.batch->response);
    }
    if (outcomes.full_since != 0) tally_.AddFull(outcomes.full_since, &portion.batch->response);
  }

  // Nothing that may go on needs what waits: what failed is not written, nor waited for.
  void DropReady() {
    for (const std::shared_ptr<Batch>& batch : ready_) {
      // One whose portions are under way is counted down by the last of them.
      batch->taken = batch->rows.size();
      if (batch->open == 0) --messages_;
    }
    ready_.clear();
  }

  bool MayRead() const {
    return reading_paused_ && messages_ < kMostMessages && outgoing_.size() < kMostMessages &&
           failure_.ok() && !all_read_;
  }

  // Under the mutex: starts what gRPC may be doing, and says what else is to be done.
  Step NextStep() {
    if (!failure_.ok()) DropReady();
    if (MayRead()) {
      reading_paused_ = false;
      StartRead(&incoming_);
    }
    if (writing_ || ended_) return Step::kNone;
    if (!outgoing_.empty()) {
      writing_ = true;
      response_ = std::move(outgoing_.front());
      outgoing_.pop_front();
      StartWrite(&response_);
      return Step::kNone;
    }
    if (messages_ > 0) return Step::kNone;
    // What was under way when the stop was told is answered; nobody says it again.
    if (failure_.ok() && !all_read_ && call_.front().stopping) failure_ = Stopping();
    if (failure_.ok() && !all_read_) return Step::kNone;
    if (failure_.ok() && !began_) failure_ = operations::CheckImportOptions(v1::ImportRequest());
    ended_ = !failure_.ok() || (summarised_ && (act_kept_ || options_.dry_run()));
    if (ended_) return Step::kEnd;
    writing_ = true;
    return std::exchange(summarised_, true) ? Step::kKeepAct : Step::kSummarise;
  }

  void Summarise() {
    response_ = v1::ImportResponse();
    response_.set_acknowledged_row_no(last_row_no_);
    *response_.mutable_summary() = tally_.Summary();
    StartWrite(&response_);
  }

  // Behind the summary: whoever got it has not been cut off, which may look like the end of the rows.
  void KeepAct() {
    call_.front().store.Write(
        [this](storage::Transaction& transaction) {
          return act_.End(call_.NewContext(), transaction, options_);
        },
        [this](const absl::Status& outcome) {
          Advance([&] {
            writing_ = false;
            act_kept_ = true;
            if (failure_.ok()) failure_ = outcome;
          });
        });
  }

  void OnWriteDone(bool ok) override {
    Advance([&] {
      Move();
      writing_ = false;
      if (!ok && failure_.ok()) failure_ = absl::CancelledError("the caller went away");
      if (!failure_.ok()) outgoing_.clear();
    });
  }

  void OnCancel() override {
    Advance([this] {
      if (failure_.ok() && !ended_) failure_ = absl::CancelledError("the caller went away");
      outgoing_.clear();
    });
  }

  void OnDone() override {
    call_.front().events->Remove(this);
    delete this;
  }

  Call call_;
  grpc::CallbackServerContext& context_;
  bool counted_ = false;  // among those that run
  // Of the reading alone.
  v1::ImportRequest incoming_;
  v1::ImportOptions options_;  // set before the first work
  bool began_ = false;
  int64_t last_row_no_ = 0;
  // Of the writer's thread.
  operations::RowsSeen seen_;
  operations::ImportAct act_;

  std::mutex mutex_;
  absl::Status failure_;
  Duration moved_at_;  // monotonic: when a message last came or went
  std::deque<v1::ImportResponse> outgoing_;
  v1::ImportResponse response_;
  ImportTally tally_;
  int messages_ = 0;  // between read and done
  std::deque<std::shared_ptr<Batch>> unprepared_;
  bool preparing_ = false;
  std::deque<std::shared_ptr<Batch>> ready_;
  size_t in_store_ = 0;  // portions
  bool feeding_ = false;
  bool reading_paused_ = false;
  bool all_read_ = false;
  bool writing_ = false;
  bool summarised_ = false;
  bool act_kept_ = false;
  bool ended_ = false;
};

}  // namespace

grpc::ServerBidiReactor<v1::ImportRequest, v1::ImportResponse>* Import(
    Front& front, grpc::CallbackServerContext* context) {
  auto* reactor = new ImportReactor(front, *context);
  reactor->Begin();
  return reactor;
}

}  // namespace tessera::rpc
