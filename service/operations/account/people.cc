#include "tessera/operations/account/people.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tessera/base/card_format.h"
#include "tessera/base/status.h"
#include "tessera/codec/identifier.h"
#include "tessera/operations/account/counting.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/input.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumIdentifiers = 8;  // at once
constexpr int kMaximumInUse = 16;       // that point to one member
constexpr size_t kMaximumName = 256;

constexpr int kMaximumTags = 64;
constexpr size_t kMaximumTag = 64;
constexpr int kMaximumAttributes = 32;
constexpr size_t kMaximumKey = 64;
constexpr size_t kMaximumValue = 256;

bool HasControls(absl::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

absl::Status CheckName(absl::string_view full_name) {
  if (full_name.size() <= kMaximumName && !HasControls(full_name)) return absl::OkStatus();
  return InvalidInput("NAME_INVALID", "full_name",
                      "send at most 256 bytes without control characters");
}

absl::Status CheckBirthday(const Context& context, const v1::MemberProfile& profile) {
  const int month = profile.birth_month();
  const int day = profile.birth_day();
  const int year = profile.birth_year();
  if (month == 0 && day == 0 && year == 0) return absl::OkStatus();
  constexpr int kFirstYear = 1900;
  // A leap year where none is known: 29 February is a birthday.
  const absl::CivilDay born(year == 0 ? 2000 : year, month, day);
  const bool real = month >= 1 && day >= 1 && born.month() == month && born.day() == day;
  const absl::CivilDay tomorrow =
      absl::CivilDay(absl::UTCTimeZone().At(absl::FromUnixMicros(context.now.us)).cs) + 1;
  if (real && (year == 0 || (year >= kFirstYear && born <= tomorrow))) return absl::OkStatus();
  return InvalidInput("BIRTHDAY_INVALID", "birth_day",
                      "send a day that there is, from 1900 to today, or no year at all");
}

absl::Status CheckAttributes(const v1::MemberProfile& profile) {
  if (profile.attributes_size() > kMaximumAttributes) {
    return InvalidInput("TOO_MANY_ITEMS", "attributes", "send at most 32");
  }
  for (const auto& [key, value] : profile.attributes()) {
    if (!key.empty() && key.size() <= kMaximumKey && value.size() <= kMaximumValue &&
        !HasControls(key)) {
      continue;
    }
    return InvalidInput("ATTRIBUTE_INVALID", "attributes",
                        "send keys of 1 to 64 bytes and values of at most 256");
  }
  return absl::OkStatus();
}

absl::Status CheckDigitOf(const engine::Program& program, const Identifier& identifier) {
  if (!IsMistyped(identifier.kind, identifier.value, program.card_formats)) return absl::OkStatus();
  return InvalidInput("IDENTIFIER_INVALID", "value",
                      "a digit of this number is wrong; read it again from the card");
}

absl::StatusOr<Identifier> IdentifierBy(const engine::CompiledProgram* live,
                                        const v1::Identifier& message, absl::string_view field) {
  absl::StatusOr<Identifier> identifier =
      live == nullptr ? codec::IdentifierFromProto(message)
                      : codec::IdentifierFromProto(message, live->source().phone_rules);
  if (!identifier.ok()) return InField(field, identifier.status());
  return identifier;
}

absl::StatusOr<IdentifierHash> HashNew(const Context& context, const engine::CompiledProgram* live,
                                       const v1::Identifier& message, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const Identifier identifier, IdentifierBy(live, message, field));
  if (live != nullptr) {
    const absl::Status digit = CheckDigitOf(live->source(), identifier);
    if (!digit.ok()) return InField(field, digit);
  }
  return HashIdentifier(context.secrets.lookup_key, identifier);
}

}  // namespace

absl::StatusOr<Identifier> ReadIdentifier(const Context& context,
                                          storage::ReadTransaction& transaction,
                                          const v1::Identifier& message, absl::string_view field) {
  Programs::Program program;
  // Only numbers without a plus need rules.
  if (message.kind() == v1::IDENTIFIER_KIND_PHONE && !absl::StartsWith(message.value(), "+")) {
    TESSERA_ASSIGN_OR_RETURN(program, context.programs.LiveOrNone(transaction));
  }
  return IdentifierBy(program.get(), message, field);
}

absl::StatusOr<IdentifierHash> HashNewIdentifier(const Context& context,
                                                 storage::ReadTransaction& transaction,
                                                 const v1::Identifier& message,
                                                 absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  return HashNew(context, live.get(), message, field);
}

absl::StatusOr<std::vector<IdentifierHash>> HashIdentifiers(
    const Context& context, const engine::CompiledProgram* live,
    const google::protobuf::RepeatedPtrField<v1::Identifier>& identifiers) {
  if (identifiers.empty()) {
    return InvalidInput("IDENTIFIER_REQUIRED", "identifiers", "send at least one card or phone");
  }
  if (identifiers.size() > kMaximumIdentifiers) {
    return InvalidInput("TOO_MANY_ITEMS", "identifiers", "send at most 8");
  }
  std::vector<IdentifierHash> hashes;
  hashes.reserve(static_cast<size_t>(identifiers.size()));
  for (int i = 0; i < identifiers.size(); ++i) {
    const std::string field = absl::StrCat("identifiers[", i, "]");
    TESSERA_ASSIGN_OR_RETURN(const IdentifierHash hash,
                             HashNew(context, live, identifiers[i], field));
    if (std::find(hashes.begin(), hashes.end(), hash) != hashes.end()) {
      return InvalidInput("IDENTIFIER_REPEATED", field, "send each identifier once");
    }
    hashes.push_back(hash);
  }
  return hashes;
}

