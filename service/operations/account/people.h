// Who a person is: identifiers, profile, consent.
#ifndef TESSERA_OPERATIONS_ACCOUNT_PEOPLE_H_
#define TESSERA_OPERATIONS_ACCOUNT_PEOPLE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "tessera/base/identifier.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/member.pb.h"

namespace tessera::operations {

// What somebody typed or scanned, read by the live program's rules for phones; without one by those of
// Russia. As NormalizeIdentifier, with a field below `field`.
absl::StatusOr<Identifier> ReadIdentifier(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const v1::Identifier& message, absl::string_view field);

// The same for one that is given to a member: also IDENTIFIER_INVALID where the program's format for
// such cards asks for another check digit.
absl::StatusOr<IdentifierHash> HashNewIdentifier(const Context& context,
                                                 storage::ReadTransaction& transaction,
                                                 const v1::Identifier& message,
                                                 absl::string_view field);

// 1 to 8 new identifiers, each once. INVALID_ARGUMENT / IDENTIFIER_REQUIRED, TOO_MANY_ITEMS,
// IDENTIFIER_REPEATED and those of HashNewIdentifier, with field "identifiers[i]...".
absl::StatusOr<std::vector<IdentifierHash>> HashIdentifiers(
    const Context& context, storage::ReadTransaction& transaction,
    const google::protobuf::RepeatedPtrField<v1::Identifier>& identifiers);
// The same by the program in force for all, null where there is none: without the store, on any thread.
absl::StatusOr<std::vector<IdentifierHash>> HashIdentifiers(
    const Context& context, const engine::CompiledProgram* live,
    const google::protobuf::RepeatedPtrField<v1::Identifier>& identifiers);

// INVALID_ARGUMENT / CONSENT_REQUIRED, CONSENT_INVALID, TEXT_TOO_LONG with field "consent...".
absl::Status CheckConsent(const Context& context, const v1::Consent& consent);

// Whether one that `found` tells of may be given to a member: ALREADY_EXISTS / IDENTIFIER_TAKEN if it
// points to another (to anybody, where nobody has it yet: nullopt), FAILED_PRECONDITION /
// IDENTIFIER_BLOCKED if it was put out of use, whose ever it was.
absl::Status CheckFree(const std::optional<storage::IdentifierRow>& found,
                       const std::optional<MemberId>& member_id, absl::string_view field);

// RESOURCE_EXHAUSTED / TOO_MANY_ITEMS if 16 in use point to the member already.
absl::Status CheckRoomForIdentifier(storage::ReadTransaction& transaction,
                                    const MemberId& member_id, absl::string_view field);

// Gives the member one more, unless it has it. Errors of CheckFree; RESOURCE_EXHAUSTED /
// TOO_MANY_ITEMS beyond 16 in use.
absl::Status GiveIdentifier(storage::Transaction& transaction, const IdentifierHash& hash,
                            const MemberId& member_id, absl::string_view field);

// INVALID_ARGUMENT / TOO_MANY_ITEMS, TAG_INVALID with field "tags...".
absl::Status CheckTags(const google::protobuf::RepeatedPtrField<std::string>& tags);
void SetTags(const google::protobuf::RepeatedPtrField<std::string>& tags, storage::Member& member);

// INVALID_ARGUMENT / TIER_UNKNOWN with field "tier", unless the live program has it or it is none.
absl::Status CheckTier(const Context& context, storage::ReadTransaction& transaction,
                       absl::string_view tier);
absl::Status CheckTier(const engine::CompiledProgram* live, absl::string_view tier);

// By HQ's hand. Who had the one before by hand alone loses what is above the new one, until rules judge anew;
// what was earned stays.
void AssignTier(const Context& context, const engine::CompiledProgram* live, const std::string& tier,
                storage::Member& member);

// INVALID_ARGUMENT / NAME_INVALID, BIRTHDAY_INVALID, ATTRIBUTE_INVALID with the field of the profile.
absl::Status CheckProfile(const Context& context, const v1::MemberProfile& profile);

// What is known of the person; INTERNAL if the seal is not this chain's.
absl::StatusOr<v1::MemberProfile> ProfileOf(const Context& context, const storage::Member& member);

// Into `member`: the profile sealed, the name masked beside it.
void SetProfile(const Context& context, const v1::MemberProfile& profile, storage::Member& member);
void SetConsent(const v1::Consent& consent, storage::Member& member);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_PEOPLE_H_
