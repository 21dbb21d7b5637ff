// Keys, sealing of personal fields, and content hashes: libsodium behind four functions.
#ifndef TESSERA_BASE_SECRET_H_
#define TESSERA_BASE_SECRET_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/random.h"

namespace tessera {

using SecretKey = std::array<uint8_t, 32>;
using Digest = std::array<uint8_t, 32>;

inline absl::string_view KeyBytes(const SecretKey& key) {
  return absl::string_view(reinterpret_cast<const char*>(key.data()), key.size());
}
// INVALID_ARGUMENT / KEY_INVALID unless exactly 32 bytes.
absl::StatusOr<SecretKey> ParseKey(absl::string_view bytes);

// BLAKE2b-256 of `material`, keyed with `purpose`: one secret gives a separate key per use.
SecretKey DeriveKey(absl::string_view material, absl::string_view purpose);

// XSalsa20-Poly1305 with a random nonce in front. The result is 40 bytes longer than `plain`.
std::string Seal(const SecretKey& key, absl::string_view plain, Random& random);
// DATA_LOSS / SEAL_BROKEN if it was not sealed with this key or was changed since.
absl::StatusOr<std::string> Unseal(const SecretKey& key, absl::string_view sealed);

// BLAKE2b-256 over fields, each preceded by its length, so that no two field lists collide.
// The caller writes a version tag first; what was hashed once must hash the same for ever.
class ContentHasher {
 public:
  explicit ContentHasher(absl::string_view version_tag);
  ContentHasher& Add(absl::string_view field);
  ContentHasher& Add(int64_t field);
  // The object is spent afterwards.
  Digest Finish();

 private:
  std::string text_;  // hashed at once: fields are short, and many
};

// Constant-time comparison is not needed for content hashes; plain == on the array is right.
inline absl::string_view DigestBytes(const Digest& digest) {
  return absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size());
}

}  // namespace tessera

#endif  // TESSERA_BASE_SECRET_H_
