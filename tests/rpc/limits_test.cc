// What the server does not let happen.
#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "call_list.h"
#include "gate_clock.h"
#include "sample.h"
#include "tessera/base/status.h"
#include "tessera/base/survey_link.h"
#include "tessera/operations/common/programs.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "tessera/v1/survey_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using support::CardOf;
using support::MakeMember;
using support::TestService;

Outcome Identify(const std::shared_ptr<grpc::Channel>& channel, const CallOptions& options = {}) {
  v1::IdentifyRequest request;
  request.mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
  request.mutable_identifier()->set_value(CardOf(1));
  v1::IdentifyResponse response;
  return Call<v1::SaleService>(channel, &v1::SaleService::Stub::Identify, request, &response, options);
}

rpc::ServerOptions OneReader(CallList& calls) {
  rpc::ServerOptions options;
  options.read_threads = 1;
  options.read_queue = 1;
  options.on_call = calls.Log();
  return options;
}

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(a_request_over_one_mebibyte_is_refused) {
  TestService service;
  v1::ImportMembersRequest request;
  *request.add_members() = MakeMember(1);
  request.mutable_members(0)->set_full_name(std::string((1 << 20) + 1, 'x'));
  v1::ImportMembersResponse response;
  const Outcome outcome =
      Call<v1::MemberService>(Connect(service.address()), &v1::MemberService::Stub::ImportMembers,
                              request, &response);
  BOOST_TEST(outcome.code == grpc::StatusCode::RESOURCE_EXHAUSTED);
}

BOOST_AUTO_TEST_CASE(no_more_than_ten_codes_of_slips_are_tried_however_many_come_at_once) {
  TestService service;
  service.PublishYaml(kProgramYaml);
  const auto channel = Connect(service.address());
  v1::AnswerSurveyRequest request;
  request.set_link_code(MakeSurveyLink(service.secrets().lookup_key, SaleId(), "nothing"));
  request.set_score(3);
  const auto answer = [&] {
    v1::AnswerSurveyRequest own = request;
    own.set_answer_id(NewId());
    v1::AnswerSurveyResponse response;
    return Call<v1::SurveyService>(channel, &v1::SurveyService::Stub::AnswerSurvey, own, &response)
        .reason;
  };
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 40; ++i) answers.push_back(std::async(std::launch::async, answer));
  std::map<std::string, int> reasons;
  for (std::future<std::string>& reason : answers) ++reasons[reason.get()];
  BOOST_TEST(reasons["LINK_INVALID"] == 10);
  BOOST_TEST(reasons["TOO_MANY_WRONG_LINKS"] == 30);
  // Those of another sale are heard all the same.
  SaleId other;
  other.bytes.fill(7);
  request.set_link_code(MakeSurveyLink(service.secrets().lookup_key, other, "nothing"));
  BOOST_TEST(answer() == "LINK_INVALID");
}

