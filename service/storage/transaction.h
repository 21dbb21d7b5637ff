// What may be asked of the store, and done to it, in one transaction.
#ifndef TESSERA_STORAGE_TRANSACTION_H_
#define TESSERA_STORAGE_TRANSACTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tessera/base/identifier.h"
#include "tessera/ledger/account.h"
#include "tessera/ledger/purchases.h"
#include "tessera/ledger/tender.h"
#include "tessera/storage/rows.h"

namespace tessera::storage {

class Events;
class FollowUps;
class InsightTables;
class Publications;
class Stores;

// Sees one consistent state. For one thread, while the work that it was handed to runs. Errors are
// the store's own (UNAVAILABLE, DATA_LOSS ...): what is not there is nullopt or an empty list.
// Lists go by ascending key, from behind the key given, at most `limit`.
class ReadTransaction {
 public:
  virtual ~ReadTransaction() = default;

  // Members, and what points to them.
  virtual absl::StatusOr<std::optional<Member>> FindMember(const MemberId& member_id) = 0;
  virtual absl::StatusOr<std::optional<IdentifierRow>> FindIdentifier(
      const IdentifierHash& hash) = 0;
  // Blocked ones too.
  virtual absl::StatusOr<std::vector<IdentifierRow>> ListIdentifiers(const MemberId& member_id) = 0;
  // Who else uses a member's account.
  virtual absl::StatusOr<std::vector<MemberId>> ListSharers(const MemberId& account_id) = 0;
  // Members whose tier's time is over at `now`, the longest over first.
  virtual absl::StatusOr<std::vector<MemberId>> ListTiersDue(Instant now, int limit) = 0;
  // nullopt for `after`: from the first.
  virtual absl::StatusOr<std::vector<MemberId>> ListMembers(const std::optional<MemberId>& after,
                                                            int limit) = 0;
  virtual absl::StatusOr<int64_t> CountMembers() = 0;

  // What a member did; empty values where there is nothing yet.
  virtual absl::StatusOr<ledger::Purchases> LoadPurchases(const MemberId& member_id) = 0;
  // Days from `first_day` on, oldest first.
  virtual absl::StatusOr<std::vector<ledger::PurchaseDay>> ListPurchaseDays(
      const MemberId& member_id, int32_t first_day) = 0;
  virtual absl::StatusOr<std::vector<MemberOfferUse>> ListOfferUses(const MemberId& member_id) = 0;
  virtual absl::StatusOr<std::vector<StampCard>> ListStampCards(const MemberId& member_id) = 0;
  // What all members did with an offer; zeros where it was never used.
  virtual absl::StatusOr<OfferUse> LoadOfferUse(absl::string_view offer_id) = 0;
  // nullopt where every sale was counted as it was booked.
  virtual absl::StatusOr<std::optional<Uncounted>> FindUncounted() = 0;

  // When the member bought last in the store; nullopt for never.
  virtual absl::StatusOr<std::optional<Instant>> FindSeen(const MemberId& member_id,
                                                          absl::string_view store_id) = 0;

  // Vouchers, by the keyed hash of their code, and wallets.
  virtual absl::StatusOr<std::optional<Coupon>> FindCoupon(const CodeHash& code) = 0;
  // nullopt for `after`: from the first.
  virtual absl::StatusOr<std::vector<Coupon>> ListCoupons(const std::optional<CodeHash>& after,
                                                          int limit) = 0;
  // The member's own that are neither used nor blocked nor overdue at `now`, those that expire first
  // first.
  virtual absl::StatusOr<std::vector<Coupon>> ListCouponsOf(const MemberId& member_id, Instant now,
                                                            int limit) = 0;
  // nullopt if it never had money.
  virtual absl::StatusOr<std::optional<ledger::TenderState>> FindTender(
      const ledger::TenderKey& key) = 0;
  virtual absl::StatusOr<std::vector<ledger::TenderEntry>> ListTenderEntries(
      const ledger::TenderKey& key, int64_t after_entry_no, int limit) = 0;
  // Gift cards first, then wallets. nullopt for `after`: from the first.
  virtual absl::StatusOr<std::vector<ledger::TenderKey>> ListTenders(
      const std::optional<ledger::TenderKey>& after, int limit) = 0;

  // What a sale sold, by line; also cards that were sold anew since.
  virtual absl::StatusOr<std::vector<SoldGiftCard>> ListSoldGiftCards(const SaleId& sale_id) = 0;

