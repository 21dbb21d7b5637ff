// Errors: an absl::Status that also carries a stable reason and the offending field.
// The reason is for programs and never changes; the message tells a person what to do.
#ifndef TESSERA_BASE_STATUS_H_
#define TESSERA_BASE_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tessera {

// `reason`: UPPER_SNAKE_CASE, stable. `field`: path of the input at fault ("lines[3].quantity_milli"),
// empty if none. `message` must not contain personal data.
absl::Status MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view field,
                       absl::string_view message);

// The caller can mend the request.
absl::Status InvalidInput(absl::string_view reason, absl::string_view field,
                          absl::string_view message);
// The request is well formed and the answer is no: a business refusal, not a failure.
absl::Status Refused(absl::string_view reason, absl::string_view field, absl::string_view message);
// What the request names is not there.
absl::Status NotFound(absl::string_view reason, absl::string_view field, absl::string_view message);
// A broken invariant: a bug or a damaged store.
absl::Status Broken(absl::string_view message);

// "INTERNAL", "UNAVAILABLE" ... (the code's name) where the status carries no reason of its own.
std::string ReasonOf(const absl::Status& status);
// Empty where there is none.
std::string FieldOf(const absl::Status& status);

// The same error with `prefix` put before its field: "quantity_milli" -> "lines[3].quantity_milli".
absl::Status InField(absl::string_view prefix, const absl::Status& status);

}  // namespace tessera

// Returns the status from the enclosing function unless it is OK.
#define TESSERA_RETURN_IF_ERROR(expression)                          \
  do {                                                               \
    if (absl::Status tessera_status_ = (expression); !tessera_status_.ok()) \
      return tessera_status_;                                        \
  } while (false)

#define TESSERA_CONCAT_INNER_(a, b) a##b
#define TESSERA_CONCAT_(a, b) TESSERA_CONCAT_INNER_(a, b)

// TESSERA_ASSIGN_OR_RETURN(auto x, F()): x = *F(), or returns F's status.
#define TESSERA_ASSIGN_OR_RETURN(declaration, expression) \
  TESSERA_ASSIGN_OR_RETURN_(TESSERA_CONCAT_(tessera_or_, __LINE__), declaration, expression)
#define TESSERA_ASSIGN_OR_RETURN_(temporary, declaration, expression) \
  auto temporary = (expression);                                      \
  if (!temporary.ok()) return std::move(temporary).status();          \
  declaration = *std::move(temporary)

#endif  // TESSERA_BASE_STATUS_H_
