// What the tables hold, named by the vocabulary of DESIGN.md. Values only; rules stand elsewhere.
// Documents are serialised tessera.v1 messages that the storage port does not look into.
#ifndef TESSERA_STORAGE_ROWS_H_
#define TESSERA_STORAGE_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/base/ids.h"
#include "tessera/base/number.h"
#include "tessera/base/secret.h"

namespace tessera::storage {

// Of a change to members, vouchers or points that HQ or a till asks for; made by the caller, UUIDv7.
using ChangeId = Id<struct ChangeIdTag>;

enum class MemberStatus : uint8_t { kActive = 1, kBlocked = 2, kMerged = 3 };

struct Member {
  MemberId member_id;
  std::optional<MemberId> shares;  // the account of this member; none: an account of its own
  std::string masked_name;
  std::string sealed_name;     // the name alone, as Seal made it; empty if none was given
  std::string sealed_profile;  // all that is known, as Seal made it; takes the place of sealed_name
  std::string tier;
  std::string assigned_tier;  // by HQ's hand, a floor; empty for none
  Instant tier_since;
  std::optional<Instant> tier_until;  // kept till then; looked at again when it is over
  std::vector<std::string> tags;      // sorted; none contains a line feed
  MemberStatus status = MemberStatus::kActive;
  std::optional<MemberId> merged_into;
  std::string language;
  std::string consent_version;
  Instant consent_given_at;
  std::string consent_channel;
  Instant created_at;
  std::string home_store;  // empty: none
  std::vector<std::string> segments;  // sorted; kept up to date behind what the member does
  int32_t stage = 0;                  // tessera.v1.LifeCycleStage, likewise
  std::string rfm_cell;               // likewise; empty for none

