// The demo keeps what it advertises.
#include <boost/test/unit_test.hpp>
#include <set>

#include "documents.h"
#include "tessera/codec/program.h"
#include "tessera/engine/evaluate.h"
#include "tessera/program/values.h"

namespace tessera::program {
namespace {

using engine::CompiledProgram;

std::vector<std::string> Cells(const std::string& row, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (char c : row) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

// sku, name, category, brand, labels, unit_price, minimum_unit_price, flags.
std::vector<std::vector<std::string>> Goods() {
  std::istringstream text(ReadFile(TESSERA_DEMO_GOODS));
  std::vector<std::vector<std::string>> rows;
  std::string row;
  std::getline(text, row);
  while (std::getline(text, row)) rows.push_back(Cells(row, ','));
  return rows;
}

engine::Line LineOf(const std::vector<std::string>& cells, uint32_t line_no) {
  engine::Line line;
  line.line_no = line_no;
  line.sku = cells[0];
  line.name = cells[1];
  line.category = cells[2];
  line.brand = cells[3];
  for (const std::string& label : Cells(cells[4], ';')) {
    if (!label.empty()) line.labels.push_back(label);
  }
  line.quantity = kOnePiece;
  line.unit_price = Money(ParseDecimal(cells[5], 2).value());
  line.minimum_unit_price = Money(ParseDecimal(cells[6], 2).value());
  return line;
}

std::shared_ptr<const CompiledProgram> DemoProgram() {
  std::vector<engine::Fault> faults;
  return codec::CompileProto(ReadProgram(ReadFile(TESSERA_DEMO_PROGRAM)).program, 1, &faults);
}

BOOST_AUTO_TEST_CASE(the_demo_program_compiles) { CheckCompiles(ReadFile(TESSERA_DEMO_PROGRAM)); }

BOOST_AUTO_TEST_CASE(the_demo_goods_have_unique_ean_13_codes_and_right_prices) {
  std::set<std::string> seen;
  for (const auto& cells : Goods()) {
    BOOST_TEST_CONTEXT(cells[0]) {
      BOOST_REQUIRE(cells.size() == 8U);
      BOOST_REQUIRE(cells[0].size() == 13U);
      int sum = 0;
      for (size_t i = 0; i < 13; ++i) sum += (cells[0][i] - '0') * (i % 2 == 0 ? 1 : 3);
      BOOST_TEST(sum % 10 == 0);
      BOOST_TEST(seen.insert(cells[0]).second);
      const engine::Line line = LineOf(cells, 1);
      BOOST_TEST((line.minimum_unit_price <= line.unit_price && !line.unit_price.is_zero()));
      for (const std::string& flag : Cells(cells[7], ';')) {
        BOOST_TEST((flag.empty() || flag == "weight" || flag == "no_discount" ||
                    flag == "no_earn" || flag == "no_spend"));
      }
    }
  }
  BOOST_TEST(seen.size() >= 40U);
}

BOOST_AUTO_TEST_CASE(excluded_and_minimum_price_goods_of_the_demo_keep_their_price) {
  engine::Basket basket;
  basket.currency_code = "RUB";
  for (const auto& cells : Goods()) {
    basket.lines.push_back(LineOf(cells, static_cast<uint32_t>(basket.lines.size() + 1)));
  }
  engine::MemberView member;
  member.present = true;
  member.tier = "family";
  member.spendable = Points(100'000);
  const auto program = DemoProgram();
  basket.redeem = engine::Evaluate(*program, member, basket, Instant{})->max_redeem;
  BOOST_TEST(basket.redeem.value() > 1000);
  const auto evaluation = engine::Evaluate(*program, member, basket, Instant{});
  BOOST_REQUIRE(evaluation.ok());
  for (size_t i = 0; i < basket.lines.size(); ++i) {
    const engine::Line& line = basket.lines[i];
    const engine::LineResult& result = evaluation->lines[i];
    BOOST_TEST_CONTEXT(line.name) {
      BOOST_TEST((result.net >= line.minimum_unit_price && result.net >= Money(1)));
      if (line.category != "gift-cards" && line.category != "tobacco/cigarettes") continue;
      BOOST_TEST((result.net == line.unit_price && result.earned.is_zero()));
    }
  }
  BOOST_TEST(!evaluation->earned.is_zero());
}

}  // namespace
}  // namespace tessera::program
