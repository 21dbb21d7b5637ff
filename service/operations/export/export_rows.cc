#include "tessera/operations/export/export_rows.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/account/voucher_proto.h"
#include "tessera/operations/common/ledger_proto.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/operations/feed/filter.h"
#include "tessera/operations/feed/read_feed_snapshot.h"
#include "tessera/operations/members/list_acts.h"
#include "tessera/operations/stores/list_stores.h"
#include "tessera/operations/stores/list_terminals.h"
#include "tessera/operations/surveys/list_follow_ups.h"
#include "tessera/operations/surveys/list_survey_answers.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr int kPortion = 500;
constexpr int kMostRows = 1'000;
constexpr size_t kPartBytes = 1 << 20;  // until the row that exceeds it

class Appender {
 public:
  Appender(const Context& context, storage::ReadTransaction& transaction,
           const v1::ExportRequest& request, ExportPlace& place, v1::ExportResponse* part)
      : context_(context), transaction_(transaction), request_(request), place_(place), part_(part) {}

  absl::Status Append() {
    switch (request_.kind()) {
      case v1::EXPORT_KIND_MEMBERS: return OfFeed(v1::FEED_KIND_MEMBER);
      case v1::EXPORT_KIND_CARDS: return OfFeed(v1::FEED_KIND_CARD);
      case v1::EXPORT_KIND_BALANCES: 
        return OfMembers([this](auto& member, int64_t) { return Balance(member); });
      case v1::EXPORT_KIND_LOTS: 
        return OfMembers([this](auto& member, int64_t after) { return Lots(member, after); });
      case v1::EXPORT_KIND_ENTRIES: return OfFeed(v1::FEED_KIND_ENTRY);
      case v1::EXPORT_KIND_SALES: return OfFeed(v1::FEED_KIND_SALE);
      case v1::EXPORT_KIND_REFUNDS: return OfFeed(v1::FEED_KIND_REFUND);
      case v1::EXPORT_KIND_COUPONS: return OfFeed(v1::FEED_KIND_COUPON);
      case v1::EXPORT_KIND_GIFT_CARDS: return GiftCards();
      case v1::EXPORT_KIND_PRODUCTS: return Products();
      case v1::EXPORT_KIND_SURVEY_ANSWERS: return SurveyAnswers();
      case v1::EXPORT_KIND_FOLLOW_UPS: return FollowUps();
      case v1::EXPORT_KIND_TERMINALS: return Terminals();
      case v1::EXPORT_KIND_STORES: return Stores();
      case v1::EXPORT_KIND_PROGRAMS: return Versions();
      case v1::EXPORT_KIND_ACTS: return Acts();
      default: return InvalidInput("EXPORT_KIND_INVALID", "kind", "send a kind of rows");
    }
  }

 private:
  using Reading = const storage::ReadTransaction&;

  // What the feed's snapshot has: the same rows in the same order.
  absl::Status OfFeed(v1::FeedKind kind) {
    v1::FeedFilter wish;
    wish.add_kinds(kind);
    if (!request_.store_id().empty()) wish.add_store_ids(request_.store_id());
    wish.set_with_profiles(request_.with_profiles());
    TESSERA_ASSIGN_OR_RETURN(const FeedFilter filter, ReadFeedFilter(wish));
    SnapshotPlace at;
    at.stage = place_.stage;
    at.after = place_.after;
    at.done = place_.done;
    TESSERA_ASSIGN_OR_RETURN(const feed::Part part,
                             ReadFeedSnapshotPart(context_, transaction_, filter, at));
    place_.stage = at.stage;
    place_.after = at.after;
    place_.done = at.done;
    place_.whole = at.stage == kSnapshotStages;
    for (const feed::FeedEvent& event : part.events()) {
      TESSERA_RETURN_IF_ERROR(Add(event, part_->add_rows()));
    }
    return absl::OkStatus();
  }

  static absl::Status Add(const feed::FeedEvent& event, v1::ExportRow* row) {
    switch (event.event_case()) {
      case feed::FeedEvent::kMember: *row->mutable_member() = event.member(); break;
      case feed::FeedEvent::kCard: *row->mutable_card() = event.card(); break;
      case feed::FeedEvent::kEntry: *row->mutable_entry() = event.entry(); break;
      case feed::FeedEvent::kCoupon: *row->mutable_coupon() = event.coupon(); break;
      // Documents stand there as bytes: the same on the wire.
      case feed::FeedEvent::kSale: return Copy(event.sale(), row->mutable_sale());
      case feed::FeedEvent::kRefund: return Copy(event.refund(), row->mutable_refund());
      default: return Broken("a snapshot has a row that was not asked for");
    }
    return absl::OkStatus();
  }

  template <typename From, typename To>
  static absl::Status Copy(const From& from, To* to) {
    return to->ParseFromString(from.SerializeAsString()) ? absl::OkStatus()
                                                         : Broken("a stored document is unreadable");
  }

