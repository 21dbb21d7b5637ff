// What an import leaves where rows meet each other, where it is cut, and where its caller falls silent.
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "import_fixture.h"

namespace tessera::tests {
namespace {

using Stream = grpc::ClientReaderWriter<v1::ImportRequest, v1::ImportResponse>;
using Reasons = std::map<int64_t, std::string>;

struct StreamFixture : ImportFixture {
  using ImportFixture::ImportFixture;

  static void GivePhone(v1::ImportRow& row, const std::string& phone) {
    v1::Identifier* identifier = row.mutable_member()->add_identifiers();
    identifier->set_kind(v1::IDENTIFIER_KIND_PHONE);
    identifier->set_value(phone);
  }

  // Comments of acts, the newest first.
  std::vector<std::string> Acts() {
    v1::ListActsRequest request;
    request.set_method("Import");
    v1::ListActsResponse response;
    const Outcome listed = Call<v1::MemberService>(channel, &v1::MemberService::Stub::ListActs,
                                                   request, &response);
    BOOST_TEST_REQUIRE(listed.ok(), listed.message);
    std::vector<std::string> comments;
    for (const v1::Act& act : response.acts()) comments.push_back(act.comment());
    return comments;
  }

  // Sends the rows as the first message of a stream that stays open, and waits until they are settled.
  std::unique_ptr<Stream> Open(grpc::ClientContext& context, const v1::ImportOptions& options,
                               const std::vector<v1::ImportRow>& rows) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    stub = v1::BulkService::NewStub(channel);
    auto stream = stub->Import(&context);
    v1::ImportRequest request;
    *request.mutable_options() = options;
    for (const v1::ImportRow& row : rows) *request.add_rows() = row;
    BOOST_TEST(stream->Write(request));
    v1::ImportResponse response;
    BOOST_TEST(stream->Read(&response));
    BOOST_TEST(response.acknowledged_row_no() == rows.back().row_no());
    return stream;
  }

  std::unique_ptr<v1::BulkService::Stub> stub;
};

rpc::ServerOptions Impatient() {
  rpc::ServerOptions options;
  options.import_idle = Milliseconds(200);
  options.heartbeat = Milliseconds(100);
  return options;
}

struct ImpatientFixture : StreamFixture {
  ImpatientFixture() : StreamFixture(Impatient()) {}
};

BOOST_FIXTURE_TEST_SUITE(import_stream, StreamFixture)

BOOST_AUTO_TEST_CASE(members_who_are_there_are_known_among_those_who_are_not) {
  auto rows = Members(600, 50);
  const std::vector<v1::ImportRow> some(rows.begin() + 200, rows.begin() + 300);
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), some).summary.added() == 100);
  rows[250].mutable_member()->set_full_name("Boris Godunov");
  rows[599].mutable_member()->set_member_id("nobody");
  const ImportAnswer answer = Send(Options(v1::IMPORT_KIND_MEMBERS), rows, 600);
  BOOST_TEST_REQUIRE(answer.outcome.ok(), answer.outcome.message);
  BOOST_TEST(answer.summary.added() == 499);
  BOOST_TEST(answer.summary.changed() == 1);
  BOOST_TEST(answer.summary.unchanged() == 99);
  BOOST_TEST((answer.reasons == Reasons{{600, "ID_INVALID"}}));
  for (const int number : {1, 251, 599}) {
    BOOST_TEST(Member(number).member().balance_points() == 50);
    BOOST_TEST(found.ok());
  }
  BOOST_TEST(Member(251).member().masked_name() == "Boris G.");
}

BOOST_AUTO_TEST_CASE(a_member_who_comes_twice_is_one) {
  auto rows = Members(3);
  rows[2].mutable_member()->CopyFrom(rows[0].member());
  const ImportAnswer answer = Send(Options(v1::IMPORT_KIND_MEMBERS), rows);
  BOOST_TEST(answer.summary.added() == 2);
  BOOST_TEST(answer.summary.unchanged() == 1);
}

BOOST_AUTO_TEST_CASE(a_phone_of_another_member_is_told_apart_from_a_card) {
  for (const bool dry_run : {true, false}) {
    auto rows = Members(4);
    GivePhone(rows[0], "+79001234567");
    GivePhone(rows[1], "8 900 123-45-67");
    rows[2].mutable_member()->mutable_identifiers(0)->set_value(CardOf(1));
    const ImportAnswer answer = Send(Options(v1::IMPORT_KIND_MEMBERS, dry_run), rows);
    BOOST_TEST(
        (answer.reasons == Reasons{{2, "PHONE_REPEATED"}, {3, "IDENTIFIER_TAKEN"}}));
    BOOST_TEST(answer.summary.added() == 2);
  }
  // The file and the service.
  auto rows = Members(6);
  rows.erase(rows.begin(), rows.begin() + 4);
  GivePhone(rows[0], "+7 900 123 45 67");
  BOOST_TEST((Send(Options(v1::IMPORT_KIND_MEMBERS, true), rows).reasons ==
              Reasons{{5, "PHONE_REPEATED"}}));
  v1::ImportRow card;
  card.set_row_no(1);
  card.mutable_card()->mutable_member()->set_member_id(MakeMember(4).member_id());
  card.mutable_card()->mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_PHONE);
  card.mutable_card()->mutable_identifier()->set_value("+79001234567");
  BOOST_TEST((Send(Options(v1::IMPORT_KIND_CARDS), {card}).reasons == Reasons{{1, "PHONE_REPEATED"}}));
}

