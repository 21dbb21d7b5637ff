#include "tessera/till/receipts.h"

#include <boost/test/unit_test.hpp>

#include <sstream>

#include "tessera/till/replay.h"

namespace tessera::till {
namespace {

const Columns kColumns = *ParseColumns(
    "receipt=InvoiceNo,sku=StockCode,name=Description,quantity=Quantity,price=UnitPrice,"
    "card=CustomerID,time=InvoiceDate");

Receipts Read(const std::string& rows) {
  std::istringstream in(
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" + rows);
  std::string error;
  std::optional<Receipts> receipts = ReadReceipts(in, kColumns, 2, error);
  BOOST_TEST_REQUIRE(receipts.has_value(), error);
  return std::move(*receipts);
}

BOOST_AUTO_TEST_SUITE(receipts)

BOOST_AUTO_TEST_CASE(rows_are_grouped_by_receipt_in_order_of_appearance) {
  const Receipts read = Read(
      "2,A,Alpha,1,2010-12-01 08:26:00,2.55,17850,UK\n"
      "1,B,Beta,2,2010-12-01 08:27:00,1.00,,UK\n"
      "2,C,Gamma,3,2010-12-01 08:26:00,0.5,17850,UK\n");
  BOOST_TEST_REQUIRE(read.receipts.size() == 2u);
  BOOST_TEST(read.receipts[0].receipt_no == "2");
  BOOST_TEST(read.receipts[0].card == "17850");
  BOOST_TEST(read.receipts[0].items.size() == 2u);
  BOOST_TEST(read.receipts[0].items[1].line_no == 2u);
  BOOST_TEST(read.receipts[0].items[1].quantity_milli == 3000);
  BOOST_TEST(read.receipts[0].items[1].unit_price_minor == 50);
  BOOST_TEST(read.receipts[1].receipt_no == "1");
  BOOST_TEST(read.receipts[1].card == "");
}

BOOST_AUTO_TEST_CASE(rows_that_are_no_sale_are_left_out_and_counted_by_reason) {
  const Receipts read = Read(
      "C1,A,Return,-1,2010-12-01 08:26:00,2.55,1,UK\n"
      "2,A,Nothing,0,2010-12-01 08:26:00,2.55,1,UK\n"
      "A3,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,UK\n"
      "4,C,Odd,x,2010-12-01 08:26:00,1,1,UK\n"
      "5,C,Odd,1,2010-12-01 08:26:00,free,1,UK\n"
      ",C,Odd,1,2010-12-01 08:26:00,1,1,UK\n"
      "6,,Odd,1,2010-12-01 08:26:00,1,1,UK\n"
      "7,D,Given away,1,2010-12-01 08:26:00,0,1,UK\n");
  BOOST_TEST(read.rows == 8u);
  BOOST_TEST(read.receipts.size() == 1u);
  BOOST_TEST(read.skipped.at("quantity_not_positive") == 2u);
  for (const char* reason :
       {"price_negative", "quantity_invalid", "price_invalid", "receipt_empty", "sku_empty"}) {
    BOOST_TEST(read.skipped.at(reason) == 1u, reason);
  }
}

BOOST_AUTO_TEST_CASE(prices_with_too_many_digits_are_rounded_and_counted) {
  const Receipts read = Read("1,A,Alpha,1,2010-12-01,0.005,,UK\n1,B,Beta,1,2010-12-01,0.10,,UK\n");
  BOOST_TEST(read.rounded == 1u);
  BOOST_TEST(read.receipts[0].items[0].unit_price_minor == 1);
}

BOOST_AUTO_TEST_CASE(a_receipt_of_more_than_a_thousand_lines_becomes_parts) {
  std::string rows;
  for (int i = 0; i < 2001; ++i) rows += "9,A,Alpha,1,2010-12-01 08:26:00,1,17850,UK\n";
  const Receipts read = Read(rows);
  BOOST_TEST_REQUIRE(read.receipts.size() == 3u);
  BOOST_TEST(read.split == 1u);
  BOOST_TEST(read.receipts[0].items.size() == kReceiptLines);
  BOOST_TEST(read.receipts[1].part == 2u);
  BOOST_TEST(read.receipts[2].items.size() == 1u);
  BOOST_TEST(read.receipts[2].card == "17850");
}

BOOST_AUTO_TEST_CASE(baskets_get_the_price_that_follows_from_the_label) {
  std::istringstream in("citrus fruit,margarine\nwhole milk\n");
  std::string error;
  const std::optional<Receipts> read = ReadBaskets(in, error);
  BOOST_TEST_REQUIRE(read.has_value(), error);
  BOOST_TEST(read->receipts.size() == 2u);
  BOOST_TEST(read->receipts[1].receipt_no == "2");
  BOOST_TEST(read->receipts[1].items[0].unit_price_minor == BasketPriceMinor("whole milk"));
  // FNV-1a of no bytes is 2166136261.
  BOOST_TEST(BasketPriceMinor("") == 2166136261 % 480 * 100 + 1999);
}

BOOST_AUTO_TEST_CASE(times_are_taken_for_utc) {
  BOOST_TEST(ParseTimeUs("1970-01-01 00:00:01").value() == 1'000'000);
  BOOST_TEST(ParseTimeUs("2010-12-01 08:26:00").value() == 1'291'191'960'000'000);
  BOOST_TEST(ParseTimeUs("2000-02-29T00:00:00Z").value() == 951'782'400'000'000);
  BOOST_TEST(ParseTimeUs("2017-01-28").value() == 1'485'561'600'000'000);
  for (const char* text : {"", "12/1/2010 8:26", "2010-13-01", "2010-12-01 25:00:00", "2010-12-01 8"}) {
    BOOST_TEST(!ParseTimeUs(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(columns_must_name_what_a_sale_needs) {
  BOOST_TEST(!ParseColumns("receipt=a,sku=b,quantity=c").has_value());
  BOOST_TEST(!ParseColumns("receipt=a,sku=b,quantity=c,price=d,colour=e").has_value());
  BOOST_TEST(ParseColumns("receipt=a,sku=b,quantity=c,price=d")->card.empty());
  std::istringstream in("InvoiceNo,StockCode\n");
  std::string error;
  BOOST_TEST(!ReadReceipts(in, kColumns, 2, error).has_value());
  BOOST_TEST(error.find("Description") != std::string::npos, error);
}

BOOST_AUTO_TEST_CASE(a_receipt_has_the_same_sale_id_in_every_run_and_another_with_another_seed) {
  const SourceReceipt first{"536365", 1, "17850", 1'291'191'960'000'000, {}};
  SourceReceipt part = first;
  part.part = 2;
  const std::string id = ReplaySaleId(first, "1");
  BOOST_TEST(id.size() == 36u);
  BOOST_TEST(id.substr(0, 13) == "012ca109-c1c0");
  BOOST_TEST(id[14] == '7');
  BOOST_TEST(id == ReplaySaleId(first, "1"));
  BOOST_TEST(id != ReplaySaleId(first, "2"));
  BOOST_TEST(id != ReplaySaleId(part, "1"));
}

BOOST_AUTO_TEST_CASE(cards_take_the_form_that_was_asked_for) {
  BOOST_TEST(FormatCard("CARD%05d", "42") == "CARD00042");
  BOOST_TEST(FormatCard("%s", "17850") == "17850");
  BOOST_TEST(FormatCard("UK%05d", "178500") == "UK178500");
  for (const char* format : {"", "CARD", "%s%s", "%5x", "%", "%5"}) {
    BOOST_TEST(FormatCard(format, "1") == "", format);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::till
