// The reference names every field of a program, and every limit that it states is kept.
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tessera/program/program_schema.h"
#include "tessera/trial/trial.h"

namespace tessera::trial {
namespace {

std::string ReadPage(const std::string& name) {
  std::ifstream file(std::filesystem::path(TESSERA_LANGUAGE_FOLDER) / name);
  BOOST_REQUIRE_MESSAGE(file, "cannot open " << name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

using google::protobuf::Descriptor;

// Each message's section has a row for each of its fields.
void CheckMessage(const Descriptor& message, const std::string& page, std::set<std::string>* seen) {
  if (!seen->insert(message.name()).second) return;
  const size_t at = page.find(absl::StrCat("\n## ", message.name(), "\n"));
  BOOST_TEST((at != std::string::npos), message.name() << " has no section in reference.md");
  if (at == std::string::npos) return;
  const std::string section = page.substr(at, page.find("\n## ", at + 1) - at);
  for (int i = 0; i < message.field_count(); ++i) {
    const auto& field = *message.field(i);
    BOOST_TEST((section.find(absl::StrCat("| `", field.name(), "` |")) != std::string::npos),
               message.name() << "." << field.name() << " has no row in reference.md");
    if (field.message_type() != nullptr && !field.is_map() && field.message_type()->name() != "Text") {
      CheckMessage(*field.message_type(), page, seen);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_reference_has_every_field_of_a_program) {
  std::set<std::string> seen;
  CheckMessage(program::ProgramDescriptor(), ReadPage("reference.md"), &seen);
  BOOST_TEST(seen.size() > 30U);
}

constexpr char kHead[] =
    "program_id: p\ncurrency_code: RUB\ncurrency_digits: 2\nlanguages: [en]\ntime_zone: UTC\n";

std::string Times(size_t count, const std::function<std::string(size_t)>& part) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += part(i);
  return text;
}

std::string Number(size_t i) { return std::to_string(i); }

std::string Offer(const std::string& rest) {
  return absl::StrCat("offers: [{offer_id: o, name: O, ", rest, "}]\n");
}

constexpr char kGives[] = "effects: [{percent_off: {percent: 5%}}]";

std::string InProgram(const std::string& text) { return absl::StrCat(kHead, text); }
std::string InBasket(const std::string& text) { return text; }

// What goes beyond each limit of the table, by the name in its first column.
std::map<std::string, std::string> TooLargePrograms() {
  const auto list = [](size_t count, const char* open, const std::string& item) {
    return absl::StrCat(open, "[", Times(count, [&](size_t i) {
                          std::string one = item;
                          for (size_t at; (at = one.find('#')) != std::string::npos;) one.replace(at, 1, Number(i));
                          return one + ", ";
                        }),
                        "]");
  };
  const std::string gives = kGives;
  return {
      {"document", std::string(17U << 20, ' ')},
      {"languages", "program_id: p\ncurrency_code: RUB\ncurrency_digits: 2\ntime_zone: UTC\n" +
                        list(33, "languages: ", "en-x#")},
      {"sets", InProgram(list(1001, "sets: ", "{set_id: s#}"))},
      {"values of a set", InProgram("sets: [{set_id: s, skus: [" + std::string(65, 'a') + "]}]")},
      {"sets that refer to each other",
       InProgram("sets: [{set_id: a, any_sets: [b]}, {set_id: b, any_sets: [a]}]")},
      {"restrictions",
       InProgram("sets: [{set_id: s}]\n" + list(1001, "restrictions: ", "{set_id: s, no_earn: true}"))},
      {"tiers", InProgram(list(33, "tiers: ", "{tier_id: t#, name: T}"))},
      {"stores", InProgram(list(10'001, "stores: ", "{store_id: s#}"))},
      {"offers", InProgram(list(10'001, "offers: ", "{offer_id: o#, name: O, " + gives + "}"))},
      {"phases", InProgram("stacking: {" + list(17, "phases: ", "{phase_id: p#}") + "}")},
      {"groups", InProgram("stacking: {" + list(1001, "groups: ", "{group_id: g#}") + "}")},
      {"node budget", InProgram("stacking: {node_budget: 10000001}")},
      {"tenders", InProgram(list(9, "tenders: ", "{kind: WALLET}"))},
      {"card formats", InProgram(list(33, "card_formats: ", "{kind: CARD, prefix: '#'}"))},
      {"stamp cards", InProgram(list(101, "stamp_cards: ", "{card_id: c#, name: C, full_stamps: 1}"))},
      {"coupon batches", InProgram(list(1001, "coupon_batches: ", "{batch_id: b#, name: B}"))},
      {"phone rules", InProgram(list(101, "phone_rules: ", "{prefix: '8', length: 11, replacement: '7'}"))},
      {"digits of a phone number",
       InProgram("phone_rules: [{prefix: '8', length: 15, replacement: '77'}]")},
      {"conditions of an offer",
       InProgram(Offer(list(17, "conditions: ", "{minimum_amount: 1}") + ", " + gives))},
      {"effects of an offer", InProgram(Offer(list(9, "effects: ", "{percent_off: {percent: 5%}}")))},
      {"codes of an offer",
       InProgram(Offer("trigger: {coupon: {" + list(10'001, "codes: ", "c#") + "}}, " + gives))},
      {"activities of an audience",
       InProgram(Offer("audience: {" + list(5, "activity: ", "{days: 1, minimum_visits: 1}") + "}, " + gives))},
      {"values of an audience",
       InProgram(Offer("audience: {" + list(1001, "tags: ", "t#") + "}, " + gives))},
      {"steps of an effect",
       InProgram(Offer("effects: [{percent_off: {" +
                       list(17, "steps: ", "{from_amount: #, percent: 1%}") + "}}]"))},
      {"parts of a bundle",
       InProgram(Offer("effects: [{bundle_price: {price: 1.00, " + list(9, "parts: ", "{units: 1}") + "}}]"))},
      {"priority", InProgram(Offer("priority: 1000001, " + gives))},
      {"text", InProgram("offers: [{offer_id: o, name: " + std::string(513, 'a') + ", " + gives + "}]")},
      {"id", InProgram("offers: [{offer_id: " + std::string(65, 'a') + ", name: O, " + gives + "}]")},
      {"code", InProgram(Offer("trigger: {coupon: {codes: [" + std::string(65, 'a') + "]}}, " + gives))},
      {"amount", InProgram(Offer("effects: [{amount_off: {amount: 10000000000001.00}}]"))},
  };
}

std::map<std::string, std::string> TooLargeBaskets() {
  const auto lines = [](const std::string& rest) {
    return InBasket("lines: [{sku: a, unit_price: 1.00, " + rest + "}]\n");
  };
  const auto numbers = [](const char* key, size_t count, const char* open, const char* close) {
    return absl::StrCat(key, ": [", Times(count, [&](size_t i) { return open + Number(i) + close + ", "; }), "]\n");
  };
  return {
      {"lines of a basket", numbers("lines", 1001, "{unit_price: 1.00, sku: s", "}")},
      {"line number", lines("line_no: 1000001")},
      {"quantity of a line", lines("quantity: 1000001")},
      {"unit price", "lines: [{sku: a, unit_price: 10000000001.00}]"},
      {"SKU", "lines: [{sku: " + std::string(65, 'a') + ", unit_price: 1}]"},
      {"name or category of a line", lines("name: " + std::string(257, 'a'))},
      {"labels of a line", lines(numbers("labels", 33, "l", ""))},
      {"codes of a basket", numbers("coupon_codes", 33, "c", "")},
      {"choices of a basket", numbers("choices", 33, "{offer_id: o", "}")},
      {"times that an offer is chosen", "choices: [{offer_id: o, times: 1001}]"},
      {"payments of a basket", numbers("tenders", 17, "{kind: GIFT_CARD, code: c", "}")},
      {"total of a receipt",
       absl::StrCat("lines: [", Times(10, [](size_t) {
                      return std::string("{sku: a, unit_price: 10000000000.00, quantity: 1000000}, ");
                    }),
                    "]")},
  };
}

std::string ReasonOfFirst(const std::string& program, const std::string& basket) {
  TrialInput input;
  input.program = {"program", program};
  input.basket = {"basket", basket};
  const TrialResult result = RunTrial(input, Instant{});
  if (result.faults.empty()) return "none";
  BOOST_TEST(!result.faults[0].fault.message.empty());
  BOOST_TEST(result.faults[0].fault.line >= 1);
  return result.faults[0].fault.reason;
}

// "| offers | 10,000 | `TOO_MANY_ITEMS` |" by its first cell.
std::map<std::string, std::string> StatedLimits() {
  std::map<std::string, std::string> reasons;
  for (const absl::string_view line : absl::StrSplit(ReadPage("limits.md"), '\n')) {
    const std::vector<std::string> cells = absl::StrSplit(line, " | ");
    if (cells.size() != 3 || cells[0].rfind("| ", 0) != 0) continue;
    const size_t from = cells[2].find('`');
    if (from == std::string::npos) continue;
    reasons[cells[0].substr(2)] = cells[2].substr(from + 1, cells[2].find('`', from + 1) - from - 1);
  }
  return reasons;
}

BOOST_AUTO_TEST_CASE(a_card_format_that_would_take_everything_is_a_fault) {
  const auto reason = [](const std::string& format) {
    return ReasonOfFirst(InProgram("card_formats: [{" + format + "}]"), "{}");
  };
  BOOST_TEST(reason("kind: CARD, length: 13") == "none");
  BOOST_TEST(reason("kind: CARD") == "CARD_FORMAT_INVALID");
  BOOST_TEST(reason("prefix: '1'") == "CARD_FORMAT_INVALID");
  BOOST_TEST(reason("kind: CARD, length: 3") == "CARD_FORMAT_INVALID");
  BOOST_TEST(reason("kind: CARD, prefix: " + std::string(33, 'a')) == "CARD_FORMAT_INVALID");
}

BOOST_AUTO_TEST_CASE(every_limit_of_the_table_gives_its_reason_when_it_is_exceeded) {
  std::map<std::string, std::string> stated = StatedLimits();
  BOOST_TEST(stated.size() > 30U);
  for (const auto& [name, program] : TooLargePrograms()) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(ReasonOfFirst(program, "{}") == stated[name]);
      stated.erase(name);
    }
  }
  for (const auto& [name, basket] : TooLargeBaskets()) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(ReasonOfFirst(kHead, basket) == stated[name]);
      stated.erase(name);
    }
  }
  for (const auto& [name, reason] : stated) BOOST_ERROR("not tried: " << name);
}

}  // namespace
}  // namespace tessera::trial
