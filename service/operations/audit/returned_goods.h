// What came back of a sale, by the answers that its refunds were given.
#ifndef TESSERA_OPERATIONS_AUDIT_RETURNED_GOODS_H_
#define TESSERA_OPERATIONS_AUDIT_RETURNED_GOODS_H_

#include <cstdint>
#include <map>
#include <vector>

#include "tessera/storage/rows.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {

struct Back {
  int64_t quantity_milli = 0;
  int64_t net_minor = 0;
  int64_t returned_points = 0;
  int64_t revoked_points = 0;
};

// What all refunds of a sale did together.
struct Refunded {
  bool readable = true;
  std::map<uint32_t, Back> lines;
  int64_t emptied_minor = 0;
  int64_t returned_points = 0;
};

// Sums that do not fit are as large as can be: they exceed any sale.
Refunded RefundedBy(const std::vector<storage::Refund>& refunds);

// Whether more came back than was sold.
bool Exceeds(const std::map<uint32_t, Back>& back, const v1::Evaluation& evaluation,
             const v1::Sale& document);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_RETURNED_GOODS_H_
