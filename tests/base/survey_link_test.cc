#include "tessera/base/survey_link.h"

#include <boost/test/unit_test.hpp>

#include "absl/strings/ascii.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

SecretKey KeyOf(uint8_t byte) {
  SecretKey key;
  key.fill(byte);
  return key;
}

const SaleId kSale = *SaleId::Parse("01977420-dc00-7abc-8def-0123456789ab", "sale_id");

BOOST_AUTO_TEST_SUITE(survey_link)

BOOST_AUTO_TEST_CASE(a_code_leads_back_to_its_sale_and_its_survey_alone) {
  const std::string code = MakeSurveyLink(KeyOf(1), kSale, "nps");
  BOOST_TEST(code.size() == 35u);
  const auto link = ReadSurveyLink(code);
  BOOST_REQUIRE(link.ok());
  BOOST_TEST(link->sale_id.ToText() == kSale.ToText());
  BOOST_TEST(IsLinkOf(KeyOf(1), *link, "nps"));
  BOOST_TEST(!IsLinkOf(KeyOf(1), *link, "csat"));
  BOOST_TEST(!IsLinkOf(KeyOf(2), *link, "nps"));
}

// Slips that are out keep their codes. Computed by hashlib's blake2b.
BOOST_AUTO_TEST_CASE(a_code_stays_what_it_is) {
  BOOST_TEST(MakeSurveyLink(KeyOf(1), kSale, "nps") == "Q06BQ886W01XBS3FF04HMASW9NCKH871SD8");
}

BOOST_AUTO_TEST_CASE(a_code_is_read_as_people_type_it) {
  const std::string code = MakeSurveyLink(KeyOf(7), kSale, "nps");
  std::string typed = absl::AsciiStrToLower(code);
  for (char& c : typed) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'l';
  }
  typed.insert(7, " - ");
  const auto link = ReadSurveyLink(typed);
  BOOST_REQUIRE(link.ok());
  BOOST_TEST(IsLinkOf(KeyOf(7), *link, "nps"));
}

BOOST_AUTO_TEST_CASE(what_is_no_code_is_refused) {
  const std::string code = MakeSurveyLink(KeyOf(7), kSale, "nps");
  for (const std::string& wrong :
       {std::string(), code.substr(1), code.substr(0, 34), code + "0", "X" + code.substr(1),
        code.substr(0, 34) + "Z", code.substr(0, 20) + "U" + code.substr(21)}) {
    BOOST_TEST(ReasonOf(ReadSurveyLink(wrong).status()) == "LINK_INVALID", wrong);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera
