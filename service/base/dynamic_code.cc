#include "tessera/base/dynamic_code.h"

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

constexpr char kPrefix[] = "TD1.";
constexpr size_t kPrefixSize = sizeof kPrefix - 1;
constexpr char kSignedAs[] = "tessera-dynamic-1";
constexpr size_t kSignedBytes = 44;
constexpr size_t kBytes = kSignedBytes + sizeof(Signature);
constexpr size_t kMember = 1;
constexpr size_t kIssued = kMember + sizeof(Uuid);
constexpr size_t kNonce = kIssued + 4;
static_assert(kNonce + sizeof(DynamicCode::nonce) == kSignedBytes);

constexpr int64_t kMicrosPerSecond = 1'000'000;

absl::Status Malformed() {
  return InvalidInput("CODE_INVALID", "code", "this code can't be read; show it again");
}

// The bytes behind the prefix. Each code has one text: no blanks, no padding, no spare bits.
absl::StatusOr<std::string> Decode(absl::string_view text) {
  std::string bytes;
  if (!LooksLikeDynamicCode(text)) return Malformed();
  const absl::string_view digits = text.substr(kPrefixSize);
  if (!absl::WebSafeBase64Unescape(digits, &bytes) || bytes.size() != kBytes ||
      absl::WebSafeBase64Escape(bytes) != digits) {
    return Malformed();
  }
  return bytes;
}

DynamicCode Read(absl::string_view bytes) {
  DynamicCode code;
  const auto* from = reinterpret_cast<const uint8_t*>(bytes.data());
  code.key_no = from[0];
  std::copy_n(from + kMember, code.member_id.bytes.size(), code.member_id.bytes.begin());
  int64_t seconds = 0;
  for (size_t i = kIssued; i < kNonce; ++i) seconds = (seconds << 8) | from[i];
  code.issued_at = Instant{seconds * kMicrosPerSecond};
  std::copy_n(from + kNonce, code.nonce.size(), code.nonce.begin());
  return code;
}

std::string SignedText(absl::string_view bytes) {
  return absl::StrCat(kSignedAs, bytes.substr(0, kSignedBytes));
}

}  // namespace

bool LooksLikeDynamicCode(absl::string_view text) { return absl::StartsWith(text, kPrefix); }

std::string IssueDynamicCode(uint8_t key_no, const SigningKey& key, const MemberId& member_id,
                             Instant now, Random& random) {
  std::string bytes(1, static_cast<char>(key_no));
  absl::StrAppend(&bytes, member_id.ToBytes());
  const auto seconds = static_cast<uint32_t>(std::max<int64_t>(0, now.us / kMicrosPerSecond));
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((seconds >> shift) & 0xff));
  }
  std::array<char, sizeof(DynamicCode::nonce)> nonce;
  random.Fill(nonce.data(), nonce.size());
  bytes.append(nonce.data(), nonce.size());
  const Signature signature = key.Sign(SignedText(bytes));
  bytes.append(reinterpret_cast<const char*>(signature.data()), signature.size());
  return absl::StrCat(kPrefix, absl::WebSafeBase64Escape(bytes));
}

absl::StatusOr<DynamicCode> ParseDynamicCode(absl::string_view text) {
  TESSERA_ASSIGN_OR_RETURN(const std::string bytes, Decode(text));
  return Read(bytes);
}

absl::StatusOr<DynamicCode> VerifyDynamicCode(absl::string_view text,
                                              absl::Span<const CodeKey> keys, Instant now,
                                              Duration life) {
  TESSERA_ASSIGN_OR_RETURN(const std::string bytes, Decode(text));
  const DynamicCode code = Read(bytes);
  const absl::string_view signature = absl::string_view(bytes).substr(kSignedBytes);
  const bool believed = std::any_of(keys.begin(), keys.end(), [&](const CodeKey& key) {
    return key.key_no == code.key_no && Verifies(key.public_key, SignedText(bytes), signature);
  });
  if (!believed) {
    return InvalidInput("CODE_FORGED", "code", "this code is not one of the program's");
  }
  if (now - code.issued_at > life || code.issued_at - now > kCodeClockTolerance) {
    return Refused("CODE_OUTDATED", "code", "this code is too old; show a new one");
  }
  return code;
}

}  // namespace tessera
