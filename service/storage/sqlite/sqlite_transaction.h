// The port's transactions over one SQLite connection. One class for both: on a read-only connection,
// and behind a ReadTransaction&, the writing half is out of reach.
#ifndef TESSERA_STORAGE_SQLITE_SQLITE_TRANSACTION_H_
#define TESSERA_STORAGE_SQLITE_SQLITE_TRANSACTION_H_

#include "tessera/sqlite/connection.h"
#include "tessera/storage/sqlite/events.h"
#include "tessera/storage/sqlite/follow_ups.h"
#include "tessera/storage/sqlite/insight_tables.h"
#include "tessera/storage/sqlite/publications.h"
#include "tessera/storage/sqlite/stores.h"
#include "tessera/storage/transaction.h"

namespace tessera::storage::sqlite {

// Lives inside a transaction of `connection` that its maker begins and ends.
class SqliteTransaction final : public Transaction {
 public:
  // `now`: when states that carry no time of their own are said to have changed.
  SqliteTransaction(tessera::sqlite::Connection& connection, Instant now)
      : connection_(connection),
        now_(now),
        events_(connection),
        publications_(connection),
        insight_(connection),
        stores_(connection),
        follow_ups_(connection) {}

  const Events& events() const override { return events_; }
  const Publications& publications() const override { return publications_; }
  const InsightTables& insight() const override { return insight_; }
  const Stores& stores() const override { return stores_; }
  const FollowUps& follow_ups() const override { return follow_ups_; }
  Events& events() override { return events_; }
  Publications& publications() override { return publications_; }
  InsightTables& insight() override { return insight_; }
  Stores& stores() override { return stores_; }
  FollowUps& follow_ups() override { return follow_ups_; }

  absl::StatusOr<std::optional<Member>> FindMember(const MemberId& member_id) override;
  absl::StatusOr<std::optional<IdentifierRow>> FindIdentifier(const IdentifierHash& hash) override;
  absl::StatusOr<std::vector<IdentifierRow>> ListIdentifiers(const MemberId& member_id) override;
  absl::StatusOr<std::vector<MemberId>> ListSharers(const MemberId& account_id) override;
  absl::StatusOr<std::vector<MemberId>> ListTiersDue(Instant now, int limit) override;
  absl::StatusOr<std::vector<MemberId>> ListMembers(const std::optional<MemberId>& after,
                                                    int limit) override;
  absl::StatusOr<int64_t> CountMembers() override;

  absl::StatusOr<ledger::Purchases> LoadPurchases(const MemberId& member_id) override;
  absl::StatusOr<std::vector<ledger::PurchaseDay>> ListPurchaseDays(const MemberId& member_id,
                                                                    int32_t first_day) override;
  absl::StatusOr<std::vector<MemberOfferUse>> ListOfferUses(const MemberId& member_id) override;
  absl::StatusOr<std::vector<StampCard>> ListStampCards(const MemberId& member_id) override;
  absl::StatusOr<OfferUse> LoadOfferUse(absl::string_view offer_id) override;
  absl::StatusOr<std::optional<Instant>> FindSeen(const MemberId& member_id,
                                                  absl::string_view store_id) override;
  absl::StatusOr<std::optional<Uncounted>> FindUncounted() override;

  absl::StatusOr<std::optional<Coupon>> FindCoupon(const CodeHash& code) override;
  absl::StatusOr<std::vector<Coupon>> ListCoupons(const std::optional<CodeHash>& after,
                                                  int limit) override;
  absl::StatusOr<std::vector<Coupon>> ListCouponsOf(const MemberId& member_id, Instant now,
                                                    int limit) override;
  absl::StatusOr<std::optional<ledger::TenderState>> FindTender(
      const ledger::TenderKey& key) override;
  absl::StatusOr<std::vector<ledger::TenderEntry>> ListTenderEntries(const ledger::TenderKey& key,
                                                                     int64_t after_entry_no,
                                                                     int limit) override;
  absl::StatusOr<std::vector<ledger::TenderKey>> ListTenders(
      const std::optional<ledger::TenderKey>& after, int limit) override;
  absl::StatusOr<std::vector<SoldGiftCard>> ListSoldGiftCards(const SaleId& sale_id) override;

