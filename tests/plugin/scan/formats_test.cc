// What a program's formats make of a scan: by carrier, element, beginning and meaning.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "tessera/base/dynamic_code.h"
#include "tessera/base/status.h"
#include "tessera/plugin/scan/gs1.h"
#include "tessera/plugin/scan/scan.h"
#include "tessera/plugin/scan/uid.h"

using namespace tessera;
using plugin::CodeKind;
using plugin::ReadScan;

namespace {

CardFormat Format(const char* prefix, size_t length) {
  CardFormat format;
  format.prefix = prefix;
  format.length = length;
  return format;
}

std::vector<CardFormat> Formats() {
  CardFormat track = Format("", 0);
  track.carriers = {Carrier::kTrack2};
  CardFormat relation = Format("", 18);
  relation.gs1_ai = "8018";
  relation.check_digit = CheckDigit::kGtin;
  CardFormat app = Format("TS:", 0);
  app.skip = 3;
  CardFormat site = Format("https://c.example/", 0);
  site.skip = 18;
  CardFormat coupon = Format("CPN-", 0);
  coupon.meaning = ScanMeaning::kCoupon;
  CardFormat gift = Format("GC:", 0);
  gift.skip = 3;
  gift.meaning = ScanMeaning::kGiftCard;
  CardFormat printed = Format("77", 10);
  printed.carriers = {Carrier::kCode128};
  return {track, relation, app, site, coupon, gift, printed, Format("2977", 13)};
}

// "member 1234", "coupon X", "other X", or a reason; behind it the trade item of a GS1 string.
std::string Read(const std::string& scan) {
  const auto code = ReadScan(scan, Formats(), {});
  if (!code.ok()) return ReasonOf(code.status());
  const std::string gtin = code->gtin.empty() ? "" : " gtin " + code->gtin;
  switch (code->kind) {
    case CodeKind::kMember: return "member " + code->identifier.value + gtin;
    case CodeKind::kDynamic: return "dynamic";
    case CodeKind::kCoupon: return "coupon " + code->content;
    case CodeKind::kGiftCard: return "gift " + code->content;
    case CodeKind::kOther: break;
  }
  return "other " + code->content + gtin;
}

}  // namespace

BOOST_AUTO_TEST_CASE(scans_of_a_shop_are_read_as_its_program_says) {
  const struct {
    std::string scan;
    std::string outcome;
  } cases[] = {
      // Goods.
      {"]E04600682000013", "other 4600682000013"},
      {"]E496385074", "other 96385074"},
      {"012345678905", "other 012345678905"},
      {"]C0ABC-1234\r", "other ABC-1234"},
      {"]d2010460068200001321abc\x1d" "91ffd0", "other 010460068200001321abc\x1d" "91ffd0 gtin 04600682000013"},
      {"\x1d" "010460068200001321abc", "other \x1d" "010460068200001321abc"},
      {"(01)04600682000013(17)271231(10)A1", "other (01)04600682000013(17)271231(10)A1 gtin 04600682000013"},
      {"]e00104600682000013" "3103001250", "other 01046006820000133103001250 gtin 04600682000013"},
      {"t=20200924T1837&s=349.93&fn=9282440300682838&i=46534&fp=1273019065&n=1",
       "other t=20200924T1837&s=349.93&fn=9282440300682838&i=46534&fp=1273019065&n=1"},
      // Cards.
      {"]E02977000000017", "member 2977000000017"},
      {";1234567890=27121010000?", "member 1234567890"},
      {";1234567890?\r", "member 1234567890"},
      {"%B1234567890^CARD/LOYAL^2712?;1234567890=2712?4", "member 1234567890"},
      {"1234567890", "other 1234567890"},
      {"]C18018460068200000000017", "member 460068200000000017"},
      {"(8018)460068200000000017", "member 460068200000000017"},
      {"]C18018460068200000000016", "other 8018460068200000000016"},
      {"]Q1TS:ab-12", "member AB-12"},
      {"ts:AB-12", "member AB-12"},
      {"]Q1https://c.example/AB-12", "member AB-12"},
      {"]C07700000001", "member 7700000001"},
      {"7700000001", "member 7700000001"},
      {"]Q17700000001", "other 7700000001"},
      // What else a program has.
      {"]Q1CPN-SPRING", "coupon CPN-SPRING"},
      {"GC:00012345", "gift 00012345"},
      {"GC:", "other GC:"},
      {"TD1.AAAA", "CODE_INVALID"},
      // Bank cards.
      {"4111111111111111", "BANK_CARD_REFUSED"},
      {"]E04111111111111111", "BANK_CARD_REFUSED"},
      {"]Q1]E04111111111111111", "BANK_CARD_REFUSED"},
      {";4111111111111111=27121010000?", "BANK_CARD_REFUSED"},
      {"%B4111111111111111^IVANOV/I^2712?", "BANK_CARD_REFUSED"},
      {"%B4111111111111111^IVANOV/I^2712?;4111111111111111=2712?\r", "BANK_CARD_REFUSED"},
      {"%B4111111111111111^IVANOV/I^2712?\r\n;4111111111111111=2712?", "BANK_CARD_REFUSED"},
      {"]C14111111111111111", "BANK_CARD_REFUSED"},
      {"]C14111111111111111\x1d", "BANK_CARD_REFUSED"},
      {"]C1214111111111111111", "BANK_CARD_REFUSED"},
      {"(21)4111111111111111", "BANK_CARD_REFUSED"},
      {"4111\x1d" "1111\x1d" "1111\x1d" "1111", "BANK_CARD_REFUSED"},
      {"TS:4111111111111111", "BANK_CARD_REFUSED"},
      {"GC:4111 1111 1111 1111", "BANK_CARD_REFUSED"},
      {"CPN-4111-1111-1111-1111", "BANK_CARD_REFUSED"},
      {"TD1.4111111111111111", "BANK_CARD_REFUSED"},
  };
  for (const auto& one : cases) {
    BOOST_TEST_CONTEXT(one.scan) BOOST_TEST(Read(one.scan) == one.outcome);
  }
}

