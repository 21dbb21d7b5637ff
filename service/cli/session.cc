#include "tessera/cli/session.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/advice.h"

namespace tessera::cli {

int Report(const absl::Status& status) {
  if (status.ok()) return kDone;
  const std::string reason = ReasonOf(status);
  std::string text = absl::StrCat("tessera: ", status.message(), "\n  reason: ", reason, "\n");
  const std::string field = FieldOf(status);
  if (!field.empty()) absl::StrAppend(&text, "  field: ", field, "\n");
  const absl::string_view advice = AdviceFor(reason);
  if (!advice.empty()) absl::StrAppend(&text, "  next: ", advice, "\n");
  std::fputs(text.c_str(), stderr);
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded: return kUnreachable;
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kInternal: return IsAnswer(status) ? kRefused : kUnwritten;
    default: return IsAnswer(status) ? kRefused : kUsage;
  }
}

int WithClient(const Session& session,
               const std::function<absl::StatusOr<int>(const Client&)>& work) {
  const absl::StatusOr<Client> client = Client::Make(session.connection);
  if (!client.ok()) {
    Report(client.status());
    return kUsage;
  }
  const absl::StatusOr<int> exit_code = work(*client);
  return exit_code.ok() ? *exit_code : Report(exit_code.status());
}

}  // namespace tessera::cli
