#include "tessera/operations/sales/late_points.h"

#include <algorithm>
#include <optional>

#include "tessera/base/status.h"
#include "tessera/engine/evaluate.h"

namespace tessera::operations {
namespace {

// The same goods at the prices that were paid, to which no offer can add a discount.
void PriceAsPaid(const engine::Evaluation& shown, engine::Basket* basket) {
  basket->redeem = Points();
  for (size_t i = 0; i < basket->lines.size(); ++i) {
    engine::Line& line = basket->lines[i];
    line.no_discount = true;
    if (shown.lines[i].net == shown.lines[i].gross) continue;
    line.unit_price = shown.lines[i].net;
    line.quantity = kOnePiece;
  }
}

}  // namespace

bool PromisedLater(const v1::Sale& sale) {
  if (!sale.quoted_offline()) return false;
  const v1::MemberRef::RefCase named = sale.member().ref_case();
  return named == v1::MemberRef::kIdentifier || named == v1::MemberRef::kIdentifierHash ||
         (named == v1::MemberRef::kMemberId && sale.program_version() == 0);
}

absl::Status CreditLate(const engine::CompiledProgram& program, const engine::MemberView& member,
                        engine::Basket basket, Instant quoted_at, engine::Evaluation* shown) {
  // A till that never had a program could not know the currency: then it is the program's.
  if (basket.currency_code.empty()) basket.currency_code = program.source().currency_code;
  if (basket.currency_code != program.source().currency_code) return absl::OkStatus();
  PriceAsPaid(*shown, &basket);
  TESSERA_ASSIGN_OR_RETURN(const engine::Evaluation due,
                           engine::Evaluate(program, member, basket, quoted_at));
  Points earned;
  for (size_t i = 0; i < shown->lines.size(); ++i) {
    engine::LineResult& line = shown->lines[i];
    line.earned = std::max(line.earned, due.lines[i].earned);
    const std::optional<int64_t> sum = CheckedAdd(earned.value(), line.earned.value());
    if (!sum) return InvalidInput("AMOUNT_OVERFLOW", "basket.lines", "use smaller amounts");
    earned = Points(*sum);
  }
  shown->earned = earned;
  return absl::OkStatus();
}

}  // namespace tessera::operations
