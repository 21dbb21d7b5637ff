// What may be asked of the store, and done to it, in one transaction.
#ifndef TESSERA_STORAGE_TRANSACTION_H_
#define TESSERA_STORAGE_TRANSACTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/identifier.h"
#include "tessera/ledger/account.h"
#include "tessera/storage/rows.h"

namespace tessera::storage {

// Sees one consistent state. For one thread, while the work that it was handed to runs. Errors are
// the store's own (UNAVAILABLE, DATA_LOSS ...): what is not there is nullopt or an empty list.
// Lists go by ascending key, from behind the key given, at most `limit`.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  // Members, and what points to them.
  virtual absl::StatusOr<std::optional<Member>> FindMember(const MemberId& member_id) = 0;
  virtual absl::StatusOr<std::optional<MemberId>> FindIdentifier(const IdentifierHash& hash) = 0;
  virtual absl::StatusOr<std::vector<IdentifierHash>> ListIdentifiers(const MemberId& member_id) = 0;
  // nullopt for `after`: from the first.
  virtual absl::StatusOr<std::vector<MemberId>> ListMembers(const std::optional<MemberId>& after,
                                                            int limit) = 0;
  virtual absl::StatusOr<int64_t> CountMembers() = 0;

  // Points. The account of a member that exists, with all lots that have something left and those
  // of `lot_nos`; not settled.
  virtual absl::StatusOr<ledger::AccountState> LoadAccount(const MemberId& member_id,
                                                           absl::Span<const int64_t> lot_nos) = 0;
  virtual absl::StatusOr<std::optional<ledger::Entry>> FindEntry(const MemberId& member_id,
                                                                 int64_t entry_no) = 0;
  virtual absl::StatusOr<std::vector<ledger::Entry>> ListEntries(const MemberId& member_id,
                                                                 int64_t after_entry_no,
                                                                 int limit) = 0;
  // Which lots paid for a sale, in the order in which they were taken.
  virtual absl::StatusOr<std::vector<ledger::Allocation>> ListAllocations(
      const MemberId& member_id, const SaleId& sale_id) = 0;
  // Whose points a sale holds.
  virtual absl::StatusOr<std::optional<MemberId>> FindHold(const SaleId& sale_id) = 0;

  // Sales.
  virtual absl::StatusOr<std::optional<Sale>> FindSale(const SaleId& sale_id) = 0;
  virtual absl::StatusOr<bool> IsCancelled(const SaleId& sale_id) = 0;
  // Empty `terminal_id`: of all terminals.
  virtual absl::StatusOr<std::vector<Sale>> ListSales(absl::string_view terminal_id,
                                                      int64_t after_sale_no, int limit) = 0;
  virtual absl::StatusOr<std::optional<Refund>> FindRefund(const RefundId& refund_id) = 0;
  // All of a sale, in the order of booking.
  virtual absl::StatusOr<std::vector<Refund>> ListRefunds(const SaleId& sale_id) = 0;
  virtual absl::StatusOr<std::optional<PendingRefund>> FindPendingRefund(
      const RefundId& refund_id) = 0;
  // All that wait for a sale, in the order in which they came.
  virtual absl::StatusOr<std::vector<PendingRefund>> ListPendingRefunds(const SaleId& sale_id) = 0;
  virtual absl::StatusOr<std::vector<Difference>> ListDifferences(int64_t after_difference_no,
                                                                  int limit) = 0;

  // Answers that were given.
  virtual absl::StatusOr<std::optional<Adjustment>> FindAdjustment(const AdjustmentId& id) = 0;
  virtual absl::StatusOr<std::optional<Enrolment>> FindEnrolment(const EnrolmentId& id) = 0;

  // Programs. The live one is the newest.
  virtual absl::StatusOr<std::optional<ProgramVersion>> FindProgram(int64_t version) = 0;
  virtual absl::StatusOr<std::optional<ProgramVersion>> FindLiveProgram() = 0;
  virtual absl::StatusOr<int64_t> LiveProgramVersion() = 0;  // 0 if none was published
  // Of its document: the same number may mean another document after a group that failed.
  virtual absl::StatusOr<std::optional<Digest>> FindProgramDigest(int64_t version) = 0;

  // Terminals and what they have to know.
  virtual absl::StatusOr<std::optional<Terminal>> FindTerminal(absl::string_view store_id,
                                                               absl::string_view terminal_id) = 0;
  virtual absl::StatusOr<std::vector<Change>> ListChanges(int64_t after_change_no, int limit) = 0;
  virtual absl::StatusOr<int64_t> LastChange() = 0;  // 0 if there was none
  // A random id that this database got when it was made: numbers of another mean nothing here.
  virtual absl::StatusOr<Uuid> Epoch() = 0;
};

// Sees its own writes.
class Transaction : public ReadTransaction {
 public:
  // A new member also gets an empty account.
  virtual absl::Status AddMember(const Member& member) = 0;
  virtual absl::Status UpdateMember(const Member& member) = 0;
  // ALREADY_EXISTS / ROW_EXISTS if it points to somebody already.
  virtual absl::Status AddIdentifier(const IdentifierHash& hash, const MemberId& member_id) = 0;

  // Writes what `account` added and changed: entries, lots, holds, sums.
  virtual absl::Status SaveAccount(const ledger::Account& account) = 0;
  // Adds them, or writes their `returned` anew.
  virtual absl::Status SaveAllocations(const MemberId& member_id, const SaleId& sale_id,
                                       absl::Span<const ledger::Allocation> allocations) = 0;

  // Returns its sale_no.
  virtual absl::StatusOr<int64_t> AddSale(const Sale& sale) = 0;
  // Idempotent.
  virtual absl::Status AddCancellation(const SaleId& sale_id, Instant now) = 0;
  // Also counts it in its sale.
  virtual absl::Status AddRefund(const Refund& refund) = 0;
  virtual absl::Status AddPendingRefund(const PendingRefund& refund) = 0;
  virtual absl::Status RemovePendingRefund(const RefundId& refund_id) = 0;
  virtual absl::Status AddDifference(const Difference& difference) = 0;

  virtual absl::Status AddAdjustment(const Adjustment& adjustment) = 0;
  virtual absl::Status AddEnrolment(const Enrolment& enrolment) = 0;
  virtual absl::Status AddProgram(const ProgramVersion& version) = 0;
  virtual absl::Status SaveTerminal(const Terminal& terminal) = 0;

  // The member, or the program, is different from now on for whoever watches.
  virtual absl::Status AppendMemberChange(const MemberId& member_id) = 0;
  virtual absl::Status AppendProgramChange() = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_TRANSACTION_H_