BOOST_AUTO_TEST_CASE(a_compressed_request_is_refused) {
  TestService service;
  service.Import({MakeMember(1)});
  const auto channel = Connect(service.address());
  const auto stub = v1::MemberService::NewStub(channel);
  for (const grpc_compression_algorithm algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    grpc::ClientContext context;
    context.set_compression_algorithm(algorithm);
    v1::ImportMembersRequest request;
    *request.add_members() = MakeMember(2);
    request.mutable_members(0)->set_full_name(std::string(100'000, 'x'));
    v1::ImportMembersResponse response;
    BOOST_TEST(stub->ImportMembers(&context, request, &response).error_code() ==
               grpc::StatusCode::UNIMPLEMENTED);
  }
  BOOST_TEST(Identify(channel).ok());
}

BOOST_AUTO_TEST_CASE(a_full_queue_answers_at_once_and_says_when_to_try_again) {
  GateClock clock;
  CallList calls;
  TestService service(clock, OneReader(calls));
  service.Import({MakeMember(1)});
  const auto channel = Connect(service.address());
  clock.Close();
  std::vector<std::future<Outcome>> outcomes;
  outcomes.push_back(std::async(std::launch::async, [&] { return Identify(channel); }));
  clock.WaitForOne();
  for (int i = 0; i < 2; ++i) {
    outcomes.push_back(std::async(std::launch::async, [&] { return Identify(channel); }));
  }
  calls.WaitFor([](const rpc::CallRecord& record) { return record.reason == "QUEUE_FULL"; });
  clock.Open();
  int refused = 0;
  for (auto& future : outcomes) {
    const Outcome outcome = future.get();
    if (outcome.ok()) continue;
    ++refused;
    BOOST_TEST(outcome.code == grpc::StatusCode::RESOURCE_EXHAUSTED);
    BOOST_TEST(outcome.reason == "QUEUE_FULL");
    BOOST_TEST(outcome.retry_after_ms != "");
  }
  BOOST_TEST(refused == 1);
  BOOST_TEST(Identify(channel).ok());
}

BOOST_AUTO_TEST_CASE(work_whose_deadline_passed_in_the_queue_is_not_begun) {
  GateClock clock;
  CallList calls;
  TestService service(clock, OneReader(calls));
  service.Import({MakeMember(1)});
  const auto channel = Connect(service.address());
  clock.Close();
  auto first = std::async(std::launch::async, [&] { return Identify(channel); });
  clock.WaitForOne();
  const Outcome second = Identify(channel, {.timeout = std::chrono::milliseconds(100)});
  BOOST_TEST(second.code == grpc::StatusCode::DEADLINE_EXCEEDED);
  clock.Open();
  BOOST_TEST(first.get().ok());
  calls.WaitFor([](const rpc::CallRecord& record) {
    return record.code == "DEADLINE_EXCEEDED" || record.code == "CANCELLED";
  });
  BOOST_TEST(clock.arrivals() == 1);
}

BOOST_AUTO_TEST_CASE(a_write_whose_deadline_passed_in_the_queue_changes_nothing) {
  GateClock clock;
  CallList calls;
  rpc::ServerOptions options;
  options.on_call = calls.Log();
  TestService service(clock, options);
  service.PublishYaml(kProgramYaml);
  service.Import({MakeMember(1)});
  const auto channel = Connect(service.address());
  const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(1));
  v1::QuoteResponse quote;
  BOOST_TEST_REQUIRE(
      Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, request, &quote).ok());
  std::promise<void> writer_is_held;
  std::promise<void> release;
  service.store().Write(
      [&](storage::Transaction&) {
        writer_is_held.set_value();
        release.get_future().wait();
        return absl::OkStatus();
      },
      [](const absl::Status&) {});
  writer_is_held.get_future().wait();
  v1::CommitResponse response;
  const Outcome outcome =
      Call<v1::SaleService>(channel, &v1::SaleService::Stub::Commit, MakeCommit(request, quote),
                            &response, {.timeout = std::chrono::milliseconds(100)});
  BOOST_TEST(outcome.code == grpc::StatusCode::DEADLINE_EXCEEDED);
  // The service counts the deadline from when the call came in: its own ends a little later, on a
  // clock of gRPC's that no test can set.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  release.set_value();
  calls.WaitFor([](const rpc::CallRecord& record) {
    return record.method == "SaleService/Commit" && record.code != "OK";
  });
  v1::ListSalesResponse sales;
  BOOST_TEST(Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::ListSales,
                                     v1::ListSalesRequest(), &sales)
                 .ok());
  BOOST_TEST(sales.sales_size() == 0);
}

struct SecondServer {
  absl::Status Start(const std::string& listen, bool plain_text = true) {
    storage::sqlite::SqliteStoreOptions storage;
    storage.path = (folder.path() / "other.db").string();
    auto opened = storage::sqlite::SqliteStore::Open(storage, SystemRandom());
    BOOST_TEST_REQUIRE(opened.ok());
    store = *std::move(opened);
    rpc::ServerOptions options;
    options.listen = listen;
    options.plain_text = plain_text;
    return rpc::Server::Start(options, *store, programs, secrets, SystemClock(), SystemRandom())
        .status();
  }

  support::TemporaryFolder folder;
  std::unique_ptr<storage::sqlite::SqliteStore> store;
  operations::Programs programs;
  operations::Secrets secrets;
};

BOOST_AUTO_TEST_CASE(a_port_in_use_is_refused_by_name) {
  TestService first;
  SecondServer second;
  const absl::Status status = second.Start(first.address());
  BOOST_TEST(status.code() == absl::StatusCode::kUnavailable);
  BOOST_TEST(ReasonOf(status) == "PORT_IN_USE");
}

BOOST_AUTO_TEST_CASE(plain_text_is_for_loopback_only) {
  SecondServer server;
  BOOST_TEST(ReasonOf(server.Start("0.0.0.0:0")) == "PLAIN_TEXT_REFUSED");
}

BOOST_AUTO_TEST_CASE(tls_without_certificates_is_refused) {
  SecondServer server;
  BOOST_TEST(ReasonOf(server.Start("127.0.0.1:0", false)) == "TLS_INVALID");
}

BOOST_AUTO_TEST_CASE(what_is_logged_of_a_call_is_not_who_it_was_about) {
  CallList calls;
  rpc::ServerOptions options;
  options.on_call = calls.Log();
  TestService service(SystemClock(), options);
  const Outcome outcome = Identify(Connect(service.address()), {.identity = "terminal/7/8"});
  const rpc::CallRecord record =
      calls.WaitFor([](const rpc::CallRecord& call) { return call.method == "SaleService/Identify"; });
  BOOST_TEST(record.request_id == outcome.request_id);
  BOOST_TEST(record.caller == "terminal/7/8");
  BOOST_TEST(record.code == "NOT_FOUND");
  BOOST_TEST(record.reason == "MEMBER_UNKNOWN");
  BOOST_TEST(record.field.find(CardOf(1)) == std::string::npos);
  BOOST_TEST(record.fault == "");
}

