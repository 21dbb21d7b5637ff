#include "tessera/operations/common/code_keys.h"

namespace tessera::operations {

SigningKey CodeSigningKey(const Secrets& secrets) {
  static_assert(kCodeKeyNo == 1, "another number is another purpose");
  return SigningKey(DeriveKey(KeyBytes(secrets.seal_key), "tessera dynamic code 1"));
}

CodeKey PublicCodeKey(const Secrets& secrets) {
  return {kCodeKeyNo, CodeSigningKey(secrets).public_key()};
}

}  // namespace tessera::operations
