// Signatures that anybody can verify who has the public key: Ed25519 (RFC 8032) by libsodium.
#ifndef TESSERA_BASE_SIGNATURE_H_
#define TESSERA_BASE_SIGNATURE_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "tessera/base/secret.h"

namespace tessera {

using PublicKey = std::array<uint8_t, 32>;
using Signature = std::array<uint8_t, 64>;

// Made of a seed and nothing else: the same seed has the same keys for ever. Wiped at its end.
class SigningKey {
 public:
  explicit SigningKey(const SecretKey& seed);
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;
  ~SigningKey();

  const PublicKey& public_key() const { return public_key_; }
  Signature Sign(absl::string_view message) const;

 private:
  PublicKey public_key_;
  std::array<uint8_t, 64> secret_;
};

// `signature` is 64 bytes; any other number of them verifies nothing.
bool Verifies(const PublicKey& key, absl::string_view message, absl::string_view signature);

}  // namespace tessera

#endif  // TESSERA_BASE_SIGNATURE_H_
