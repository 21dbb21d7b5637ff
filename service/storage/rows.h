// What the tables hold, named by the vocabulary of DESIGN.md. Values only; rules stand elsewhere.
// Documents are serialised tessera.v1 messages that the storage port does not look into.
#ifndef TESSERA_STORAGE_ROWS_H_
#define TESSERA_STORAGE_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/number.h"
#include "tessera/base/secret.h"

namespace tessera::storage {

// Made by the caller, UUIDv7.
using AdjustmentId = Id<struct AdjustmentIdTag>;

enum class MemberStatus : uint8_t { kActive = 1, kBlocked = 2 };

struct Member {
  MemberId member_id;
  std::string masked_name;
  std::string sealed_name;  // as Seal made it; empty if no name was given
  std::string tier;
  std::vector<std::string> tags;  // sorted; none contains a line feed
  MemberStatus status = MemberStatus::kActive;
  std::string language;
  std::string consent_version;
  Instant consent_given_at;
  std::string consent_channel;
  Instant created_at;
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
  int64_t lot_no = 0;       // that it earned; 0 if none
  std::string document;     // tessera.v1.Sale as sent, but for an identifier: never stored in clear
  std::string evaluation;   // tessera.v1.Evaluation as booked: lines and totals only
  std::string answer;       // tessera.v1.SaleResult as first answered
  int32_t refunds = 0;      // booked against it
};

struct Refund {
  RefundId refund_id;
  SaleId sale_id;
  Digest content{};
  Instant booked_at;
  std::string document;  // tessera.v1.Refund as sent
  std::string answer;    // tessera.v1.RefundResult as first answered
};

// A refund that came before its sale.
struct PendingRefund {
  RefundId refund_id;
  SaleId sale_id;
  Digest content{};
  Instant received_at;
  std::string document;  // tessera.v1.Refund as sent
};

struct Adjustment {
  AdjustmentId adjustment_id;
  MemberId member_id;
  Digest content{};
  int64_t entry_no = 0;
};

struct Enrolment {
  EnrolmentId enrolment_id;
  MemberId member_id;
  Digest content{};
  std::string answer;  // tessera.v1.Member as first answered
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
};

struct Terminal {
  std::string store_id;
  std::string terminal_id;
  int64_t last_sequence = 0;  // of its outbox, as far as it was booked
  Instant seen_at;
  std::string report;  // tessera.v1.TerminalReport, its last; empty if none
};

// Of each member and of the program only the latest change is kept, so the log never outgrows them,
// and whoever resumes from any number still sees everything that is different since.
struct Change {
  int64_t change_no = 0;
  std::optional<MemberId> member_id;  // whose state changed; none: a program was published
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_ROWS_H_
