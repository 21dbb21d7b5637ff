#include "tessera/engine/returns.h"

#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"

namespace tessera::engine {

absl::StatusOr<ReturnedPart> ReturnPart(const LineResult& line, Quantity sold, Quantity before,
                                        Quantity now) {
  if (sold.value() <= 0 || before.is_negative() || now.value() <= 0 || before > sold ||
      now > sold - before) {
    return InvalidInput("QUANTITY_INVALID", "quantity_milli",
                        "return more than nothing and at most what is left of the sale");
  }
  const auto part = [&](int64_t whole) {
    return CumulativeShare(whole, (before + now).value(), sold.value()) -
           CumulativeShare(whole, before.value(), sold.value());
  };
  return ReturnedPart{Money(part(line.net.value())), Money(part(line.redeemed.value())),
                      Points(part(line.earned.value())), Points(part(line.spent.value()))};
}

}  // namespace tessera::engine