  absl::StatusOr<ledger::AccountState> LoadAccount(const MemberId& member_id,
                                                   absl::Span<const int64_t> lot_nos) override;
  absl::StatusOr<std::vector<int64_t>> ListLotsOfSale(const MemberId& member_id,
                                                      const SaleId& sale_id) override;
  absl::StatusOr<std::optional<ledger::Entry>> FindEntry(const MemberId& member_id,
                                                         int64_t entry_no) override;
  absl::StatusOr<std::vector<ledger::Entry>> ListEntries(const MemberId& member_id,
                                                         int64_t after_entry_no,
                                                         int limit) override;
  absl::StatusOr<std::vector<ledger::Allocation>> ListAllocations(const MemberId& member_id,
                                                                  const SaleId& sale_id) override;
  absl::StatusOr<std::vector<ledger::Lot>> ListLots(const MemberId& member_id,
                                                    int64_t after_lot_no, int limit) override;
  absl::StatusOr<std::optional<Instant>> FindDue(const MemberId& member_id) override;
  absl::StatusOr<std::vector<MemberId>> ListAccountsDue(Instant now, int limit) override;
  absl::StatusOr<std::optional<MemberId>> FindHold(const SaleId& sale_id) override;

  absl::StatusOr<std::optional<Sale>> FindSale(const SaleId& sale_id) override;
  absl::StatusOr<bool> IsCancelled(const SaleId& sale_id) override;
  absl::StatusOr<std::vector<Sale>> ListSales(const SaleFilter& filter, int limit) override;
  absl::StatusOr<std::vector<Sale>> ListSuspectedSales(int64_t after_sale_no, int limit) override;
  absl::StatusOr<std::optional<Refund>> FindRefund(const RefundId& refund_id) override;
  absl::StatusOr<std::vector<Refund>> ListRefunds(const SaleId& sale_id) override;
  absl::StatusOr<std::optional<PendingRefund>> FindPendingRefund(
      const RefundId& refund_id) override;
  absl::StatusOr<std::vector<PendingRefund>> ListPendingRefunds(const SaleId& sale_id) override;
  absl::StatusOr<std::vector<PendingRefund>> ListAllPendingRefunds(int64_t after_pending_no,
                                                                   int limit) override;
  absl::StatusOr<PendingRefundCount> CountPendingRefunds() override;
  absl::StatusOr<std::optional<RefundWithoutSale>> FindRefundWithoutSale(
      const RefundId& refund_id) override;
  absl::StatusOr<std::vector<RefundWithoutSale>> ListRefundsWithoutSale(int64_t after_refund_no,
                                                                        int limit) override;
  absl::StatusOr<std::vector<Difference>> ListDifferences(int64_t after_difference_no,
                                                          int limit) override;
  absl::StatusOr<std::vector<Difference>> ListDifferencesOf(const SaleId& sale_id) override;

  absl::StatusOr<std::vector<SurveyAnswer>> ListSurveyAnswers(int64_t after_answer_no,
                                                              int limit) override;
  absl::StatusOr<std::optional<RequestedChange>> FindRequested(const ChangeId& id,
                                                               absl::string_view method) override;
  absl::StatusOr<std::optional<JobRun>> FindJob(absl::string_view job) override;

  absl::StatusOr<std::optional<ProgramVersion>> FindProgram(int64_t version) override;
  absl::StatusOr<std::optional<ProgramVersion>> FindLiveProgram() override;
  absl::StatusOr<int64_t> LiveProgramVersion() override;
  absl::StatusOr<std::optional<Digest>> FindProgramDigest(int64_t version) override;

  absl::StatusOr<std::optional<Terminal>> FindTerminal(absl::string_view store_id,
                                                       absl::string_view terminal_id) override;
  absl::StatusOr<std::vector<Change>> ListChanges(int64_t after_change_no, int limit) override;
  absl::StatusOr<int64_t> LastChange() override;
  absl::StatusOr<bool> HasChange(const MemberId& member_id) override;
  absl::StatusOr<Run> PresentRun() override;
  absl::StatusOr<std::optional<Run>> FindRun(const Uuid& run_id) override;
  absl::StatusOr<Uuid> Epoch() override;
  absl::StatusOr<std::vector<std::string>> ListOrphans(int limit) override;

