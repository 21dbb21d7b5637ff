#include "tessera/cli/flatten.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "tessera/v1/bulk_service.pb.h"
#include "tessera/v1/feed_service.pb.h"

namespace tessera::cli {
namespace {

Units Rubles() {
  Units units;
  units.currency_digits = 2;
  units.points_digits = 1;
  return units;
}

struct Flat {
  Flat(const std::string& type, const google::protobuf::MessageLite& message,
       const std::vector<std::string>& leave_out = {}) {
    auto flattener = Flattener::Make("tessera.v1." + type, Rubles(), leave_out);
    BOOST_REQUIRE(flattener.ok());
    header = flattener->header();
    const auto row = flattener->Cells(message);
    BOOST_REQUIRE(row.ok());
    BOOST_REQUIRE(row->size() == header.size());
    cells = *row;
  }

  bool Has(const std::string& column) const {
    return std::find(header.begin(), header.end(), column) != header.end();
  }
  std::string At(const std::string& column) const {
    const auto found = std::find(header.begin(), header.end(), column);
    BOOST_REQUIRE_MESSAGE(found != header.end(), column);
    return cells[static_cast<size_t>(found - header.begin())];
  }

  std::vector<std::string> header;
  std::vector<std::string> cells;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(flatten)

BOOST_AUTO_TEST_CASE(amounts_and_times_are_written_for_spreadsheets) {
  v1::BalanceState balance;
  balance.set_member_id("m");
  balance.set_balance_points(-125);
  balance.set_wallet_minor(4'990);
  const Flat flat("BalanceState", balance);
  BOOST_TEST(flat.At("member_id") == "m");
  BOOST_TEST(flat.At("balance_points") == "-12.5");
  BOOST_TEST(flat.At("wallet") == "49.90");
}

BOOST_AUTO_TEST_CASE(what_stands_in_a_message_has_columns_of_its_own) {
  v1::MemberState member;
  member.set_enrolled_at_us(1'772'323'200'000'000);
  member.add_tags("a");
  member.add_tags("b");
  member.mutable_consent()->set_text_version("v1");
  member.set_stage(v1::LIFE_CYCLE_STAGE_LOYAL);
  const Flat flat("MemberState", member);
  BOOST_TEST(flat.At("enrolled_at") == "2026-03-01T00:00:00Z");
  BOOST_TEST(flat.At("tags") == "a|b");
  BOOST_TEST(flat.At("consent.text_version") == "v1");
  BOOST_TEST(flat.At("stage") == "LIFE_CYCLE_STAGE_LOYAL");
  BOOST_TEST(flat.At("profile.full_name") == "");
}

BOOST_AUTO_TEST_CASE(bytes_are_hexadecimal_and_what_is_left_out_has_no_column) {
  v1::CardState card;
  card.set_identifier_hash(std::string("\x01\xff", 2));
  BOOST_TEST(Flat("CardState", card).At("identifier_hash") == "01ff");
  const Flat sale("SaleEvent", v1::SaleEvent(), {"document", "evaluation"});
  BOOST_TEST(sale.Has("sale.total"));
  BOOST_TEST(sale.Has("sale.result.committed_at"));
  for (const std::string& column : sale.header) {
    BOOST_TEST(column.find("document") == std::string::npos, column);
  }
}

BOOST_AUTO_TEST_CASE(a_message_of_another_type_is_an_error) {
  auto flattener = Flattener::Make("tessera.v1.CardState", Rubles(), {});
  BOOST_REQUIRE(flattener.ok());
  BOOST_TEST(!flattener->Cells(v1::MemberState()).ok());
  BOOST_TEST(!Flattener::Make("tessera.v1.NoSuch", Rubles(), {}).ok());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tessera::cli