BOOST_AUTO_TEST_CASE(a_callers_own_request_id_is_kept_if_it_is_plain) {
  CallList calls;
  rpc::ServerOptions options;
  options.on_call = calls.Log();
  TestService service(SystemClock(), options);
  const auto channel = Connect(service.address());
  BOOST_TEST(Identify(channel, {.request_id = "pos-17.4_a"}).request_id == "pos-17.4_a");
  calls.WaitFor([](const rpc::CallRecord& call) { return call.request_id == "pos-17.4_a"; });
  for (const std::string& wild : {std::string("a b"), std::string("{\"x\":1}"), std::string(65, 'a')}) {
    const Outcome outcome = Identify(channel, {.request_id = wild});
    BOOST_TEST(outcome.request_id.size() == 16U);
    BOOST_TEST(outcome.request_id.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}

// A commit that stands at the closed gate, on the writer's thread, and a service that is being
// stopped behind it.
struct Stopped {
  explicit Stopped(Duration grace) : service(clock) {
    service.PublishYaml(kProgramYaml);
    service.Import({MakeMember(1)});
    channel = Connect(service.address());
    const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(1));
    v1::QuoteResponse quote;
    BOOST_TEST_REQUIRE(
        Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, request, &quote).ok());
    clock.Close();
    commit = std::async(std::launch::async, [this, sale = MakeCommit(request, quote)] {
      v1::CommitResponse response;
      return Call<v1::SaleService>(channel, &v1::SaleService::Stub::Commit, sale, &response);
    });
    clock.WaitForOne();
    stop = std::async(std::launch::async, [this, grace] { service.Stop(grace); });
    // An empty import is answered without asking the clock, until new calls are refused.
    v1::ImportMembersResponse ignored;
    while (Call<v1::MemberService>(channel, &v1::MemberService::Stub::ImportMembers,
                                   v1::ImportMembersRequest(), &ignored)
               .ok()) {
    }
  }

  GateClock clock;
  TestService service;
  std::shared_ptr<grpc::Channel> channel;
  std::future<Outcome> commit;
  std::future<void> stop;
};

BOOST_AUTO_TEST_CASE(stopping_lets_a_commit_that_runs_finish) {
  Stopped stopped(Seconds(20));
  // Were it cancelled at once, it would have its answer by now.
  BOOST_TEST((stopped.commit.wait_for(std::chrono::milliseconds(500)) ==
              std::future_status::timeout));
  stopped.clock.Open();
  const Outcome outcome = stopped.commit.get();
  BOOST_TEST(outcome.ok(), outcome.message);
  stopped.stop.get();
  BOOST_TEST(Identify(stopped.channel, {.timeout = std::chrono::milliseconds(500)}).code ==
             grpc::StatusCode::UNAVAILABLE);
}

BOOST_AUTO_TEST_CASE(stopping_waits_no_longer_than_its_grace_to_tell_the_caller) {
  Stopped stopped(Milliseconds(50));
  BOOST_TEST(!stopped.commit.get().ok());
  stopped.clock.Open();
  stopped.stop.get();
}

BOOST_AUTO_TEST_CASE(the_ledger_is_verified_once_at_a_time) {
  GateClock clock;
  TestService service(clock);
  service.Import({MakeMember(1)});
  const auto channel = Connect(service.address());
  const auto verify = [&] {
    v1::VerifyLedgerResponse response;
    return Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::VerifyLedger,
                                   v1::VerifyLedgerRequest(), &response);
  };
  clock.Close();
  auto first = std::async(std::launch::async, verify);
  clock.WaitForOne();
  BOOST_TEST(verify().reason == "VERIFICATION_RUNNING");
  clock.Open();
  BOOST_TEST(first.get().ok());
  BOOST_TEST(verify().ok());
}

BOOST_AUTO_TEST_CASE(a_check_of_the_ledger_does_not_hold_up_a_stop) {
  GateClock clock;
  TestService service(clock);
  service.Import({MakeMember(1)});
  const auto channel = Connect(service.address());
  clock.Close();
  auto verified = std::async(std::launch::async, [&] {
    v1::VerifyLedgerResponse response;
    return Call<v1::LedgerService>(channel, &v1::LedgerService::Stub::VerifyLedger,
                                   v1::VerifyLedgerRequest(), &response);
  });
  clock.WaitForOne();
  auto stop = std::async(std::launch::async, [&] { service.Stop(Seconds(20)); });
  v1::ImportMembersResponse ignored;
  while (Call<v1::MemberService>(channel, &v1::MemberService::Stub::ImportMembers,
                                 v1::ImportMembersRequest(), &ignored)
             .ok()) {
  }
  clock.Open();
  BOOST_TEST(verified.get().reason == "STOPPING");
  stop.get();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::tests
