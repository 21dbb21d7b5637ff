// What is found to be doubtful about members.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/cli/quality.h"

namespace tessera::cli {
namespace {

struct Looking {
  Looking() {
    v1::CardState card;
    card.set_member_id("with a card");
    quality.AddCard(card);
    card.set_member_id("with a lost one");
    card.set_out_of_use(true);
    quality.AddCard(card);
  }

  static v1::MemberState Somebody(const std::string& id, const std::string& name = "Anna Karenina") {
    v1::MemberState member;
    member.set_member_id(id);
    member.mutable_profile()->set_full_name(name);
    (*member.mutable_profile()->mutable_attributes())["email"] = id + "@example.org";
    return member;
  }
  static v1::MemberState Born(const std::string& id, int year, int month, int day) {
    v1::MemberState member = Somebody(id, id);
    member.mutable_profile()->set_birth_year(year);
    member.mutable_profile()->set_birth_month(month);
    member.mutable_profile()->set_birth_day(day);
    return member;
  }

  std::string Reasons(const v1::MemberState& member) {
    std::string reasons;
    for (const Finding& finding : quality.Look(member)) {
      reasons += finding.reason + (finding.other.empty() ? "" : "=" + finding.other) + " ";
    }
    return reasons;
  }

  MemberQuality quality{absl::CivilDay(2026, 3, 1)};
};

BOOST_FIXTURE_TEST_SUITE(member_quality, Looking)

BOOST_AUTO_TEST_CASE(who_has_neither_card_nor_contact_is_unreachable) {
  for (const auto& [id, reason] : {std::pair<std::string, std::string>{"with a card", "CONTACT_UNSEEN "},
                                   {"with a lost one", "UNREACHABLE "},
                                   {"without", "UNREACHABLE "}}) {
    v1::MemberState member = Somebody(id);
    member.mutable_profile()->clear_attributes();
    BOOST_TEST(Reasons(member) == reason);
  }
  BOOST_TEST(Reasons(Somebody("a")) == "");
  v1::MemberState wrong = Somebody("b");
  (*wrong.mutable_profile()->mutable_attributes())["email"] = "anna at example.org";
  BOOST_TEST(Reasons(wrong) == "EMAIL_INVALID ");
  v1::MemberState merged = Somebody("c", "");
  merged.set_merged_into("a");
  BOOST_TEST(Reasons(merged) == "");
}

BOOST_AUTO_TEST_CASE(dates_of_birth_that_can_not_be_are_told_from_unlikely_ones) {
  BOOST_TEST(Reasons(Born("a", 1990, 2, 29)) == "BIRTHDAY_IMPOSSIBLE ");
  BOOST_TEST(Reasons(Born("b", 2026, 3, 2)) == "BIRTHDAY_IMPOSSIBLE ");
  BOOST_TEST(Reasons(Born("c", 1905, 1, 1)) == "BIRTHDAY_IMPOSSIBLE ");
  BOOST_TEST(Reasons(Born("d", 1970, 1, 1)) == "BIRTHDAY_UNLIKELY ");
  BOOST_TEST(Reasons(Born("e", 1920, 5, 5)) == "BIRTHDAY_UNLIKELY ");
  BOOST_TEST(Reasons(Born("f", 2020, 5, 5)) == "BIRTHDAY_UNLIKELY ");
  BOOST_TEST(Reasons(Born("g", 0, 2, 29)) == "");
  BOOST_TEST(Reasons(Born("h", 1970, 1, 2)) == "");
}

BOOST_AUTO_TEST_CASE(the_same_person_and_the_same_contact_name_who_had_them_first) {
  v1::MemberState first = Born("a", 1990, 2, 3);
  first.mutable_profile()->set_full_name("Анна Каренина");
  (*first.mutable_profile()->mutable_attributes())["phone"] = "+7 900 123-45-67";
  BOOST_TEST(Reasons(first) == "");
  v1::MemberState second = Born("b", 1990, 2, 3);
  second.mutable_profile()->set_full_name("АННА КАРЕНИНА");
  (*second.mutable_profile()->mutable_attributes())["phone"] = "8 (900) 1234567";
  (*second.mutable_profile()->mutable_attributes())["email"] = "A@Example.org";
  BOOST_TEST(Reasons(second) == "EMAIL_REPEATED=a PHONE_REPEATED=a PERSON_REPEATED=a ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::cli
