// A program's life: drafts, publications for some stores and for later, and their withdrawal.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "chain.h"
#include "tessera/operations/members/list_acts.h"
#include "tessera/operations/programs/delete_draft.h"
#include "tessera/operations/programs/get_draft.h"
#include "tessera/operations/programs/get_program.h"
#include "tessera/operations/programs/list_drafts.h"
#include "tessera/operations/programs/list_publications.h"
#include "tessera/operations/programs/list_versions.h"
#include "tessera/operations/programs/publish_program.h"
#include "tessera/operations/programs/save_draft.h"
#include "tessera/operations/programs/withdraw_publication.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/stores/save_stores.h"
#include "tessera/operations/sync/read_changes.h"
#include "tessera/operations/sync/read_snapshot.h"
#include "tessera/situation/seen.h"
#include "tessera/storage/events.h"
#include "tessera/storage/publications.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

const Caller kAnna{false, "", "", "hq/anna"};
const Caller kPilotTill{true, "store-2", "till-1"};

struct Programs : Chain {
  Programs() {
    Publish(SampleProgram());
    v1::SaveStoresRequest request;
    request.set_change_id(NewId());
    request.add_stores()->set_store_id("store-2");
    BOOST_TEST(Why(Write(SaveStores, kAnna, request)) == "OK");
  }

