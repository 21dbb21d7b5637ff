// What comes back of a sale, line by line.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "refund_work.h"
#include "tessera/base/status.h"
#include "tessera/engine/allocation.h"

namespace tessera::operations {
namespace {

// What one lot of the sale earned on one line, and how much of that is taken back now.
struct LotPart {
  int64_t lot_no = 0;
  int64_t earned = 0;
};

absl::Status Exceeds(absl::string_view field) {
  return Refused(kExceedsSale, field, "no more can come back than was sold");
}

// Any sequence of returns gives back exactly the whole of each line.
int64_t Part(int64_t whole, const SoldLine& sold, int64_t quantity_milli) {
  return engine::CumulativeShare(whole, sold.back_milli + quantity_milli, sold.quantity_milli) -
         engine::CumulativeShare(whole, sold.back_milli, sold.quantity_milli);
}

// How a line's points are spread over the sale's lots: the first has what no offer with a life of its
// own gave, each such offer the next, as the sale was booked.
std::vector<LotPart> LotsOf(const Refunding& refunding, const SoldLine& sold) {
  std::vector<LotPart> parts = {{refunding.sale.lot_no, sold.booked.earned_points()}};
  if (refunding.program == nullptr || refunding.sale.lots < 2) return parts;
  int64_t own_lives = 0;
  std::vector<LotPart> others;
  for (const v1::OfferResult& result : refunding.evaluation.offers()) {
    const engine::Offer* const offer = refunding.program->FindOffer(result.offer_id());
    if (offer == nullptr || !offer->points_life || result.points() <= 0) continue;
    LotPart part;
    for (const v1::OfferShare& share : result.shares()) {
      if (share.line_no() == sold.booked.line_no()) part.earned += share.points();
    }
    own_lives += part.earned;
    others.push_back(part);
  }
  parts[0].earned -= own_lives;
  // Without a first lot, all points were of such offers.
  const bool has_first = refunding.sale.lots > static_cast<int32_t>(others.size());
  int64_t lot_no = refunding.sale.lot_no + (has_first ? 1 : 0);
  for (LotPart& part : others) {
    part.lot_no = lot_no++;
    parts.push_back(part);
  }
  return parts;
}

// The lots of a line are gone through one behind the other, so that any sequence of returns takes from
// each what it got.
void RevokeFromLots(const SoldLine& sold, int64_t revoked, Refunding& refunding) {
  int64_t before = engine::CumulativeShare(sold.booked.earned_points(), sold.back_milli,
                                           sold.quantity_milli);
  const int64_t after = before + revoked;
  int64_t begin = 0;
  for (const LotPart& part : LotsOf(refunding, sold)) {
    const int64_t end = begin + part.earned;
    const int64_t taken = std::max<int64_t>(std::min(after, end) - std::max(before, begin), 0);
    if (taken > 0) refunding.revoked[part.lot_no] += Points(taken);
    begin = end;
  }
}

// Of points that lowered no line (the cost of what was chosen), those that are back with this.
int64_t RestDue(const Refunding& refunding) {
  int64_t rest = refunding.evaluation.spent_points();
  for (const v1::LineResult& line : refunding.evaluation.lines()) rest -= line.spent_points();
  if (refunding.whole) return rest;
  const int64_t total = refunding.evaluation.total_minor();
  if (!refunding.rules().return_costs_in_parts || total == 0) return 0;
  return engine::CumulativeShare(rest, NetBefore(refunding) + refunding.result.net_minor(), total);
}

void ReturnRest(Refunding& refunding) {
  if (!refunding.sale.member_id || refunding.rules().keep_spent_points) return;
  const int64_t points = RestDue(refunding) - refunding.costs_back;
  refunding.result.set_returned_points(refunding.result.returned_points() +
                                       std::max<int64_t>(points, 0));
}

}  // namespace

int64_t NetBefore(const Refunding& refunding) {
  int64_t net = 0;
  for (const auto& [line_no, sold] : refunding.lines) {
    net += engine::CumulativeShare(sold.booked.net_minor(), sold.back_milli, sold.quantity_milli);
  }
  return net;
}

absl::Status ChooseLines(Refunding& refunding) {
  const v1::Refund& refund = refunding.refund;
  for (int i = 0; i < refund.lines_size(); ++i) {
    const v1::RefundLine& line = refund.lines(i);
    const auto sold = refunding.lines.find(line.line_no());
    if (sold == refunding.lines.end()) {
      return Exceeds(absl::StrCat("lines[", i, "].line_no"));
    }
    if (line.quantity_milli() > sold->second.quantity_milli - sold->second.back_milli) {
      return Exceeds(absl::StrCat("lines[", i, "].quantity_milli"));
    }
    refunding.wanted.push_back(line);
  }
  if (refund.lines_size() > 0) return absl::OkStatus();
  for (const auto& [line_no, sold] : refunding.lines) {
    if (sold.back_milli == sold.quantity_milli) continue;
    v1::RefundLine line;
    line.set_line_no(line_no);
    line.set_quantity_milli(sold.quantity_milli - sold.back_milli);
    refunding.wanted.push_back(line);
  }
  return refunding.wanted.empty() ? Exceeds("lines") : absl::OkStatus();
}

// Sums stay below the sale's own, which fit.
void Work(Refunding& refunding) {
  v1::RefundResult& result = refunding.result;
  const bool has_member = refunding.sale.member_id.has_value();
  const bool keeps_spent = refunding.rules().keep_spent_points;
  refunding.whole = true;
  std::map<uint32_t, int64_t> now;
  for (const v1::RefundLine& wanted : refunding.wanted) {
    const SoldLine& sold = refunding.lines[wanted.line_no()];
    now[wanted.line_no()] = wanted.quantity_milli();
    v1::RefundedLine* line = result.add_lines();
    line->set_line_no(wanted.line_no());
    line->set_quantity_milli(wanted.quantity_milli());
    line->set_net_minor(Part(sold.booked.net_minor(), sold, wanted.quantity_milli()));
    if (has_member) {
      const int64_t spent = Part(sold.booked.spent_points(), sold, wanted.quantity_milli());
      line->set_returned_points(keeps_spent ? 0 : spent);
      line->set_revoked_points(Part(sold.booked.earned_points(), sold, wanted.quantity_milli()));
      RevokeFromLots(sold, line->revoked_points(), refunding);
    }
    result.set_net_minor(result.net_minor() + line->net_minor());
    result.set_returned_points(result.returned_points() + line->returned_points());
    result.set_revoked_points(result.revoked_points() + line->revoked_points());
  }
  for (const auto& [line_no, sold] : refunding.lines) {
    if (sold.back_milli + now[line_no] < sold.quantity_milli) refunding.whole = false;
  }
  ReturnRest(refunding);
}

}  // namespace tessera::operations
