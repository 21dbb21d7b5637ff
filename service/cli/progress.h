// What people see of work that takes longer than two seconds.
#ifndef TESSERA_CLI_PROGRESS_H_
#define TESSERA_CLI_PROGRESS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/cli/session.h"

namespace tessera::cli {

// "412,000 of 1,000,000 (41 %)  38,200/s  15 s left  12 rejected". `expected` 0: nobody knows; `note` may
// be empty.
std::string ProgressLine(int64_t done, int64_t expected, Duration since_start, absl::string_view note);

// Goes to standard error: on a terminal one line that is written over twice a second, elsewhere a line each
// 30 seconds; nothing in the first two. For one thread.
class Progress {
 public:
  // `what`: "members". `session` and `clock` outlive it.
  Progress(const Session& session, const Clock& clock, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Work stands there now. Work that went on from an earlier run says where in `began_at`.
  void At(int64_t done, int64_t expected, absl::string_view note = "");
  void BeganAt(int64_t done) { began_at_ = done; }

  // Takes the line away, so that what is printed next stands alone. Idempotent.
  void Finish();

 private:
  const Clock& clock_;
  const std::string what_;
  const bool on_terminal_;
  const Duration started_;
  Duration shown_;
  int64_t began_at_ = 0;
  size_t width_ = 0;
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_PROGRESS_H_
