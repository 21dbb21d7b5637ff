// What a till waits for is found by index, however many rows there are.
#include <boost/test/unit_test.hpp>

#include <vector>

#include "sample_folder.h"
#include "sqlite3.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/sqlite/schema.h"
#include "tessera/storage/sqlite/sqlite_transaction.h"

namespace tessera::storage {
namespace {

// The texts of statements that stepped through a table, sorted rows or built an index on the way.
std::vector<std::string> Slow(tessera::sqlite::Connection& connection) {
  std::vector<std::string> texts;
  sqlite3_stmt* statement = nullptr;
  while ((statement = sqlite3_next_stmt(connection.handle(), statement)) != nullptr) {
    for (const int what : {SQLITE_STMTSTATUS_FULLSCAN_STEP, SQLITE_STMTSTATUS_SORT,
                           SQLITE_STMTSTATUS_AUTOINDEX}) {
      if (sqlite3_stmt_status(statement, what, 0) > 0) texts.push_back(sqlite3_sql(statement));
    }
  }
  return texts;
}

// Three members with accounts, and a row or more of everything else.
void Fill(Transaction& transaction) {
  const ledger::Cause cause{Instant{1}, SaleId{{1}}};
  for (uint8_t n = 1; n <= 3; ++n) {
    Member member = Person(n);
    member.tier_until = Instant{n};
    BOOST_REQUIRE(transaction.AddMember(member).ok());
    BOOST_REQUIRE(transaction.AddIdentifier(IdentifierHash{n}, member.member_id).ok());
    ledger::Account account(*transaction.LoadAccount(member.member_id, {}));
    BOOST_REQUIRE(
        account.Earn(Points(9), ledger::LotLife{Instant{1}, Instant{n + 10}}, cause).ok());
    BOOST_REQUIRE(account.Reserve(SaleId{{n}}, Points(1), Instant{99}, Instant{1}).ok());
    const auto spent = account.Spend(Points(2), ledger::Overdraft::kRefuse, cause);
    BOOST_REQUIRE(transaction.SaveAccount(account).ok());
    BOOST_REQUIRE(transaction.SaveAllocations(member.member_id, SaleId{{n}}, *spent).ok());
    BOOST_REQUIRE(transaction.SavePurchases(member.member_id, {}).ok());
    BOOST_REQUIRE(transaction.SavePurchaseDay(member.member_id, {n, 1, Money(1), Points(1)}).ok());
    BOOST_REQUIRE(transaction.SaveOfferUse(member.member_id, {"tea", 1, 1, 1, 1}).ok());
    BOOST_REQUIRE(transaction.SaveStampCard(member.member_id, {"cup", n}).ok());
    BOOST_REQUIRE(transaction.SaveOfferUse(OfferUse{std::string(n, 'o'), 1, Money(1), Points(1)}).ok());
    Coupon coupon;
    coupon.code = CodeHash{n};
    BOOST_REQUIRE(transaction.AddCoupon(coupon).ok());
    ledger::TenderState tender;
    tender.key.id = CodeHash{n};
    BOOST_REQUIRE(transaction.SaveTender(ledger::Tender(tender)).ok());
    BOOST_REQUIRE(transaction.SaveSoldGiftCard({SaleId{{n}}, 1, CodeHash{n}, Money(1)}).ok());
    Sale sale;
    sale.sale_id = SaleId{{n}};
    BOOST_REQUIRE(transaction.AddSale(sale).ok());
    BOOST_REQUIRE(transaction.AddProgram({n, "p", Digest{n}, Instant{n}, "", ""}).ok());
    BOOST_REQUIRE(transaction.publications().Add({0, n, Instant{n}}).ok());
    BOOST_REQUIRE(transaction.AppendMemberChange(member.member_id).ok());
    RequestedChange change;
    change.change_id = ChangeId{{n}};
    BOOST_REQUIRE(transaction.AddRequested(change).ok());
  }
}

// Writes anew what Fill wrote.
void Change(Transaction& transaction) {
  Member member = Person(2);
  member.tier = "gold";
  BOOST_TEST(transaction.UpdateMember(member).ok());
  BOOST_TEST(transaction.UpdateIdentifier({IdentifierHash{2}, Person(1).member_id}).ok());
  BOOST_TEST(transaction.SavePurchases(member.member_id, {}).ok());
  Coupon coupon;
  coupon.code = CodeHash{2};
  BOOST_TEST(transaction.UpdateCoupon(coupon).ok());
  ledger::TenderState tender;
  tender.key.id = CodeHash{2};
  tender.blocked = true;
  BOOST_TEST(transaction.SaveTender(ledger::Tender(tender)).ok());
  ledger::Account account(*transaction.LoadAccount(member.member_id, {}));
  account.Release(SaleId{{2}});
  BOOST_TEST(transaction.SaveAccount(account).ok());
  Refund refund;
  refund.sale_id = SaleId{{2}};
  BOOST_TEST(transaction.AddRefund(refund).ok());
  BOOST_TEST(transaction.AppendMemberChange(member.member_id).ok());
}

BOOST_FIXTURE_TEST_SUITE(reading, Folder)

BOOST_AUTO_TEST_CASE(no_lookup_of_a_sale_or_a_job_steps_through_a_table) {
  auto connection = *tessera::sqlite::Connection::Open(path + "/chain.db", {});
  BOOST_REQUIRE(tessera::sqlite::Migrate(*connection, sqlite::Schema()).ok());
  sqlite::SqliteTransaction transaction(*connection, Instant{1});
  Fill(transaction);
  const MemberId member_id = Person(2).member_id;
  const SaleId sale_id{{2}};
  BOOST_TEST(transaction.FindMember(member_id)->has_value());
  BOOST_TEST(transaction.FindIdentifier(IdentifierHash{2})->has_value());
  BOOST_TEST(transaction.ListIdentifiers(member_id)->size() == 1u);
  BOOST_TEST(transaction.ListSharers(member_id)->empty());
  BOOST_TEST(transaction.LoadAccount(member_id, {1})->lots.size() == 1u);
  BOOST_TEST(transaction.FindEntry(member_id, 1)->has_value());
  BOOST_TEST(transaction.ListAllocations(member_id, sale_id)->size() == 1u);
  BOOST_TEST(transaction.FindHold(sale_id)->has_value());
  BOOST_TEST(transaction.LoadPurchases(member_id).ok());
  BOOST_TEST(transaction.ListPurchaseDays(member_id, 0)->size() == 1u);
  BOOST_TEST(transaction.ListOfferUses(member_id)->size() == 1u);
  BOOST_TEST(transaction.ListStampCards(member_id)->size() == 1u);
  BOOST_TEST(transaction.LoadOfferUse("oo").ok());
  BOOST_TEST(transaction.FindCoupon(CodeHash{2})->has_value());
  BOOST_TEST(transaction.FindTender({ledger::TenderKind::kGiftCard, CodeHash{2}})->has_value());
  BOOST_TEST(
      transaction.ListTenderEntries({ledger::TenderKind::kGiftCard, CodeHash{2}}, 0, 9)->empty());
  BOOST_TEST(transaction.ListTenders(std::nullopt, 2)->size() == 2u);
  BOOST_TEST(transaction.ListSoldGiftCards(sale_id)->size() == 1u);
  BOOST_TEST(transaction.ListLotsOfSale(member_id, SaleId{{1}})->size() == 1u);
  BOOST_TEST(transaction.FindSale(sale_id)->has_value());
  BOOST_TEST(!*transaction.IsCancelled(sale_id));
  BOOST_TEST(transaction.ListRefunds(sale_id)->empty());
  BOOST_TEST(transaction.ListPendingRefunds(sale_id)->empty());
  BOOST_TEST(transaction.FindRequested(ChangeId{{2}}, "")->has_value());
  BOOST_TEST(*transaction.LiveProgramVersion() == 3);
  BOOST_TEST(transaction.FindProgramDigest(2)->has_value());
  BOOST_TEST(transaction.ListChanges(1, 9)->size() == 2u);
  BOOST_TEST(*transaction.LastChange() == 3);
  BOOST_TEST(transaction.ListTiersDue(Instant{2}, 9)->size() == 2u);
  BOOST_TEST(transaction.ListAccountsDue(Instant{12}, 9)->size() == 2u);
  Change(transaction);
  for (const std::string& text : Slow(*connection)) BOOST_ERROR(text);
}

BOOST_AUTO_TEST_CASE(a_movement_writes_its_entry_its_event_its_lot_and_the_account_once_each) {
  auto connection = *tessera::sqlite::Connection::Open(path + "/chain.db", {});
  BOOST_REQUIRE(tessera::sqlite::Migrate(*connection, sqlite::Schema()).ok());
  sqlite::SqliteTransaction transaction(*connection, Instant{1});
  Fill(transaction);
  const auto rows_of_earning = [&](int64_t expires_at) {
    ledger::Account account(*transaction.LoadAccount(Person(2).member_id, {}));
    const ledger::LotLife life{Instant{1}, Instant{expires_at}};
    BOOST_REQUIRE(account.Earn(Points(1), life, {Instant{1}}).ok());
    const int before = sqlite3_total_changes(connection->handle());
    BOOST_REQUIRE(transaction.SaveAccount(account).ok());
    return sqlite3_total_changes(connection->handle()) - before;
  };
  BOOST_TEST(rows_of_earning(50) == 4);
  BOOST_TEST(rows_of_earning(5) == 4);  // is due earlier
  BOOST_TEST((*transaction.FindDue(Person(2).member_id) == Instant{5}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::storage
