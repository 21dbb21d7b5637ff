#include "tessera/plugin/sale/kept_sale.h"

#include "tessera/base/number.h"

namespace tessera::plugin {
namespace {

// As the customer was shown it.
void TakeShown(const v1::Sale& sale, CommitFigures* figures) {
  figures->spent_points = sale.shown_receipt().spent_points();
  for (const v1::ShownLine& line : sale.shown()) {
    figures->earned_points =
        CheckedAdd(figures->earned_points, line.earned_points()).value_or(figures->earned_points);
  }
}

void TakeResult(const v1::SaleResult& result, CommitFigures* figures) {
  figures->delivered = true;
  figures->earned_points = result.earned_points();
  figures->spent_points = result.spent_points();
  figures->balance_points = result.balance_points();
  figures->differs = result.differs();
  figures->earned_active_from_us = result.earned_active_from_us();
  figures->earned_expires_at_us = result.earned_expires_at_us();
  figures->new_tier = result.new_tier();
}

}  // namespace

Answer AnswerOf(const KeptSale& kept) {
  Answer answer;
  CommitFigures& figures = answer.commit.emplace();
  figures.sale_id = kept.record.sale().sale_id();
  if (!kept.answer.has_value()) {
    answer.source = Source::kCache;
    TakeShown(kept.record.sale(), &figures);
    return answer;
  }
  TakeResult(kept.answer->sale(), &figures);
  answer.given_coupons.assign(kept.answer->sale().coupons().begin(),
                              kept.answer->sale().coupons().end());
  return answer;
}

}  // namespace tessera::plugin
