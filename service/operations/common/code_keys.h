// The chain's key for the signed codes on customers' screens. It comes from the seal key, so that there is
// nothing more to keep, and nobody else has it: terminals get the public half.
#ifndef TESSERA_OPERATIONS_COMMON_CODE_KEYS_H_
#define TESSERA_OPERATIONS_COMMON_CODE_KEYS_H_

#include "tessera/base/dynamic_code.h"
#include "tessera/operations/common/operation.h"

namespace tessera::operations {

// The number of the only key that there is.
inline constexpr uint8_t kCodeKeyNo = 1;

SigningKey CodeSigningKey(const Secrets& secrets);
CodeKey PublicCodeKey(const Secrets& secrets);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_CODE_KEYS_H_
