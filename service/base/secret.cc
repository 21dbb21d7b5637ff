#include "tessera/base/secret.h"

#include <algorithm>

#include "tessera/base/sodium_ready.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

const uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

absl::StatusOr<SecretKey> ParseKey(absl::string_view bytes) {
  SecretKey key;
  if (bytes.size() != key.size()) {
    return InvalidInput("KEY_INVALID", "key", "a key must be exactly 32 bytes");
  }
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

SecretKey DeriveKey(absl::string_view material, absl::string_view purpose) {
  MakeSodiumReady();
  SecretKey key;
  const size_t purpose_size = std::min<size_t>(purpose.size(), crypto_generichash_KEYBYTES_MAX);
  crypto_generichash(key.data(), key.size(), Bytes(material), material.size(), Bytes(purpose),
                     purpose_size);
  return key;
}

std::string Seal(const SecretKey& key, absl::string_view plain, Random& random) {
  MakeSodiumReady();
  std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size(), '\0');
  auto* nonce = reinterpret_cast<uint8_t*>(sealed.data());
  random.Fill(nonce, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(nonce + crypto_secretbox_NONCEBYTES, Bytes(plain), plain.size(), nonce,
                        key.data());
  return sealed;
}

absl::StatusOr<std::string> Unseal(const SecretKey& key, absl::string_view sealed) {
  MakeSodiumReady();
  const absl::Status broken =
      MakeError(absl::StatusCode::kDataLoss, "SEAL_BROKEN", "",
                "sealed bytes do not open with this key: the key file changed or the bytes did");
  constexpr size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (sealed.size() < kOverhead) return broken;
  std::string plain(sealed.size() - kOverhead, '\0');
  if (crypto_secretbox_open_easy(reinterpret_cast<uint8_t*>(plain.data()),
                                 Bytes(sealed) + crypto_secretbox_NONCEBYTES,
                                 sealed.size() - crypto_secretbox_NONCEBYTES, Bytes(sealed),
                                 key.data()) != 0) {
    return broken;
  }
  return plain;
}

ContentHasher::ContentHasher(absl::string_view version_tag) {
  MakeSodiumReady();
  Add(version_tag);
}

ContentHasher& ContentHasher::Add(absl::string_view field) {
  Add(static_cast<int64_t>(field.size()));
  text_.append(field.data(), field.size());
  return *this;
}

ContentHasher& ContentHasher::Add(int64_t field) {
  std::array<char, 8> little_endian;
  for (size_t i = 0; i < 8; ++i) {
    little_endian[i] = static_cast<char>(static_cast<uint64_t>(field) >> (8 * i));
  }
  text_.append(little_endian.data(), little_endian.size());
  return *this;
}

Digest ContentHasher::Finish() {
  Digest digest;
  crypto_generichash(digest.data(), digest.size(), Bytes(text_), text_.size(), nullptr, 0);
  return digest;
}

}  // namespace tessera
