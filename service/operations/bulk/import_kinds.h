// One row of each kind but members, in a transaction that is undone to here where it is refused. What is
// there already as the row says is unchanged, so that a file may be sent again.
#ifndef TESSERA_OPERATIONS_BULK_IMPORT_KINDS_H_
#define TESSERA_OPERATIONS_BULK_IMPORT_KINDS_H_

#include "absl/status/statusor.h"
#include "tessera/operations/common/operation.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/storage/transaction.h"
#include "tessera/v1/bulk_service.pb.h"

namespace tessera::operations {

absl::StatusOr<Imported> ImportCard(const Context& context, storage::Transaction& transaction,
                                    const v1::CardImport& item);
// `comment` where the row has none.
absl::StatusOr<Imported> ImportBalance(const Context& context, storage::Transaction& transaction,
                                       const v1::BalanceImport& item, const std::string& comment);
absl::StatusOr<Imported> ImportCoupon(const Context& context, storage::Transaction& transaction,
                                      const v1::CouponImport& item);
absl::StatusOr<Imported> ImportGiftCard(const Context& context, storage::Transaction& transaction,
                                        const v1::GiftCardImport& item);
absl::StatusOr<Imported> ImportProduct(storage::Transaction& transaction, const v1::Product& item);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_BULK_IMPORT_KINDS_H_
