#include "tessera/operations/feed/read_feed_snapshot.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/base/identifier.h"
#include "tessera/base/status.h"
#include "tessera/operations/common/program_proto.h"
#include "tessera/operations/feed/assemble.h"
#include "tessera/operations/feed/place.h"
#include "tessera/operations/feed/read_feed.h"
#include "tessera/operations/feed/states.h"
#include "tessera/storage/events.h"
#include "tessera/storage/follow_ups.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

using storage::EventKind;

constexpr char kVersion[] = "s1";
constexpr int kPortion = 500;
constexpr int kMostLookedAt = 5'000;

template <typename T>
std::optional<T> KeyFrom(const std::string& bytes) {
  T key{};
  if (bytes.size() != sizeof key) return std::nullopt;
  std::memcpy(&key, bytes.data(), sizeof key);
  return key;
}

template <size_t N>
std::string BytesOf(const std::array<uint8_t, N>& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

int64_t NumberFrom(const std::string& text, int64_t otherwise) {
  int64_t number = 0;
  return absl::SimpleAtoi(text, &number) ? number : otherwise;
}

absl::Status InvalidResume() {
  return InvalidInput("RESUME_INVALID", "resume", "send what the last part said, or nothing to begin");
}

// Sends rows of one stage after another.
class PartReader {
 public:
  PartReader(const Context& context, storage::ReadTransaction& transaction,
             const FeedFilter& filter, SnapshotPlace& place)
      : context_(context),
        transaction_(transaction),
        reading_(transaction),
        filter_(filter),
        place_(place),
        assembler_(context, transaction, filter) {}

  absl::StatusOr<feed::Part> Read() {
    while (place_.stage < kSnapshotStages && HasRoom()) {
      more_ = false;
      TESSERA_RETURN_IF_ERROR(ReadStage());
      if (more_) continue;
      ++place_.stage;
      place_.after.clear();
    }
    part_.set_cursor(place_.cursor);
    part_.set_done(place_.done);
    part_.set_expected(std::max(place_.done, place_.expected));
    if (place_.stage < kSnapshotStages) part_.set_resume(place_.ToText());
    return std::move(part_);
  }

 private:
  // Each reads on behind place_.after, and says in more_ whether there may be more. The numbers are part
  // of what resumes.
  absl::Status ReadStage() {
    switch (place_.stage) {
      case 0: return Stores();
      case 1: return Publications();
      case 2: return Terminals();
      case 3: return Members();
      case 4: return Cards();
      case 5: return Coupons();
      case 6: return Tenders();
      case 7: return FollowUps();
      case 8: return Sales();
      case 9: return Refunds();
      case 10: return RefundsWithoutSale();
      case 11: return Answers();
      default: return Broken("a snapshot has no such stage");
    }
  }

  // Rows that the filter leaves out take time, too: a part is one read transaction.
  bool HasRoom() const {
    return part_.events_size() < kPortion && bytes_ < kFeedPageBytes && looked_at_ < kMostLookedAt;
  }

  // A movement only where it is named, a state unless others are.
  bool IsWanted(EventKind kind, bool is_movement) const {
    return is_movement ? filter_.Names(kind) : filter_.Wants(kind);
  }

  feed::FeedEvent* Add(EventKind kind) {
    feed::FeedEvent* event = part_.add_events();
    event->set_kind(static_cast<v1::FeedKind>(kind));
    return event;
  }

  // `kept` says whether the last event stays.
  void Taken(bool kept, std::string after) {
    ++looked_at_;
    place_.after = std::move(after);
    ++place_.done;
    if (!kept) return part_.mutable_events()->RemoveLast();
    bytes_ += part_.events(part_.events_size() - 1).ByteSizeLong();
  }

  bool IsOther(const std::optional<MemberId>& member_id) const {
    return filter_.member_id && member_id != filter_.member_id;
  }

  // Of a member's partition, or without one of that of `id_bytes`: where the events of the same stand.
  bool IsElsewhere(const std::optional<MemberId>& member_id, absl::string_view id_bytes) const {
    const int partition = storage::EventPartitionOf(member_id ? member_id->ToBytes() : id_bytes);
    return IsOther(member_id) || !filter_.partitions[static_cast<size_t>(partition)];
  }

  // What belongs to nobody stands in the chain's own partition.
  bool WantsChain(EventKind kind) const { return filter_.partitions[0] && IsWanted(kind, false); }

  // True where a part ends before a row: that it is not taken is to be gone on from.
  bool IsFull() {
    more_ = !HasRoom();
    return more_;
  }

  absl::Status Stores() {
    if (!WantsChain(EventKind::kStore)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const auto rows,
                             reading_.stores().ListStores("", place_.after, kPortion));
    for (const storage::ChainStore& row : rows) {
      if (IsFull()) return absl::OkStatus();
      TESSERA_ASSIGN_OR_RETURN(*Add(EventKind::kStore)->mutable_store(),
                               ChainStoreOf(transaction_, row));
      Taken(true, row.store_id);
    }
    more_ = rows.size() == kPortion;
    return absl::OkStatus();
  }

  // From the newest, as they are listed.
  absl::Status Publications() {
    if (!WantsChain(EventKind::kProgram)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(
        const auto rows, reading_.publications().List("", NumberFrom(place_.after, 0), kPortion));
    for (const storage::Publication& row : rows) {
      if (IsFull()) return absl::OkStatus();
      *Add(EventKind::kProgram)->mutable_program() = PublicationToProto(row);
      Taken(true, absl::StrCat(row.publication_no));
    }
    more_ = rows.size() == kPortion;
    return absl::OkStatus();
  }

  absl::Status Terminals() {
    if (!WantsChain(EventKind::kTerminal)) return absl::OkStatus();
    storage::TerminalFilter filter;
    std::tie(filter.after_store, filter.after_terminal) =
        std::pair<std::string, std::string>(absl::StrSplit(place_.after, absl::MaxSplits('\n', 1)));
    TESSERA_ASSIGN_OR_RETURN(const auto rows, reading_.stores().ListTerminals(filter, kPortion));
    for (const storage::Terminal& row : rows) {
      if (IsFull()) return absl::OkStatus();
      TESSERA_ASSIGN_OR_RETURN(*Add(EventKind::kTerminal)->mutable_terminal(),
                               TerminalStateOf(context_, transaction_, row));
      Taken(filter_.WantsStore(row.store_id), absl::StrCat(row.store_id, "\n", row.terminal_id));
    }
    more_ = rows.size() == kPortion;
    return absl::OkStatus();
  }

  absl::Status Members() {
    const bool entries = IsWanted(EventKind::kEntry, true);
    if (!entries && !IsWanted(EventKind::kMember, false) &&
        !IsWanted(EventKind::kSegments, false)) {
      return absl::OkStatus();
    }
    // An account with more entries than fit is gone on with: "id", line feed, entry.
    const std::pair<std::string, std::string> after =
        absl::StrSplit(place_.after, absl::MaxSplits('\n', 1));
    std::optional<MemberId> behind;
    if (!after.first.empty()) {
      TESSERA_ASSIGN_OR_RETURN(behind, MemberId::Parse(after.first, "resume"));
    }
    if (behind && !after.second.empty()) {
      TESSERA_RETURN_IF_ERROR(Entries(*behind, NumberFrom(after.second, 0)));
      if (more_) return absl::OkStatus();
    }
    TESSERA_ASSIGN_OR_RETURN(const auto ids, MembersBehind(behind));
    for (const MemberId& member_id : ids) {
      TESSERA_RETURN_IF_ERROR(OneMember(member_id));
      if (entries) TESSERA_RETURN_IF_ERROR(Entries(member_id, 0));
      if (more_) return absl::OkStatus();
      if (HasRoom()) continue;
      more_ = true;
      return absl::OkStatus();
    }
    more_ = ids.size() == kPortion;
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<MemberId>> MembersBehind(const std::optional<MemberId>& behind) {
    if (!filter_.member_id) return transaction_.ListMembers(behind, kPortion);
    std::vector<MemberId> only;
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.FindMember(*filter_.member_id));
    if (member && !behind) only.push_back(*filter_.member_id);
    return only;
  }

  absl::Status OneMember(const MemberId& member_id) {
    const bool state = IsWanted(EventKind::kMember, false);
    const bool segments = IsWanted(EventKind::kSegments, false);
    place_.after = member_id.ToText();
    ++looked_at_;
    if ((!state && !segments) || IsElsewhere(member_id, {})) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.FindMember(member_id));
    if (!member) return Broken("a listed member is missing");
    if (segments) AddSegments(*member);
    if (!state) return absl::OkStatus();
    feed::FeedEvent* event = Add(EventKind::kMember);
    event->set_member_id(member_id.ToText());
    TESSERA_ASSIGN_OR_RETURN(*event->mutable_member(),
                             MemberStateOf(context_, *member, filter_.with_profiles));
    Taken(true, member_id.ToText());
    return absl::OkStatus();
  }

  // Who is in none has nothing to tell.
  void AddSegments(const storage::Member& member) {
    if (member.segments.empty() && member.stage == 0 && member.rfm_cell.empty()) return;
    feed::FeedEvent* event = Add(EventKind::kSegments);
    event->set_member_id(member.member_id.ToText());
    *event->mutable_segments() = SegmentsStateOf(member);
    bytes_ += event->ByteSizeLong();
  }

  // more_: there was no room for all.
  absl::Status Entries(const MemberId& account_id, int64_t after) {
    if (IsElsewhere(account_id, {})) return absl::OkStatus();
    while (true) {
      TESSERA_ASSIGN_OR_RETURN(const auto entries,
                               transaction_.ListEntries(account_id, after, kPortion));
      for (const ledger::Entry& entry : entries) {
        feed::FeedEvent* event = Add(EventKind::kEntry);
        event->set_member_id(account_id.ToText());
        event->set_happened_at_us(entry.booked_at.us);
        assembler_.Put(account_id, entry, event);
        after = entry.entry_no;
        Taken(true, absl::StrCat(account_id.ToText(), "\n", after));
      }
      if (entries.size() < kPortion) break;
      if (HasRoom()) continue;
      more_ = true;
      return absl::OkStatus();
    }
    place_.after = account_id.ToText();
    return absl::OkStatus();
  }

  absl::Status Cards() {
    if (!IsWanted(EventKind::kCard, false)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(
        const auto rows,
        reading_.events().ListIdentifiers(KeyFrom<IdentifierHash>(place_.after), kPortion));
    for (const storage::IdentifierRow& row : rows) {
      if (IsFull()) return absl::OkStatus();
      feed::FeedEvent* event = Add(EventKind::kCard);
      event->set_member_id(row.member_id.ToText());
      *event->mutable_card() = CardStateOf(row);
      Taken(!IsElsewhere(row.member_id, {}), std::string(HashBytes(row.hash)));
    }
    more_ = rows.size() == kPortion;
    return absl::OkStatus();
  }

  absl::Status Coupons() {
    if (!IsWanted(EventKind::kCoupon, false)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(const auto rows,
                             transaction_.ListCoupons(KeyFrom<CodeHash>(place_.after), kPortion));
    for (const storage::Coupon& row : rows) {
      if (IsFull()) return absl::OkStatus();
      feed::FeedEvent* event = Add(EventKind::kCoupon);
      if (row.member_id) event->set_member_id(row.member_id->ToText());
      TESSERA_ASSIGN_OR_RETURN(*event->mutable_coupon(), CouponEventOf(transaction_, row));
      std::string code = BytesOf(row.code);
      const bool kept = !IsElsewhere(row.member_id, code);
      Taken(kept, std::move(code));
    }
    more_ = rows.size() == kPortion;
    return absl::OkStatus();
  }

  absl::Status Tenders() {
    if (!IsWanted(EventKind::kTender, false)) return absl::OkStatus();
    std::optional<ledger::TenderKey> behind;
    if (place_.after.size() == 1 + sizeof behind->id) {
      behind.emplace();
      behind->kind = static_cast<ledger::TenderKind>(place_.after[0]);
      std::memcpy(behind->id.data(), place_.after.data() + 1, behind->id.size());
    }
    TESSERA_ASSIGN_OR_RETURN(const auto keys, transaction_.ListTenders(behind, kPortion));
    for (const ledger::TenderKey& key : keys) {
      if (IsFull()) return absl::OkStatus();
      TESSERA_ASSIGN_OR_RETURN(const auto state, transaction_.FindTender(key));
      if (!state) return Broken("a listed card or wallet is missing");
      std::optional<MemberId> owner;
      if (key.kind == ledger::TenderKind::kWallet) owner = MemberId{key.id};
      feed::FeedEvent* event = Add(EventKind::kTender);
      if (owner) event->set_member_id(owner->ToText());
      *event->mutable_tender() = BalanceOf(*state);
      const std::string id = BytesOf(key.id);
      Taken(!IsElsewhere(owner, id), std::string(1, static_cast<char>(key.kind)) + id);
    }
    more_ = keys.size() == kPortion;
    return absl::OkStatus();
  }

  absl::Status FollowUps() {
    if (!WantsChain(EventKind::kFollowUp)) return absl::OkStatus();
    storage::FollowUpFilter filter;
    filter.all = true;
    filter.after = NumberFrom(place_.after, 0);
    TESSERA_ASSIGN_OR_RETURN(const auto rows,
                             reading_.follow_ups().ListFollowUps(filter, kPortion));
    for (const storage::FollowUp& row : rows) {
      if (IsFull()) return absl::OkStatus();
      TESSERA_ASSIGN_OR_RETURN(*Add(EventKind::kFollowUp)->mutable_follow_up(),
                               FollowUpOf(context_, transaction_, row));
      Taken(true, absl::StrCat(row.follow_up_no));
    }
    more_ = rows.size() == kPortion;
    return absl::OkStatus();
  }

  // Rows with documents: few at a time, so that a part is not much larger than it may be.
  static constexpr int kDocuments = 100;

  // `rows` by number, with `number_of` and `member_of` each.
  template <typename Rows, typename NumberOf>
  absl::Status Documents(EventKind kind, const Rows& rows, NumberOf number_of) {
    for (const auto& row : rows) {
      if (IsFull()) return absl::OkStatus();
      feed::FeedEvent* event = Add(kind);
      TESSERA_ASSIGN_OR_RETURN(const bool kept, assembler_.Put(row, event));
      const std::optional<MemberId> member_id = MemberOf(row);
      if (member_id) event->set_member_id(member_id->ToText());
      Taken(kept && !IsElsewhere(member_id, IdOf(row)), absl::StrCat(number_of(row)));
    }
    more_ = rows.size() == kDocuments;
    return absl::OkStatus();
  }
  static std::optional<MemberId> MemberOf(const storage::Sale& sale) { return sale.member_id; }
  static std::optional<MemberId> MemberOf(const storage::SurveyAnswer& answer) {
    return answer.member_id;
  }
  static std::optional<MemberId> MemberOf(const storage::RefundWithoutSale& refund) {
    return refund.member_id;
  }
  static absl::string_view IdOf(const storage::Sale& sale) { return sale.sale_id.ToBytes(); }
  static absl::string_view IdOf(const storage::SurveyAnswer& answer) {
    return {reinterpret_cast<const char*>(answer.answer_id.data()), answer.answer_id.size()};
  }
  static absl::string_view IdOf(const storage::RefundWithoutSale& refund) {
    return refund.refund_id.ToBytes();
  }

  absl::Status Sales() {
    if (!IsWanted(EventKind::kSale, true)) return absl::OkStatus();
    storage::SaleFilter filter;
    filter.behind = NumberFrom(place_.after, 0);
    TESSERA_ASSIGN_OR_RETURN(const auto rows, transaction_.ListSales(filter, kDocuments));
    return Documents(EventKind::kSale, rows, [](const storage::Sale& row) { return row.sale_no; });
  }

  absl::Status Refunds() {
    if (!IsWanted(EventKind::kRefund, true)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(
        const auto rows, reading_.events().ListRefunds(NumberFrom(place_.after, 0), kDocuments));
    for (const storage::Refund& row : rows) {
      if (IsFull()) return absl::OkStatus();
      TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction_.FindSale(row.sale_id));
      if (!sale) return Broken("a refund has no sale");
      feed::FeedEvent* event = Add(EventKind::kRefund);
      if (sale->member_id) {
        event->set_member_id(sale->member_id->ToText());
        event->mutable_refund()->set_member_id(sale->member_id->ToText());
      }
      TESSERA_ASSIGN_OR_RETURN(const bool kept, assembler_.Put(row, event));
      Taken(kept && !IsElsewhere(sale->member_id, row.refund_id.ToBytes()),
            absl::StrCat(row.refund_no));
    }
    more_ = rows.size() == kDocuments;
    return absl::OkStatus();
  }

  absl::Status RefundsWithoutSale() {
    if (!IsWanted(EventKind::kRefund, true)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(
        const auto rows,
        transaction_.ListRefundsWithoutSale(NumberFrom(place_.after, 0), kDocuments));
    return Documents(EventKind::kRefund, rows,
                     [](const storage::RefundWithoutSale& row) { return row.refund_no; });
  }

  absl::Status Answers() {
    if (!IsWanted(EventKind::kSurveyAnswer, true)) return absl::OkStatus();
    TESSERA_ASSIGN_OR_RETURN(
        const auto rows, transaction_.ListSurveyAnswers(NumberFrom(place_.after, 0), kDocuments));
    return Documents(EventKind::kSurveyAnswer, rows,
                     [](const storage::SurveyAnswer& row) { return row.answer_no; });
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const storage::ReadTransaction& reading_;
  const FeedFilter& filter_;
  SnapshotPlace& place_;
  EventAssembler assembler_;
  feed::Part part_;
  size_t bytes_ = 0;
  int looked_at_ = 0;  // rows of this part
  bool more_ = false;
};

absl::StatusOr<SnapshotPlace> PlaceFrom(const std::string& resume) {
  const std::vector<std::string> parts = absl::StrSplit(resume, '~');
  SnapshotPlace place;
  if (parts.size() != 6 || parts[0] != kVersion || !absl::SimpleAtoi(parts[2], &place.stage) ||
      place.stage < 0 || place.stage >= kSnapshotStages ||
      !absl::WebSafeBase64Unescape(parts[3], &place.after) ||
      !absl::SimpleAtoi(parts[4], &place.done) || !absl::SimpleAtoi(parts[5], &place.expected)) {
    return InvalidResume();
  }
  place.cursor = parts[1];
  return place;
}

}  // namespace

std::string SnapshotPlace::ToText() const {
  return absl::StrCat(kVersion, "~", cursor, "~", stage, "~", absl::WebSafeBase64Escape(after), "~",
                      done, "~", expected);
}

absl::StatusOr<SnapshotPlace> BeginFeedSnapshot(storage::ReadTransaction& transaction,
                                                const FeedFilter& filter,
                                                const std::string& resume) {
  const storage::ReadTransaction& reading = transaction;
  if (resume.empty()) {
    SnapshotPlace place;
    TESSERA_ASSIGN_OR_RETURN(const auto last, reading.events().Last());
    TESSERA_ASSIGN_OR_RETURN(place.cursor, MakeFeedCursor(transaction, last));
    TESSERA_ASSIGN_OR_RETURN(const int64_t members, transaction.CountMembers());
    // A member has a card, about; and its number is that of the last sale.
    if (filter.Wants(EventKind::kMember)) place.expected += members;
    if (filter.Wants(EventKind::kCard)) place.expected += members;
    if (!filter.Names(EventKind::kSale)) return place;
    storage::SaleFilter newest;
    newest.newest_first = true;
    TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction.ListSales(newest, 1));
    if (!sales.empty()) place.expected += sales.front().sale_no;
    return place;
  }
  TESSERA_ASSIGN_OR_RETURN(SnapshotPlace place, PlaceFrom(resume));
  TESSERA_ASSIGN_OR_RETURN(const auto places,
                           ParseFeedCursor(transaction, place.cursor, "resume"));
  TESSERA_ASSIGN_OR_RETURN(const auto pruned, reading.events().Pruned());
  for (size_t i = 0; i < places.size(); ++i) {
    if (places[i] >= pruned[i]) continue;
    return Refused("CURSOR_TOO_OLD", "resume",
                   "what changed since this snapshot began is not kept any more; begin a new one");
  }
  return place;
}

absl::StatusOr<feed::Part> ReadFeedSnapshotPart(const Context& context,
                                                storage::ReadTransaction& transaction,
                                                const FeedFilter& filter, SnapshotPlace& place) {
  return PartReader(context, transaction, filter, place).Read();
}

}  // namespace tessera::operations
