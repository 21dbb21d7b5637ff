#include "session.h"

#include <algorithm>
#include <utility>

namespace tessera::till {

using pos::Done;
using pos::Error;
using pos::Result;

const pos::LineResult* Quote::Find(uint32_t line_no) const {
  for (const pos::LineResult& line : lines) {
    if (line.line_no == line_no) return &line;
  }
  return nullptr;
}

Result<Done> Session::Begin(std::string_view sale_id, std::string_view cashier_id,
                            std::string_view currency_code) {
  Result<pos::Sale> sale = plugin_.BeginSale(sale_id, cashier_id, currency_code);
  if (!sale) return sale.error();
  sale_.reset();
  sale_.emplace(std::move(*sale));
  state_ = SaleState::kOpen;
  items_.clear();
  member_state_ = MemberState::kNone;
  member_.reset();
  quote_.reset();
  committed_.reset();
  coupons_.clear();
  scanned_ = {};
  warnings_.clear();
  survey_.reset();
  return Done{};
}

Result<Done> Session::BeginIfNone() {
  if (sale_) return Done{};
  return Begin();
}

Result<int32_t> Session::ScanCard(std::string_view scan) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return TakeMember(sale_->ScanCard(scan));
}

Result<int32_t> Session::SetMember(tessera_identifier_kind kind, std::string_view value) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return TakeMember(sale_->SetMember(kind, value));
}

Result<int32_t> Session::TakeMember(Result<pos::Scan> scanned) {
  scanned_ = {};
  warnings_.clear();
  if (!scanned) return scanned.error();
  scanned_ = scanned->code;
  if (scanned_.warning) warnings_ = scanned->answer.texts(TESSERA_TEXT_CASHIER);
  if (scanned->kind == TESSERA_SCAN_MEMBER) {
    member_state_ = MemberState::kKnown;
    member_ = scanned->answer.member();
  } else if (scanned->kind == TESSERA_SCAN_DEFERRED) {
    member_state_ = MemberState::kDeferred;
    member_.reset();
  }
  return scanned->kind;
}

Result<Done> Session::ClearMember() {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  Result<Done> cleared = sale_->ClearMember();
  if (!cleared) return cleared;
  member_state_ = MemberState::kNone;
  member_.reset();
  return Done{};
}

uint32_t Session::NextLineNo() const {
  uint32_t greatest = 0;
  for (const Item& item : items_) greatest = std::max(greatest, item.line_no);
  return greatest + 1;
}

Result<Done> Session::PutLine(Item& item) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  if (item.line_no == 0) item.line_no = NextLineNo();
  Result<Done> put = sale_->SetLine({item.line_no, item.sku, item.name, item.category, item.brand,
                                     item.labels, item.quantity_milli, item.unit_price_minor,
                                     item.minimum_unit_price_minor, item.flags});
  if (!put) return put;
  const auto same = [&item](const Item& other) { return other.line_no == item.line_no; };
  const auto found = std::find_if(items_.begin(), items_.end(), same);
  if (found == items_.end()) {
    items_.push_back(item);
  } else {
    *found = item;
  }
  return Done{};
}

Result<Done> Session::VoidLine(uint32_t line_no) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  Result<Done> voided = sale_->VoidLine(line_no);
  if (!voided) return voided;
  items_.erase(std::remove_if(items_.begin(), items_.end(),
                              [line_no](const Item& item) { return item.line_no == line_no; }),
               items_.end());
  return Done{};
}

Result<Done> Session::AddCoupon(std::string_view code) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return sale_->AddCoupon(code);
}

Result<Done> Session::RemoveCoupon(std::string_view code) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return sale_->RemoveCoupon(code);
}

Result<Done> Session::SetChoice(std::string_view offer_id, int64_t times) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return sale_->SetChoice(offer_id, times);
}

Result<Done> Session::SetTender(const pos::Tender& tender) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return sale_->SetTender(tender);
}

Result<Done> Session::ClearTenders() {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return sale_->ClearTenders();
}

Result<Done> Session::SetPaymentMethod(std::string_view method) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return sale_->SetPaymentMethod(method);
}

Result<Done> Session::PaymentBegan() {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return sale_->PaymentBegan();
}

Result<Done> Session::TakeQuote(Result<pos::Answer> answer) {
  if (!answer) return answer.error();
  const std::optional<pos::Totals> totals = answer->totals();
  if (!totals) {
    return Error{TESSERA_INTERNAL, "ANSWER_INCOMPLETE", "", "the quote has no totals"};
  }
  quote_ = Quote{*totals,
                 answer->lines(),
                 answer->offers(),
                 answer->texts(TESSERA_TEXT_CASHIER),
                 answer->texts(TESSERA_TEXT_DISPLAY),
                 answer->texts(TESSERA_TEXT_SLIP),
                 answer->gifts(),
                 answer->payments(),
                 answer->stamps(),
                 answer->refused_codes()};
  // The service may know by now whose card it is, or that the balance is another.
  if (std::optional<pos::Member> member = answer->member()) {
    member_ = std::move(member);
    member_state_ = MemberState::kKnown;
  }
  return Done{};
}

Result<Done> Session::AskQuote() {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return TakeQuote(sale_->Quote());
}

Result<Done> Session::Redeem(int64_t points) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  return TakeQuote(sale_->Redeem(points));
}

Result<pos::CommitResult> Session::Commit(const pos::Fiscal& fiscal) {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  Result<pos::Answer> answer = sale_->Commit(fiscal);
  if (!answer) return answer.error();
  state_ = SaleState::kCommitted;
  committed_ = answer->commit();
  coupons_ = answer->coupons();
  survey_ = answer->survey();
  // Durable all the same; only the figures are missing.
  if (!committed_) committed_ = pos::CommitResult{false, sale_->id(), 0, 0, 0, 0, 0, "", ""};
  if (member_ && committed_->delivered) member_->balance_points = committed_->balance_points;
  return *committed_;
}

Result<Done> Session::Cancel() {
  if (Result<Done> begun = BeginIfNone(); !begun) return begun.error();
  Result<Done> cancelled = sale_->Cancel();
  if (cancelled) state_ = SaleState::kCancelled;
  return cancelled;
}

}  // namespace tessera::till