  absl::Status Attempt(absl::FunctionRef<absl::Status()> work) override;
  absl::Status AddMember(const Member& member) override;
  absl::Status AddMembers(absl::Span<const NewMember> members) override;
  absl::Status UpdateMember(const Member& member) override;
  absl::Status AddIdentifier(const IdentifierHash& hash, const MemberId& member_id) override;
  absl::Status MoveCouponsAndVisits(const MemberId& from, const MemberId& into) override;
  absl::Status UpdateIdentifier(const IdentifierRow& row) override;
  absl::Status SavePurchases(const MemberId& member_id,
                             const ledger::Purchases& purchases) override;
  absl::Status SavePurchaseDay(const MemberId& member_id, const ledger::PurchaseDay& day) override;
  absl::Status SaveOfferUse(const MemberId& member_id, const MemberOfferUse& use) override;
  absl::Status SaveOfferUse(const OfferUse& use) override;
  absl::Status SaveStampCard(const MemberId& member_id, const StampCard& card) override;
  absl::Status SaveSeen(const MemberId& member_id, absl::string_view store_id, Instant at) override;
  absl::Status SaveUncounted(const Uncounted& uncounted) override;
  absl::Status AddCoupon(const Coupon& coupon) override;
  absl::Status UpdateCoupon(const Coupon& coupon) override;
  absl::Status SaveTender(const ledger::Tender& tender) override;
  absl::Status SaveSoldGiftCard(const SoldGiftCard& card) override;
  absl::Status SaveAccount(const ledger::Account& account) override;
  absl::Status SaveAllocations(const MemberId& member_id, const SaleId& sale_id,
                               absl::Span<const ledger::Allocation> allocations) override;
  absl::StatusOr<int64_t> AddSale(const Sale& sale) override;
  absl::Status AddSuspectedSale(int64_t sale_no) override;
  absl::Status AddCancellation(const SaleId& sale_id, Instant now) override;
  absl::Status AddRefund(const Refund& refund) override;
  absl::Status AddRefundWithoutSale(const RefundWithoutSale& refund) override;
  absl::Status AddPendingRefund(const PendingRefund& refund) override;
  absl::Status RemovePendingRefund(const RefundId& refund_id) override;
  absl::Status AddDifference(const Difference& difference) override;
  absl::Status AddSurveyAnswer(const SurveyAnswer& answer) override;
  absl::Status AddRequested(const RequestedChange& change) override;
  absl::Status SaveJob(const JobRun& run) override;
  absl::Status AddProgram(const ProgramVersion& version) override;
  absl::Status SaveTerminal(const Terminal& terminal) override;
  absl::Status AppendMemberChange(const MemberId& member_id) override;
  absl::Status AppendProgramChange() override;
  absl::Status AppendOfferChange(absl::string_view offer_id) override;

  // Number of the newest change that this object appended; 0 if none.
  int64_t appended_change() const { return appended_change_; }

 private:
  absl::Status AppendChange(absl::string_view subject);
  absl::Status InsertMembers(absl::Span<const NewMember> members);
  absl::Status InsertIdentifiers(absl::Span<const NewMember> members);
  absl::Status InsertAccounts(absl::Span<const NewMember> members);
  absl::Status InsertChanges(absl::Span<const NewMember> members);
  absl::Status TellNew(absl::Span<const NewMember> members);
  absl::Status AddAccount(const MemberId& member_id);
  absl::Status SaveLots(const ledger::Account& account);
  absl::Status SaveHolds(const ledger::Account& account);
  absl::Status AddEntries(const ledger::Account& account);
  absl::Status InsertEntries(const ledger::Account& account);
  absl::Status AddEntries(const ledger::Tender& tender);
  absl::Status TellChanges(const Member& before, const Member& after);
  absl::Status TellCard(const IdentifierHash& hash, const MemberId& member_id);
  absl::Status TellCoupon(const CodeHash& code, const std::optional<MemberId>& member_id, Instant at);
  absl::Status TellRefund(const RefundId& refund_id, const std::optional<MemberId>& member_id,
                          Instant at, absl::string_view key);

  tessera::sqlite::Connection& connection_;
  const Instant now_;
  SqliteEvents events_;
  SqlitePublications publications_;
  SqliteInsightTables insight_;
  SqliteStores stores_;
  SqliteFollowUps follow_ups_;
  int64_t appended_change_ = 0;
};

}  // namespace tessera::storage::sqlite

#endif  // TESSERA_STORAGE_SQLITE_SQLITE_TRANSACTION_H_
