// The life of a program over the wire: drafts, publications for a store, and a try-out.
#include <optional>
#include <string>

#include <boost/test/unit_test.hpp>

#include "sample.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/program_service.grpc.pb.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "wire.h"

namespace tessera::tests {
namespace {

using Stub = v1::ProgramService::Stub;
using support::CardOf;
using support::MakeMember;

struct Headquarters {
  Headquarters() : channel(Connect(service.address())) {
    service.PublishYaml(kProgramYaml);
    service.Import({MakeMember(1, 500)});
  }

  template <typename Request, typename Response>
  Outcome Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request, Response* response, const std::string& identity = "hq/anna editor") {
    return Call<v1::ProgramService>(channel, method, request, response, {.identity = identity});
  }

  void Sell() {
    const v1::QuoteRequest request = MakeQuote(NewId(), CardOf(1));
    v1::QuoteResponse quote;
    BOOST_TEST(Call<v1::SaleService>(channel, &v1::SaleService::Stub::Quote, request, &quote).ok());
    v1::CommitResponse response;
    BOOST_TEST(Call<v1::SaleService>(channel, &v1::SaleService::Stub::Commit,
                                     MakeCommit(request, quote), &response)
                   .ok());
  }

  struct Tried {
    std::optional<v1::TryOutReport> report;
    Outcome outcome;
  };
  Tried Try(const v1::TryOutProgramRequest& request) {
    grpc::ClientContext context;
    const auto stub = v1::ProgramService::NewStub(channel);
    const auto reader = stub->TryOutProgram(&context, request);
    Tried tried;
    v1::TryOutProgramResponse part;
    while (reader->Read(&part)) {
      if (part.has_report()) tried.report = part.report();
    }
    tried.outcome = OutcomeOf(reader->Finish(), context);
    return tried;
  }

  support::TestService service;
  std::shared_ptr<grpc::Channel> channel;
};

BOOST_FIXTURE_TEST_CASE(a_draft_is_saved_compared_tried_published_and_taken_back, Headquarters) {
  Sell();
  v1::GetProgramResponse live;
  BOOST_TEST(Ask(&Stub::GetProgram, v1::GetProgramRequest(), &live).ok());
  v1::SaveDraftRequest save;
  save.set_change_id(NewId());
  save.mutable_draft()->set_draft_id("spring");
  v1::Program& program = *save.mutable_draft()->mutable_program();
  program = live.version().program();
  program.mutable_offers(0)->mutable_effects(0)->mutable_percent_off()->set_percent_milli(20'000);
  v1::SaveDraftResponse saved;
  Outcome outcome = Ask(&Stub::SaveDraft, save, &saved);
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.reason << " " << outcome.message);
  BOOST_TEST(saved.draft().saved_by() == "hq/anna");

  v1::DiffProgramsRequest compare;
  compare.mutable_after()->set_draft_id("spring");
  v1::DiffProgramsResponse differences;
  BOOST_TEST(Ask(&Stub::DiffPrograms, compare, &differences, "hq/boris reader").ok());
  BOOST_TEST_REQUIRE(differences.differences_size() == 1);
  BOOST_TEST(differences.differences(0).new_text() == "20%");

  v1::TryOutProgramRequest request;
  request.mutable_program()->set_draft_id("spring");
  const Tried tried = Try(request);
  BOOST_TEST_REQUIRE(tried.report.has_value(), tried.outcome.reason << tried.outcome.message);
  BOOST_TEST(tried.outcome.ok());
  BOOST_TEST(tried.report->receipts() == 1);
  BOOST_TEST(tried.report->after().discount_minor() == 2 * tried.report->before().discount_minor());
  request.mutable_program()->set_draft_id("autumn");
  BOOST_TEST(Try(request).outcome.reason == "DRAFT_UNKNOWN");

  v1::PublishProgramRequest publish;
  publish.set_change_id(NewId());
  publish.mutable_source()->set_draft_id("spring");
  publish.add_store_ids("1");
  v1::PublishProgramResponse published;
  outcome = Ask(&Stub::PublishProgram, publish, &published);
  BOOST_TEST_REQUIRE(outcome.ok(), outcome.reason << " " << outcome.message);
  BOOST_TEST(published.publication().published_by() == "hq/anna");
  v1::WithdrawPublicationRequest withdraw;
  withdraw.set_change_id(NewId());
  withdraw.set_publication_no(published.publication().publication_no());
  withdraw.set_comment("enough");
  v1::WithdrawPublicationResponse withdrawn;
  BOOST_TEST(Ask(&Stub::WithdrawPublication, withdraw, &withdrawn, "hq/boris reader").reason ==
             "ROLE_REQUIRED");
  BOOST_TEST(Ask(&Stub::WithdrawPublication, withdraw, &withdrawn).ok());
  BOOST_TEST(withdrawn.version() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_try_out_that_nobody_waits_for_gives_its_place_free, Headquarters) {
  for (int i = 0; i < 5; ++i) {
    grpc::ClientContext context;
    v1::TryOutProgramRequest request;
    request.mutable_program()->set_version(0);
    const auto stub = v1::ProgramService::NewStub(channel);
    const auto reader = stub->TryOutProgram(&context, request);
    context.TryCancel();
    reader->Finish();
  }
  v1::TryOutProgramRequest request;
  request.mutable_program()->set_version(0);
  // Those that were cancelled end by themselves, soon.
  Tried tried;
  for (int i = 0; i < 1'000 && !tried.report; ++i) tried = Try(request);
  BOOST_TEST(tried.report.has_value());
}

}  // namespace
}  // namespace tessera::tests