  // Points. The account of a member that exists, with all lots that have something left and those
  // of `lot_nos`; not settled.
  virtual absl::StatusOr<ledger::AccountState> LoadAccount(const MemberId& member_id,
                                                           absl::Span<const int64_t> lot_nos) = 0;
  // Of a sale, with something left or not. Reads all lots of the account.
  virtual absl::StatusOr<std::vector<int64_t>> ListLotsOfSale(const MemberId& member_id,
                                                              const SaleId& sale_id) = 0;
  virtual absl::StatusOr<std::optional<ledger::Entry>> FindEntry(const MemberId& member_id,
                                                                 int64_t entry_no) = 0;
  virtual absl::StatusOr<std::vector<ledger::Entry>> ListEntries(const MemberId& member_id,
                                                                 int64_t after_entry_no,
                                                                 int limit) = 0;
  // Which lots paid for a sale, in the order in which they were taken.
  virtual absl::StatusOr<std::vector<ledger::Allocation>> ListAllocations(
      const MemberId& member_id, const SaleId& sale_id) = 0;
  // With something left or not.
  virtual absl::StatusOr<std::vector<ledger::Lot>> ListLots(const MemberId& member_id,
                                                            int64_t after_lot_no, int limit) = 0;
  // When something happens to an account by itself, as it was saved.
  virtual absl::StatusOr<std::optional<Instant>> FindDue(const MemberId& member_id) = 0;
  // Accounts where something happens by itself up to `now`, see Account::DueAt; the longest due first.
  virtual absl::StatusOr<std::vector<MemberId>> ListAccountsDue(Instant now, int limit) = 0;
  // Whose points a sale holds.
  virtual absl::StatusOr<std::optional<MemberId>> FindHold(const SaleId& sale_id) = 0;

  // Sales.
  virtual absl::StatusOr<std::optional<Sale>> FindSale(const SaleId& sale_id) = 0;
  virtual absl::StatusOr<bool> IsCancelled(const SaleId& sale_id) = 0;
  virtual absl::StatusOr<std::vector<Sale>> ListSales(const SaleFilter& filter, int limit) = 0;
  // Those about whose card the terminal said something.
  virtual absl::StatusOr<std::vector<Sale>> ListSuspectedSales(int64_t after_sale_no, int limit) = 0;
  virtual absl::StatusOr<std::optional<Refund>> FindRefund(const RefundId& refund_id) = 0;
  // All of a sale, in the order of booking.
  virtual absl::StatusOr<std::vector<Refund>> ListRefunds(const SaleId& sale_id) = 0;
  virtual absl::StatusOr<std::optional<PendingRefund>> FindPendingRefund(
      const RefundId& refund_id) = 0;
  // All that wait for a sale, in the order in which they came.
  virtual absl::StatusOr<std::vector<PendingRefund>> ListPendingRefunds(const SaleId& sale_id) = 0;
  // The same of all sales.
  virtual absl::StatusOr<std::vector<PendingRefund>> ListAllPendingRefunds(int64_t after_pending_no,
                                                                           int limit) = 0;
  virtual absl::StatusOr<PendingRefundCount> CountPendingRefunds() = 0;
  virtual absl::StatusOr<std::optional<RefundWithoutSale>> FindRefundWithoutSale(
      const RefundId& refund_id) = 0;
  virtual absl::StatusOr<std::vector<RefundWithoutSale>> ListRefundsWithoutSale(
      int64_t after_refund_no, int limit) = 0;
  virtual absl::StatusOr<std::vector<Difference>> ListDifferences(int64_t after_difference_no,
                                                                  int limit) = 0;
  virtual absl::StatusOr<std::vector<Difference>> ListDifferencesOf(const SaleId& sale_id) = 0;

  virtual absl::StatusOr<std::vector<SurveyAnswer>> ListSurveyAnswers(int64_t after_answer_no,
                                                                      int limit) = 0;

  // Answers that were given.
  virtual absl::StatusOr<std::optional<RequestedChange>> FindRequested(
      const ChangeId& id, absl::string_view method) = 0;
  virtual absl::StatusOr<std::optional<JobRun>> FindJob(absl::string_view job) = 0;

  // Programs. The live one is in force where nobody says otherwise, see Publications.
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
  virtual absl::StatusOr<bool> HasChange(const MemberId& member_id) = 0;
  virtual absl::StatusOr<Run> PresentRun() = 0;
  // nullopt for one of which this database does not know.
  virtual absl::StatusOr<std::optional<Run>> FindRun(const Uuid& run_id) = 0;
  // A random id that this database got when it was made: numbers of another mean nothing here.
  virtual absl::StatusOr<Uuid> Epoch() = 0;

  // What HQ works with, each in a header of its own.
  virtual const Events& events() const = 0;
  virtual const Publications& publications() const = 0;
  virtual const InsightTables& insight() const = 0;
  virtual const Stores& stores() const = 0;
  virtual const FollowUps& follow_ups() const = 0;

  // Rows that name another which is not there, in words: at most `limit`. Looks at every row.
  virtual absl::StatusOr<std::vector<std::string>> ListOrphans(int limit) = 0;
};

// A member who is not there yet, with all that comes with them.
struct NewMember {
  Member member;
  std::vector<IdentifierHash> identifiers;
  ledger::Account account;  // the member's own, settled; empty, or with what it opens with
};

// Sees its own writes.
class Transaction : public ReadTransaction {
 public:
  // Runs `work` and returns what it returns; undoes what it wrote unless that is OK. They nest.
  virtual absl::Status Attempt(absl::FunctionRef<absl::Status()> work) = 0;