BOOST_AUTO_TEST_CASE(what_a_refused_row_of_a_trial_had_is_free_for_the_next) {
  auto rows = Members(2);
  rows[0].mutable_member()->set_birth_month(13);
  rows[1].mutable_member()->mutable_identifiers(0)->set_value(CardOf(1));
  const ImportAnswer answer = Send(Options(v1::IMPORT_KIND_MEMBERS, true), rows);
  BOOST_TEST((answer.reasons == Reasons{{1, "BIRTHDAY_INVALID"}}));
  // Refused for what the service has: of two cards the other one stays free.
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS), Members(1)).outcome.ok());
  auto others = Members(3);
  others.erase(others.begin());
  *others[0].mutable_member()->add_identifiers() = others[1].member().identifiers(0);
  others[0].mutable_member()->mutable_identifiers(0)->set_value(CardOf(1));
  BOOST_TEST((Send(Options(v1::IMPORT_KIND_MEMBERS, true), others).reasons ==
              Reasons{{2, "IDENTIFIER_TAKEN"}}));
}

BOOST_AUTO_TEST_CASE(an_import_that_is_cut_is_told_of_with_what_it_did) {
  const v1::ImportOptions options = Options(v1::IMPORT_KIND_MEMBERS);
  {
    grpc::ClientContext context;
    const auto stream = Open(context, options, Members(3));
    context.TryCancel();
    stream->Finish();
  }
  const std::string cut = "the old system: 3 added, 0 changed, 0 rejected, not finished";
  BOOST_TEST(Acts() == std::vector<std::string>{cut}, boost::test_tools::per_element());
  auto rows = Members(5);
  rows.erase(rows.begin(), rows.begin() + 3);
  BOOST_TEST(Send(options, rows).summary.added() == 2);
  const std::vector<std::string> both = {"the old system: 2 added, 0 changed, 0 rejected", cut};
  BOOST_TEST(Acts() == both, boost::test_tools::per_element());
  BOOST_TEST(Send(Options(v1::IMPORT_KIND_MEMBERS, true), Members(9)).outcome.ok());
  BOOST_TEST(Acts().size() == 2U);
}

// A message of rows that are all refused makes an answer of about a hundred kilobytes.
BOOST_AUTO_TEST_CASE(whoever_takes_no_answers_is_not_read_from) {
  constexpr int kMessages = 300;
  constexpr int kRows = 1'000;
  grpc::ClientContext context;
  auto rows = Members(1);
  const auto stream = Open(context, Options(v1::IMPORT_KIND_MEMBERS), rows);
  std::thread sender([&] {
    int64_t row_no = 1;
    for (int i = 0; i < kMessages; ++i) {
      v1::ImportRequest request;
      for (int j = 0; j < kRows; ++j) {
        v1::ImportRow* row = request.add_rows();
        row->set_row_no(++row_no);
        row->mutable_member()->set_member_id("nobody");
      }
      if (!stream->Write(request)) return;
    }
    stream->WritesDone();
  });
  // Until no more is done.
  std::string before;
  for (std::string now = Acts()[0]; now != before; now = Acts()[0]) {
    before = now;
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  const int rejected = std::stoi(before.substr(before.rfind("changed, ") + 9));
  BOOST_TEST(rejected > 0);
  BOOST_TEST(rejected < kMessages * kRows / 2);
  v1::ImportResponse response;
  while (stream->Read(&response)) {
  }
  sender.join();
  BOOST_TEST(stream->Finish().ok());
  BOOST_TEST(response.summary().rejected() == kMessages * kRows);
}

// Its word, and not that of gRPC at the end of the grace.
BOOST_AUTO_TEST_CASE(a_silent_import_does_not_hold_up_a_stop) {
  grpc::ClientContext context;
  const auto stream = Open(context, Options(v1::IMPORT_KIND_MEMBERS), Members(2));
  service.Stop();
  v1::ImportResponse response;
  BOOST_TEST(!stream->Read(&response));
  BOOST_TEST(OutcomeOf(stream->Finish(), context).reason == "STOPPING");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(a_caller_who_falls_silent_makes_room, ImpatientFixture) {
  grpc::ClientContext context;
  const auto stream = Open(context, Options(v1::IMPORT_KIND_MEMBERS), Members(2));
  v1::ImportResponse response;
  BOOST_TEST(!stream->Read(&response));
  const Outcome outcome = OutcomeOf(stream->Finish(), context);
  BOOST_TEST(outcome.reason == "IMPORT_IDLE");
  Member(2);
  BOOST_TEST(found.ok());
}

}  // namespace
}  // namespace tessera::tests