absl::StatusOr<std::vector<IdentifierHash>> HashIdentifiers(
    const Context& context, storage::ReadTransaction& transaction,
    const google::protobuf::RepeatedPtrField<v1::Identifier>& identifiers) {
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  return HashIdentifiers(context, live.get(), identifiers);
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

absl::Status CheckProfile(const Context& context, const v1::MemberProfile& profile) {
  TESSERA_RETURN_IF_ERROR(CheckName(profile.full_name()));
  TESSERA_RETURN_IF_ERROR(CheckBirthday(context, profile));
  return CheckAttributes(profile);
}

absl::Status CheckFree(const std::optional<storage::IdentifierRow>& found,
                       const std::optional<MemberId>& member_id, absl::string_view field) {
  if (!found) return absl::OkStatus();
  if (found->status == storage::IdentifierStatus::kBlocked) {
    return Refused("IDENTIFIER_BLOCKED", field, "this was put out of use; give another");
  }
  if (found->member_id == member_id) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAlreadyExists, "IDENTIFIER_TAKEN", field,
                   "this points to another member; scan it to find them");
}

absl::Status CheckRoomForIdentifier(storage::ReadTransaction& transaction,
                                    const MemberId& member_id, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const auto had, transaction.ListIdentifiers(member_id));
  const auto in_use = std::count_if(had.begin(), had.end(), [](const storage::IdentifierRow& row) {
    return row.status == storage::IdentifierStatus::kActive;
  });
  if (in_use < kMaximumInUse) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_ITEMS", field,
                   "16 point to this member; put one out of use first");
}

absl::Status GiveIdentifier(storage::Transaction& transaction, const IdentifierHash& hash,
                            const MemberId& member_id, absl::string_view field) {
  TESSERA_ASSIGN_OR_RETURN(const auto found, transaction.FindIdentifier(hash));
  TESSERA_RETURN_IF_ERROR(CheckFree(found, member_id, field));
  if (found) return absl::OkStatus();
  TESSERA_RETURN_IF_ERROR(CheckRoomForIdentifier(transaction, member_id, field));
  return transaction.AddIdentifier(hash, member_id);
}

absl::Status CheckTags(const google::protobuf::RepeatedPtrField<std::string>& tags) {
  if (tags.size() > kMaximumTags) {
    return InvalidInput("TOO_MANY_ITEMS", "tags", "send at most 64");
  }
  for (int i = 0; i < tags.size(); ++i) {
    const std::string& tag = tags[i];
    if (tag.empty() || tag.size() > kMaximumTag || tag.find('\n') != std::string::npos) {
      return InvalidInput("TAG_INVALID", absl::StrCat("tags[", i, "]"),
                          "send 1 to 64 bytes on one line");
    }
  }
  return absl::OkStatus();
}

void SetTags(const google::protobuf::RepeatedPtrField<std::string>& tags, storage::Member& member) {
  const std::set<std::string> sorted(tags.begin(), tags.end());
  member.tags.assign(sorted.begin(), sorted.end());
}

absl::Status CheckTier(const Context& context, storage::ReadTransaction& transaction,
                       absl::string_view tier) {
  if (tier.empty()) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(const Programs::Program live, context.programs.LiveOrNone(transaction));
  return CheckTier(live.get(), tier);
}

absl::Status CheckTier(const engine::CompiledProgram* live, absl::string_view tier) {
  if (tier.empty() || (live != nullptr && live->HasTier(tier))) return absl::OkStatus();
  return InvalidInput("TIER_UNKNOWN", "tier", "publish a program that has this tier first");
}

void AssignTier(const Context& context, const engine::CompiledProgram* live, const std::string& tier,
                storage::Member& member) {
  if (tier == member.assigned_tier) return;
  // What was earned stays until the rules take it.
  const bool is_by_hand = !member.assigned_tier.empty() && member.tier == member.assigned_tier;
  const bool falls = is_by_hand && (live == nullptr || LevelOf(live->source(), tier) <
                                                           LevelOf(live->source(), member.tier));
  if (falls) {
    member.tier = tier;
    member.tier_since = context.now;
    member.tier_until.reset();
  }
  member.assigned_tier = tier;
}

absl::StatusOr<v1::MemberProfile> ProfileOf(const Context& context, const storage::Member& member) {
  v1::MemberProfile profile;
  if (!member.sealed_profile.empty()) {
    TESSERA_ASSIGN_OR_RETURN(const std::string bytes,
                             Unseal(context.secrets.seal_key, member.sealed_profile));
    if (!profile.ParseFromString(bytes)) return Broken("a stored profile is unreadable");
  } else if (!member.sealed_name.empty()) {
    TESSERA_ASSIGN_OR_RETURN(*profile.mutable_full_name(),
                             Unseal(context.secrets.seal_key, member.sealed_name));
  }
  return profile;
}

void SetProfile(const Context& context, const v1::MemberProfile& profile, storage::Member& member) {
  const std::string bytes = profile.SerializeAsString();
  member.masked_name = MaskName(profile.full_name());
  member.sealed_name.clear();
  member.sealed_profile =
      bytes.empty() ? "" : Seal(context.secrets.seal_key, bytes, context.random);
}

void SetConsent(const v1::Consent& consent, storage::Member& member) {
  member.consent_version = consent.text_version();
  member.consent_given_at = Instant{consent.given_at_us()};
  member.consent_channel = consent.channel();
}

}  // namespace tessera::operations
