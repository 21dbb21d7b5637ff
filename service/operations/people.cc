#include "tessera/operations/people.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/codec/identifier.h"
#include "tessera/operations/input.h"
#include "tessera/operations/members.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumIdentifiers = 8;
constexpr size_t kMaximumName = 256;

}  // namespace

absl::StatusOr<std::vector<IdentifierHash>> HashIdentifiers(
    const Context& context,
    const google::protobuf::RepeatedPtrField<v1::Identifier>& identifiers) {
  if (identifiers.empty()) {
    return InvalidInput("IDENTIFIER_REQUIRED", "identifiers", "send at least one card or phone");
  }
  if (identifiers.size() > kMaximumIdentifiers) {
    return InvalidInput("TOO_MANY_ITEMS", "identifiers", "send at most 8");
  }
  std::vector<IdentifierHash> hashes;
  for (int i = 0; i < identifiers.size(); ++i) {
    const std::string field = absl::StrCat("identifiers[", i, "]");
    absl::StatusOr<Identifier> identifier = codec::IdentifierFromProto(identifiers[i]);
    if (!identifier.ok()) return InField(field, identifier.status());
    const IdentifierHash hash = HashIdentifier(context.secrets.lookup_key, *identifier);
    if (std::find(hashes.begin(), hashes.end(), hash) != hashes.end()) {
      return InvalidInput("IDENTIFIER_REPEATED", field, "send each identifier once");
    }
    hashes.push_back(hash);
  }
  return hashes;
}

absl::Status CheckConsent(const Context& context, const v1::Consent& consent) {
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(consent.text_version(), 64, "CONSENT_REQUIRED", "consent.text_version"));
  TESSERA_RETURN_IF_ERROR(
      CheckRequired(consent.channel(), 32, "CONSENT_REQUIRED", "consent.channel"));
  if (consent.given_at_us() <= 0 || consent.given_at_us() > (context.now + Days(1)).us) {
    return InvalidInput("CONSENT_INVALID", "consent.given_at_us", "send when it was given");
  }
  return absl::OkStatus();
}

absl::Status CheckName(absl::string_view full_name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (full_name.size() > kMaximumName ||
      std::any_of(full_name.begin(), full_name.end(), is_control)) {
    return InvalidInput("NAME_INVALID", "full_name",
                        "send at most 256 bytes without control characters");
  }
  return absl::OkStatus();
}

absl::Status IdentifierTaken(size_t index) {
  return MakeError(absl::StatusCode::kAlreadyExists, "IDENTIFIER_TAKEN",
                   absl::StrCat("identifiers[", index, "]"),
                   "this points to another member; scan it to find them");
}

void SetName(const Context& context, absl::string_view full_name, storage::Member& member) {
  member.masked_name = MaskName(full_name);
  member.sealed_name =
      full_name.empty() ? "" : Seal(context.secrets.seal_key, full_name, context.random);
}

void SetConsent(const v1::Consent& consent, storage::Member& member) {
  member.consent_version = consent.text_version();
  member.consent_given_at = Instant{consent.given_at_us()};
  member.consent_channel = consent.channel();
}

}  // namespace tessera::operations
