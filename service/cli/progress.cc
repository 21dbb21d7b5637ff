#include "tessera/cli/progress.h"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace tessera::cli {
namespace {

constexpr Duration kSilence = Seconds(2);
constexpr Duration kPauseOnTerminal = Milliseconds(500);
constexpr Duration kPauseElsewhere = Seconds(30);

Duration operator-(Duration a, Duration b) { return {a.us - b.us}; }

std::string Grouped(int64_t number) {
  std::string text = absl::StrCat(number);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<size_t>(at), 1, ',');
  }
  return text;
}

std::string TimeLeft(int64_t seconds) {
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3'600) return absl::StrCat(seconds / 60, " min ", seconds % 60, " s");
  return absl::StrCat(seconds / 3'600, " h ", seconds / 60 % 60, " min");
}

}  // namespace

std::string ProgressLine(int64_t done, int64_t expected, Duration since_start,
                         absl::string_view note) {
  std::string line = Grouped(done);
  if (expected > 0) {
    absl::StrAppend(&line, " of ", Grouped(expected), " (", std::min<int64_t>(done * 100 / expected, 100),
                    " %)");
  }
  const int64_t milliseconds = std::max<int64_t>(since_start.us / 1'000, 1);
  const int64_t rate = done * 1'000 / milliseconds;
  absl::StrAppend(&line, "  ", Grouped(rate), "/s");
  if (expected > done && rate > 0) {
    absl::StrAppend(&line, "  ", TimeLeft((expected - done + rate - 1) / rate), " left");
  }
  if (!note.empty()) absl::StrAppend(&line, "  ", note);
  return line;
}

Progress::Progress(const Session& session, const Clock& clock, std::string what)
    : clock_(clock),
      what_(std::move(what)),
      on_terminal_(session.progress || isatty(STDERR_FILENO) != 0),
      started_(clock.Monotonic()),
      shown_(started_) {}

Progress::~Progress() { Finish(); }

void Progress::At(int64_t done, int64_t expected, absl::string_view note) {
  const Duration now = clock_.Monotonic();
  const Duration since_start = now - started_;
  if (since_start < kSilence || now - shown_ < (on_terminal_ ? kPauseOnTerminal : kPauseElsewhere)) return;
  shown_ = now;
  // The rate is of this run; what stands before it is of the runs before.
  const int64_t in_run = std::max<int64_t>(done - began_at_, 0);
  const int64_t left = expected > 0 ? std::max<int64_t>(expected - done, 0) : 0;
  std::string line = absl::StrCat(
      what_, ": ", ProgressLine(in_run, expected > 0 ? in_run + left : 0, since_start, note));
  if (!on_terminal_) {
    std::fputs(absl::StrCat(line, "\n").c_str(), stderr);
    return;
  }
  const size_t size = line.size();
  if (size < width_) line.append(width_ - size, ' ');
  width_ = size;
  std::fputs(absl::StrCat("\r", line).c_str(), stderr);
  std::fflush(stderr);
}

void Progress::Finish() {
  if (width_ == 0) return;
  std::fputs(absl::StrCat("\r", std::string(width_, ' '), "\r").c_str(), stderr);
  width_ = 0;
}

}  // namespace tessera::cli