  // The sample with another percentage.
  static v1::Program Off(int64_t percent_milli) {
    v1::Program program = SampleProgram();
    program.mutable_offers(0)->mutable_effects(0)->mutable_percent_off()->set_percent_milli(
        percent_milli);
    return program;
  }
  v1::PublishProgramRequest Asking(const v1::Program& program) {
    v1::PublishProgramRequest request;
    *request.mutable_program() = program;
    request.set_change_id(NewId());
    request.set_comment("spring");
    return request;
  }
  absl::StatusOr<v1::PublishProgramResponse> Send(const v1::PublishProgramRequest& request) {
    return Write(PublishProgram, kAnna, request);
  }
  absl::StatusOr<v1::WithdrawPublicationResponse> Withdraw(int64_t publication_no) {
    v1::WithdrawPublicationRequest request;
    request.set_change_id(NewId());
    request.set_publication_no(publication_no);
    request.set_comment("a mistake");
    return Write(WithdrawPublication, kAnna, request);
  }
  // What a receipt of 100.00 gets off in a store.
  int64_t Discount(const Caller& till) {
    v1::QuoteRequest request = Ask("", Basket({10'000}));
    request.set_store_id(till.store_id);
    const auto quote = Read<v1::QuoteResponse>(Quote, till, request);
    BOOST_TEST_REQUIRE(quote.ok());
    return quote->evaluation().discount_minor();
  }
  int64_t VersionAt(const Caller& till) {
    v1::SnapshotRequest request;
    request.set_store_id(till.store_id);
    request.set_terminal_id(till.terminal_id);
    return Read(ReadSnapshotHeader, till, request)->program().version();
  }
  size_t ProgramEvents() {
    size_t count = 0;
    store()
        .Read([&](storage::ReadTransaction& transaction) {
          const auto events = *transaction.events().List(0, 0, 1'000);
          for (const storage::Event& event : events) {
            count += event.kind == storage::EventKind::kProgram ? 1 : 0;
          }
          return absl::OkStatus();
        })
        .IgnoreError();
    return count;
  }
};

BOOST_FIXTURE_TEST_CASE(a_pilot_store_goes_by_its_own_version, Programs) {
  v1::PublishProgramRequest request = Asking(Off(20'000));
  request.add_store_ids("store-2");
  const auto published = Send(request);
  BOOST_TEST_REQUIRE(Why(published) == "OK");
  BOOST_TEST(published->version().version() == 2);
  BOOST_TEST(published->version().published_by() == "hq/anna");
  BOOST_TEST(published->publication().comment() == "spring");
  BOOST_TEST(Discount(kPilotTill) == 2'000);
  BOOST_TEST(Discount(kTill) == 1'000);
  BOOST_TEST(VersionAt(kPilotTill) == 2);
  BOOST_TEST(VersionAt(kTill) == 1);
  BOOST_TEST(Read(GetProgram, kHq, v1::GetProgramRequest())->version().version() == 1);
  BOOST_TEST(Read(GetProgram, kHq, v1::GetProgramRequest())->version().starts_at_us() == now.us);

  // Everywhere; then everything as before.
  v1::PublishProgramRequest all = Asking({});
  all.clear_program();
  all.mutable_source()->set_version(2);
  const auto rolled_out = Send(all);
  BOOST_TEST_REQUIRE(Why(rolled_out) == "OK");
  BOOST_TEST(rolled_out->version().version() == 2);
  BOOST_TEST(Discount(kTill) == 2'000);
  const auto withdrawn = Withdraw(0);
  BOOST_TEST_REQUIRE(Why(withdrawn) == "OK");
  BOOST_TEST(withdrawn->version() == 1);
  BOOST_TEST(withdrawn->publication().withdrawn_by() == "hq/anna");
  BOOST_TEST(Discount(kTill) == 1'000);
  BOOST_TEST(Discount(kPilotTill) == 2'000);  // the pilot goes on
  BOOST_TEST(Why(Withdraw(published->publication().publication_no())) == "OK");
  BOOST_TEST(Discount(kPilotTill) == 1'000);
  BOOST_TEST(VersionAt(kPilotTill) == 1);
  BOOST_TEST(ProgramEvents() == 5u);
}

BOOST_FIXTURE_TEST_CASE(publishing_for_all_what_is_live_ends_the_pilots, Programs) {
  v1::PublishProgramRequest pilot = Asking(Off(20'000));
  pilot.add_store_ids("store-2");
  BOOST_TEST(Why(Send(pilot)) == "OK");
  now = now + Seconds(1);
  BOOST_TEST(Why(Send(Asking(SampleProgram()))) == "OK");
  BOOST_TEST(Discount(kPilotTill) == 1'000);
  // Now it changes nothing to say so again.
  const size_t events = ProgramEvents();
  const auto again = Send(Asking(SampleProgram()));
  BOOST_TEST(again->version().version() == 1);
  BOOST_TEST(ProgramEvents() == events);
}

BOOST_FIXTURE_TEST_CASE(the_last_program_for_all_stays, Programs) {
  BOOST_TEST(Why(Withdraw(0)) == "LAST_PROGRAM");
  BOOST_TEST(Why(Withdraw(77)) == "PUBLICATION_UNKNOWN");
  BOOST_TEST(Discount(kTill) == 1'000);
}

BOOST_FIXTURE_TEST_CASE(what_changes_the_worth_of_balances_is_refused, Programs) {
  v1::Program program = SampleProgram();
  program.set_currency_digits(0);
  BOOST_TEST(Why(Send(Asking(program))) == "DIGITS_CHANGED");
  program = SampleProgram();
  program.set_points_digits(program.points_digits() + 1);
  BOOST_TEST(Why(Send(Asking(program))) == "DIGITS_CHANGED");
  program = SampleProgram();
  program.set_currency_code("EUR");
  BOOST_TEST(Why(Send(Asking(program))) == "CURRENCY_CHANGED");
  program = SampleProgram();
  program.clear_time_zone();
  BOOST_TEST(Why(Send(Asking(program))) == "PROGRAM_INVALID");
}

BOOST_FIXTURE_TEST_CASE(a_publication_is_asked_for_once_and_for_what_was_seen, Programs) {
  v1::PublishProgramRequest request = Asking(Off(15'000));
  request.set_expected_version(7);
  BOOST_TEST(Why(Send(request)) == "PROGRAM_CHANGED");
  request.set_expected_version(1);
  const auto first = Send(request);
  BOOST_TEST_REQUIRE(Why(first) == "OK");
  const auto replayed = Send(request);
  BOOST_TEST_REQUIRE(Why(replayed) == "OK");
  BOOST_TEST(replayed->SerializeAsString() == first->SerializeAsString());
  request.set_comment("another");
  BOOST_TEST(Why(Send(request)) == "CHANGE_ID_REUSED");
  v1::PublishProgramRequest past = Asking(Off(15'000));
  past.set_starts_at_us((now + Seconds(-3'600)).us);
  BOOST_TEST(Why(Send(past)) == "STARTS_AT_INVALID");
  v1::PublishProgramRequest nowhere = Asking({});
  nowhere.mutable_source();
  BOOST_TEST(Why(Send(nowhere)) == "PROGRAM_SOURCE_MISSING");
}

BOOST_FIXTURE_TEST_CASE(a_store_that_nobody_knows_is_a_slip_of_the_pen, Programs) {
  v1::PublishProgramRequest request = Asking(Off(20'000));
  request.add_store_ids("store-2");
  request.add_store_ids("stroe-2");
  const auto refused = Send(request);
  BOOST_TEST(Why(refused) == "STORE_UNKNOWN");
  BOOST_TEST(FieldOf(refused.status()) == "store_ids[1]");
  BOOST_TEST(Discount(kPilotTill) == 1'000);
}

BOOST_FIXTURE_TEST_CASE(who_published_is_kept_though_no_id_was_sent, Programs) {
  v1::PublishProgramRequest request = Asking(Off(20'000));
  request.clear_change_id();
  BOOST_TEST(Why(Send(request)) == "OK");
  v1::ListActsRequest asking;
  asking.set_method("PublishProgram");
  const auto acts = Read(ListActs, kHq, asking);
  BOOST_TEST_REQUIRE(Why(acts) == "OK");
  const auto is_it = [](const v1::Act& act) {
    return act.comment() == "spring" && act.principal() == "hq/anna";
  };
  BOOST_TEST(std::count_if(acts->acts().begin(), acts->acts().end(), is_it) == 1);
}

BOOST_FIXTURE_TEST_CASE(publishing_for_all_ends_a_pilot_though_the_clock_went_back, Programs) {
  v1::PublishProgramRequest pilot = Asking(Off(20'000));
  pilot.add_store_ids("store-2");
  BOOST_TEST(Why(Send(pilot)) == "OK");
  now = now + Seconds(-3'600);
  BOOST_TEST(Why(Send(Asking(Off(30'000)))) == "OK");
  BOOST_TEST(Discount(kPilotTill) == 3'000);
  BOOST_TEST(Discount(kTill) == 3'000);
}

// Without a program yet.
BOOST_FIXTURE_TEST_CASE(a_program_that_never_counted_binds_nobody, Chain) {
  v1::PublishProgramRequest request;
  request.set_change_id(NewId());
  *request.mutable_program() = SampleProgram();
  request.mutable_program()->set_currency_code("EUR");
  request.set_starts_at_us((now + Seconds(3'600)).us);
  const auto waiting = Write(PublishProgram, kHq, request);
  BOOST_TEST_REQUIRE(Why(waiting) == "OK");
  v1::WithdrawPublicationRequest withdraw;
  withdraw.set_change_id(NewId());
  withdraw.set_publication_no(waiting->publication().publication_no());
  withdraw.set_comment("the wrong currency");
  BOOST_TEST(Why(Write(WithdrawPublication, kHq, withdraw)) == "OK");
  request.set_change_id(NewId());
  request.clear_starts_at_us();
  *request.mutable_program() = SampleProgram();
  BOOST_TEST(Why(Write(PublishProgram, kHq, request)) == "OK");
  *request.mutable_program() = SampleProgram();
  request.mutable_program()->set_currency_code("EUR");
  request.set_change_id(NewId());
  BOOST_TEST(Why(Write(PublishProgram, kHq, request)) == "CURRENCY_CHANGED");
}

BOOST_FIXTURE_TEST_CASE(a_program_that_waits_binds_what_is_published_before_it, Chain) {
  v1::PublishProgramRequest request;
  request.set_change_id(NewId());
  *request.mutable_program() = SampleProgram();
  request.set_starts_at_us((now + Seconds(3'600)).us);
  BOOST_TEST_REQUIRE(Why(Write(PublishProgram, kHq, request)) == "OK");
  request.clear_starts_at_us();
  request.mutable_program()->set_currency_code("EUR");
  request.set_change_id(NewId());
  BOOST_TEST(Why(Write(PublishProgram, kHq, request)) == "CURRENCY_CHANGED");
  *request.mutable_program() = SampleProgram();
  request.set_change_id(NewId());
  BOOST_TEST(Why(Write(PublishProgram, kHq, request)) == "OK");
}

BOOST_FIXTURE_TEST_CASE(regions_name_the_stores_that_they_have_now, Programs) {
  v1::PublishProgramRequest request = Asking(Off(20'000));
  request.add_regions("north");
  BOOST_TEST(Why(Send(request)) == "REGION_UNKNOWN");
  const absl::Status saved = store().WriteAndWait([](storage::Transaction& transaction) {
    return transaction.stores().SaveStore({"store-2", "Second", "north", false, ""});
  });
  BOOST_TEST_REQUIRE(saved.ok());
  const auto published = Send(request);
  BOOST_TEST_REQUIRE(Why(published) == "OK");
  BOOST_TEST(published->publication().store_ids(0) == "store-2");
  BOOST_TEST(Discount(kPilotTill) == 2'000);
  BOOST_TEST(Discount(kTill) == 1'000);
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_its_time_is_not_in_force, Programs) {
  v1::PublishProgramRequest request = Asking(Off(20'000));
  request.set_starts_at_us((now + Seconds(60)).us);
  const auto published = Send(request);
  BOOST_TEST_REQUIRE(Why(published) == "OK");
  BOOST_TEST(published->publication().state() == v1::PUBLICATION_STATE_WAITING);
  BOOST_TEST(Discount(kTill) == 1'000);
  const auto list = Read(ListPublications, kHq, v1::ListPublicationsRequest());
  BOOST_TEST(list->publications_size() == 2);
  BOOST_TEST(list->publications(0).state() == v1::PUBLICATION_STATE_WAITING);
  const auto versions = Read(ListVersions, kHq, v1::ListVersionsRequest());
  BOOST_TEST_REQUIRE(versions->versions_size() == 2);
  BOOST_TEST(versions->versions(0).comment() == "spring");
  BOOST_TEST(versions->versions(0).starts_at_us() == 0);
  BOOST_TEST(versions->versions(1).starts_at_us() == now.us);
  v1::ListVersionsRequest page;
  page.set_page_size(1);
  page.set_page_token(Read(ListVersions, kHq, page)->next_page_token());
  BOOST_TEST(Read(ListVersions, kHq, page)->versions(0).version() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_draft_may_have_faults_and_is_published_without, Programs) {
  v1::SaveDraftRequest save;
  save.set_change_id(NewId());
  v1::Draft& draft = *save.mutable_draft();
  draft.set_draft_id("spring");
  *draft.mutable_program() = Off(200'000);
  draft.set_based_on_version(1);
  draft.set_comment("first thoughts");
  const auto saved = Write(SaveDraft, kAnna, save);
  BOOST_TEST_REQUIRE(Why(saved) == "OK");
  BOOST_TEST(saved->draft().revision() == 1);
  BOOST_TEST(saved->faults_size() == 1);
  BOOST_TEST(Write(SaveDraft, kAnna, save)->SerializeAsString() == saved->SerializeAsString());
  v1::PublishProgramRequest publish = Asking({});
  publish.mutable_source()->set_draft_id("spring");
  BOOST_TEST(Why(Send(publish)) == "PROGRAM_INVALID");

  save.set_change_id(NewId());
  *draft.mutable_program() = Off(25'000);
  BOOST_TEST(Why(Write(SaveDraft, kAnna, save)) == "DRAFT_CHANGED");
  draft.set_revision(1);
  BOOST_TEST(Write(SaveDraft, kAnna, save)->draft().revision() == 2);
  const auto listed = Read(ListDrafts, kHq, v1::ListDraftsRequest());
  BOOST_TEST_REQUIRE(listed->drafts_size() == 1);
  BOOST_TEST(listed->drafts(0).saved_by() == "hq/anna");
  BOOST_TEST(listed->drafts(0).faults() == 0);
  BOOST_TEST(!listed->drafts(0).has_program());
  v1::GetDraftRequest get;
  get.set_draft_id("spring");
  BOOST_TEST(Read(GetDraft, kHq, get)->draft().program().SerializeAsString() ==
             Off(25'000).SerializeAsString());
  BOOST_TEST(Why(Send(publish)) == "OK");
  BOOST_TEST(Discount(kTill) == 2'500);

  v1::DeleteDraftRequest remove;
  remove.set_change_id(NewId());
  remove.set_draft_id("spring");
  BOOST_TEST(Why(Write(DeleteDraft, kAnna, remove)) == "OK");
  BOOST_TEST(Why(Write(DeleteDraft, kAnna, remove)) == "OK");
  BOOST_TEST(Why(Read(GetDraft, kHq, get)) == "DRAFT_UNKNOWN");
  // What was published from it is answered alike, though there is no draft any more.
  BOOST_TEST(Why(Send(publish)) == "OK");
  draft.set_draft_id("Spring");
  BOOST_TEST(Why(Write(SaveDraft, kAnna, save)) == "DRAFT_ID_INVALID");
}

BOOST_FIXTURE_TEST_CASE(a_sale_keeps_what_the_rules_saw, Programs) {
  const std::string member = AddMember("2977000000010", 500);
  const v1::Sale sale = Sell(member, Basket({10'000}));
  BOOST_TEST_REQUIRE(Why(Commit(sale)) == "OK");
  const v1::Sale bare = Sell("", Basket({10'000}));
  BOOST_TEST_REQUIRE(Why(Commit(bare)) == "OK");
  const absl::Status read = store().Read([&](storage::ReadTransaction& transaction) {
    engine::MemberView view;
    const auto row = *transaction.FindSale(*SaleId::Parse(sale.sale_id(), ""));
    BOOST_TEST(situation::Recall(row->situation, {}, &view));
    BOOST_TEST(view.present);
    BOOST_TEST(view.spendable.value() == 500);
    engine::MemberView nobody;
    const auto without = *transaction.FindSale(*SaleId::Parse(bare.sale_id(), ""));
    BOOST_TEST(!without->situation.empty());
    BOOST_TEST(situation::Recall(without->situation, {}, &nobody));
    BOOST_TEST(!nobody.present);
    BOOST_TEST(!situation::Recall("", {}, &nobody));
    return absl::OkStatus();
  });
  BOOST_TEST(read.ok());
}

BOOST_FIXTURE_TEST_CASE(a_pilots_tills_are_told_of_members_what_their_program_asks, Programs) {
  const std::string member = AddMember("2977000000010", 500);
  v1::Program program = Off(20'000);
  program.mutable_offers(0)->mutable_limits()->set_uses_per_member(3);
  v1::PublishProgramRequest request = Asking(program);
  request.add_store_ids("store-2");
  BOOST_TEST(Why(Send(request)) == "OK");
  const auto cursor_of = [&](const Caller& till) {
    v1::SnapshotRequest snapshot;
    snapshot.set_store_id(till.store_id);
    snapshot.set_terminal_id(till.terminal_id);
    return Read(ReadSnapshotHeader, till, snapshot)->cursor();
  };
  BOOST_TEST(cursor_of(kTill) != cursor_of(kPilotTill));
}

}  // namespace
}  // namespace tessera::operations
