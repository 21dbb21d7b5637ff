// What every command that changes something has in common.
#ifndef TESSERA_CLI_CHANGE_H_
#define TESSERA_CLI_CHANGE_H_

#include <string>

#include "absl/status/status.h"
#include "tessera/cli/client.h"

namespace CLI {
class App;
}

namespace tessera::cli {

struct Change {
  std::string change_id;
  std::string comment;
  bool yes = false;
};

// --change-id; --comment where the change asks for one.
void AddChangeId(CLI::App& command, Change& change);
void AddComment(CLI::App& command, Change& change, bool required);
// --yes, for what cannot be undone or stops a customer.
void AddYes(CLI::App& command, Change& change);

// Asks on the terminal, unless --yes was given. INVALID_ARGUMENT / NOT_CONFIRMED without a yes, or
// without a terminal to ask on.
absl::Status Confirm(const Change& change, const std::string& question);

// The same where an amount is large: as scripts of before that counted in the smallest unit would have it.
// `shown` says it for people; `large` is where asking begins.
absl::Status ConfirmAmount(const Change& change, int64_t amount, int64_t large,
                           const std::string& shown);

// The id that was given, or a new one.
std::string IdOf(const Change& change);

// Says how the same may be asked for again, where it may have been done: the same id changes nothing
// twice.
void SayHowToTryAgain(const absl::Status& status, const std::string& change_id);

// Sends `request`, which has a change_id, and says how to try again if no answer comes.
template <typename Service, typename Method, typename Request, typename Response>
absl::Status SendChange(const Client& client, const Change& change, Method method, Request request,
                        Response* response) {
  request.set_change_id(IdOf(change));
  const absl::Status status = client.Call<Service>(method, request, response);
  SayHowToTryAgain(status, request.change_id());
  return status;
}

}  // namespace tessera::cli

#endif  // TESSERA_CLI_CHANGE_H_
