#include "tessera/base/identifier.h"

#include <boost/test/unit_test.hpp>

#include "tessera/base/status.h"

namespace tessera {
namespace {

std::string Normal(IdentifierKind kind, const char* raw) {
  const auto identifier = NormalizeIdentifier(kind, raw);
  return identifier.ok() ? identifier->value : "";
}

std::string WhyNot(IdentifierKind kind, const std::string& raw) {
  return ReasonOf(NormalizeIdentifier(kind, raw).status());
}

BOOST_AUTO_TEST_CASE(one_phone_has_one_form_however_it_is_typed) {
  for (const char* raw : {"+7 (912) 345-67-89", "8 912 345 67 89", "89123456789", "9123456789",
                          "79123456789", " +7.912.345.67.89 "}) {
    BOOST_TEST_CONTEXT(raw) { BOOST_TEST(Normal(IdentifierKind::kPhone, raw) == "79123456789"); }
  }
  BOOST_TEST(Normal(IdentifierKind::kPhone, "+375 29 123-45-67") == "375291234567");
}

BOOST_AUTO_TEST_CASE(what_is_no_phone_is_refused) {
  for (const char* raw : {"", "12345", "+", "7912345678x", "+1234567", "+1234567890123456",
                          "99123456789", "7+9123456789", "--"}) {
    BOOST_TEST_CONTEXT(raw) {
      BOOST_TEST(WhyNot(IdentifierKind::kPhone, raw) == "IDENTIFIER_INVALID");
    }
  }
}

BOOST_AUTO_TEST_CASE(card_letters_are_upper_cased_and_blanks_around_dropped) {
  BOOST_TEST(Normal(IdentifierKind::kCard, " ab-12.c_\r\n") == "AB-12.C_");
  BOOST_TEST(Normal(IdentifierKind::kNfc, "04a2b3c4") == "04A2B3C4");
}

BOOST_AUTO_TEST_CASE(a_malformed_scan_is_refused) {
  for (const char* raw : {"", "abc", "12 34", "1234;DROP", "кард1234", "12\x01" "34"}) {
    BOOST_TEST_CONTEXT(raw) {
      BOOST_TEST(WhyNot(IdentifierKind::kCard, raw) == "IDENTIFIER_INVALID");
    }
  }
  BOOST_TEST(WhyNot(IdentifierKind::kCard, std::string(65, '1')) == "IDENTIFIER_INVALID");
  BOOST_TEST(WhyNot(IdentifierKind::kNfc, "04A2B3CG") == "IDENTIFIER_INVALID");
  BOOST_TEST(WhyNot(IdentifierKind::kNfc, std::string(21, 'A')) == "IDENTIFIER_INVALID");
}

// Numbers that card schemes publish for tests.
BOOST_AUTO_TEST_CASE(a_bank_card_is_refused_by_card_and_qr_alike) {
  for (const char* number : {"4111111111111111", "5555555555554444", "378282246310005",
                             "2200000000000004", "6011111111111117", "3530111333300000",
                             "4222222222222", "6200000000000005", "2223003122003222"}) {
    BOOST_TEST_CONTEXT(number) {
      BOOST_TEST(WhyNot(IdentifierKind::kCard, number) == "BANK_CARD_REFUSED");
      BOOST_TEST(WhyNot(IdentifierKind::kQr, number) == "BANK_CARD_REFUSED");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_bank_card_passes_for_nothing_else) {
  const std::string grouped = "4111-1111-1111-1111";
  for (const IdentifierKind kind : {IdentifierKind::kCard, IdentifierKind::kQr,
                                    IdentifierKind::kPhone, IdentifierKind::kNfc}) {
    BOOST_TEST(WhyNot(kind, "4111111111111111") == "BANK_CARD_REFUSED");
    BOOST_TEST(WhyNot(kind, grouped) == "BANK_CARD_REFUSED");
  }
  BOOST_TEST(WhyNot(IdentifierKind::kPhone, "+378282246310005") == "BANK_CARD_REFUSED");
  BOOST_TEST(WhyNot(IdentifierKind::kNfc, "30569309025904") == "BANK_CARD_REFUSED");
  BOOST_TEST(WhyNot(IdentifierKind::kCard, "A4111111111111111") == "BANK_CARD_REFUSED");
}

BOOST_AUTO_TEST_CASE(an_nfc_tag_has_four_seven_or_ten_bytes) {
  for (const char* uid : {"04A2B3C4", "04A2B3C4D5E6F7", "04A2B3C4D5E6F7A8B9C0"}) {
    BOOST_TEST_CONTEXT(uid) { BOOST_TEST(Normal(IdentifierKind::kNfc, uid) == uid); }
  }
  for (const char* uid : {"04A2", "04A2B3C4D5", "04A2B3C4D5E6F7A8", "1111111111111112"}) {
    BOOST_TEST_CONTEXT(uid) { BOOST_TEST(WhyNot(IdentifierKind::kNfc, uid) == "IDENTIFIER_INVALID"); }
  }
}

BOOST_AUTO_TEST_CASE(loyalty_cards_that_merely_look_alike_are_taken) {
  // A broken check digit, an in-store EAN-13, a scheme nobody issues, a short number.
  for (const char* number : {"4111111111111112", "2000000000008", "9999999999999995", "4111111"}) {
    BOOST_TEST_CONTEXT(number) { BOOST_TEST(Normal(IdentifierKind::kCard, number) == number); }
  }
}

BOOST_AUTO_TEST_CASE(the_hash_depends_on_key_kind_and_value) {
  SecretKey key{};
  const Identifier card{IdentifierKind::kCard, "79123456789"};
  const Identifier phone{IdentifierKind::kPhone, "79123456789"};
  const IdentifierHash hash = HashIdentifier(key, card);
  BOOST_TEST((hash == HashIdentifier(key, card)));
  BOOST_TEST((hash != HashIdentifier(key, phone)));
  key[0] = 1;
  BOOST_TEST((hash != HashIdentifier(key, card)));
}

BOOST_AUTO_TEST_CASE(a_code_hashes_alike_however_it_is_typed_and_differs_by_purpose) {
  SecretKey key{};
  const CodeHash hash = HashCode(key, "coupon", "AB-12");
  BOOST_TEST((hash == HashCode(key, "coupon", " ab-12\n")));
  BOOST_TEST((hash != HashCode(key, "coupon", "AB12")));
  BOOST_TEST((hash != HashCode(key, "gift-card", "AB-12")));
  const CodeHash exact = HashExactCode(key, "coupon", "AB-12");
  BOOST_TEST((exact == HashExactCode(key, "coupon", " AB-12\n")));
  BOOST_TEST((exact != HashExactCode(key, "coupon", "ab-12")));
  BOOST_TEST((exact != hash));
  key[0] = 1;
  BOOST_TEST((hash != HashCode(key, "coupon", "AB-12")));
}

BOOST_AUTO_TEST_CASE(a_hash_is_read_back_only_at_its_full_length) {
  const IdentifierHash hash = HashIdentifier(SecretKey{}, {IdentifierKind::kCard, "1234"});
  BOOST_TEST((ParseIdentifierHash(HashBytes(hash), "identifier_hash").value() == hash));
  const auto shorter = ParseIdentifierHash(HashBytes(hash).substr(1), "identifier_hash");
  BOOST_TEST(ReasonOf(shorter.status()) == "IDENTIFIER_HASH_INVALID");
  BOOST_TEST(FieldOf(shorter.status()) == "identifier_hash");
}

}  // namespace
}  // namespace tessera
