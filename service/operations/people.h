// Checks that enrolment and import share.
#ifndef TESSERA_OPERATIONS_PEOPLE_H_
#define TESSERA_OPERATIONS_PEOPLE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "tessera/base/identifier.h"
#include "tessera/operations/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member.pb.h"

namespace tessera::operations {

// 1 to 8 identifiers, each once. INVALID_ARGUMENT / IDENTIFIER_REQUIRED, TOO_MANY_ITEMS,
// IDENTIFIER_REPEATED and those of NormalizeIdentifier, with field "identifiers[i]...".
absl::StatusOr<std::vector<IdentifierHash>> HashIdentifiers(
    const Context& context,
    const google::protobuf::RepeatedPtrField<v1::Identifier>& identifiers);

// INVALID_ARGUMENT / CONSENT_REQUIRED, CONSENT_INVALID, TEXT_TOO_LONG with field "consent...".
absl::Status CheckConsent(const Context& context, const v1::Consent& consent);

// At most 256 bytes without control characters. INVALID_ARGUMENT / NAME_INVALID.
absl::Status CheckName(absl::string_view full_name);

// ALREADY_EXISTS / IDENTIFIER_TAKEN.
absl::Status IdentifierTaken(size_t index);

// Puts name and consent into `member`, the name masked and sealed.
void SetName(const Context& context, absl::string_view full_name, storage::Member& member);
void SetConsent(const v1::Consent& consent, storage::Member& member);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PEOPLE_H_
