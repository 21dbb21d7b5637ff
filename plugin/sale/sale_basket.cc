// What goes into a sale: its lines, and how the customer wants to save and pay.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tessera/base/bank_card.h"
#include "tessera/base/status.h"
#include "tessera/engine/evaluate.h"
#include "tessera/plugin/sale/sale.h"

namespace tessera::plugin {
namespace {

// The engine names the place in the basket; who calls gave one line only.
absl::Status OfOneLine(const absl::Status& status) {
  return MakeError(status.code(), ReasonOf(status),
                   absl::StripPrefix(FieldOf(status), "lines[0]."), status.message());
}

// A code travels, and is kept in the outbox: never what a customer pays with.
absl::Status CheckCode(absl::string_view code, absl::string_view field) {
  if (!HoldsBankCard(code, Carrier::kTyped)) return absl::OkStatus();
  return InvalidInput("BANK_CARD_REFUSED", field, "this looks like a bank card, not like a code");
}

}  // namespace

absl::Status Sale::SetLine(engine::Line line) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  engine::Basket alone;
  alone.lines.push_back(line);
  if (const absl::Status status = engine::CheckBasket(alone); !status.ok()) {
    return OfOneLine(status);
  }
  const auto place =
      std::find_if(basket_.lines.begin(), basket_.lines.end(),
                   [&](const engine::Line& one) { return one.line_no == line.line_no; });
  if (place != basket_.lines.end()) {
    if (*place == line) return absl::OkStatus();
    *place = std::move(line);
  } else {
    if (basket_.lines.size() >= engine::kMaximumLines) {
      return InvalidInput("TOO_MANY_LINES", "line_no",
                          absl::StrCat("a sale has at most ", engine::kMaximumLines, " lines"));
    }
    basket_.lines.push_back(std::move(line));
  }
  changed_ = true;
  return absl::OkStatus();
}

absl::Status Sale::VoidLine(uint32_t line_no) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  const auto place = std::find_if(basket_.lines.begin(), basket_.lines.end(),
                                  [&](const engine::Line& one) { return one.line_no == line_no; });
  if (place == basket_.lines.end()) {
    return NotFound("LINE_UNKNOWN", "line_no", "the sale has no line of this number");
  }
  basket_.lines.erase(place);
  changed_ = true;
  return absl::OkStatus();
}

absl::Status Sale::Take(engine::Basket changed, absl::string_view field) {
  if (const absl::Status status = engine::CheckBasket(changed); !status.ok()) {
    return MakeError(status.code(), ReasonOf(status), field, status.message());
  }
  if (changed == basket_) return absl::OkStatus();
  basket_ = std::move(changed);
  changed_ = true;
  return absl::OkStatus();
}

absl::Status Sale::AddCoupon(absl::string_view code) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  if (code.empty()) return InvalidInput("CODE_INVALID", "code", "type the coupon's code");
  TESSERA_RETURN_IF_ERROR(CheckCode(code, "code"));
  engine::Basket changed = basket_;
  std::vector<std::string>& codes = changed.coupon_codes;
  if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.emplace_back(code);
  return Take(std::move(changed), "code");
}

absl::Status Sale::RemoveCoupon(absl::string_view code) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  engine::Basket changed = basket_;
  std::vector<std::string>& codes = changed.coupon_codes;
  const auto place = std::find(codes.begin(), codes.end(), code);
  if (place == codes.end()) {
    return NotFound("CODE_UNKNOWN", "code", "this code is not on the sale");
  }
  codes.erase(place);
  return Take(std::move(changed), "code");
}

absl::Status Sale::SetChoice(absl::string_view offer_id, int64_t times) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  if (offer_id.empty()) return InvalidInput("CHOICE_INVALID", "offer_id", "name the offer");
  engine::Basket changed = basket_;
  std::vector<engine::Choice>& choices = changed.choices;
  const auto place = std::find_if(choices.begin(), choices.end(), [&](const engine::Choice& one) {
    return one.offer_id == offer_id;
  });
  if (times == 0) {
    if (place != choices.end()) choices.erase(place);
  } else if (place != choices.end()) {
    place->times = times;
  } else {
    choices.push_back({std::string(offer_id), times});
  }
  return Take(std::move(changed), "times");
}

absl::Status Sale::SetTender(engine::Tender tender) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  if (tender.code.empty() == (tender.kind == engine::TenderKind::kGiftCard)) {
    return InvalidInput("TENDER_INVALID", "code", "a gift card has a code, the wallet has none");
  }
  TESSERA_RETURN_IF_ERROR(CheckCode(tender.code, "code"));
  engine::Basket changed = basket_;
  std::vector<engine::Tender>& tenders = changed.tenders;
  const auto place = std::find_if(tenders.begin(), tenders.end(), [&](const engine::Tender& one) {
    return one.kind == tender.kind && one.code == tender.code;
  });
  if (place != tenders.end()) {
    place->amount = tender.amount;
  } else {
    tenders.push_back(std::move(tender));
  }
  return Take(std::move(changed), "tender");
}

absl::Status Sale::ClearTenders() {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  engine::Basket changed = basket_;
  changed.tenders.clear();
  return Take(std::move(changed), "tender");
}

absl::Status Sale::SetPaymentMethod(absl::string_view method) {
  TESSERA_RETURN_IF_ERROR(CheckOpen());
  engine::Basket changed = basket_;
  changed.payment_method = std::string(method);
  return Take(std::move(changed), "payment_method");
}

}  // namespace tessera::plugin
