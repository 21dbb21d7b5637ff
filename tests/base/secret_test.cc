#include "tessera/base/secret.h"

#include <boost/test/unit_test.hpp>

#include "absl/strings/escaping.h"
#include "tessera/base/status.h"

namespace tessera {
namespace {

BOOST_AUTO_TEST_CASE(what_was_sealed_opens_with_the_same_key) {
  const SecretKey key = DeriveKey("material", "names");
  const std::string sealed = Seal(key, "Анна", SystemRandom());
  BOOST_TEST(sealed.size() == std::string("Анна").size() + 40);
  BOOST_TEST(Unseal(key, sealed).value() == "Анна");
  BOOST_TEST(Unseal(key, Seal(key, "", SystemRandom())).value() == "");
}

BOOST_AUTO_TEST_CASE(two_seals_of_the_same_text_differ) {
  const SecretKey key = DeriveKey("material", "names");
  BOOST_TEST(Seal(key, "Анна", SystemRandom()) != Seal(key, "Анна", SystemRandom()));
}

BOOST_AUTO_TEST_CASE(any_changed_byte_breaks_the_seal) {
  const SecretKey key = DeriveKey("material", "names");
  const std::string sealed = Seal(key, "Anna", SystemRandom());
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    BOOST_TEST(ReasonOf(Unseal(key, changed).status()) == "SEAL_BROKEN");
  }
  BOOST_TEST(!Unseal(key, sealed.substr(0, 39)).ok());
  BOOST_TEST(!Unseal(DeriveKey("material", "phones"), sealed).ok());
}

BOOST_AUTO_TEST_CASE(keys_of_different_purposes_differ) {
  BOOST_TEST((DeriveKey("m", "a") == DeriveKey("m", "a")));
  BOOST_TEST((DeriveKey("m", "a") != DeriveKey("m", "b")));
  BOOST_TEST((DeriveKey("m", "a") != DeriveKey("n", "a")));
  BOOST_TEST((DeriveKey("m", "") != DeriveKey("m", "a")));
}

BOOST_AUTO_TEST_CASE(a_key_is_read_only_at_its_full_length) {
  const SecretKey key = DeriveKey("m", "a");
  BOOST_TEST((ParseKey(KeyBytes(key)).value() == key));
  BOOST_TEST(ReasonOf(ParseKey("short").status()) == "KEY_INVALID");
}

std::string HexOf(const Digest& digest) { return absl::BytesToHexString(DigestBytes(digest)); }

// Digests are stored: this one may never change.
BOOST_AUTO_TEST_CASE(what_was_hashed_once_hashes_the_same_for_ever) {
  const Digest digest = ContentHasher("tessera.test.v1").Add("sale").Add(int64_t{-2}).Finish();
  BOOST_TEST(HexOf(digest) == "b98e7f141c89b65d9b2038f616c9ca6767b9ef2f095dc6744ceb1bd1d40e6460");
}

BOOST_AUTO_TEST_CASE(no_two_field_lists_hash_alike) {
  const auto of = [](absl::string_view a, absl::string_view b) {
    return ContentHasher("v1").Add(a).Add(b).Finish();
  };
  BOOST_TEST((of("ab", "c") != of("a", "bc")));
  BOOST_TEST((of("abc", "") != of("", "abc")));
  BOOST_TEST((ContentHasher("v1").Add("a").Finish() != ContentHasher("v2").Add("a").Finish()));
}

}  // namespace
}  // namespace tessera
