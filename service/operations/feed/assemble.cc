#include "tessera/operations/feed/assemble.h"

#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/ledger_proto.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/operations/feed/states.h"
#include "tessera/operations/feed/stored_fields.h"
#include "tessera/storage/follow_ups.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/stores.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

using storage::EventKind;

absl::Status PointsToNothing(const storage::Event& event) {
  return Broken(absl::StrCat("event ", event.event_no, " of partition ", event.partition,
                             " points to nothing"));
}

template <size_t N>
std::optional<std::array<uint8_t, N>> ArrayOf(absl::string_view bytes) {
  std::array<uint8_t, N> array;
  if (bytes.size() != N) return std::nullopt;
  std::memcpy(array.data(), bytes.data(), N);
  return array;
}

// Both parts of "one, line feed, other".
std::pair<std::string, std::string> Halves(const std::string& key) {
  return absl::StrSplit(key, absl::MaxSplits('\n', 1));
}

}  // namespace

absl::StatusOr<bool> EventAssembler::Fill(const storage::Event& event, feed::FeedEvent* message) {
  if (!filter_.Wants(event.kind)) return false;
  if (filter_.member_id && event.member_id != filter_.member_id) return false;
  if (event.member_id) message->set_member_id(event.member_id->ToText());
  return FillOne(event, message);
}

absl::StatusOr<bool> EventAssembler::FillOne(const storage::Event& event,
                                             feed::FeedEvent* message) {
  switch (event.kind) {
    case EventKind::kMember:
    case EventKind::kSegments: return FillMember(event, message);
    case EventKind::kCard: return FillCard(event, message);
    case EventKind::kSale: return FillSale(event, message);
    case EventKind::kRefund: return FillRefund(event, message);
    case EventKind::kEntry: return FillEntry(event, message);
    case EventKind::kTier: {
      auto [now, before] = Halves(event.key);
      message->mutable_tier()->set_tier(std::move(now));
      message->mutable_tier()->set_former_tier(std::move(before));
      return true;
    }
    case EventKind::kCoupon: return FillCoupon(event, message);
    case EventKind::kTender: return FillTender(event, message);
    case EventKind::kProgram: return FillProgram(event, message);
    case EventKind::kTerminal: return FillTerminal(event, message);
    case EventKind::kSurveyAnswer: return FillAnswer(event, message);
    case EventKind::kFollowUp: return FillFollowUp(event, message);
    case EventKind::kStore: return FillStore(event, message);
  }
  return Broken(absl::StrCat("an event has the unknown kind ", static_cast<int>(event.kind)));
}

absl::StatusOr<bool> EventAssembler::FillMember(const storage::Event& event,
                                                feed::FeedEvent* message) {
  if (!event.member_id) return PointsToNothing(event);
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.FindMember(*event.member_id));
  if (!member) return PointsToNothing(event);
  if (event.kind == EventKind::kSegments) {
    *message->mutable_segments() = SegmentsStateOf(*member);
    return true;
  }
  TESSERA_ASSIGN_OR_RETURN(*message->mutable_member(),
                           MemberStateOf(context_, *member, filter_.with_profiles));
  return true;
}

absl::StatusOr<bool> EventAssembler::FillCard(const storage::Event& event,
                                              feed::FeedEvent* message) {
  TESSERA_ASSIGN_OR_RETURN(const IdentifierHash hash, ParseIdentifierHash(event.key, "key"));
  TESSERA_ASSIGN_OR_RETURN(const auto row, transaction_.FindIdentifier(hash));
  if (!row) return PointsToNothing(event);
  *message->mutable_card() = CardStateOf(*row);
  return true;
}

absl::StatusOr<bool> EventAssembler::FillSale(const storage::Event& event,
                                              feed::FeedEvent* message) {
  TESSERA_ASSIGN_OR_RETURN(const auto sale, Reading(transaction_).events().FindSale(event.number));
  if (!sale) return PointsToNothing(event);
  return Put(*sale, message);
}

