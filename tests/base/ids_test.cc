#include "tessera/base/ids.h"

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "tessera/base/status.h"

namespace tessera {
namespace {

class FixedRandom final : public Random {
 public:
  explicit FixedRandom(uint8_t byte) : byte_(byte) {}
  void Fill(void* bytes, size_t size) override { std::memset(bytes, byte_, size); }

 private:
  uint8_t byte_;
};

BOOST_AUTO_TEST_CASE(a_version_7_uuid_is_laid_out_as_rfc_9562_asks) {
  FixedRandom random(0xFF);
  // RFC 9562, appendix A.6: 2022-02-22T19:22:22Z is 0x017F22E279B0 milliseconds.
  const Uuid uuid = MakeUuidV7(Instant{0x017F22E279B0 * 1000}, random);
  BOOST_TEST(UuidToText(uuid) == "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

BOOST_AUTO_TEST_CASE(ids_sort_by_the_millisecond_they_were_made_in) {
  FixedRandom high(0xFF);
  FixedRandom low(0x00);
  const SaleId earlier = SaleId::Make(Instant{1'000'000}, high);
  const SaleId later = SaleId::Make(Instant{1'001'000}, low);
  BOOST_TEST((earlier < later));
}

BOOST_AUTO_TEST_CASE(text_and_bytes_of_an_id_come_back_as_they_were) {
  const auto id = MemberId::Parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "member_id");
  BOOST_REQUIRE(id.ok());
  BOOST_TEST(id->ToText() == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  BOOST_TEST(id->ToBytes().size() == 16U);
  BOOST_TEST((MemberId::Parse(id->ToText(), "member_id").value() == *id));
}

BOOST_AUTO_TEST_CASE(what_is_no_uuid_is_refused_with_its_field) {
  for (const char* text : {"", "x", "017f22e279b07cc398c4dc0c0c07398f",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
                           "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
                           "017f22e2079b0-7cc3-98c4-dc0c0c07398f"}) {
    const auto id = SaleId::Parse(text, "sale_id");
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(!id.ok());
      BOOST_TEST(ReasonOf(id.status()) == "ID_INVALID");
      BOOST_TEST(FieldOf(id.status()) == "sale_id");
    }
  }
}

BOOST_AUTO_TEST_CASE(the_systems_random_source_does_not_repeat_itself) {
  BOOST_TEST((SaleId::Make(Instant{0}, SystemRandom()) != SaleId::Make(Instant{0}, SystemRandom())));
}

}  // namespace
}  // namespace tessera
