#include "tessera/cli/member_csv.h"

#include <sstream>

#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"

namespace tessera::cli {
namespace {

std::vector<MemberRow> Read(const std::string& text) {
  std::istringstream input(text);
  auto csv = MemberCsv::Open(input);
  BOOST_TEST_REQUIRE(csv.ok(), csv.status().message());
  std::vector<MemberRow> rows;
  MemberRow row;
  while (csv->Next(&row)) rows.push_back(row);
  return rows;
}

std::string ReasonOfHeader(const std::string& text) {
  std::istringstream input(text);
  return ReasonOf(MemberCsv::Open(input).status());
}

BOOST_AUTO_TEST_SUITE(member_csv)

BOOST_AUTO_TEST_CASE(a_row_becomes_a_member) {
  const auto rows = Read(
      "member_id,card,phone,full_name,tier,tags,opening_points,consent_text_version,consent_given\n"
      "id-1,111122|111133,+7 900 000-00-01,\"Anna \"\"A\"\" K, jr\",gold,a|b,840,v3,2026-01-02\n");
  BOOST_TEST_REQUIRE(rows.size() == 1U);
  BOOST_TEST(rows[0].status.ok(), rows[0].status.message());
  const v1::MemberImport& member = rows[0].member;
  BOOST_TEST(member.member_id() == "id-1");
  BOOST_TEST_REQUIRE(member.identifiers_size() == 3);
  BOOST_TEST(member.identifiers(1).value() == "111133");
  BOOST_TEST(member.identifiers(2).kind() == v1::IDENTIFIER_KIND_PHONE);
  BOOST_TEST(member.full_name() == "Anna \"A\" K, jr");
  BOOST_TEST(member.tags_size() == 2);
  BOOST_TEST(member.opening_points() == 840);
  BOOST_TEST(member.consent().given_at_us() == 1'767'312'000'000'000);
  BOOST_TEST(member.consent().channel() == "import");
}

BOOST_AUTO_TEST_CASE(a_member_belongs_to_the_store_of_its_column) {
  const auto rows = Read("member_id,card,home_store\nid-1,111122,msk-1\nid-2,111133,\n");
  BOOST_TEST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].member.home_store_id() == "msk-1");
  BOOST_TEST(rows[1].member.home_store_id() == "");
}

BOOST_AUTO_TEST_CASE(a_cell_that_is_not_utf8_is_named_and_the_next_row_is_read) {
  const auto rows = Read("member_id,card,full_name\nid-1,111122,\xC0\xED\xED\xE0\nid-2,111133,Anna\n");
  BOOST_TEST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(ReasonOf(rows[0].status) == "CELL_INVALID");
  BOOST_TEST(FieldOf(rows[0].status) == "full_name");
  BOOST_TEST(rows[0].line == 2);
  BOOST_TEST(rows[1].status.ok());
  BOOST_TEST(ReasonOfHeader("member_id,\xCA\xE0\xF0\xF2\xE0\n") == "FILE_INVALID");
}

BOOST_AUTO_TEST_CASE(tiers_and_tags_are_sent_where_the_file_has_their_columns) {
  const v1::MemberImport without = Read("member_id,card\nid-1,111122\n")[0].member;
  BOOST_TEST(!without.has_tier());
  BOOST_TEST(!without.drop_tags());
  const v1::MemberImport with = Read("member_id,card,tier,tags\nid-1,111122,,\n")[0].member;
  BOOST_TEST(with.has_tier());
  BOOST_TEST(with.drop_tags());
}

BOOST_AUTO_TEST_CASE(a_date_without_a_time_is_the_whole_day_where_the_program_is) {
  std::istringstream input(
      "member_id,card,opening_expires,consent_given\nid-1,111122,2026-12-31,2026-01-02\n"
      "id-2,111133,2026-12-31T21:00:00Z,\nid-3,111144,2026-02-30,\n");
  auto csv = MemberCsv::Open(input);
  BOOST_TEST_REQUIRE(csv.ok());
  csv->SetZone(absl::FixedTimeZone(3 * 3600));
  MemberRow row;
  BOOST_TEST_REQUIRE(csv->Next(&row));
  BOOST_TEST(row.member.opening_expires_at_us() == 1'798'750'800'000'000);  // 2026-12-31T21:00Z
  BOOST_TEST(row.member.consent().given_at_us() == 1'767'301'200'000'000);  // 2026-01-01T21:00Z
  BOOST_TEST_REQUIRE(csv->Next(&row));
  BOOST_TEST(row.member.opening_expires_at_us() == 1'798'750'800'000'000);
  BOOST_TEST_REQUIRE(csv->Next(&row));
  BOOST_TEST(FieldOf(row.status) == "opening_expires");
}

BOOST_AUTO_TEST_CASE(semicolons_byte_order_mark_and_carriage_returns_are_fine) {
  const auto rows = Read("\xEF\xBB\xBFmember_id;card\r\nid-1;111122\r\n\r\nid-2;111133");
  BOOST_TEST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0].status.ok());
  BOOST_TEST(rows[1].member.member_id() == "id-2");
  BOOST_TEST(rows[1].line == 4);
}

BOOST_AUTO_TEST_CASE(a_bad_row_is_named_by_line_and_column_and_the_next_is_read) {
  const auto rows = Read(
      "member_id,card,opening_points\nid-1,\"1111\n22\",x\nid-2\nid-3,,5\n,111122,5\nid-5,111155,5\n");
  BOOST_TEST_REQUIRE(rows.size() == 5U);
  BOOST_TEST(ReasonOf(rows[0].status) == "CELL_INVALID");
  BOOST_TEST(FieldOf(rows[0].status) == "opening_points");
  BOOST_TEST(rows[1].line == 4);
  BOOST_TEST(ReasonOf(rows[1].status) == "ROW_INVALID");
  BOOST_TEST(FieldOf(rows[2].status) == "card");
  BOOST_TEST(FieldOf(rows[3].status) == "member_id");
  BOOST_TEST(rows[4].status.ok());
}

BOOST_AUTO_TEST_CASE(a_member_can_be_blocked_and_let_in_again) {
  const auto rows = Read(
      "member_id,card,status\nid-1,111122,blocked\nid-1,111122,Active\nid-1,111122,\n"
      "id-1,111122,gone\n");
  BOOST_TEST_REQUIRE(rows.size() == 4U);
  BOOST_TEST(rows[0].member.status() == v1::MEMBER_STATUS_BLOCKED);
  BOOST_TEST(rows[1].member.status() == v1::MEMBER_STATUS_ACTIVE);
  BOOST_TEST(rows[2].member.status() == v1::MEMBER_STATUS_UNSPECIFIED);
  BOOST_TEST(FieldOf(rows[3].status) == "status");
}

BOOST_AUTO_TEST_CASE(a_quote_that_nothing_closes_is_an_error) {
  const auto rows = Read("member_id,card\nid-1,\"111122\n");
  BOOST_TEST_REQUIRE(rows.size() == 1U);
  BOOST_TEST(ReasonOf(rows[0].status) == "ROW_INVALID");
}

BOOST_AUTO_TEST_CASE(birthdays_and_what_the_chain_keeps_besides_have_columns) {
  const auto rows = Read(
      "member_id,card,birthday,attribute:email\nid-1,111122,1985-06-30,a@b\nid-1,111122,06-30,\n"
      "id-1,111122,June,\n");
  BOOST_TEST_REQUIRE(rows.size() == 3U);
  BOOST_TEST(rows[0].member.birth_year() == 1985);
  BOOST_TEST(rows[0].member.birth_month() == 6);
  BOOST_TEST(rows[0].member.birth_day() == 30);
  BOOST_TEST(rows[0].member.attributes().at("email") == "a@b");
  BOOST_TEST(rows[1].member.birth_year() == 0);
  BOOST_TEST(rows[1].member.birth_month() == 6);
  BOOST_TEST(rows[1].member.attributes().empty());
  BOOST_TEST(FieldOf(rows[2].status) == "birthday");
}

BOOST_AUTO_TEST_CASE(a_header_that_is_not_understood_is_refused) {
  BOOST_TEST(ReasonOfHeader("") == "FILE_EMPTY");
  BOOST_TEST(ReasonOfHeader("member_id,shoe_size\n") == "COLUMN_UNKNOWN");
  BOOST_TEST(ReasonOfHeader("card,phone\n") == "COLUMN_MISSING");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::cli