  // Whose points these are.
  const MemberId& account_id() const { return shares ? *shares : member_id; }
};

enum class IdentifierStatus : uint8_t { kActive = 1, kBlocked = 2 };

// What points, or pointed, to a member.
struct IdentifierRow {
  IdentifierHash hash{};
  MemberId member_id;
  IdentifierStatus status = IdentifierStatus::kActive;
};

// Of one offer by one member.
struct MemberOfferUse {
  std::string offer_id;
  int64_t uses = 0;
  int32_t day = 0;  // of uses_day, since 1970-01-01
  int64_t uses_day = 0;
  int64_t units = 0;
};

// Of one offer by all members together.
struct OfferUse {
  std::string offer_id;
  int64_t uses = 0;
  Money spent;
  Points spent_points;
};

struct StampCard {
  std::string card_id;
  int64_t stamps = 0;
};

enum class CouponStatus : uint8_t { kValid = 1, kUsed = 2, kBlocked = 3 };

struct Coupon {
  CodeHash code{};
  std::string batch_id;
  CouponStatus status = CouponStatus::kValid;
  std::optional<MemberId> member_id;  // only this member may use it, where the batch is personal
  Instant issued_at;
  Instant active_from;
  std::optional<Instant> expires_at;
  int32_t maximum_uses = 1;
  int32_t uses = 0;
  std::optional<SaleId> issued_by;
  std::optional<SaleId> used_by;  // last
};

// A gift card that a line of a sale sold; the card itself may have been sold anew since.
struct SoldGiftCard {
  SaleId sale_id;
  uint32_t line_no = 0;
  CodeHash card{};
  Money issued;  // with which it was sold
};

// A booked sale.
struct Sale {
  int64_t sale_no = 0;  // in the order of booking; given by AddSale
  SaleId sale_id;
  std::optional<MemberId> member_id;
  Digest content{};  // hash of what the terminal sent
  std::string store_id;
  std::string terminal_id;
  std::string receipt_no;
  Instant booked_at;
  std::optional<MemberId> account_id;  // whose points it moved; none: the member's own
  int64_t lot_no = 0;                  // the first that it earned; 0 if none
  int32_t lots = 0;                    // that it earned, numbered in a row
  std::string document;     // tessera.v1.Sale as sent, but for an identifier: never stored in clear
  std::string evaluation;   // tessera.v1.Evaluation as booked: lines and totals only
  std::string answer;       // tessera.v1.SaleResult as first answered
  std::string situation;    // what the rules saw of the member; empty where nobody kept it
  int32_t refunds = 0;      // booked against it
};

// Which sales are listed.
struct SaleFilter {
  std::string store_id = {};     // empty: of all stores
  std::string terminal_id = {};  // empty: of all terminals
  bool newest_first = false;
  int64_t behind = 0;  // the last sale_no of the page before; 0 for the first page
};

struct Refund {
  int64_t refund_no = 0;  // in the order of booking; given by AddRefund
  RefundId refund_id;
  SaleId sale_id;
  Digest content{};
  Instant booked_at;
  std::string document;  // tessera.v1.Refund as sent
  std::string answer;    // tessera.v1.RefundResult as first answered
};

// A refund of goods whose sale nobody found.
struct RefundWithoutSale {
  int64_t refund_no = 0;  // in the order of booking; given by AddRefundWithoutSale
  RefundId refund_id;
  std::optional<MemberId> member_id;
  Digest content{};
  Instant booked_at;
  std::string document;  // tessera.v1.Refund as sent, but for an identifier: never stored in clear
  std::string answer;    // tessera.v1.RefundResult as first answered
};

struct PendingRefundCount {
  int64_t refunds = 0;
  std::optional<Instant> oldest;  // when the first of them came
};

// A refund that came before its sale.
struct PendingRefund {
  int64_t pending_no = 0;  // in the order in which they came; given by AddPendingRefund
  RefundId refund_id;
  SaleId sale_id;
  Digest content{};
  Instant received_at;
  std::string document;  // tessera.v1.Refund as sent
};

// What was asked for once and is answered alike for ever: enrolments, adjustments, merges ...
struct RequestedChange {
  ChangeId change_id;
  std::string method;  // "MergeMembers"; an id counts for one method
  Digest content{};
  std::string answer;    // the response as first given; empty where it is the entry below
  int64_t entry_no = 0;  // of `member_id`; 0 for none
  std::string principal;  // who asked, as authenticated
  std::optional<MemberId> member_id;
  std::string comment;
  Instant booked_at;
};

// How a job fares; its cursor is the rows themselves.
struct JobRun {
  std::string job;  // "points", "tiers"
  Instant started_at;
  std::optional<Instant> ended_at;
  int64_t accounts = 0;  // looked at
  int64_t changed = 0;   // of these
  std::string reason;    // empty if it went well
};

// Sales from before purchases and uses of offers were counted: those behind `after_sale_no`, up to
// `last_sale_no`. So are refunds up to `last_refund_no`, whatever their sale.
struct Uncounted {
  int64_t after_sale_no = 0;
  int64_t last_sale_no = 0;
  int64_t last_refund_no = 0;
};

// A sale that was booked as shown although the service would have said otherwise. At most one per
// sale and reason.
struct Difference {
  int64_t difference_no = 0;  // in the order of booking; given by AddDifference
  SaleId sale_id;
  std::string reason;
  Money discount;
  Points earned;
  Points overdraft;
  Instant booked_at;
};

struct ProgramVersion {
  int64_t version = 0;  // 1, 2, 3 ...
  std::string document;  // tessera.v1.Program as published
  Digest digest{};       // of the document
  Instant published_at;
  std::string published_by;  // as authenticated; empty from before that was kept
  std::string comment;
};

struct Terminal {
  std::string store_id;
  std::string terminal_id;
  int64_t last_sequence = 0;  // of its outbox, as far as it was booked
  Instant seen_at;
  std::string report;  // tessera.v1.TerminalReport, its last; empty if none
  std::string outbox_id;  // of the file whose numbers last_sequence counts; empty from old terminals
  Instant reported_at;    // when the report came; zero where it was not kept
  bool registered = false;  // by HQ; one that merely came is not
};

// From one opening of the database to the next. A copy of its files knows nothing of what came later.
struct Run {
  Uuid run_id{};
  int64_t first_change_no = 0;                  // the last change of the run before
  std::optional<int64_t> last_change_no;        // nullopt: this is the present one
};

// What a customer answered to a survey.
struct SurveyAnswer {
  int64_t answer_no = 0;  // in the order of coming; given by AddSurveyAnswer
  Uuid answer_id{};
  std::string survey_id;
  std::optional<MemberId> member_id;
  std::optional<int32_t> score;
  Instant answered_at;
  std::string store_id;   // empty: nobody said where
  int32_t place = 1;      // tessera.v1.SurveyPlace
  std::optional<SaleId> sale_id;  // booked or not; none: about no sale
  std::string document;  // tessera.v1.SurveyAnswer as sent, but for who answered, as Seal made it
};

// Of each member, of each offer and of the program only the latest change is kept, so the log never outgrows them,
// and whoever resumes from any number still sees everything that is different since.
struct Change {
  int64_t change_no = 0;
  std::optional<MemberId> member_id;  // whose state changed
  std::string offer_id;               // whose counters changed; neither: a program was published
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_ROWS_H_