absl::StatusOr<bool> EventAssembler::Put(const storage::Sale& sale, feed::FeedEvent* message) {
  if (!filter_.WantsStore(sale.store_id)) return false;
  feed::SaleEvent* event = message->mutable_sale();
  feed::BookedSale* booked = event->mutable_sale();
  std::array<StoredNumber, 2> sums = {{{v1::Evaluation::kGrossMinorFieldNumber},
                                       {v1::Evaluation::kTotalMinorFieldNumber}}};
  std::array<StoredNumber, 1> offline = {{{v1::Sale::kQuotedOfflineFieldNumber}}};
  if (!FindNumbers(sale.evaluation, absl::MakeSpan(sums)) ||
      !FindNumbers(sale.document, absl::MakeSpan(offline))) {
    return Broken("a stored sale is unreadable");
  }
  booked->set_result(sale.answer);
  booked->set_store_id(sale.store_id);
  booked->set_terminal_id(sale.terminal_id);
  booked->set_receipt_no(sale.receipt_no);
  booked->set_gross_minor(sums[0].value);
  booked->set_total_minor(sums[1].value);
  booked->set_refunds(sale.refunds);
  booked->set_quoted_offline(offline[0].value != 0);
  if (filter_.without_lines) return true;
  event->set_document(sale.document);
  event->set_evaluation(sale.evaluation);
  return true;
}

absl::StatusOr<bool> EventAssembler::FillRefund(const storage::Event& event,
                                                feed::FeedEvent* message) {
  const storage::Events& events = Reading(transaction_).events();
  if (event.key == storage::kWithoutSale) {
    TESSERA_ASSIGN_OR_RETURN(const auto refund, events.FindRefundWithoutSale(event.number));
    if (!refund) return PointsToNothing(event);
    return Put(*refund, message);
  }
  TESSERA_ASSIGN_OR_RETURN(const auto refund, events.FindRefund(event.number));
  if (!refund) return PointsToNothing(event);
  if (event.member_id) message->mutable_refund()->set_member_id(event.member_id->ToText());
  return Put(*refund, message);
}

absl::StatusOr<bool> EventAssembler::Put(const storage::Refund& refund, feed::FeedEvent* message) {
  feed::RefundEvent* event = message->mutable_refund();
  // Where it was returned stands in the document alone.
  if (!filter_.store_ids.empty()) {
    v1::Refund document;
    if (!document.ParseFromString(refund.document)) return Broken("a stored refund is unreadable");
    if (!filter_.WantsStore(document.store_id())) return false;
  }
  event->set_result(refund.answer);
  if (!filter_.without_lines) event->set_document(refund.document);
  return true;
}

absl::StatusOr<bool> EventAssembler::Put(const storage::RefundWithoutSale& refund,
                                         feed::FeedEvent* message) {
  storage::Refund same;
  same.document = refund.document;
  same.answer = refund.answer;
  if (refund.member_id) message->mutable_refund()->set_member_id(refund.member_id->ToText());
  return Put(same, message);
}

absl::StatusOr<bool> EventAssembler::FillEntry(const storage::Event& event,
                                               feed::FeedEvent* message) {
  if (!event.member_id) return PointsToNothing(event);
  TESSERA_ASSIGN_OR_RETURN(const auto entry,
                           transaction_.FindEntry(*event.member_id, event.number));
  if (!entry) return PointsToNothing(event);
  Put(*event.member_id, *entry, message);
  return true;
}

void EventAssembler::Put(const MemberId& account_id, const ledger::Entry& entry,
                         feed::FeedEvent* message) {
  message->mutable_entry()->set_account_id(account_id.ToText());
  *message->mutable_entry()->mutable_entry() = EntryToProto(entry);
}

