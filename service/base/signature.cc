#include "tessera/base/signature.h"

#include "tessera/base/sodium_ready.h"

namespace tessera {
namespace {

const uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

SigningKey::SigningKey(const SecretKey& seed) {
  static_assert(crypto_sign_SEEDBYTES == sizeof(SecretKey));
  static_assert(crypto_sign_PUBLICKEYBYTES == sizeof(PublicKey));
  static_assert(crypto_sign_SECRETKEYBYTES == sizeof(secret_));
  MakeSodiumReady();
  crypto_sign_seed_keypair(public_key_.data(), secret_.data(), seed.data());
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

Signature SigningKey::Sign(absl::string_view message) const {
  static_assert(crypto_sign_BYTES == sizeof(Signature));
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, Bytes(message), message.size(), secret_.data());
  return signature;
}

bool Verifies(const PublicKey& key, absl::string_view message, absl::string_view signature) {
  if (signature.size() != crypto_sign_BYTES) return false;
  MakeSodiumReady();
  return crypto_sign_verify_detached(Bytes(signature), Bytes(message), message.size(),
                                     key.data()) == 0;
}

}  // namespace tessera
