#include "tessera/operations/tryout/read_receipt.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/engine/history.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/people.h"
#include "tessera/operations/account/returned.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/situation/seen.h"

namespace tessera::operations {
namespace {

// Members that are kept in memory; who comes again after that is read again.
constexpr size_t kMostKept = 100'000;
// A name of a code has 65 bytes in a document, and codes have at most 64: half of the hash is enough.
constexpr size_t kHashedName = 65;
constexpr size_t kShortName = 33;
constexpr int64_t kNoonUs = 43'200'000'000;

void Shorten(std::string* code) {
  if (code->size() == kHashedName && code->front() == '#') code->resize(kShortName);
}

void PutFigures(const v1::Evaluation& evaluation, tryout::Outcome* booked) {
  tryout::Figures& figures = booked->figures;
  figures = tryout::Figures();
  figures.receipts = 1;
  figures.gross = Money(evaluation.gross_minor());
  figures.discount = Money(evaluation.discount_minor());
  figures.redeemed = Money(evaluation.redeemed_minor());
  figures.total = Money(evaluation.total_minor());
  figures.earned = Points(evaluation.earned_points());
  figures.spent = Points(evaluation.spent_points());
}

tryout::Gave& GaveOf(const std::string& offer_id, tryout::Outcome* booked) {
  for (tryout::Gave& gave : booked->offers) {
    if (gave.offer_id == offer_id) return gave;
  }
  return booked->offers.emplace_back(tryout::Gave{offer_id, {}, {}});
}

void PutOffers(const v1::ShownReceipt& shown, tryout::Outcome* booked) {
  for (const v1::ShownOffer& offer : shown.offers()) {
    booked->offers.push_back(
        {offer.offer_id(), Money(offer.discount_minor()), Points(offer.points())});
  }
  for (const v1::IssuedCoupons& issued : shown.issued_coupons()) {
    GaveOf(issued.offer_id(), booked).coupons += issued.coupons();
    booked->figures.coupons += issued.coupons();
  }
  for (const v1::StampResult& stamps : shown.stamps()) {
    GaveOf(stamps.offer_id(), booked).stamps += stamps.stamps();
    booked->figures.stamps += stamps.stamps();
  }
  for (const v1::GiftLine& gift : shown.gifts()) {
    booked->gifts.push_back({gift.sku(), Quantity(gift.quantity_milli())});
  }
}

bool HasWindow(const engine::MemberView& view, int32_t days) {
  return std::any_of(view.activity.begin(), view.activity.end(),
                     [&](const engine::ActivityTotal& total) { return total.days == days; });
}

// How they stood is known from the situation alone.
bool HasCodes(const engine::Basket& basket) {
  return !basket.tenders.empty() ||
         std::any_of(basket.coupon_codes.begin(), basket.coupon_codes.end(),
                     [](const std::string& code) { return absl::StartsWith(code, "#"); });
}

// What is known today of a member whose sale kept nothing.
absl::Status PutToday(storage::ReadTransaction& transaction, const MemberId& member_id,
                      const engine::Basket& basket, engine::MemberView* view) {
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(member_id));
  view->present = true;
  view->spendable = basket.redeem;
  if (!member) return absl::OkStatus();
  view->tier = member->tier;
  view->tags = member->tags;
  view->segments = member->segments;
  view->enrolled_at = member->created_at;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<absl::flat_hash_map<MemberId, MemberId>> MergedMembers(
    storage::ReadTransaction& transaction) {
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  absl::flat_hash_map<MemberId, MemberId> merged;
  TESSERA_ASSIGN_OR_RETURN(const insight::MemberColumns members, LoadMemberColumns(tables));
  for (uint32_t number = 1; number < members.into.size(); ++number) {
    if (members.into[number] == 0) continue;
    TESSERA_ASSIGN_OR_RETURN(const auto from, tables.FindMember(number));
    TESSERA_ASSIGN_OR_RETURN(const auto into, tables.FindMember(members.Present(number)));
    if (from && into) merged.emplace(from->member_id, into->member_id);
  }
  return merged;
}

absl::StatusOr<bool> ReceiptReader::IsOfSegment(storage::ReadTransaction& transaction,
                                                const MemberId& member_id) {
  if (of_segment_.size() >= kMostKept) of_segment_.clear();
  const auto [known, is_new] = of_segment_.try_emplace(member_id, false);
  if (!is_new) return known->second;
  TESSERA_ASSIGN_OR_RETURN(const auto member, FindPresent(transaction, member_id));
  if (!member) return false;
  const auto& segments = member->segments;
  return known->second =
             std::any_of(segments.begin(), segments.end(), [this](const std::string& segment) {
               return tried_.segments.count(segment) > 0;
             });
}

absl::Status ReceiptReader::AddBirthday(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const MemberId& member_id, engine::MemberView* view) {
  if (birthdays_.size() >= kMostKept) birthdays_.clear();
  const auto [known, is_new] = birthdays_.try_emplace(member_id);
  if (is_new) {
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(member_id));
    if (member) {
      TESSERA_ASSIGN_OR_RETURN(const v1::MemberProfile profile, ProfileOf(context, *member));
      if (profile.birth_month() != 0) {
        known->second = engine::Birthday{profile.birth_month(), profile.birth_day()};
      }
    }
  }
  view->birthday = known->second;
  return absl::OkStatus();
}

bool ReceiptReader::AsksMore(const engine::MemberView& view) const {
  if (asked_.purchases && !view.purchases) return true;
  return std::any_of(asked_.activity_days.begin(), asked_.activity_days.end(),
                     [&](int32_t days) { return !HasWindow(view, days); });
}

absl::Status ReceiptReader::RememberDays(storage::ReadTransaction& transaction,
                                         const MemberId& member_id,
                                         const ledger::PurchaseDay& so_far,
                                         engine::MemberView* view) {
  estimated_ = true;
  const int32_t today = so_far.day;
  TESSERA_ASSIGN_OR_RETURN(const auto days, transaction.ListPurchaseDays(member_id, 0));
  for (const int32_t length : asked_.activity_days) {
    if (HasWindow(*view, length)) continue;
    engine::ActivityTotal total{length, so_far.spend, so_far.visits};
    for (const ledger::PurchaseDay& day : days) {
      if (day.day <= today - length || day.day >= today) continue;
      total.spend += day.spend;
      total.visits += day.visits;
    }
    view->activity.push_back(total);
  }
  if (!asked_.purchases || view->purchases) return absl::OkStatus();
  int64_t purchases = so_far.visits;
  std::optional<int32_t> last;
  for (const ledger::PurchaseDay& day : days) {
    if (day.day >= today || day.visits == 0) continue;
    purchases += day.visits;
    last = day.day;
  }
  if (so_far.visits > 0) last = today;
  view->purchases = purchases;
  if (last) view->last_purchase_at = Instant{int64_t{*last} * Days(1).us + kNoonUs};
  return absl::OkStatus();
}

absl::Status ReceiptReader::PutSegments(const Context& context,
                                        storage::ReadTransaction& transaction,
                                        const SegmentsAsked& asked, tryout::Receipt* receipt) {
  const auto put = [&](SegmentsThen* then,
                       std::optional<std::vector<std::string>>* segments) -> absl::Status {
    if (then == nullptr) return absl::OkStatus();
    std::vector<std::string> own;
    TESSERA_ASSIGN_OR_RETURN(const bool are_other,
                             then->Put(context, transaction, asked, receipt->view, &own));
    if (are_other) *segments = std::move(own);
    return absl::OkStatus();
  };
  TESSERA_RETURN_IF_ERROR(put(beside_.tried.get(), &receipt->tried_segments));
  return put(beside_.against.get(), &receipt->against_segments);
}

absl::Status ReceiptReader::RememberMember(const Context& context,
                                           storage::ReadTransaction& transaction,
                                           tryout::Receipt* receipt) {
  const MemberId& member_id = *receipt->member_id;
  if (!receipt->has_situation) {
    TESSERA_RETURN_IF_ERROR(PutToday(transaction, member_id, receipt->basket, &receipt->view));
  }
  if (asked_.birthday) {
    TESSERA_RETURN_IF_ERROR(AddBirthday(context, transaction, member_id, &receipt->view));
  }
  const bool asks_segments = beside_.tried != nullptr || beside_.against != nullptr;
  if (!asked_.purchases && asked_.activity_days.empty() && !asks_segments) return absl::OkStatus();
  ledger::PurchaseDay& so_far = today_[member_id];
  const int32_t today = engine::DayOfProgram(*beside_.calendar, receipt->at);
  if (so_far.day != today) so_far = ledger::PurchaseDay{today, 0, {}, {}};
  if (AsksMore(receipt->view)) {
    TESSERA_RETURN_IF_ERROR(RememberDays(transaction, member_id, so_far, &receipt->view));
  }
  if (asks_segments) {
    const SegmentsAsked asked{member_id, receipt->booked_at, today, receipt->has_situation, so_far};
    TESSERA_RETURN_IF_ERROR(PutSegments(context, transaction, asked, receipt));
  }
  so_far.spend += receipt->booked.figures.total;
  ++so_far.visits;
  return absl::OkStatus();
}

absl::StatusOr<ReceiptReader::Found> ReceiptReader::Read(const Context& context,
                                                         storage::ReadTransaction& transaction,
                                                         const storage::Sale& sale,
                                                         tryout::Receipt* receipt) {
  if (!tried_.store_ids.empty() && tried_.store_ids.count(sale.store_id) == 0) return Found::kOther;
  arena_.Reset();
  auto* const document = google::protobuf::Arena::CreateMessage<v1::Sale>(&arena_);
  auto* const evaluation = google::protobuf::Arena::CreateMessage<v1::Evaluation>(&arena_);
  document_ = document;
  if (!document->ParseFromString(sale.document)) return Found::kUnreadable;
  const Instant at = RulesTimeOf(*document, sale.booked_at);
  if ((tried_.days.first_at && at < *tried_.days.first_at) ||
      (tried_.days.end_at && at >= *tried_.days.end_at)) {
    return Found::kOther;
  }
  if (!tried_.segments.empty()) {
    if (!sale.member_id) return Found::kOther;
    TESSERA_ASSIGN_OR_RETURN(const bool is_of_segment, IsOfSegment(transaction, *sale.member_id));
    if (!is_of_segment) return Found::kOther;
  }
  if (!evaluation->ParseFromString(sale.evaluation)) return Found::kUnreadable;
  *receipt = tryout::Receipt();
  receipt->sale_id = sale.sale_id;
  receipt->receipt_no = sale.receipt_no;
  receipt->at = at;
  receipt->booked_at = sale.booked_at;
  receipt->member_id = sale.member_id;
  if (!beside_.merged.empty() && sale.member_id) {
    const auto into = beside_.merged.find(*sale.member_id);
    if (into != beside_.merged.end()) receipt->member_id = into->second;
  }
  receipt->basket = codec::BasketFromProto(document->basket(), sale.store_id);
  for (std::string& code : receipt->basket.coupon_codes) Shorten(&code);
  for (engine::Tender& tender : receipt->basket.tenders) Shorten(&tender.code);
  receipt->has_situation = situation::Recall(sale.situation, receipt->basket, &receipt->view);
  if (!receipt->has_situation) {
    if (HasCodes(receipt->basket)) return Found::kForgotten;
    receipt->view = engine::MemberView();
  }
  PutFigures(*evaluation, &receipt->booked);
  PutOffers(document->shown_receipt(), &receipt->booked);
  if (receipt->member_id) {
    TESSERA_RETURN_IF_ERROR(RememberMember(context, transaction, receipt));
  } else {
    receipt->has_situation = true;
  }
  return Found::kReceipt;
}

absl::StatusOr<std::optional<Instant>> ReceiptReader::ReturnedAt(
    storage::ReadTransaction& transaction, const storage::Sale& sale) {
  if (sale.refunds == 0) return std::optional<Instant>();
  TESSERA_ASSIGN_OR_RETURN(const Returned returned, ReturnedOf(transaction, sale.sale_id));
  for (const v1::Line& line : document_->basket().lines()) {
    if (returned.QuantityOf(line.line_no()) < line.quantity_milli()) return std::optional<Instant>();
  }
  TESSERA_ASSIGN_OR_RETURN(const auto refunds, transaction.ListRefunds(sale.sale_id));
  if (refunds.empty()) return std::optional<Instant>();
  return std::optional<Instant>(refunds.back().booked_at);
}

}  // namespace tessera::operations