absl::StatusOr<bool> EventAssembler::FillCoupon(const storage::Event& event,
                                                feed::FeedEvent* message) {
  const auto code = ArrayOf<std::tuple_size_v<CodeHash>>(event.key);
  if (!code) return PointsToNothing(event);
  TESSERA_ASSIGN_OR_RETURN(const auto coupon, transaction_.FindCoupon(*code));
  if (!coupon) return PointsToNothing(event);
  TESSERA_ASSIGN_OR_RETURN(*message->mutable_coupon(), CouponEventOf(transaction_, *coupon));
  return true;
}

absl::StatusOr<bool> EventAssembler::FillTender(const storage::Event& event,
                                                feed::FeedEvent* message) {
  const auto id = ArrayOf<16>(absl::string_view(event.key).substr(event.key.empty() ? 0 : 1));
  if (!id) return PointsToNothing(event);
  const ledger::TenderKey key{static_cast<ledger::TenderKind>(event.key[0]), *id};
  TESSERA_ASSIGN_OR_RETURN(const auto entries,
                           transaction_.ListTenderEntries(key, event.number - 1, 1));
  if (entries.empty() || entries[0].entry_no != event.number) return PointsToNothing(event);
  *message->mutable_tender() = TenderEventOf(key, entries[0]);
  return true;
}

absl::StatusOr<bool> EventAssembler::FillProgram(const storage::Event& event,
                                                 feed::FeedEvent* message) {
  TESSERA_ASSIGN_OR_RETURN(const auto publication,
                           Reading(transaction_).publications().Find(event.number));
  if (!publication) return PointsToNothing(event);
  *message->mutable_program() = PublicationToProto(*publication);
  return true;
}

absl::StatusOr<bool> EventAssembler::FillTerminal(const storage::Event& event,
                                                  feed::FeedEvent* message) {
  const auto [store_id, terminal_id] = Halves(event.key);
  if (!filter_.WantsStore(store_id)) return false;
  TESSERA_ASSIGN_OR_RETURN(const auto row, transaction_.FindTerminal(store_id, terminal_id));
  if (!row) return false;  // taken off the list since
  TESSERA_ASSIGN_OR_RETURN(*message->mutable_terminal(),
                           TerminalStateOf(context_, transaction_, *row));
  return true;
}

absl::StatusOr<bool> EventAssembler::FillAnswer(const storage::Event& event,
                                                feed::FeedEvent* message) {
  TESSERA_ASSIGN_OR_RETURN(const auto answer,
                           Reading(transaction_).follow_ups().FindAnswerByNo(event.number));
  if (!answer) return PointsToNothing(event);
  return Put(*answer, message);
}

absl::StatusOr<bool> EventAssembler::Put(const storage::SurveyAnswer& answer,
                                         feed::FeedEvent* message) {
  TESSERA_ASSIGN_OR_RETURN(*message->mutable_survey_answer(), SurveyAnswerOf(context_, answer));
  return filter_.WantsStore(message->survey_answer().store_id());
}

absl::StatusOr<bool> EventAssembler::FillFollowUp(const storage::Event& event,
                                                  feed::FeedEvent* message) {
  TESSERA_ASSIGN_OR_RETURN(const auto row,
                           Reading(transaction_).follow_ups().FindFollowUp(event.number));
  if (!row) return PointsToNothing(event);
  TESSERA_ASSIGN_OR_RETURN(*message->mutable_follow_up(),
                           FollowUpOf(context_, transaction_, *row));
  return true;
}

absl::StatusOr<bool> EventAssembler::FillStore(const storage::Event& event,
                                               feed::FeedEvent* message) {
  TESSERA_ASSIGN_OR_RETURN(const auto row, Reading(transaction_).stores().FindStore(event.key));
  if (!row) return PointsToNothing(event);
  TESSERA_ASSIGN_OR_RETURN(*message->mutable_store(), ChainStoreOf(transaction_, *row));
  return true;
}

}  // namespace tessera::operations
