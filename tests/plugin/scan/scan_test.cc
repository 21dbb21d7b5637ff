#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "tessera/base/status.h"
#include "tessera/plugin/scan/scan.h"

using namespace tessera;
using plugin::CodeKind;
using plugin::ReadScan;

namespace {

const std::vector<CardFormat> kFormats = {{IdentifierKind::kCard, "2977", 13, CheckDigit::kNone},
                                          {IdentifierKind::kQr, "TSR-", 0, CheckDigit::kNone},
                                          {IdentifierKind::kCard, "4111", 16, CheckDigit::kNone}};

struct Case {
  std::string scan;
  const char* outcome;  // a card's normal form, "" for goods, or a reason
};

std::string Outcome(const std::string& scan, const std::vector<CardFormat>& formats) {
  const auto code = ReadScan(scan, formats, {});
  if (!code.ok()) return ReasonOf(code.status());
  return code->kind == CodeKind::kMember ? code->identifier.value : "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_scan_is_a_card_only_if_it_fits_a_format_of_the_program) {
  const Case cases[] = {
      {"2977000000017", "2977000000017"},
      {"]E02977000000017", "2977000000017"},
      {"]C12977000000017\r\n", "2977000000017"},
      {" ]Q3tsr-ab12 \t", "TSR-AB12"},
      {"\n]E0 2977000000017", "2977000000017"},
      {"TSR-AB12", "TSR-AB12"},
      {"297700000001", ""},
      {"29770000000171", ""},
      {"4600682000013", ""},
      {"]E04600682000013", ""},
      {"TSR-", "TSR-"},
      {"TSR-\xd0\x96", ""},
      {"0104600682000013215abc\x1d" "91ffd0", ""},
      {"]", ""},
      {"]E", ""},
  };
  for (const Case& one : cases) {
    BOOST_TEST_CONTEXT(one.scan) BOOST_TEST(Outcome(one.scan, kFormats) == one.outcome);
  }
}

BOOST_AUTO_TEST_CASE(what_no_scanner_sends_is_refused) {
  const Case cases[] = {
      {"", "SCAN_INVALID"},
      {" \r\n", "SCAN_INVALID"},
      {"]E0", "SCAN_INVALID"},
      {std::string("29770\0" "0000017", 13), "SCAN_INVALID"},
      {"2977\x1b[A0000017", "SCAN_INVALID"},
      {"\xff\xfe", "SCAN_INVALID"},
      {"\xc0\xaf" "1234", "SCAN_INVALID"},
      {"\xed\xa0\x80" "1234", "SCAN_INVALID"},
      {"\xf4\x90\x80\x80" "1234", "SCAN_INVALID"},
      {"\xe2\x82", "SCAN_INVALID"},
      {std::string(plugin::kLongestScan + 1, '1'), "SCAN_INVALID"},
      {"4111111111111111", "BANK_CARD_REFUSED"},
  };
  for (const Case& one : cases) {
    BOOST_TEST_CONTEXT(one.scan) BOOST_TEST(Outcome(one.scan, kFormats) == one.outcome);
  }
}

BOOST_AUTO_TEST_CASE(without_a_program_everything_is_goods_but_bank_cards) {
  const auto goods = ReadScan("]E02977000000017\r\n", {}, {});
  BOOST_REQUIRE(goods.ok());
  BOOST_TEST((goods->kind == CodeKind::kOther));
  BOOST_TEST(goods->content == "2977000000017");
  BOOST_TEST((goods->carrier == Carrier::kEan));
  BOOST_TEST(Outcome("4111111111111111", {}) == "BANK_CARD_REFUSED");
}

BOOST_AUTO_TEST_CASE(the_kind_of_a_card_is_its_formats) {
  const auto qr = ReadScan("TSR-AB12", kFormats, {});
  BOOST_REQUIRE(qr.ok() && qr->kind == CodeKind::kMember);
  BOOST_TEST((qr->identifier.kind == IdentifierKind::kQr));
}

BOOST_AUTO_TEST_CASE(a_number_whose_check_digit_is_wrong_is_no_card) {
  const std::vector<CardFormat> formats = {{IdentifierKind::kCard, "2977", 13, CheckDigit::kGtin}};
  BOOST_TEST(Outcome("2977000000010", formats) == "2977000000010");
  BOOST_TEST(Outcome("2977000000017", formats) == "");
}

BOOST_AUTO_TEST_CASE(a_phone_that_is_scanned_is_read_by_the_programs_rules) {
  const std::vector<CardFormat> formats = {{IdentifierKind::kPhone, "0", 11, CheckDigit::kNone}};
  const auto phone = ReadScan("07400123456", formats, {{"0", 11, "44"}});
  BOOST_REQUIRE(phone.ok() && phone->kind == CodeKind::kMember);
  BOOST_TEST(phone->identifier.value == "447400123456");
}
