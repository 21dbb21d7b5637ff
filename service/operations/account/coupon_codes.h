// Which coupon a code means. A coupon keeps the rule on letter case of the program under which it was
// issued: its code is known by its hash alone, which can't be made anew by another rule.
#ifndef TESSERA_OPERATIONS_ACCOUNT_COUPON_CODES_H_
#define TESSERA_OPERATIONS_ACCOUNT_COUPON_CODES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/identifier.h"
#include "tessera/engine/compiled_program.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Under which a coupon is kept that is issued now; `live` may be null.
CodeHash NewCouponHash(const Context& context, const engine::CompiledProgram* live,
                       absl::string_view code);

// The coupon of exactly this code, or else of its letters in any case; nullopt if nobody issued it.
absl::StatusOr<std::optional<storage::Coupon>> FindCouponOf(const Context& context,
                                                            storage::ReadTransaction& transaction,
                                                            absl::string_view code);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_ACCOUNT_COUPON_CODES_H_
