// Whatever a scanner sends: no crash, and no bank card's number comes out.
#include <boost/test/unit_test.hpp>

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "tessera/base/bank_card.h"
#include "tessera/base/status.h"
#include "tessera/plugin/scan/scan.h"

using namespace tessera;
using plugin::ReadScan;

namespace {

// Formats that would take anything.
std::vector<CardFormat> Greedy() {
  std::vector<CardFormat> formats;
  for (const IdentifierKind kind : {IdentifierKind::kCard, IdentifierKind::kPhone,
                                    IdentifierKind::kQr, IdentifierKind::kNfc}) {
    for (const ScanMeaning meaning :
         {ScanMeaning::kMember, ScanMeaning::kCoupon, ScanMeaning::kGiftCard}) {
      CardFormat format;
      format.kind = kind;
      format.meaning = meaning;
      formats.push_back(format);
      format.gs1_ai = "21";
      formats.push_back(format);
    }
  }
  return formats;
}

std::string Digits(size_t count) {
  std::string digits;
  while (digits.size() < count) digits.push_back(*rc::gen::inRange('0', static_cast<char>('9' + 1)));
  return digits;
}

struct Scheme {
  const char* prefix;
  size_t shortest;
  size_t longest;
};

// A number that is a bank card's wherever it stands, so none that goods may carry.
std::string BankCard() {
  static const std::vector<Scheme> schemes = {
      {"4", 16, 16},    {"4", 19, 19},  {"51", 16, 16}, {"2221", 16, 16},
      {"2200", 16, 19}, {"37", 15, 15}, {"6011", 16, 19}, {"3528", 16, 19},
      {"62", 16, 19},   {"50", 15, 17}, {"6759", 15, 17}, {"36", 16, 16}};
  const Scheme scheme = *rc::gen::elementOf(schemes);
  const size_t length = *rc::gen::inRange(scheme.shortest, scheme.longest + 1);
  std::string number = scheme.prefix;
  number += Digits(length - 1 - number.size());
  for (char last = '0'; last <= '9'; ++last) {
    if (CheckDigitHolds(number + last, CheckDigit::kLuhn)) return number + last;
  }
  return "";
}

// Groups as people write and print them. Group separators are none of these: between elements they part
// what does not belong together.
std::string Grouped(const std::string& number) {
  const auto separator = *rc::gen::elementOf(
      std::vector<std::string>{"", "", " ", "-", ".", "_", " - ", "\xc2\xa0", "\xe2\x80\x93"});
  const size_t size = *rc::gen::inRange<size_t>(1, 7);
  std::string text;
  for (size_t i = 0; i < number.size(); i += size) {
    if (i > 0) text += separator;
    text += number.substr(i, size);
  }
  return text;
}

// Behind `before` the number begins, with `after` it has ended. Not behind a trade item's number: what a
// pack says of itself is its maker's serial or lot.
std::string Framed(const std::string& number) {
  static const std::vector<std::pair<std::string, std::string>> frames = {
      {"", ""},          {"]E0", ""},       {"]C0", ""},          {"]C1", ""},
      {"]C121", ""},     {"]Q1", "\r\n"},   {"]Q3(21)", ""},      {"]d2\x1d" "21", "\x1d" "10A"},
      {"]e0", ""},       {"]Q1]E0", ""},    {";", "=27121010000?"}, {";", "?"},
      {"%B", "^X/Y^27121010000?"},          {"%B", "^X/Y^2712?;123=1?"},
      {"TS:", ""},       {"c=", "&d=1"},    {" 1 ", " "},
      {"card ", " 12/27"}, {"TD1.", ""}};
  const auto& [before, after] = *rc::gen::elementOf(frames);
  return before + number + after;
}

bool Shows(const plugin::ScannedCode& code, const std::string& number) {
  std::string shown;
  for (const char c : code.content + "|" + code.identifier.value + "|" + code.gtin) {
    if ((c >= '0' && c <= '9') || c == '|') shown.push_back(c);
  }
  return shown.find(number) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_bytes_break_it) {
  const std::vector<CardFormat> formats = Greedy();
  BOOST_TEST(rc::check("any bytes", [&](const std::string& bytes) {
    const auto code = ReadScan(bytes, formats, {});
    RC_ASSERT(code.ok() || !ReasonOf(code.status()).empty());
  }));
  const std::string alphabet = "]EeCQdJ013(28)41;%?=^\x1dT.D-A \xd0\x96";
  BOOST_TEST(rc::check("what scans are made of", [&] {
    std::string scan;
    const size_t size = *rc::gen::inRange<size_t>(0, 64);
    while (scan.size() < size) scan.push_back(*rc::gen::elementOf(alphabet));
    const auto code = ReadScan(scan, formats, {});
    if (code.ok()) RC_ASSERT(code->content.size() <= scan.size());
  }));
}

BOOST_AUTO_TEST_CASE(no_bank_card_comes_out_of_any_frame) {
  const std::vector<CardFormat> greedy = Greedy();
  BOOST_TEST(rc::check("a bank card's number", [&] {
    const std::string number = BankCard();
    const bool grouped = *rc::gen::arbitrary<bool>();
    const std::string scan = Framed(grouped ? Grouped(number) : number);
    for (const auto& formats : {std::vector<CardFormat>(), greedy}) {
      const auto code = ReadScan(scan, formats, {});
      RC_LOG() << scan;
      RC_ASSERT(!code.ok());
      RC_ASSERT(ReasonOf(code.status()) == "BANK_CARD_REFUSED");
      RC_ASSERT(code.status().message().find(number) == absl::string_view::npos);
    }
  }));
}

BOOST_AUTO_TEST_CASE(no_bank_card_comes_out_of_a_third_track) {
  const std::vector<CardFormat> greedy = Greedy();
  BOOST_TEST(rc::check("a number behind two digits", [&] {
    const std::string start = *rc::gen::elementOf(std::vector<std::string>{";", "+", "%", "]Q1;", ";123=1?+"});
    const std::string scan = start + Digits(2) + BankCard() + "==1?";
    RC_LOG() << scan;
    RC_ASSERT(ReasonOf(ReadScan(scan, greedy, {}).status()) == "BANK_CARD_REFUSED");
  }));
}

BOOST_AUTO_TEST_CASE(no_bank_card_is_cut_out_of_a_pack) {
  const std::vector<CardFormat> greedy = Greedy();
  BOOST_TEST(rc::check("a serial", [&] {
    const std::string number = BankCard();
    for (const char* pack : {"0104600682000013" "21", "(01)04600682000013(21)", "]d20104600682000013" "21"}) {
      RC_ASSERT(ReadScan(pack + number, {}, {}).ok());
      const auto code = ReadScan(pack + number, absl::MakeConstSpan(greedy).subspan(1, 1), {});
      RC_ASSERT(ReasonOf(code.status()) == "BANK_CARD_REFUSED");
    }
  }));
}

BOOST_AUTO_TEST_CASE(a_bank_card_among_other_bytes_comes_out_of_none) {
  const std::vector<CardFormat> greedy = Greedy();
  BOOST_TEST(rc::check("a number among other bytes", [&] {
    const std::string number = BankCard();
    const auto letters = rc::gen::container<std::string>(rc::gen::elementOf(std::string("abT:]E(),;=%?/ ")));
    const std::string scan = *letters + number + *letters;
    const auto code = ReadScan(scan, greedy, {});
    if (code.ok()) RC_ASSERT(!Shows(*code, number));
  }));
}
