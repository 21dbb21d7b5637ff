// Snapshot, watch and the outbox over the wire.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using support::CardOf;
using support::MakeMember;
using support::TestService;

rpc::ServerOptions FastHeartbeat() {
  rpc::ServerOptions options;
  options.heartbeat = Milliseconds(100);
  options.change_pause = Milliseconds(1);
  return options;
}

struct Snapshot {
  v1::SnapshotHeader header;
  std::set<std::string> members;
  Outcome outcome;
};

Snapshot Take(const std::shared_ptr<grpc::Channel>& channel, const std::string& identity = "",
              const v1::SnapshotResume* resume = nullptr) {
  grpc::ClientContext context;
  if (!identity.empty()) context.AddMetadata("tessera-identity", identity);
  v1::SnapshotRequest request;
  request.set_store_id("1");
  request.set_terminal_id("1");
  if (resume != nullptr) *request.mutable_resume() = *resume;
  const auto stub = v1::SyncService::NewStub(channel);
  const auto reader = stub->Snapshot(&context, request);
  Snapshot snapshot;
  v1::SnapshotResponse part;
  while (reader->Read(&part)) {
    if (part.has_header()) snapshot.header = part.header();
    for (const v1::CachedMember& member : part.batch().members()) {
      snapshot.members.insert(member.member().member_id());
    }
  }
  snapshot.outcome = OutcomeOf(reader->Finish(), context);
  return snapshot;
}

class Watch {
 public:
  // Of a terminal that runs the first version, or the one that is said; 0 does not say it.
  Watch(const std::shared_ptr<grpc::Channel>& channel, const std::string& cursor, int64_t runs = 1)
      : stub_(v1::SyncService::NewStub(channel)) {
    v1::WatchRequest request;
    request.set_store_id("1");
    request.set_terminal_id("1");
    request.set_cursor(cursor);
    if (runs != 0) {
      request.mutable_report()->set_program_version(runs);
      request.mutable_report()->set_parked_records(3);
    }
    reader_ = stub_->Watch(&context_, request);
  }
  ~Watch() {
    context_.TryCancel();
    v1::WatchResponse ignored;
    while (!finished_ && reader_->Read(&ignored)) {
    }
    if (!finished_) reader_->Finish();
  }

