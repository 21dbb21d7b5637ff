// Programs that were published for later come into force at their time.
#ifndef TESSERA_JOBS_PUBLICATIONS_H_
#define TESSERA_JOBS_PUBLICATIONS_H_

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/periodic.h"
#include "tessera/base/random.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/store.h"

namespace tessera::jobs {

// All that is passed in outlives it.
class Publications {
 public:
  // `on_error`: called on the timer's thread when a look failed; the next one tries again. May be empty.
  Publications(storage::Store& store, operations::Programs& programs,
               const operations::Secrets& secrets, const Clock& clock, Random& random,
               std::function<void(const absl::Status&)> on_error)
      : store_(store),
        programs_(programs),
        secrets_(secrets),
        clock_(clock),
        random_(random),
        on_error_(std::move(on_error)) {}
  ~Publications() { Stop(); }
  Publications(const Publications&) = delete;
  Publications& operator=(const Publications&) = delete;

  // One look at the clock, on this thread: how many came into force. Writes only where some did. Blocks:
  // never from a store's work. The store's errors.
  absl::StatusOr<int64_t> Look();

  // Starts the thread, which looks each second. Once.
  void Start();
  // Idempotent.
  void Stop() { thread_.Stop(); }

 private:
  operations::Context NewContext() const;

  storage::Store& store_;
  operations::Programs& programs_;
  const operations::Secrets& secrets_;
  const Clock& clock_;
  Random& random_;
  const std::function<void(const absl::Status&)> on_error_;
  Periodic thread_;
};

}  // namespace tessera::jobs

#endif  // TESSERA_JOBS_PUBLICATIONS_H_
