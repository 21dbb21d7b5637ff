#include "tessera/cli/change.h"

#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"

namespace tessera::cli {

void AddChangeId(CLI::App& command, Change& change) {
  command.add_option("--change-id", change.change_id,
                     "UUIDv7 of a change to try again; a new one if left out");
}

void AddComment(CLI::App& command, Change& change, bool required) {
  CLI::Option* comment = command.add_option("--comment", change.comment, "Why; it is kept");
  if (required) comment->required();
}

void AddYes(CLI::App& command, Change& change) {
  command.add_flag("--yes", change.yes, "Do not ask");
}

absl::Status Confirm(const Change& change, const std::string& question) {
  if (change.yes) return absl::OkStatus();
  const absl::Status no = InvalidInput("NOT_CONFIRMED", "--yes", "nothing was done; say --yes");
  // A question that nobody sees is none.
  if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) return no;
  std::fputs(absl::StrCat(question, " [y/N] ").c_str(), stderr);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes" ? absl::OkStatus() : no;
}

absl::Status ConfirmAmount(const Change& change, int64_t amount, int64_t large,
                           const std::string& shown) {
  if (amount < large && amount > -large) return absl::OkStatus();
  return Confirm(change, absl::StrCat("That is ", shown, ". Is it right?"));
}

std::string IdOf(const Change& change) {
  if (!change.change_id.empty()) return change.change_id;
  return UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom()));
}

void SayHowToTryAgain(const absl::Status& status, const std::string& change_id) {
  if (!absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status)) return;
  std::fputs(absl::StrCat("it may have been done; to try again: --change-id ", change_id, "\n").c_str(),
             stderr);
}

}  // namespace tessera::cli