// Serials and lots of digits only pass for cards once in a hundred: a till that refused those packs could
// not sell them, and nobody holds a card that has a trade item's number in front.
BOOST_AUTO_TEST_CASE(what_a_pack_says_of_itself_is_no_bank_card) {
  for (const std::string pack :
       {"0104600682000013" "214111111111111111", "0104600682000013" "214222222222222\x1d" "91ffd0",
        "0104600682000013" "105011111111111117", "0104600682000013" "2506304000000000000"}) {
    const std::string expected = "other " + pack + " gtin 04600682000013";
    for (const char* frame : {"", "]d2", "]C1", "]Q3"}) {
      BOOST_TEST_CONTEXT(frame << pack) BOOST_TEST(Read(frame + pack) == expected);
    }
  }
  BOOST_TEST(Read("(01)04600682000013(21)4111111111111111") ==
             "other (01)04600682000013(21)4111111111111111 gtin 04600682000013");
  BOOST_TEST(Read("]C100046006820000000013" "214111111111111111") ==
             "other 00046006820000000013" "214111111111111111");
  BOOST_TEST(Read("]C10204600682000013" "37214111111111111111") ==
             "other 0204600682000013" "37214111111111111111");
  for (const char* wrong : {"]C10104600682000014" "214111111111111111", "(21)4111111111111111(01)04600682000013",
                            "]C1214111111111111111\x1d" "0104600682000013",
                            "]C10104600682000013" "3" "\x1d" "4111111111111111"}) {
    BOOST_TEST_CONTEXT(wrong) BOOST_TEST(Read(wrong) == "BANK_CARD_REFUSED");
  }
}

