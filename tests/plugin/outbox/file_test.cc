#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tessera/base/status.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin_fakes/fakes.h"

using namespace tessera;
using plugin::Folder;
using plugin::Outbox;

namespace {

constexpr char kAnswer[] = "0194f3c0-0000-7000-8000-000000000001";

struct Till {
  fakes::TemporaryFolder place;
  std::unique_ptr<Folder> folder = Folder::Open(place.path()).value();
  std::unique_ptr<Outbox> outbox = Outbox::Open(*folder).value();

  void Reopen() {
    outbox.reset();
    outbox = Outbox::Open(*folder).value();
  }
};

v1::OutboxRecord SurveyAnswer(const char* comment) {
  v1::OutboxRecord record;
  record.mutable_survey()->set_answer_id(kAnswer);
  record.mutable_survey()->set_comment(comment);
  return record;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_keeps_its_identity_and_a_new_file_has_another) {
  Till one, other;
  const std::string id = one.outbox->outbox_id();
  BOOST_TEST(id.size() == 16u);
  BOOST_TEST(id != other.outbox->outbox_id());
  one.Reopen();
  BOOST_TEST(id == one.outbox->outbox_id());
  // What was saved of a damaged file is in a new one.
  one.outbox.reset();
  std::ofstream(one.folder->outbox_path(), std::ios::trunc) << std::string(8'192, 'x');
  one.Reopen();
  BOOST_TEST(one.outbox->outbox_id().size() == 16u);
  BOOST_TEST(id != one.outbox->outbox_id());
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_put_back_is_read_without_the_log_of_another, Till) {
  v1::OutboxRecord record;
  record.mutable_sale()->set_sale_id(kAnswer);
  BOOST_REQUIRE(outbox->Append(record, {}).ok());
  outbox.reset();
  const std::string kept = place.path() + "/kept.db";
  std::filesystem::copy_file(folder->outbox_path(), kept);
  Reopen();
  BOOST_REQUIRE(outbox->Withdraw(1).ok());
  outbox.reset();
  std::filesystem::rename(kept, folder->outbox_path());
  Reopen();
  BOOST_TEST(outbox->Pending(10).value().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_customers_answer_waits_once_and_goes_when_it_is_kept, Till) {
  BOOST_TEST(outbox->Append(SurveyAnswer("fine"), {Instant{1}, "", {}})->sequence == 1);
  BOOST_TEST(outbox->Append(SurveyAnswer("fine"), {Instant{2}, "", {}})->sequence == 1);
  BOOST_TEST(ReasonOf(outbox->Append(SurveyAnswer("bad"), {}).status()) == "ANSWER_ID_REUSED");
  BOOST_TEST(outbox->IsWaiting(SurveyAnswer("")));
  v1::SubmittedRecord refused;
  refused.set_sequence(1);
  refused.set_reason("SURVEY_ID_INVALID");
  outbox->Settle({refused});
  BOOST_TEST(outbox->Parked(1).value().at(0).subject_id == kAnswer);
  BOOST_TEST(outbox->Parked(0).value().empty());
  BOOST_REQUIRE(outbox->Resend(1).ok());
  v1::SubmittedRecord kept;
  kept.set_sequence(1);
  kept.set_surveyed(true);
  outbox->Settle({kept});
  Reopen();
  BOOST_TEST(outbox->counts().pending == 0);
  BOOST_TEST(outbox->counts().parked == 0);
}
