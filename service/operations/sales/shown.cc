#include "tessera/operations/sales/shown.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/engine/receipt_limits.h"

namespace tessera::operations {
namespace {

absl::Status Invalid(int index, absl::string_view what) {
  return InvalidInput("SHOWN_INVALID", index < 0 ? "shown" : absl::StrCat("shown[", index, "]"),
                      what);
}

template <typename Amount>
bool Sum(Amount& total, Amount more) {
  const std::optional<int64_t> sum = CheckedAdd(total.value(), more.value());
  if (sum) total = Amount(*sum);
  return sum.has_value();
}

absl::Status Fill(const v1::ShownLine& shown, int index, engine::LineResult& line) {
  line.discount = Money(shown.discount_minor());
  line.redeemed = Money(shown.redeemed_minor());
  line.earned = Points(shown.earned_points());
  line.spent = Points(shown.spent_points());
  if (line.discount.is_negative() || line.redeemed.is_negative() || line.earned.is_negative() ||
      line.spent.is_negative()) {
    return Invalid(index, "amounts and points are not negative");
  }
  // A line with a negative price lowers the receipt already: nothing is taken off it.
  const Money most = std::max(line.gross, Money());
  if (line.discount > most || line.redeemed > most - line.discount) {
    return Invalid(index, "more is taken off than the line costs");
  }
  line.net = line.gross - line.discount - line.redeemed;
  return absl::OkStatus();
}

// Tills show lines as the basket has them, so the next one is nearly always the one that is meant.
absl::Status FillAll(const v1::Sale& sale, std::vector<engine::LineResult>& lines) {
  const bool nothing_to_show = sale.program_version() == 0 && sale.shown_size() == 0;
  if (nothing_to_show) return absl::OkStatus();
  std::vector<bool> filled(lines.size());
  size_t next = 0;
  for (int i = 0; i < sale.shown_size(); ++i) {
    size_t passed = 0;
    while (passed < lines.size() && lines[next].line_no != sale.shown(i).line_no()) {
      next = (next + 1) % lines.size();
      ++passed;
    }
    if (passed == lines.size() || filled[next]) {
      return Invalid(i, "send each line of the basket once");
    }
    TESSERA_RETURN_IF_ERROR(Fill(sale.shown(i), i, lines[next]));
    filled[next] = true;
    next = (next + 1) % lines.size();
  }
  if (static_cast<size_t>(sale.shown_size()) < lines.size()) {
    return Invalid(-1, "send each line of the basket once");
  }
  return absl::OkStatus();
}

absl::Status Total(engine::Evaluation& evaluation) {
  for (const engine::LineResult& line : evaluation.lines) {
    if (!Sum(evaluation.gross, line.gross) || !Sum(evaluation.discount, line.discount) ||
        !Sum(evaluation.redeemed, line.redeemed) || !Sum(evaluation.total, line.net) ||
        !Sum(evaluation.earned, line.earned) || !Sum(evaluation.spent, line.spent)) {
      return Invalid(-1, "the lines sum to more than can be booked");
    }
  }
  return absl::OkStatus();
}

constexpr int kMostItems = 10'000;
constexpr int64_t kLargestAmount = std::numeric_limits<int64_t>::max() / 2;

absl::Status InvalidReceipt(absl::string_view field, absl::string_view what) {
  return InvalidInput("SHOWN_INVALID", absl::StrCat("shown_receipt.", field), what);
}

// No more than any quote promises.
absl::Status CheckGiven(const v1::ShownReceipt& receipt) {
  int64_t stamps_left = engine::kMostStamps;
  for (const v1::StampResult& stamps : receipt.stamps()) {
    if (stamps.stamps() < 0 || stamps.stamps() > stamps_left) {
      return InvalidReceipt("stamps", "a receipt gives 0 to 1,000,000");
    }
    stamps_left -= stamps.stamps();
  }
  int64_t coupons_left = engine::kMostCoupons;
  for (const v1::IssuedCoupons& issued : receipt.issued_coupons()) {
    if (issued.coupons() < 0 || issued.coupons() > coupons_left) {
      return InvalidReceipt("issued_coupons", "a receipt gives 0 to 1,000");
    }
    coupons_left -= issued.coupons();
  }
  return absl::OkStatus();
}

absl::Status CheckReceipt(const v1::ShownReceipt& receipt, const engine::Evaluation& lines) {
  if (receipt.offers_size() > kMostItems || receipt.payments_size() > kMostItems ||
      receipt.gifts_size() > kMostItems || receipt.stamps_size() > kMostItems ||
      receipt.issued_coupons_size() > kMostItems) {
    return InvalidReceipt("offers", "there are more than any receipt has");
  }
  for (const v1::ShownOffer& offer : receipt.offers()) {
    if (offer.discount_minor() < 0 || offer.times() < 0 || offer.units() < 0 ||
        offer.cost_points() < 0) {
      return InvalidReceipt("offers", "amounts are not negative");
    }
    if (offer.discount_minor() > kLargestAmount || offer.points() > kLargestAmount ||
        offer.points() < -kLargestAmount || offer.units() > kLargestAmount) {
      return InvalidReceipt("offers", "more than can be booked");
    }
  }
  Money left = std::max(lines.total, Money());
  for (const v1::Payment& payment : receipt.payments()) {
    if (payment.amount_minor() < 0 || payment.amount_minor() > left.value()) {
      return InvalidReceipt("payments", "they pay 0 or more, together at most the total");
    }
    left -= Money(payment.amount_minor());
  }
  TESSERA_RETURN_IF_ERROR(CheckGiven(receipt));
  if (receipt.spent_points() < lines.spent.value()) {
    return InvalidReceipt("spent_points", "it is at least what the lines say");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<engine::Evaluation> ShownEvaluation(const v1::Sale& sale,
                                                   const engine::Evaluation& own) {
  engine::Evaluation evaluation;
  evaluation.program_version = own.program_version;
  evaluation.lines.reserve(own.lines.size());
  for (const engine::LineResult& line : own.lines) {
    engine::LineResult bare;
    bare.line_no = line.line_no;
    bare.gross = line.gross;
    bare.net = line.gross;
    evaluation.lines.push_back(bare);
  }
  TESSERA_RETURN_IF_ERROR(FillAll(sale, evaluation.lines));
  TESSERA_RETURN_IF_ERROR(Total(evaluation));
  if (sale.has_shown_receipt()) {
    TESSERA_RETURN_IF_ERROR(CheckReceipt(sale.shown_receipt(), evaluation));
    evaluation.spent = Points(sale.shown_receipt().spent_points());
  }
  const bool has_member = sale.member().ref_case() != v1::MemberRef::REF_NOT_SET;
  if (!has_member && !(evaluation.earned.is_zero() && evaluation.spent.is_zero())) {
    return Invalid(-1, "points need a card");
  }
  return evaluation;
}

bool SameFigures(const engine::Evaluation& shown, const engine::Evaluation& own) {
  for (size_t i = 0; i < shown.lines.size(); ++i) {
    const engine::LineResult& a = shown.lines[i];
    const engine::LineResult& b = own.lines[i];
    if (a.discount != b.discount || a.redeemed != b.redeemed || a.earned != b.earned ||
        a.spent != b.spent) {
      return false;
    }
  }
  return true;
}

}  // namespace tessera::operations