  using ReadTransaction::events;
  using ReadTransaction::follow_ups;
  using ReadTransaction::insight;
  using ReadTransaction::publications;
  using ReadTransaction::stores;
  virtual Events& events() = 0;
  virtual Publications& publications() = 0;
  virtual InsightTables& insight() = 0;
  virtual Stores& stores() = 0;
  virtual FollowUps& follow_ups() = 0;

  // A new member also gets an empty account.
  virtual absl::Status AddMember(const Member& member) = 0;
  // The same as AddMember, AddIdentifier for each, SaveAccount and AppendMemberChange for one after
  // another, but faster: each table is written once for all of them. ALREADY_EXISTS / ROW_EXISTS where
  // one of them, or what is to point to them, is there already or comes twice; part of it is written
  // then, so call it in an Attempt.
  virtual absl::Status AddMembers(absl::Span<const NewMember> members) = 0;
  virtual absl::Status UpdateMember(const Member& member) = 0;
  // ALREADY_EXISTS / ROW_EXISTS if it points to somebody already.
  virtual absl::Status AddIdentifier(const IdentifierHash& hash, const MemberId& member_id) = 0;
  // The coupons of `from`, and when it bought where, are those of `into` from now on.
  virtual absl::Status MoveCouponsAndVisits(const MemberId& from, const MemberId& into) = 0;
  // Another member, another status.
  virtual absl::Status UpdateIdentifier(const IdentifierRow& row) = 0;

  // Each writes the whole row, new or anew.
  virtual absl::Status SavePurchases(const MemberId& member_id,
                                     const ledger::Purchases& purchases) = 0;
  virtual absl::Status SavePurchaseDay(const MemberId& member_id,
                                       const ledger::PurchaseDay& day) = 0;
  virtual absl::Status SaveOfferUse(const MemberId& member_id, const MemberOfferUse& use) = 0;
  virtual absl::Status SaveOfferUse(const OfferUse& use) = 0;
  virtual absl::Status SaveStampCard(const MemberId& member_id, const StampCard& card) = 0;
  // A time before the one that is known changes nothing.
  virtual absl::Status SaveSeen(const MemberId& member_id, absl::string_view store_id,
                                Instant at) = 0;
  virtual absl::Status SaveUncounted(const Uncounted& uncounted) = 0;

  // ALREADY_EXISTS / ROW_EXISTS for a code that is there already.
  virtual absl::Status AddCoupon(const Coupon& coupon) = 0;
  // Its status, uses and last sale.
  virtual absl::Status UpdateCoupon(const Coupon& coupon) = 0;
  // Writes what `tender` added and changed.
  virtual absl::Status SaveTender(const ledger::Tender& tender) = 0;
  // Of a card that the same line sold before, the new amount counts.
  virtual absl::Status SaveSoldGiftCard(const SoldGiftCard& card) = 0;

  // Writes what `account`, which is settled, added and changed: entries, lots, holds, sums, and when
  // it is due.
  virtual absl::Status SaveAccount(const ledger::Account& account) = 0;
  // Adds them, or writes their `returned` anew.
  virtual absl::Status SaveAllocations(const MemberId& member_id, const SaleId& sale_id,
                                       absl::Span<const ledger::Allocation> allocations) = 0;

  // Returns its sale_no.
  virtual absl::StatusOr<int64_t> AddSale(const Sale& sale) = 0;
  virtual absl::Status AddSuspectedSale(int64_t sale_no) = 0;
  // Idempotent.
  virtual absl::Status AddCancellation(const SaleId& sale_id, Instant now) = 0;
  // Also counts it in its sale.
  virtual absl::Status AddRefund(const Refund& refund) = 0;
  virtual absl::Status AddRefundWithoutSale(const RefundWithoutSale& refund) = 0;
  virtual absl::Status AddPendingRefund(const PendingRefund& refund) = 0;
  virtual absl::Status RemovePendingRefund(const RefundId& refund_id) = 0;
  // In place of one of the same sale and reason, whose amounts are added to its own (as far as int64
  // goes); so whoever read that one reads of it again.
  virtual absl::Status AddDifference(const Difference& difference) = 0;

  // Of an answer_id that is there already the first stays.
  virtual absl::Status AddSurveyAnswer(const SurveyAnswer& answer) = 0;
  // ALREADY_EXISTS / ROW_EXISTS for an id and method that were answered already.
  virtual absl::Status AddRequested(const RequestedChange& change) = 0;
  virtual absl::Status SaveJob(const JobRun& run) = 0;
  virtual absl::Status AddProgram(const ProgramVersion& version) = 0;
  virtual absl::Status SaveTerminal(const Terminal& terminal) = 0;

  // The member, the program, or the counters of the offer are different from now on for whoever watches.
  virtual absl::Status AppendMemberChange(const MemberId& member_id) = 0;
  virtual absl::Status AppendProgramChange() = 0;
  virtual absl::Status AppendOfferChange(absl::string_view offer_id) = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_TRANSACTION_H_