// As one number the identifier and the value pass Luhn in a range of Visa's.
BOOST_AUTO_TEST_CASE(a_place_is_no_bank_card_with_its_identifier) {
  int judged = 0;
  for (int company = 0; company < 1000; ++company) {
    const std::string stem = "460068" + std::to_string(200'000 + company);
    for (char last = '0'; last <= '9'; ++last) {
      const std::string place = stem + last;
      for (const char* ai : {"410", "414", "417"}) {
        if (!CheckDigitHolds(ai + place, CheckDigit::kLuhn)) continue;
        const bool right = CheckDigitHolds(place, CheckDigit::kGtin);
        if (right) ++judged;
        const std::string expected = right ? "other " + (ai + place) : "BANK_CARD_REFUSED";
        BOOST_TEST_CONTEXT(ai << place) BOOST_TEST(Read(std::string("]C1") + ai + place) == expected);
      }
    }
  }
  BOOST_TEST(judged > 100);
}

BOOST_AUTO_TEST_CASE(what_a_format_cuts_out_is_no_bank_card_whatever_it_means) {
  for (const ScanMeaning meaning : {ScanMeaning::kMember, ScanMeaning::kCoupon, ScanMeaning::kGiftCard}) {
    CardFormat prefixed = Format("98", 0);
    prefixed.skip = 2;
    prefixed.meaning = meaning;
    CardFormat serial = Format("", 16);
    serial.gs1_ai = "21";
    serial.meaning = meaning;
    const std::vector<CardFormat> formats = {prefixed, serial};
    for (const char* scan : {"984111111111111111", "]C0984111111111111111", "]Q1984111111111111111",
                             "]d20104600682000013" "214111111111111111\x1d" "91ff",
                             "(01)04600682000013(21)4111111111111111"}) {
      BOOST_TEST_CONTEXT(scan)
      BOOST_TEST(ReasonOf(ReadScan(scan, formats, {}).status()) == "BANK_CARD_REFUSED");
    }
    BOOST_TEST((ReadScan("984111111111111112", formats, {})->kind != CodeKind::kOther));
    BOOST_TEST((ReadScan("(01)04600682000013(21)4111111111111112", formats, {})->kind != CodeKind::kOther));
  }
}

BOOST_AUTO_TEST_CASE(a_bank_card_is_found_behind_the_layout_of_a_third_track) {
  for (const char* scan :
       {";014111111111111111==?", "+014111111111111111==?", "%014111111111111111==?", "+59378282246310005==1?",
        ";1234567890=2712?+014111111111111111==?", "%B1234567890^X/Y^2712?;1234567890=2712?;016759649826438453==?",
        "]Q1;014111111111111111=?"}) {
    BOOST_TEST_CONTEXT(scan) BOOST_TEST(Read(scan) == "BANK_CARD_REFUSED");
  }
  BOOST_TEST(Read("014111111111111111") == "other 014111111111111111");
  BOOST_TEST(Read("+79123456789") == "other +79123456789");
  BOOST_TEST(Read(";014111111111111112=?") == "member 014111111111111112");
}

BOOST_AUTO_TEST_CASE(a_number_of_goods_is_not_read_as_elements) {
  CardFormat coupon = Format("", 10);
  coupon.gs1_ai = "255";
  coupon.meaning = ScanMeaning::kCoupon;
  const auto kind = [&coupon](const char* scan) { return ReadScan(scan, {&coupon, 1}, {})->kind; };
  for (const char* goods : {"2550123456782", "]E02550123456782", "]E02550123456789", "]I12550123456782"}) {
    // The third one's check digit is wrong, but on this carrier there are no elements at all.
    BOOST_TEST_CONTEXT(goods) BOOST_TEST((kind(goods) == CodeKind::kOther));
  }
  for (const char* elements : {"]C12550123456782", "(255)0123456782", "2550123456789"}) {
    BOOST_TEST_CONTEXT(elements) BOOST_TEST((kind(elements) == CodeKind::kCoupon));
  }
}

// Both check digits are right, and the range is Maestro's or Diners Club's.
BOOST_AUTO_TEST_CASE(boxes_and_short_numbers_of_goods_are_no_bank_cards) {
  int judged = 0;
  for (const char* stem : {"5012345", "361234567"}) {
    const size_t size = stem[0] == '5' ? 12 : 14;
    for (int tail = 10'000; tail < 99'999; ++tail) {
      const std::string number = stem + std::to_string(tail);
      if (!CheckDigitHolds(number, CheckDigit::kLuhn)) continue;
      BOOST_REQUIRE(number.size() == size);
      const bool goods = CheckDigitHolds(number, CheckDigit::kGtin);
      if (goods) ++judged;
      const std::string expected = goods ? "other " + number : "BANK_CARD_REFUSED";
      if (Read(number) != expected || Read("]I1" + number) != expected) BOOST_ERROR(number);
      if (Read(";" + number + "=?") != "BANK_CARD_REFUSED") BOOST_ERROR("on a track: " + number);
      if (judged > 50) break;
    }
  }
  BOOST_TEST(judged > 50);
}

BOOST_AUTO_TEST_CASE(a_signed_code_is_handed_on_whole_and_believed_by_nobody_here) {
  const SigningKey key{SecretKey{5}};
  const std::string text =
      IssueDynamicCode(1, key, MemberId{}, Instant{1'795'352'400'000'000}, SystemRandom());
  BOOST_TEST(Read("]Q1" + text) == "dynamic");
  BOOST_TEST(ReadScan(text, {}, {})->content == text);
}

BOOST_AUTO_TEST_CASE(element_strings_are_read_to_their_end_or_not_at_all) {
  using plugin::ParseGs1;
  const auto elements = ParseGs1("010460068200001310LOT\x1d" "3103001250");
  BOOST_REQUIRE(elements.size() == 3u);
  BOOST_TEST(elements[1].ai == "10");
  BOOST_TEST(elements[1].value == "LOT");
  BOOST_TEST(elements[2].value == "001250");
  BOOST_TEST(ParseGs1("(10)A(B)C(21)1").size() == 2u);
  for (const char* broken : {"", "0", "01", "0104600", "01046006820000A3", "10", "9", "99", "05123", "(01)", "(1)2",
                             "(01)04600682000013(99)", "410", "8018460068", "(8018)4600682000000000171"}) {
    BOOST_TEST_CONTEXT(broken) BOOST_TEST(ParseGs1(broken).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_uid_is_the_same_however_a_reader_writes_it) {
  for (const char* text : {"04A2B3C4", "04:A2:B3:C4", "04-A2-B3-C4", " 04 A2 B3 C4 "}) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(plugin::UidDigits(text) == "04A2B3C4");
  }
  BOOST_TEST(plugin::UidDigits("04:A2-B3") == "04:A2-B3");
  BOOST_TEST(plugin::UidDigits("4111-1111-1111-1111") == "4111-1111-1111-1111");
}

BOOST_AUTO_TEST_CASE(a_typed_number_loses_what_its_format_skips) {
  const std::vector<CardFormat> formats = Formats();
  BOOST_TEST(plugin::WithoutSkipped(" TS:AB-12", IdentifierKind::kCard, formats) == "AB-12");
  BOOST_TEST(plugin::WithoutSkipped("AB-12", IdentifierKind::kCard, formats) == "AB-12");
  BOOST_TEST(plugin::WithoutSkipped("TS:AB-12", IdentifierKind::kPhone, formats) == "TS:AB-12");
}
