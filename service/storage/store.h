// The storage port: transactions over the tables of a chain. Back ends (sqlite/, later others) pass
// one conformance suite and know nothing of gRPC, rules or money.
#ifndef TESSERA_STORAGE_STORE_H_
#define TESSERA_STORAGE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "tessera/base/random.h"
#include "tessera/storage/transaction.h"

namespace tessera::storage {

// Thread-safe.
class Store {
 public:
  virtual ~Store() = default;

  // Runs `work` on this thread in a read transaction that sees one consistent state, and returns when
  // all that it saw is durable: whoever keeps what it read never knows more than the store does after
  // a power failure. Any number run at once; waits for the disk only where a write is on its way there.
  // Never from `done`. Returns what `work` returns, or UNAVAILABLE / STORAGE_FAILED.
  virtual absl::Status Read(absl::FunctionRef<absl::Status(ReadTransaction&)> work) = 0;

  // The same without that wait, for answers that nobody builds on but a write, which comes behind what
  // was seen here: a till that shows a balance.
  virtual absl::Status ReadLatest(absl::FunctionRef<absl::Status(ReadTransaction&)> work) = 0;

  // Does one thing and says whether it may stand. What it wrote is undone unless it returns OK;
  // others of the same group are not affected. Runs on the writer's thread; must not block.
  using Work = std::function<absl::Status(Transaction&)>;
  // Called exactly once, on a thread of the store, when the outcome is final: with what `work`
  // returned, once that is durable; or with the reason why it could not be made so. In the order of
  // the works. Where a commit failed, before any later work runs; where the disk failed to make one
  // durable, later works may have run, and fail as well. Must not block.
  using Done = std::function<void(absl::Status)>;

  // Queues `work`. The works that wait go into one transaction, in order (group commit); the next
  // group may run while the disk takes this one. `done` gets RESOURCE_EXHAUSTED / QUEUE_FULL at once,
  // on this thread, where too many are not answered yet, RESOURCE_EXHAUSTED / DISK_FULL where the disk
  // is, UNAVAILABLE / STOPPING after Stop. UNAVAILABLE / STORAGE_FAILED where the disk broke its word;
  // if it failed to make durable what was written, all later ones too, until the store is opened anew.
  virtual void Write(Work work, Done done) = 0;

  // The same, waiting for the outcome. For start-up, jobs and tests; never from `work` or `done`.
  absl::Status WriteAndWait(Work work);

  // Works that are not answered yet, but for those that run just now: who has much to write makes way
  // for others. Does not block.
  virtual size_t waiting_writes() = 0;

  // Writes a copy of one consistent state to the new file `path` of this machine; it is whole and on
  // the disk when this returns, and not there after an error. Reads and writes go on meanwhile. The
  // copy was checked, and has an epoch of its own: a chain that is restored from it accepts no cursor
  // of a terminal that saw more. Asks `still_wanted` now and then, and ends with what that says.
  // Takes as long as reading and writing the whole store once. ALREADY_EXISTS / FILE_EXISTS;
  // RESOURCE_EXHAUSTED / DISK_FULL; FAILED_PRECONDITION / STORAGE_UNOPENABLE where nothing can be
  // written; DATA_LOSS / STORAGE_CORRUPT; UNAVAILABLE / BACKUP_RUNNING, STORAGE_FAILED.
  virtual absl::Status Backup(const std::string& path, Random& random,
                              absl::FunctionRef<absl::Status()> still_wanted) = 0;

  // Called after each durable group that wrote, so that there may be events, on a thread of the store,
  // with the number of the newest change that it appended; 0 if it appended none. At most one listener;
  // set it before the first Write. Must not block.
  virtual void OnChange(std::function<void(int64_t newest_change)> listener) = 0;

  // Finishes what is queued, refuses what comes. Idempotent.
  virtual void Stop() = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_STORE_H_
