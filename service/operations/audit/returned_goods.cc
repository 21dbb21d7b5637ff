#include "tessera/operations/audit/returned_goods.h"

#include <limits>

#include "tessera/base/number.h"

namespace tessera::operations {
namespace {

// Of a line that only lowered its receipt (a deposit given back) the money comes back with its sign.
bool IsBeyond(int64_t back_minor, int64_t net_minor) {
  if (net_minor < 0) return back_minor < net_minor || back_minor > 0;
  return back_minor > net_minor;
}

void Add(int64_t& sum, int64_t more) {
  sum = CheckedAdd(sum, more).value_or(std::numeric_limits<int64_t>::max());
}

}  // namespace

bool Exceeds(const std::map<uint32_t, Back>& back, const v1::Evaluation& evaluation,
             const v1::Sale& document) {
  std::map<uint32_t, Back> left = back;
  for (const v1::LineResult& line : evaluation.lines()) {
    Back& sum = left[line.line_no()];
    if (IsBeyond(sum.net_minor, line.net_minor()) || sum.returned_points > line.spent_points() ||
        sum.revoked_points > line.earned_points()) {
      return true;
    }
  }
  for (const v1::Line& line : document.basket().lines()) {
    const auto sum = left.find(line.line_no());
    if (sum == left.end()) continue;
    if (sum->second.quantity_milli > line.quantity_milli()) return true;
    left.erase(sum);
  }
  // What is left came back without having been sold.
  return !left.empty();
}

Refunded RefundedBy(const std::vector<storage::Refund>& refunds) {
  Refunded refunded;
  for (const storage::Refund& refund : refunds) {
    v1::RefundResult result;
    refunded.readable = result.ParseFromString(refund.answer) && refunded.readable;
    Add(refunded.emptied_minor, result.emptied_minor());
    Add(refunded.returned_points, result.returned_points());
    for (const v1::RefundedLine& line : result.lines()) {
      Back& sum = refunded.lines[line.line_no()];
      Add(sum.quantity_milli, line.quantity_milli());
      Add(sum.net_minor, line.net_minor());
      Add(sum.returned_points, line.returned_points());
      Add(sum.revoked_points, line.revoked_points());
    }
  }
  return refunded;
}

}  // namespace tessera::operations
