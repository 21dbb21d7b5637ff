// Stores and terminals as headquarters sees them.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "chain.h"
#include "tessera/operations/stores/list_stores.h"
#include "tessera/operations/stores/list_terminals.h"
#include "tessera/operations/stores/register_terminals.h"
#include "tessera/operations/stores/remove_terminal.h"
#include "tessera/operations/stores/save_stores.h"
#include "tessera/operations/stores/see_terminals.h"
#include "tessera/operations/sync/see_terminal.h"
#include "tessera/storage/events.h"

namespace tessera::operations {
namespace {

const Caller kAnna{false, "", "", "hq/anna"};

struct Stores : Chain {
  v1::SaveStoresRequest Saving(const std::vector<std::string>& ids) {
    v1::SaveStoresRequest request;
    request.set_change_id(NewId());
    for (const std::string& id : ids) {
      v1::ChainStore& store = *request.add_stores();
      store.set_store_id(id);
      store.set_name("Store " + id);
      store.set_region(id.substr(0, 3));
    }
    return request;
  }
  void Save(const std::vector<std::string>& ids) {
    BOOST_REQUIRE_EQUAL(Why(Write(SaveStores, kAnna, Saving(ids))), "OK");
  }
  void Register(const std::string& store_id, const std::string& terminal_id) {
    v1::RegisterTerminalsRequest request;
    request.set_change_id(NewId());
    request.add_terminals()->set_store_id(store_id);
    request.mutable_terminals(0)->set_terminal_id(terminal_id);
    BOOST_REQUIRE_EQUAL(Why(Write(RegisterTerminals, kAnna, request)), "OK");
  }
  void Report(const std::string& store_id, const std::string& terminal_id,
              const v1::TerminalReport& report) {
    const Caller till{true, store_id, terminal_id};
    const absl::Status status = store().WriteAndWait([&](storage::Transaction& transaction) {
      return SeeTerminal(As(till), transaction, store_id, terminal_id, &report);
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
  }
  v1::ListTerminalsResponse List(const v1::ListTerminalsRequest& request, bool watching = false) {
    v1::ListTerminalsResponse listed;
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      auto response =
          ListTerminals(As(kAnna), transaction, request,
                        [&](const std::string&, const std::string&) { return watching; });
      if (response.ok()) listed = *std::move(response);
      return response.status();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return listed;
  }
  // "till-1 SILENT PROGRAM_OLD", a line for each.
  std::string Troubles(bool watching = false) {
    std::string text;
    const v1::ListTerminalsResponse listed = List({}, watching);
    for (const v1::TerminalState& terminal : listed.terminals()) {
      text += terminal.terminal_id();
      for (const std::string& trouble : terminal.troubles()) text += " " + trouble;
      text += "\n";
    }
    return text;
  }
  // Of the chain's own events.
  int CountEvents(storage::EventKind kind) {
    int count = 0;
    const absl::Status status = store().Read([&](storage::ReadTransaction& transaction) {
      const auto events = transaction.events().List(0, 0, 1'000);
      for (const storage::Event& event : *events) count += event.kind == kind ? 1 : 0;
      return events.status();
    });
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return count;
  }
  static v1::TerminalReport Healthy(int64_t version) {
    v1::TerminalReport report;
    report.set_plugin_version("0.1.0");
    report.set_program_version(version);
    report.set_snapshot_age_seconds(5);
    report.set_disk(v1::DISK_STATE_GOOD);
    return report;
  }
};

BOOST_FIXTURE_TEST_SUITE(stores, Stores)

BOOST_AUTO_TEST_CASE(whoever_changes_a_store_says_which_one_he_saw) {
  Publish(ProgramOf("offers: []\n"));
  Save({"msk-1"});
  const auto seen = [this] { return Read(ListStores, kAnna, v1::ListStoresRequest())->stores(0); };
  BOOST_TEST(seen().revision() == 1);
  const auto change = [&](v1::ChainStore store, const std::string& address) {
    store.set_address(address);
    v1::SaveStoresRequest request;
    request.set_change_id(NewId());
    *request.add_stores() = store;
    return Why(Write(SaveStores, kAnna, request));
  };
  const v1::ChainStore first = seen();
  BOOST_TEST(change(first, "Arbat 12") == "OK");
  BOOST_TEST(change(first, "Arbat 14") == "STORE_CHANGED");
  BOOST_TEST(seen().address() == "Arbat 12");
  BOOST_TEST(seen().revision() == 2);
  v1::ChainStore whatever = first;
  whatever.clear_revision();
  BOOST_TEST(change(whatever, "Arbat 16") == "OK");
  // The same again changes nothing.
  BOOST_TEST(change(seen(), "Arbat 16") == "OK");
  BOOST_TEST(seen().revision() == 3);
}

BOOST_AUTO_TEST_CASE(stores_are_made_changed_and_listed_by_region) {
  Publish(ProgramOf("stores: [{store_id: spb-1, time_zone: Asia/Omsk}]\n"));
  auto first = Saving({"msk-2", "msk-1", "spb-1"});
  const auto saved = Write(SaveStores, kAnna, first);
  BOOST_REQUIRE_EQUAL(Why(saved), "OK");
  BOOST_TEST(saved->added() == 3);
  // The same again is the first answer; the same under another id changes nothing.
  BOOST_TEST(Write(SaveStores, kAnna, first)->added() == 3);
  first.set_change_id(NewId());
  first.mutable_stores(0)->set_closed(true);
  const auto again = Write(SaveStores, kAnna, first);
  BOOST_TEST(again->added() == 0);
  BOOST_TEST(again->changed() == 1);
  BOOST_TEST(CountEvents(storage::EventKind::kStore) == 4);

  v1::ListStoresRequest request;
  request.set_page_size(2);
  const auto page = Read(ListStores, kAnna, request);
  BOOST_REQUIRE_EQUAL(Why(page), "OK");
  BOOST_REQUIRE_EQUAL(page->stores_size(), 2);
  BOOST_TEST(page->stores(0).store_id() == "msk-1");
  BOOST_TEST(page->stores(1).closed());
  BOOST_TEST(page->stores(0).program_version() == 1);
  request.set_page_token(page->next_page_token());
  const auto rest = Read(ListStores, kAnna, request);
  BOOST_REQUIRE_EQUAL(rest->stores_size(), 1);
  BOOST_TEST(rest->stores(0).time_zone() == "Asia/Omsk");
  BOOST_TEST(rest->next_page_token().empty());
  v1::ListStoresRequest region;
  region.set_region("spb");
  BOOST_TEST(Read(ListStores, kAnna, region)->stores_size() == 1);
}

BOOST_AUTO_TEST_CASE(a_store_that_makes_no_sense_is_refused_by_its_place) {
  auto request = Saving({"a", "b"});
  request.mutable_stores(1)->set_store_id("b\nc");
  const auto refused = Write(SaveStores, kAnna, request);
  BOOST_TEST(Why(refused) == "STORE_ID_INVALID");
  BOOST_TEST(FieldOf(refused.status()) == "stores[1].store_id");
  BOOST_TEST(Why(Write(SaveStores, kAnna, Saving({"a", "a"}))) == "STORE_ID_INVALID");
  BOOST_TEST(Why(Write(SaveStores, kAnna, Saving({}))) == "TOO_MANY_ITEMS");
  auto tagged = Saving({"a"});
  tagged.mutable_stores(0)->add_tags(std::string(65, 'x'));
  BOOST_TEST(Why(Write(SaveStores, kAnna, tagged)) == "TAG_INVALID");
  BOOST_TEST(Read(ListStores, kAnna, v1::ListStoresRequest())->stores_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_terminal_that_is_expected_and_never_calls_is_seen) {
  Publish(ProgramOf(""));
  Register("msk-1", "till-1");
  BOOST_TEST(Troubles() == "till-1 NEVER_SEEN\n");
  Report("msk-1", "till-1", Healthy(1));
  BOOST_TEST(Troubles() == "till-1\n");
  now = now + Seconds(3'600);
  BOOST_TEST(Troubles() == "till-1 SILENT\n");
  // Whoever hears each change is there, whenever it called last.
  BOOST_TEST(Troubles(/*watching=*/true) == "till-1\n");
  const absl::Status seen = store().WriteAndWait([&](storage::Transaction& transaction) {
    return SeeTerminals(transaction, {{{"msk-1", "till-1"}, now}, {{"msk-1", "till-9"}, now}});
  });
  BOOST_REQUIRE(seen.ok());
  BOOST_TEST(Troubles() == "till-1\ntill-9\n");
  const auto listed = List({});
  BOOST_TEST(listed.terminals(0).registered());
  BOOST_TEST(!listed.terminals(1).registered());
  BOOST_TEST(listed.terminals(0).last_seen_us() == now.us);
  BOOST_TEST(listed.terminals(0).reported_at_us() == (now + Seconds(-3'600)).us);
}

BOOST_AUTO_TEST_CASE(troubles_are_named_worst_first) {
  Publish(ProgramOf(""));
  v1::TerminalReport report = Healthy(7);
  report.set_outboxes_set_aside(1);
  report.set_disk(v1::DISK_STATE_RESERVE);
  report.set_parked_records(2);
  report.set_outbox_records(3);
  report.set_outbox_age_seconds(3'600);
  report.set_snapshot_age_seconds(-1);
  Report("msk-1", "till-1", report);
  BOOST_TEST(Troubles() == "till-1 OUTBOX_LOST DISK PARKED QUEUE_OLD SNAPSHOT_OLD PROGRAM_OLD\n");
  v1::TerminalReport near = Healthy(1);
  near.set_outbox_records(3);
  near.set_outbox_age_seconds(3'599);
  near.set_snapshot_age_seconds(86'399);
  Report("msk-1", "till-1", near);
  BOOST_TEST(Troubles() == "till-1\n");
  // How its queue stands is no news for the feed; other troubles and another program are.
  const int told = CountEvents(storage::EventKind::kTerminal);
  near.set_outbox_records(0);
  Report("msk-1", "till-1", near);
  BOOST_TEST(CountEvents(storage::EventKind::kTerminal) == told);
  near.set_parked_records(1);
  Report("msk-1", "till-1", near);
  BOOST_TEST(CountEvents(storage::EventKind::kTerminal) == told + 1);
  near.set_parked_records(2);
  Report("msk-1", "till-1", near);
  BOOST_TEST(CountEvents(storage::EventKind::kTerminal) == told + 1);
}

BOOST_AUTO_TEST_CASE(a_store_that_is_closed_is_not_expected_to_call) {
  auto request = Saving({"msk-1"});
  request.mutable_stores(0)->set_closed(true);
  BOOST_REQUIRE_EQUAL(Why(Write(SaveStores, kAnna, request)), "OK");
  Register("msk-1", "till-1");
  BOOST_TEST(Troubles() == "till-1\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_is_off_the_list_until_it_calls_again) {
  Register("msk-1", "till-1");
  v1::RemoveTerminalRequest request;
  request.set_change_id(NewId());
  request.mutable_terminal()->set_store_id("msk-1");
  request.mutable_terminal()->set_terminal_id("till-1");
  request.set_comment("sold");
  BOOST_REQUIRE_EQUAL(Why(Write(RemoveTerminal, kAnna, request)), "OK");
  BOOST_TEST(Troubles().empty());
  BOOST_TEST(Why(Write(RemoveTerminal, kAnna, request)) == "OK");
  request.set_change_id(NewId());
  BOOST_TEST(Why(Write(RemoveTerminal, kAnna, request)) == "TERMINAL_UNKNOWN");
  Report("msk-1", "till-1", Healthy(0));
  BOOST_TEST(Troubles() == "till-1\n");
}

BOOST_AUTO_TEST_CASE(terminals_are_listed_by_region_by_trouble_and_page_by_page) {
  Save({"msk-1", "spb-1"});
  for (const std::string store : {"msk-1", "spb-1"}) {
    for (const std::string till : {"till-1", "till-2", "till-3"}) Register(store, till);
  }
  Report("msk-1", "till-2", Healthy(0));
  v1::ListTerminalsRequest request;
  request.set_region("msk");
  BOOST_TEST(List(request).terminals_size() == 3);
  request.set_only_in_trouble(true);
  BOOST_TEST(List(request).terminals_size() == 2);
  v1::ListTerminalsRequest paged;
  paged.set_page_size(4);
  const auto page = List(paged);
  BOOST_REQUIRE_EQUAL(page.terminals_size(), 4);
  paged.set_page_token(page.next_page_token());
  const auto rest = List(paged);
  BOOST_REQUIRE_EQUAL(rest.terminals_size(), 2);
  BOOST_TEST(rest.terminals(0).terminal_id() == "till-2");
  BOOST_TEST(rest.next_page_token().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::operations