  v1::WatchResponse Next() {
    v1::WatchResponse response;
    BOOST_TEST_REQUIRE(reader_->Read(&response));
    return response;
  }
  v1::WatchResponse NextWithChanges() {
    while (true) {
      v1::WatchResponse response = Next();
      if (response.changes_size() > 0) return response;
    }
  }
  Outcome Finish() {
    v1::WatchResponse ignored;
    while (reader_->Read(&ignored)) {
    }
    finished_ = true;
    return OutcomeOf(reader_->Finish(), context_);
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::SyncService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
  bool finished_ = false;
};

struct Chain {
  Chain() : service(SystemClock(), FastHeartbeat()), channel(Connect(service.address())) {
    service.PublishYaml(kProgramYaml);
  }
  TestService service;
  std::shared_ptr<grpc::Channel> channel;
};

BOOST_FIXTURE_TEST_SUITE(sync, Chain)

BOOST_AUTO_TEST_CASE(a_snapshot_has_every_member_once_over_several_pages) {
  std::vector<v1::MemberImport> members;
  for (int i = 0; i < 2'300; ++i) members.push_back(MakeMember(i));
  service.Import(members);
  const Snapshot snapshot = Take(channel, "terminal/1/1");
  BOOST_TEST(snapshot.outcome.ok(), snapshot.outcome.message);
  BOOST_TEST(snapshot.header.members() == 2'300);
  BOOST_TEST(snapshot.members.size() == 2'300U);
  BOOST_TEST(snapshot.header.program().version() == 1);
  BOOST_TEST(snapshot.header.identifier_key().size() == 32U);
}

BOOST_AUTO_TEST_CASE(a_resumed_snapshot_sends_those_behind_the_last_member) {
  std::vector<v1::MemberImport> members;
  for (int i = 0; i < 1'500; ++i) members.push_back(MakeMember(i));
  service.Import(members);
  const Snapshot whole = Take(channel);
  v1::SnapshotResume resume;
  resume.set_cursor(whole.header.cursor());
  resume.set_after_member_id(*std::next(whole.members.begin(), 1'099));
  const Snapshot rest = Take(channel, "", &resume);
  BOOST_TEST(rest.header.resumed());
  BOOST_TEST(rest.header.cursor() == whole.header.cursor());
  BOOST_TEST(rest.members.size() == 400U);
  BOOST_TEST(*rest.members.begin() > resume.after_member_id());
}

BOOST_AUTO_TEST_CASE(those_whom_a_store_does_not_keep_are_no_end_of_a_snapshot) {
  service.PublishYaml(std::string(kProgramYaml) + "cache: {scope: HOME_STORE}\n");
  std::vector<v1::MemberImport> members;
  for (int i = 0; i < 2'300; ++i) members.push_back(MakeMember(i));
  members.front().set_home_store_id("1");
  members.back().set_home_store_id("1");
  service.Import(members);
  BOOST_TEST(Take(channel).members.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_page_of_large_members_is_split) {
  constexpr int kMembers = 1'000;
  for (int number = 0; number < kMembers;) {
    std::vector<v1::MemberImport> members;
    for (; members.size() < 200; ++number) {
      v1::MemberImport& member = members.emplace_back(MakeMember(number));
      for (int tag = 0; tag < 64; ++tag) {
        member.add_tags(std::string(62, 'x') + std::to_string(10 + tag));
      }
    }
    service.Import(members);
  }
  const Snapshot snapshot = Take(channel);
  BOOST_TEST(snapshot.outcome.ok(), snapshot.outcome.message);
  BOOST_TEST(snapshot.members.size() == static_cast<size_t>(kMembers));
}

BOOST_AUTO_TEST_CASE(a_terminal_gets_no_snapshot_in_anothers_name) {
  const Snapshot snapshot = Take(channel, "terminal/1/2");
  BOOST_TEST(snapshot.outcome.code == grpc::StatusCode::PERMISSION_DENIED);
  BOOST_TEST(snapshot.outcome.reason == "TERMINAL_MISMATCH");
}

BOOST_AUTO_TEST_CASE(a_watch_answers_at_once_then_beats_then_brings_changes) {
  Watch watch(channel, Take(channel).header.cursor());
  const v1::WatchResponse first = watch.Next();
  BOOST_TEST(first.changes_size() == 0);
  BOOST_TEST(first.as_of_us() > 0);
  BOOST_TEST(watch.Next().changes_size() == 0);
  service.Import({MakeMember(1, 10)});
  const v1::WatchResponse changed = watch.NextWithChanges();
  BOOST_TEST_REQUIRE(changed.changes_size() == 1);
  BOOST_TEST(changed.changes(0).member().member().balance_points() == 10);
  BOOST_TEST(changed.cursor() != first.cursor());
}

BOOST_AUTO_TEST_CASE(a_watch_begins_with_the_program_where_the_terminal_runs_another) {
  const std::string cursor = Take(channel).header.cursor();
  Watch moved(channel, cursor, 7);
  const v1::WatchResponse first = moved.Next();
  BOOST_TEST_REQUIRE(first.changes_size() == 1);
  BOOST_TEST(first.changes(0).program().version() == 1);
  BOOST_TEST(moved.Next().changes_size() == 0);  // and says it once
}

BOOST_AUTO_TEST_CASE(a_pilot_of_another_store_costs_the_rest_of_the_chain_next_to_nothing) {
  v1::PingRequest ping;
  ping.set_store_id("2");
  ping.set_terminal_id("1");
  ping.mutable_report()->set_plugin_version("0.1.0");
  v1::PingResponse pong;
  BOOST_TEST_REQUIRE(Call<v1::SyncService>(channel, &v1::SyncService::Stub::Ping, ping, &pong,
                                           {.identity = "terminal/2/1"})
                         .ok());
  Watch watch(channel, Take(channel).header.cursor());
  Watch silent(channel, Take(channel).header.cursor(), 0);
  BOOST_TEST(watch.Next().changes_size() == 0);
  BOOST_TEST(silent.Next().changes_size() == 0);
  const std::string pilot = std::string(kProgramYaml) + "dynamic_code: 60s\n";
  BOOST_TEST(service.PublishYaml(pilot, "2") == 2);
  // Who does not say what it runs may not have the program that counts here.
  const v1::WatchResponse told = silent.NextWithChanges();
  BOOST_TEST(told.changes(0).program().version() == 1);
  v1::WatchResponse next = watch.Next();
  while (next.cursor() != told.cursor()) {
    BOOST_TEST(next.changes_size() == 0);
    next = watch.Next();
  }
  BOOST_TEST(next.ByteSizeLong() < 100u);
  BOOST_TEST(service.PublishYaml(pilot) == 2);
  BOOST_TEST(watch.NextWithChanges().changes(0).program().version() == 2);
}

BOOST_AUTO_TEST_CASE(a_watch_ends_well_once_its_connection_is_old) {
  rpc::ServerOptions options = FastHeartbeat();
  options.connection_age = Milliseconds(300);
  TestService old(SystemClock(), options);
  old.PublishYaml(kProgramYaml);
  const auto link = Connect(old.address());
  Watch watch(link, Take(link).header.cursor());
  const v1::WatchResponse first = watch.Next();
  const Outcome outcome = watch.Finish();
  BOOST_TEST(outcome.ok(), outcome.message);
  Watch next(link, first.cursor());
  BOOST_TEST(next.Next().changes_size() == 0);
}

BOOST_AUTO_TEST_CASE(how_a_terminal_does_is_kept_when_it_begins_to_watch) {
  Watch watch(channel, Take(channel).header.cursor());
  watch.Next();
  const auto nothing = [](storage::Transaction&) { return absl::OkStatus(); };
  BOOST_TEST_REQUIRE(service.store().WriteAndWait(nothing).ok());
  const absl::Status read = service.store().Read([](storage::ReadTransaction& transaction) {
    const auto terminal = transaction.FindTerminal("1", "1");
    BOOST_TEST_REQUIRE((terminal.ok() && terminal->has_value()));
    BOOST_TEST((*terminal)->seen_at.us > 0);
    v1::TerminalReport report;
    BOOST_TEST_REQUIRE(report.ParseFromString((*terminal)->report));
    BOOST_TEST(report.program_version() == 1);
    BOOST_TEST(report.parked_records() == 3);
    return absl::OkStatus();
  });
  BOOST_TEST(read.ok());
}

BOOST_AUTO_TEST_CASE(a_ping_says_the_time_and_keeps_how_the_terminal_does) {
  v1::PingRequest request;
  request.set_store_id("1");
  request.set_terminal_id("1");
  request.mutable_report()->set_outbox_records(7);
  v1::PingResponse response;
  const Outcome outcome = Call<v1::SyncService>(channel, &v1::SyncService::Stub::Ping, request,
                                                &response, {.identity = "terminal/1/1"});
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.message);
  BOOST_TEST(response.as_of_us() > 0);
  const auto nothing = [](storage::Transaction&) { return absl::OkStatus(); };
  BOOST_TEST_REQUIRE(service.store().WriteAndWait(nothing).ok());
  const absl::Status read = service.store().Read([](storage::ReadTransaction& transaction) {
    const auto terminal = transaction.FindTerminal("1", "1");
    BOOST_TEST_REQUIRE((terminal.ok() && terminal->has_value()));
    v1::TerminalReport report;
    BOOST_TEST_REQUIRE(report.ParseFromString((*terminal)->report));
    BOOST_TEST(report.outbox_records() == 7);
    return absl::OkStatus();
  });
  BOOST_TEST(read.ok());
  const Outcome other = Call<v1::SyncService>(channel, &v1::SyncService::Stub::Ping, request,
                                              &response, {.identity = "terminal/1/2"});
  BOOST_TEST(other.reason == "TERMINAL_MISMATCH");
}

BOOST_AUTO_TEST_CASE(a_watch_resumes_from_its_cursor_even_after_a_restart) {
  std::string cursor;
  {
    Watch watch(channel, Take(channel).header.cursor());
    service.Import({MakeMember(1)});
    cursor = watch.NextWithChanges().cursor();
  }
  service.Import({MakeMember(2)});
  service.Restart();
  channel = Connect(service.address());
  Watch watch(channel, cursor);
  const v1::WatchResponse missed = watch.Next();
  BOOST_TEST_REQUIRE(missed.changes_size() == 1);
  BOOST_TEST(missed.changes(0).member().member().member_id() == MakeMember(2).member_id());
}

BOOST_AUTO_TEST_CASE(a_cursor_that_is_none_is_refused) {
  Watch watch(channel, "nonsense");
  const Outcome outcome = watch.Finish();
  BOOST_TEST(outcome.code == grpc::StatusCode::INVALID_ARGUMENT);
  BOOST_TEST(outcome.reason == "CURSOR_INVALID");
}

BOOST_AUTO_TEST_CASE(stopping_ends_watches_and_says_so) {
  Watch watch(channel, Take(channel).header.cursor());
  watch.Next();
  service.Stop(Seconds(20));
  const Outcome outcome = watch.Finish();
  BOOST_TEST(outcome.code == grpc::StatusCode::UNAVAILABLE);
  BOOST_TEST(outcome.reason == "STOPPING");
}

BOOST_AUTO_TEST_CASE(more_streams_than_allowed_are_refused) {
  rpc::ServerOptions options = FastHeartbeat();
  options.watchers = 1;
  TestService small(SystemClock(), options);
  const auto other = Connect(small.address());
  Watch first(other, Take(other).header.cursor());
  first.Next();
  const Snapshot second = Take(other);
  BOOST_TEST(second.outcome.code == grpc::StatusCode::RESOURCE_EXHAUSTED);
  BOOST_TEST(second.outcome.reason == "TOO_MANY_STREAMS");
}

v1::SubmitRecordsResponse Submit(const std::shared_ptr<grpc::Channel>& channel,
                                 const v1::SubmitRecordsRequest& request) {
  v1::SubmitRecordsResponse response;
  const Outcome outcome = Call<v1::SyncService>(channel, &v1::SyncService::Stub::SubmitRecords,
                                                request, &response, {.identity = "terminal/1/1"});
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.reason << " " << outcome.message);
  return response;
}

BOOST_AUTO_TEST_CASE(records_are_booked_in_order_and_each_is_answered_for_itself) {
  service.Import({MakeMember(1, 100)});
  v1::SubmitRecordsRequest request;
  request.set_store_id("1");
  request.set_terminal_id("1");
  for (int i = 1; i <= 3; ++i) {
    const v1::QuoteRequest quote = MakeQuote(NewId(), CardOf(1));
    v1::QuoteResponse quoted;
    BOOST_TEST_REQUIRE(
        Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, quote, &quoted).ok());
    v1::OutboxRecord* record = request.add_records();
    record->set_sequence(i);
    *record->mutable_sale() = MakeCommit(quote, quoted).sale();
    record->mutable_sale()->set_quoted_offline(true);
  }
  request.mutable_records(1)->mutable_sale()->set_sale_id("no id");
  v1::OutboxRecord* refund = request.add_records();
  refund->set_sequence(4);
  refund->mutable_refund()->set_refund_id(NewId());
  refund->mutable_refund()->set_sale_id(request.records(2).sale().sale_id());
  refund->mutable_refund()->set_store_id("1");
  refund->mutable_refund()->set_terminal_id("1");

  const v1::SubmitRecordsResponse response = Submit(channel, request);
  BOOST_TEST_REQUIRE(response.records_size() == 4);
  BOOST_TEST(response.records(0).sale().earned_points() == 18);
  BOOST_TEST(response.records(1).reason() != "");
  BOOST_TEST(!response.records(1).retry());
  BOOST_TEST(response.records(2).reason() == "");
  BOOST_TEST(response.records(3).refund().net_minor() == 18'000);
  BOOST_TEST(response.records(3).sequence() == 4);
  BOOST_TEST(Submit(channel, request).SerializeAsString() == response.SerializeAsString());
}

BOOST_AUTO_TEST_CASE(records_out_of_order_or_of_another_terminal_are_refused_as_a_whole) {
  v1::SubmitRecordsRequest request;
  request.set_store_id("1");
  request.set_terminal_id("1");
  request.add_records()->set_sequence(2);
  request.add_records()->set_sequence(2);
  v1::SubmitRecordsResponse response;
  Outcome outcome = Call<v1::SyncService>(channel, &v1::SyncService::Stub::SubmitRecords, request,
                                          &response, {.identity = "terminal/1/1"});
  BOOST_TEST(outcome.reason == "SEQUENCE_INVALID");
  BOOST_TEST(outcome.field == "records[1].sequence");
  outcome = Call<v1::SyncService>(channel, &v1::SyncService::Stub::SubmitRecords, request, &response,
                                  {.identity = "terminal/2/1"});
  BOOST_TEST(outcome.reason == "TERMINAL_MISMATCH");
  BOOST_TEST(outcome.field == "store_id");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
