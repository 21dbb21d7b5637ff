#include <algorithm>
#include <cstdlib>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/base/utf8.h"
#include "tessera/engine/evaluate.h"

namespace tessera::engine {
namespace {

constexpr uint32_t kHighestLineNo = 1'000'000;
constexpr size_t kMostLabels = 32;
constexpr size_t kMostCoupons = 32;
constexpr size_t kMostChoices = 32;
constexpr size_t kMostTenders = 16;
constexpr int64_t kMostTimes = 1'000;
constexpr int64_t kLargestQuantity = 1'000'000'000;
constexpr int64_t kLargestUnitPrice = 1'000'000'000'000;

absl::Status CheckText(absl::string_view text, size_t longest, absl::string_view field) {
  if (text.size() > longest) {
    return InvalidInput("TEXT_TOO_LONG", field, absl::StrCat("at most ", longest, " bytes"));
  }
  if (!IsUtf8(text)) return InvalidInput("TEXT_INVALID", field, "must be UTF-8");
  return absl::OkStatus();
}

absl::Status CheckPrice(Money price, absl::string_view field) {
  if (!price.is_negative() && price.value() <= kLargestUnitPrice) return absl::OkStatus();
  return InvalidInput("PRICE_INVALID", field,
                      absl::StrCat("must be 0 to ", kLargestUnitPrice, " minor units"));
}

absl::Status CheckLabels(const std::vector<std::string>& labels) {
  if (labels.size() > kMostLabels) {
    return InvalidInput("TOO_MANY_LABELS", "labels", absl::StrCat("at most ", kMostLabels));
  }
  for (const std::string& label : labels) TESSERA_RETURN_IF_ERROR(CheckText(label, 64, "labels"));
  return absl::OkStatus();
}

absl::Status CheckLine(const Line& line) {
  if (line.line_no < 1 || line.line_no > kHighestLineNo) {
    return InvalidInput("LINE_NO_INVALID", "line_no", "must be 1 to 1,000,000");
  }
  if (line.sku.empty() || line.sku.size() > 64 || !IsUtf8(line.sku)) {
    return InvalidInput("BASKET_SKU_INVALID", "sku", "must be 1 to 64 bytes of UTF-8");
  }
  TESSERA_RETURN_IF_ERROR(CheckText(line.name, 256, "name"));
  TESSERA_RETURN_IF_ERROR(CheckText(line.category, 256, "category"));
  TESSERA_RETURN_IF_ERROR(CheckText(line.brand, 64, "brand"));
  TESSERA_RETURN_IF_ERROR(CheckLabels(line.labels));
  if (line.quantity.value() < 1 || line.quantity.value() > kLargestQuantity) {
    return InvalidInput("QUANTITY_INVALID", "quantity_milli",
                        "must be 1 to 1,000,000,000 thousandths; void lines by leaving them out");
  }
  const int64_t price = line.unit_price.value();
  if (price < -kLargestUnitPrice || price > kLargestUnitPrice) {
    return InvalidInput("PRICE_INVALID", "unit_price_minor",
                        absl::StrCat("must be at most ", kLargestUnitPrice, " minor units"));
  }
  return CheckPrice(line.minimum_unit_price, "minimum_unit_price_minor");
}

absl::Status CheckChoices(const std::vector<Choice>& choices) {
  if (choices.size() > kMostChoices) {
    return InvalidInput("TOO_MANY_ITEMS", "choices", absl::StrCat("at most ", kMostChoices));
  }
  for (size_t i = 0; i < choices.size(); ++i) {
    const bool repeated = std::any_of(
        choices.begin(), choices.begin() + static_cast<std::ptrdiff_t>(i),
        [&](const Choice& other) { return other.offer_id == choices[i].offer_id; });
    if (choices[i].times < 1 || choices[i].times > kMostTimes || repeated) {
      return InvalidInput("CHOICE_INVALID", absl::StrCat("choices[", i, "]"),
                          "name each offer once, 1 to 1,000 times");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTenders(const std::vector<Tender>& tenders) {
  if (tenders.size() > kMostTenders) {
    return InvalidInput("TOO_MANY_ITEMS", "tenders", absl::StrCat("at most ", kMostTenders));
  }
  for (size_t i = 0; i < tenders.size(); ++i) {
    const std::string field = absl::StrCat("tenders[", i, "]");
    TESSERA_RETURN_IF_ERROR(CheckText(tenders[i].code, 64, field + ".code"));
    const bool repeated = std::any_of(
        tenders.begin(), tenders.begin() + static_cast<std::ptrdiff_t>(i), [&](const Tender& other) {
          return other.kind == tenders[i].kind && other.code == tenders[i].code;
        });
    if (tenders[i].kind == TenderKind::kUnknown || tenders[i].amount.is_negative() || repeated) {
      return InvalidInput("TENDER_INVALID", field,
                          "name the kind, an amount of 0 or more, and each one once");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLines(const std::vector<Line>& lines) {
  absl::flat_hash_set<uint32_t> numbers;  // only kept where they do not rise, as a till's do
  bool rising = true;
  int64_t gross = 0;
  for (size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const auto in_line = [i](const absl::Status& status) {
      return InField(absl::StrCat("lines[", i, "]"), status);
    };
    if (absl::Status status = CheckLine(line); !status.ok()) return in_line(status);
    if (rising && i > 0 && line.line_no <= lines[i - 1].line_no) {
      rising = false;
      for (size_t k = 0; k < i; ++k) numbers.insert(lines[k].line_no);
    }
    if (!rising && !numbers.insert(line.line_no).second) {
      return in_line(InvalidInput("LINE_NO_REPEATED", "line_no", "two lines have this number"));
    }
    const auto amount = MultiplyDivide(std::abs(line.unit_price.value()), line.quantity.value(),
                                       kOnePiece.value(), Rounding::kUp);
    const auto sum = amount ? CheckedAdd(gross, *amount) : std::nullopt;
    if (!sum) {
      return in_line(InvalidInput("AMOUNT_OVERFLOW", "", "the receipt's total is beyond counting"));
    }
    gross = *sum;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBasket(const Basket& basket) {
  if (basket.lines.size() > kMaximumLines) {
    return InvalidInput("TOO_MANY_LINES", "lines",
                        absl::StrCat("at most ", kMaximumLines, " lines; split the sale"));
  }
  // Whether it is the right one is for the program to say; it must only be fit to be sent.
  TESSERA_RETURN_IF_ERROR(CheckText(basket.currency_code, 64, "currency_code"));
  TESSERA_RETURN_IF_ERROR(CheckLines(basket.lines));
  if (basket.coupon_codes.size() > kMostCoupons) {
    return InvalidInput("TOO_MANY_COUPONS", "coupon_codes", absl::StrCat("at most ", kMostCoupons));
  }
  for (const std::string& code : basket.coupon_codes) {
    TESSERA_RETURN_IF_ERROR(CheckText(code, 64, "coupon_codes"));
  }
  if (basket.redeem.is_negative()) {
    return InvalidInput("POINTS_INVALID", "redeem_points", "must be 0 or more");
  }
  TESSERA_RETURN_IF_ERROR(CheckText(basket.payment_method, 64, "payment_method"));
  TESSERA_RETURN_IF_ERROR(CheckChoices(basket.choices));
  return CheckTenders(basket.tenders);
}

}  // namespace tessera::engine
