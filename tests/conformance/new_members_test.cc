// Many members at once leave what they would have left one after another.
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "backends.h"
#include "sample.h"
#include "tessera/storage/events.h"

namespace tessera::storage {
namespace {

IdentifierHash Card(uint8_t n) {
  IdentifierHash hash;
  hash.fill(n);
  return hash;
}

// The third has points to begin with, which end.
NewMember Newcomer(uint8_t n) {
  Member member = Person(n);
  member.created_at = Instant{7};
  ledger::AccountState state;
  state.member_id = member.member_id;
  NewMember added{std::move(member), {Card(static_cast<uint8_t>(200 - n)), Card(n)},
                  ledger::Account(std::move(state))};
  if (n % 3 != 0) return added;
  const ledger::LotLife life{Instant{8}, Instant{1'000}};
  const absl::Status opened =
      added.account.Adjust(Points(100), life, {Instant{8}, {}, {}, "opening balance"});
  BOOST_TEST(opened.ok());
  return added;
}

std::vector<NewMember> Newcomers() {
  std::vector<NewMember> members;
  for (uint8_t n = 10; n > 0; --n) members.push_back(Newcomer(n));
  return members;
}

absl::Status AddOneAfterAnother(Transaction& transaction, const std::vector<NewMember>& members) {
  for (const NewMember& added : members) {
    const MemberId& id = added.member.member_id;
    TESSERA_RETURN_IF_ERROR(transaction.AddMember(added.member));
    for (const IdentifierHash& hash : added.identifiers) {
      TESSERA_RETURN_IF_ERROR(transaction.AddIdentifier(hash, id));
    }
    TESSERA_RETURN_IF_ERROR(transaction.SaveAccount(added.account));
    TESSERA_RETURN_IF_ERROR(transaction.AppendMemberChange(id));
  }
  return absl::OkStatus();
}

// All that can be read of a member.
std::string Told(ReadTransaction& transaction, uint8_t n) {
  const auto id = Number<MemberId>(n);
  const Member member = **transaction.FindMember(id);
  std::string told = absl::StrCat(member.masked_name, "/", member.sealed_name, "/",
                                  member.created_at.us, "/", member.tags.size());
  const auto identifiers = *transaction.ListIdentifiers(id);
  for (const IdentifierRow& row : identifiers) {
    absl::StrAppend(&told, "/", HashBytes(row.hash), static_cast<int>(row.status));
  }
  const ledger::AccountState account = *transaction.LoadAccount(id, {});
  absl::StrAppend(&told, "/", account.balance.value(), "/", account.last_entry_no, "/",
                  account.last_lot_no, "/", account.lots.size(), "/",
                  DigestBytes(account.last_hash), "/", account.due_at ? account.due_at->us : -1);
  for (const ledger::Lot& lot : account.lots) {
    absl::StrAppend(&told, "/", lot.lot_no, ":", lot.remaining.value());
  }
  const auto entries = *transaction.ListEntries(id, 0, 10);
  for (const ledger::Entry& entry : entries) {
    absl::StrAppend(&told, "/", entry.entry_no, entry.comment, entry.points.value(), "@",
                    entry.booked_at.us, DigestBytes(entry.hash));
  }
  return told;
}

std::string ToldOf(const Event& event) {
  return absl::StrCat(event.event_no, "/", static_cast<int>(event.kind), "/", event.number, "/",
                      event.key, "/", event.member_id->ToBytes());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(many_members_leave_what_one_after_another_would, Backend, Backends) {
  Backend fast_backend, slow_backend;
  auto fast = fast_backend.Open();
  auto slow = slow_backend.Open();
  const std::vector<NewMember> members = Newcomers();
  for (auto* store : {&fast, &slow}) BOOST_REQUIRE(Add(**store, 20).ok());
  Writing(*fast, [&](Transaction& transaction) { BOOST_TEST(transaction.AddMembers(members).ok()); });
  Writing(*slow, [&](Transaction& transaction) {
    BOOST_TEST(AddOneAfterAnother(transaction, members).ok());
  });
  Reading(*fast, [&](ReadTransaction& one) {
    Reading(*slow, [&](ReadTransaction& other) {
      BOOST_TEST(*one.CountMembers() == 11);
      for (uint8_t n = 1; n <= 10; ++n) BOOST_TEST(Told(one, n) == Told(other, n));
      const auto changes = *one.ListChanges(0, 100);
      const auto same = *other.ListChanges(0, 100);
      BOOST_REQUIRE(changes.size() == 11U);
      BOOST_REQUIRE(same.size() == 11U);
      for (size_t i = 0; i < same.size(); ++i) {
        BOOST_TEST(changes[i].change_no == same[i].change_no);
        BOOST_TEST((changes[i].member_id == same[i].member_id));
      }
      for (int partition = 0; partition < kEventPartitions; ++partition) {
        const auto events = *std::as_const(one).events().List(partition, 0, 100);
        const auto expected = *std::as_const(other).events().List(partition, 0, 100);
        BOOST_REQUIRE(events.size() == expected.size());
        for (size_t i = 0; i < events.size(); ++i) BOOST_TEST(ToldOf(events[i]) == ToldOf(expected[i]));
      }
    });
  });
  // The numbers go on behind them.
  BOOST_REQUIRE(Add(*fast, 30).ok());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(many_members_are_refused_where_one_is_there, Backend, Backends) {
  Backend backend;
  auto store = backend.Open();
  BOOST_REQUIRE(Add(*store, 5).ok());
  const std::vector<NewMember> members = Newcomers();
  Writing(*store, [&](Transaction& transaction) {
    const absl::Status refused =
        transaction.Attempt([&] { return transaction.AddMembers(members); });
    BOOST_TEST(ReasonOf(refused) == "ROW_EXISTS");
    const std::vector<NewMember> twice = {Newcomer(1), Newcomer(1)};
    BOOST_TEST(ReasonOf(transaction.Attempt([&] { return transaction.AddMembers(twice); })) ==
               "ROW_EXISTS");
    std::vector<NewMember> same_card = {Newcomer(1), Newcomer(2)};
    same_card[1].identifiers = same_card[0].identifiers;
    BOOST_TEST(ReasonOf(transaction.Attempt([&] { return transaction.AddMembers(same_card); })) ==
               "ROW_EXISTS");
  });
  Reading(*store, [&](ReadTransaction& transaction) {
    BOOST_TEST(*transaction.CountMembers() == 1);
    BOOST_TEST(!transaction.FindIdentifier(Card(1))->has_value());
    BOOST_TEST(transaction.ListChanges(0, 100)->size() == 1U);
  });
}

}  // namespace
}  // namespace tessera::storage
