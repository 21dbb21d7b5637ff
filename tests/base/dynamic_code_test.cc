#include "tessera/base/dynamic_code.h"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "tessera/base/status.h"

using namespace tessera;

namespace {

class Counting final : public Random {
 public:
  void Fill(void* bytes, size_t size) override {
    std::memset(bytes, ++calls_, size);
  }

 private:
  int calls_ = 0;
};

constexpr Instant kNow{1'795'352'400'123'456};

SecretKey Seed(uint8_t fill) {
  SecretKey seed;
  seed.fill(fill);
  return seed;
}

struct Issuer {
  SigningKey key{Seed(7)};
  std::vector<CodeKey> keys{{3, key.public_key()}};
  MemberId member = MemberId::Parse("0190a0b0-c0d0-7000-8000-0102030405ff", "").value();
  Counting random;

  std::string Issue(Instant at = kNow) { return IssueDynamicCode(3, key, member, at, random); }
  std::string WhyNot(const std::string& text, Instant now = kNow) const {
    return ReasonOf(VerifyDynamicCode(text, keys, now, Seconds(60)).status());
  }
};

std::string Bytes(const char* hex) { return absl::HexStringToBytes(hex); }

}  // namespace

// RFC 8032, section 7.1, test 3.
BOOST_AUTO_TEST_CASE(a_signature_is_that_of_the_standard) {
  const SigningKey key(
      ParseKey(Bytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")).value());
  const std::string known(reinterpret_cast<const char*>(key.public_key().data()),
                          key.public_key().size());
  BOOST_TEST(absl::BytesToHexString(known) ==
             "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const Signature signature = key.Sign(Bytes("af82"));
  const std::string text(reinterpret_cast<const char*>(signature.data()), signature.size());
  BOOST_TEST(absl::BytesToHexString(text) ==
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
             "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  BOOST_TEST(Verifies(key.public_key(), Bytes("af82"), text));
  BOOST_TEST(!Verifies(key.public_key(), Bytes("af83"), text));
  BOOST_TEST(!Verifies(key.public_key(), Bytes("af82"), text.substr(1)));
}

BOOST_AUTO_TEST_CASE(a_code_says_whose_it_is_to_whoever_has_the_public_key) {
  Issuer issuer;
  const std::string text = issuer.Issue();
  BOOST_TEST(text.size() == 4u + 144u);
  BOOST_TEST(LooksLikeDynamicCode(text));
  const auto code = VerifyDynamicCode(text, issuer.keys, kNow, Seconds(60));
  BOOST_REQUIRE(code.ok());
  BOOST_TEST((code->member_id == issuer.member));
  BOOST_TEST(code->issued_at.us == 1'795'352'400'000'000);
  BOOST_TEST(code->key_no == 3);
  const auto other = ParseDynamicCode(issuer.Issue());
  BOOST_REQUIRE(other.ok());
  BOOST_TEST((other->nonce != code->nonce));
}

BOOST_AUTO_TEST_CASE(a_code_lives_for_its_time_and_clocks_may_differ_a_little) {
  Issuer issuer;
  const std::string text = issuer.Issue();
  const Instant issued{1'795'352'400'000'000};
  BOOST_TEST(issuer.WhyNot(text, issued + Seconds(60)) == "OK");
  BOOST_TEST(issuer.WhyNot(text, issued + Seconds(60) + Duration{1}) == "CODE_OUTDATED");
  BOOST_TEST(issuer.WhyNot(text, issued - Seconds(10)) == "OK");
  BOOST_TEST(issuer.WhyNot(text, issued - Seconds(10) - Duration{1}) == "CODE_OUTDATED");
}

BOOST_AUTO_TEST_CASE(a_code_with_any_bit_changed_is_forged) {
  Issuer issuer;
  std::string bytes;
  BOOST_REQUIRE(absl::WebSafeBase64Unescape(issuer.Issue().substr(4), &bytes));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x10);
    BOOST_TEST_CONTEXT(i) {
      BOOST_TEST(issuer.WhyNot("TD1." + absl::WebSafeBase64Escape(changed)) == "CODE_FORGED");
    }
  }
  const SigningKey stranger(Seed(8));
  BOOST_TEST(issuer.WhyNot(IssueDynamicCode(3, stranger, issuer.member, kNow, issuer.random)) ==
             "CODE_FORGED");
  BOOST_TEST(issuer.WhyNot(IssueDynamicCode(4, issuer.key, issuer.member, kNow, issuer.random)) ==
             "CODE_FORGED");
}

BOOST_AUTO_TEST_CASE(what_is_not_exactly_a_codes_text_is_invalid) {
  Issuer issuer;
  const std::string text = issuer.Issue();
  for (const std::string& wrong :
       {std::string(), std::string("TD1."), text.substr(0, text.size() - 1), text + "A", text + "=",
        text + " ", "TD2." + text.substr(4), text.substr(4), "TD1. " + text.substr(4),
        "TD1." + std::string(144, '+'), "TD1." + std::string(143, 'A') + "\xff"}) {
    BOOST_TEST_CONTEXT(wrong) BOOST_TEST(issuer.WhyNot(wrong) == "CODE_INVALID");
  }
}