  bool HasRoom() const { return part_->rows_size() < kMostRows && bytes_ < kPartBytes; }

  // Counts the last row.
  void Added() {
    ++place_.done;
    bytes_ += part_->rows(part_->rows_size() - 1).ByteSizeLong();
  }

  template <typename Append>
  absl::Status OfMembers(Append append) {
    // One with more rows than fit is gone on with: "id", line feed, the number of the last.
    const std::pair<std::string, std::string> after =
        absl::StrSplit(place_.after, absl::MaxSplits('\n', 1));
    std::optional<MemberId> behind;
    if (!after.first.empty()) {
      TESSERA_ASSIGN_OR_RETURN(behind, MemberId::Parse(after.first, "resume"));
    }
    if (!after.second.empty()) {
      int64_t number = 0;
      if (!absl::SimpleAtoi(after.second, &number)) return InvalidResume();
      TESSERA_RETURN_IF_ERROR(OfMember(*behind, number, append));
    }
    TESSERA_ASSIGN_OR_RETURN(const auto ids, transaction_.ListMembers(behind, kPortion));
    for (const MemberId& member_id : ids) {
      if (!HasRoom()) return absl::OkStatus();
      TESSERA_RETURN_IF_ERROR(OfMember(member_id, 0, append));
    }
    place_.whole = ids.size() < kPortion && HasRoom();
    return absl::OkStatus();
  }

  template <typename Append>
  absl::Status OfMember(const MemberId& member_id, int64_t after, Append append) {
    TESSERA_ASSIGN_OR_RETURN(const LoadedMember loaded,
                             LoadMember(context_, transaction_, member_id));
    place_.after = member_id.ToText();
    return append(loaded, after);
  }

  // Who shares an account has no balance, and who was merged has nothing at all.
  static bool HasAccount(const storage::Member& member) {
    return !member.shares && !member.merged_into;
  }

  absl::Status Balance(const LoadedMember& loaded) {
    if (!HasAccount(loaded.member)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const v1::Member member,
                             MemberToProto(context_, transaction_, loaded, ""));
    v1::BalanceState* balance = part_->add_rows()->mutable_balance();
    balance->set_member_id(member.member_id());
    balance->set_balance_points(member.balance_points());
    balance->set_pending_points(member.pending_points());
    balance->set_held_points(member.held_points());
    TESSERA_ASSIGN_OR_RETURN(const auto wallet,
                             transaction_.FindTender(WalletKey(loaded.member.member_id)));
    if (wallet) balance->set_wallet_minor(wallet->balance.value());
    Added();
    return absl::OkStatus();
  }

  // Behind the lot `after`.
  absl::Status Lots(const LoadedMember& loaded, int64_t after) {
    if (!HasAccount(loaded.member)) return absl::OkStatus();
    for (const ledger::Lot& lot : loaded.account.state().lots) {
      if (lot.remaining.is_zero() || lot.lot_no <= after) continue;
      if (!HasRoom()) {
        place_.after = absl::StrCat(loaded.member.member_id.ToText(), "\n", after);
        return absl::OkStatus();
      }
      v1::LotState* row = part_->add_rows()->mutable_lot();
      row->set_member_id(loaded.member.member_id.ToText());
      *row->mutable_lot() = LotToProto(lot);
      after = lot.lot_no;
      Added();
    }
    return absl::OkStatus();
  }

  absl::Status GiftCards() {
    std::optional<ledger::TenderKey> behind;
    if (!place_.after.empty()) {
      behind.emplace();
      if (place_.after.size() != behind->id.size()) return InvalidResume();
      behind->kind = ledger::TenderKind::kGiftCard;
      std::memcpy(behind->id.data(), place_.after.data(), behind->id.size());
    }
    TESSERA_ASSIGN_OR_RETURN(const auto keys, transaction_.ListTenders(behind, kPortion));
    place_.whole = keys.size() < kPortion;
    for (const ledger::TenderKey& key : keys) {
      // Gift cards come first.
      if (key.kind != ledger::TenderKind::kGiftCard) {
        place_.whole = true;
        break;
      }
      TESSERA_ASSIGN_OR_RETURN(const auto state, transaction_.FindTender(key));
      if (!state) return Broken("a listed gift card is missing");
      v1::GiftCardState* card = part_->add_rows()->mutable_gift_card();
      card->set_code_hash(std::string(key.id.begin(), key.id.end()));
      *card->mutable_card() = GiftCardToProto(*state);
      place_.after.assign(key.id.begin(), key.id.end());
      Added();
    }
    return absl::OkStatus();
  }

  absl::Status Products() {
    TESSERA_ASSIGN_OR_RETURN(const auto products,
                             Reading(transaction_).stores().ListProducts(place_.after, kPortion));
    for (const storage::Product& product : products) {
      if (!HasRoom()) return absl::OkStatus();
      if (!part_->add_rows()->mutable_product()->ParseFromString(product.document)) {
        return Broken("a stored product is unreadable");
      }
      place_.after = product.sku;
      Added();
    }
    place_.whole = products.size() < kPortion;
    return absl::OkStatus();
  }

  // What has a list of its own comes page by page from there; `list` gives a page, `take` its rows.
  template <typename Response, typename Rows, typename Take>
  absl::Status Paged(absl::StatusOr<Response> page, Rows rows, Take take) {
    if (!page.ok()) return page.status();
    for (auto& row : *rows(*page)) {
      take(row, part_->add_rows());
      Added();
    }
    place_.after = page->next_page_token();
    place_.whole = place_.after.empty();
    return absl::OkStatus();
  }

  template <typename Request>
  Request Page() const {
    Request page;
    page.set_page_size(kPortion);
    page.set_page_token(place_.after);
    return page;
  }

  absl::Status SurveyAnswers() {
    auto page = Page<v1::ListSurveyAnswersRequest>();
    page.set_store_id(request_.store_id());
    page.set_first_date(request_.first_date());
    page.set_last_date(request_.last_date());
    return Paged(
        ListSurveyAnswers(context_, transaction_, page),
        [](auto& response) { return response.mutable_answers(); },
        [](auto& row, v1::ExportRow* to) { to->mutable_survey_answer()->Swap(&row); });
  }

  absl::Status FollowUps() {
    auto page = Page<v1::ListFollowUpsRequest>();
    page.set_store_id(request_.store_id());
    page.set_all(true);
    return Paged(
        ListFollowUps(context_, transaction_, page),
        [](auto& response) { return response.mutable_follow_ups(); },
        [](auto& row, v1::ExportRow* to) { to->mutable_follow_up()->Swap(&row); });
  }

  absl::Status Terminals() {
    auto page = Page<v1::ListTerminalsRequest>();
    page.set_store_id(request_.store_id());
    const auto nobody_says = [](const std::string&, const std::string&) { return false; };
    return Paged(
        ListTerminals(context_, transaction_, page, nobody_says),
        [](auto& response) { return response.mutable_terminals(); },
        [](auto& row, v1::ExportRow* to) { to->mutable_terminal()->Swap(&row); });
  }

  absl::Status Stores() {
    TESSERA_RETURN_IF_ERROR(Paged(
        ListStores(context_, transaction_, Page<v1::ListStoresRequest>()),
        [](auto& response) { return response.mutable_stores(); },
        [](auto& row, v1::ExportRow* to) { to->mutable_store()->Swap(&row); }));
    if (request_.store_id().empty()) return absl::OkStatus();
    auto& rows = *part_->mutable_rows();
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [this](const v1::ExportRow& row) {
                                return row.store().store_id() != request_.store_id();
                              }),
               rows.end());
    return absl::OkStatus();
  }

  absl::Status Acts() {
    auto page = Page<v1::ListActsRequest>();
    page.set_first_date(request_.first_date());
    page.set_last_date(request_.last_date());
    return Paged(
        ListActs(context_, transaction_, page),
        [](auto& response) { return response.mutable_acts(); },
        [](auto& row, v1::ExportRow* to) { to->mutable_act()->Swap(&row); });
  }

  // One at a time: a document may be large.
  absl::Status Versions() {
    int64_t before = 0;
    if (!place_.after.empty() && !absl::SimpleAtoi(place_.after, &before)) return InvalidResume();
    TESSERA_ASSIGN_OR_RETURN(const auto versions,
                             Reading(transaction_).publications().ListVersions(before, 1));
    place_.whole = versions.empty();
    for (const storage::ProgramVersion& listed : versions) {
      TESSERA_ASSIGN_OR_RETURN(const auto stored, transaction_.FindProgram(listed.version));
      if (!stored) return Broken("a listed version is missing");
      TESSERA_ASSIGN_OR_RETURN(*part_->add_rows()->mutable_program(), ProgramToProto(*stored, true));
      place_.after = absl::StrCat(listed.version);
      Added();
    }
    return absl::OkStatus();
  }

  static absl::Status InvalidResume() {
    return InvalidInput("RESUME_INVALID", "resume", "send what the last part said, or nothing to begin");
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const v1::ExportRequest& request_;
  ExportPlace& place_;
  v1::ExportResponse* const part_;
  size_t bytes_ = 0;
};

}  // namespace

absl::Status AppendRows(const Context& context, storage::ReadTransaction& transaction,
                        const v1::ExportRequest& request, ExportPlace& place,
                        v1::ExportResponse* part) {
  return Appender(context, transaction, request, place, part).Append();
}

}  // namespace tessera::operations
