// What headquarters sees of stores and tills, asks customers and does for members, against a real service.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/base/survey_link.h"
#include "tessera/cli/client.h"
#include "tessera/cli/survey_results.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/support/process.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"

namespace tessera::cli {
namespace {

using support::Process;

constexpr char kAnna[] = "2977000000010";

constexpr char kSurveys[] = R"(
surveys:
  - {survey_id: nps, question: "Recommend?", maximum: 10, kind: NPS}
  - {survey_id: words, question: "What else?", kind: TEXT}
)";

struct Care {
  Care() {
    std::ostringstream program;
    program << std::ifstream(TESSERA_DEMO "/program.yaml").rdbuf() << kSurveys;
    const std::string file = (service.folder() / "program.yaml").string();
    std::ofstream(file) << program.str();
    Must({"program", "publish", file});
    Must({"member", "import", TESSERA_DEMO "/members.csv"});
    ConnectionOptions options;
    options.server = service.address();
    options.insecure = true;
    client = std::make_unique<Client>(Client::Make(options).value());
  }

  // Exit code and output: "0 ...".
  std::string Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--server", service.address(), "--insecure"});
    Process process(TESSERA_CLI, arguments);
    const int exit_code = process.Wait();
    return std::to_string(exit_code) + " " + process.output();
  }
  std::string Must(const std::vector<std::string>& arguments) const {
    std::string answer = Run(arguments);
    BOOST_TEST_REQUIRE(answer[0] == '0', answer);
    return answer;
  }

  // One piece for 100.00, as a till would book it.
  std::string Sell(const std::string& store_id, const std::string& terminal_id,
                   const std::string& receipt_no) {
    v1::QuoteRequest request;
    request.set_sale_id(UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom())));
    request.set_store_id(store_id);
    request.mutable_member()->mutable_identifier()->set_kind(v1::IDENTIFIER_KIND_CARD);
    request.mutable_member()->mutable_identifier()->set_value(kAnna);
    request.mutable_basket()->set_currency_code("RUB");
    v1::Line& line = *request.mutable_basket()->add_lines();
    line.set_line_no(1);
    line.set_sku("bread");
    line.set_quantity_milli(1'000);
    line.set_unit_price_minor(10'000);
    v1::QuoteResponse quote;
    absl::Status status =
        client->Call<v1::SaleService>(&v1::SaleService::Stub::Quote, request, &quote);
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    v1::CommitRequest commit;
    v1::Sale& sale = *commit.mutable_sale();
    sale.set_sale_id(request.sale_id());
    sale.set_store_id(store_id);
    sale.set_terminal_id(terminal_id);
    sale.set_receipt_no(receipt_no);
    *sale.mutable_member() = request.member();
    *sale.mutable_basket() = request.basket();
    sale.set_quoted_at_us(quote.quoted_at_us());
    codec::ShowQuote(quote.evaluation(), &sale);
    v1::CommitResponse committed;
    status = client->Call<v1::SaleService>(&v1::SaleService::Stub::Commit, commit, &committed);
    BOOST_REQUIRE_MESSAGE(status.ok(), status.ToString());
    return sale.sale_id();
  }

  support::TestService service;
  std::unique_ptr<Client> client;
};

bool Has(const std::string& answer, const std::string& text) {
  return answer.find(text) != std::string::npos;
}

// Receipts in the order of the list.
std::vector<std::string> ReceiptsIn(const std::string& csv) {
  std::vector<std::string> receipts;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    if (cells.size() > 4) receipts.push_back(cells[4]);
  }
  return receipts;
}

BOOST_FIXTURE_TEST_SUITE(care, Care)

BOOST_AUTO_TEST_CASE(sales_are_listed_by_till_and_from_the_newest) {
  for (const std::string receipt : {"1", "2", "3"}) Sell("1", "till-1", receipt);
  for (const std::string receipt : {"4", "5"}) Sell("1", "till-2", receipt);
  Sell("2", "till-1", "6");
  const auto list = [&](std::vector<std::string> filter) {
    filter.insert(filter.begin(), {"--output", "csv", "--no-header", "sale", "list"});
    return ReceiptsIn(Must(filter));
  };
  using Receipts = std::vector<std::string>;
  BOOST_TEST((list({"--store", "1", "--terminal", "till-1", "--last", "9"}) ==
              Receipts{"3", "2", "1"}));
  BOOST_TEST((list({"--store", "1"}) == Receipts{"1", "2", "3", "4", "5"}));
  BOOST_TEST((list({"--terminal", "till-1", "--last", "2"}) == Receipts{"6", "3"}));
  BOOST_TEST(Run({"sale", "list", "--last", "5", "--limit", "5"})[0] == '2');
}

BOOST_AUTO_TEST_CASE(stores_and_tills_are_named_and_those_that_never_called_are_seen) {
  Must({"store", "set", "msk-1", "--name", "Arbat 12", "--region", "Moscow"});
  BOOST_TEST(Has(Must({"store", "set", "msk-1", "--address", "Arbat"}), "changed"));
  BOOST_TEST(Has(Must({"store", "set", "msk-1", "--address", "Arbat"}), "as it was"));
  const std::string stores = Must({"store", "list", "--region", "Moscow"});
  BOOST_TEST(Has(stores, "Arbat 12"), stores);
  Must({"terminal", "register", "msk-1", "till-1", "till-2"});
  BOOST_TEST(Has(Must({"terminal", "list"}), "never called"));
  BOOST_TEST(Has(Must({"terminal", "list", "--language", "ru"}), "ни разу"));
  BOOST_TEST(Run({"terminal", "list", "--check"})[0] == '1');
  BOOST_TEST(Has(Must({"--output", "csv", "terminal", "list"}), "NEVER_SEEN"));
  BOOST_TEST(Has(Must({"terminal", "show", "msk-1", "till-2"}), "never"));
  BOOST_TEST(Has(Run({"terminal", "show", "msk-1", "till-9"}), "TERMINAL_UNKNOWN"));
  BOOST_TEST(Run({"terminal", "remove", "msk-1", "till-1"})[0] == '2');
  Must({"terminal", "remove", "msk-1", "till-1", "--yes"});
  Must({"terminal", "remove", "msk-1", "till-2", "--yes"});
  BOOST_TEST(Must({"terminal", "list", "--check"})[0] == '0');
}

BOOST_AUTO_TEST_CASE(a_bad_answer_is_looked_after) {
  const std::string sale_id = Sell("1", "till-1", "1042");
  const std::string link = MakeSurveyLink(service.secrets().lookup_key,
                                          *SaleId::Parse(sale_id, "sale_id"), "nps");
  BOOST_TEST(Has(Must({"survey", "answer", "--link", link, "--score", "3", "--comment", "queue"}),
                 "follow-up"));
  BOOST_TEST(Has(Run({"survey", "answer", "--link", link, "--score", "9"}), "ALREADY_ANSWERED"));
  Must({"survey", "answer", "--survey", "nps", "--score", "9", "--store", "2"});
  Must({"survey", "answer", "--survey", "nps", "--score", "10"});
  BOOST_TEST(Run({"survey", "answer", "--score", "9"})[0] == '2');
  BOOST_TEST(Run({"survey", "followups", "--check"})[0] == '1');
  BOOST_TEST(Has(Must({"survey", "followup", "take", "1"}), "taken"));
  BOOST_TEST(Has(Must({"survey", "followup", "note", "1", "--note", "called back"}), "called back"));
  BOOST_TEST(Has(Must({"survey", "followup", "close", "1"}), "closed"));
  BOOST_TEST(Run({"survey", "followups", "--check"})[0] == '0');
  BOOST_TEST(Has(Must({"survey", "followups", "--all"}), "queue"));
  // Two of three recommend it, one does not.
  const std::string results = Must({"survey", "results"});
  BOOST_TEST(Has(results, "33.3 %"), results);
  BOOST_TEST(Has(Must({"--output", "jsonl", "survey", "results"}),
                 "{\"survey\":\"nps\",\"kind\":\"NPS\",\"answers\":3,\"words\":1,\"result\":33.3}"));
  BOOST_TEST(Has(Must({"survey", "list", "--store", "1"}), "slip"));
}

BOOST_AUTO_TEST_CASE(wrong_links_are_counted) {
  std::string link = MakeSurveyLink(service.secrets().lookup_key, SaleId(), "other");
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(Has(Run({"survey", "answer", "--link", link, "--score", "3"}), "LINK_INVALID"));
  }
  BOOST_TEST(Has(Run({"survey", "answer", "--link", link, "--score", "3"}), "TOO_MANY_WRONG_LINKS"));
  Must({"survey", "answer", "--survey", "nps", "--score", "9"});
}

BOOST_AUTO_TEST_CASE(members_are_found_told_their_history_and_what_was_done_to_them) {
  Sell("1", "till-1", "1042");
  const std::string found = Must({"member", "find", "кузнец", "анна"});
  BOOST_TEST(Has(found, "Анна Сергеевна Кузнецова"), found);
  BOOST_TEST(!Has(found, "Смирнов"), found);
  BOOST_TEST(Has(Must({"member", "find", "Смирнов"}), "Иван Петрович Смирнов"));
  BOOST_TEST(Has(Must({"member", "find", "--card", kAnna}), "Анна"));
  BOOST_TEST(!Has(Must({"member", "find", "Никто"}), "active"));
  Must({"member", "adjust", "--card", kAnna, "--points", "5", "--comment", "sorry"});
  const std::string history = Must({"member", "history", "--card", kAnna});
  BOOST_TEST(Has(history, "for receipt 1042 on "), history);
  BOOST_TEST(Has(history, ": sorry"), history);
  const std::string last =
      Must({"member", "history", "--card", kAnna, "--last", "1", "--language", "ru"});
  BOOST_TEST(Has(last, "от центрального офиса"), last);
  BOOST_TEST(!Has(last, "1042"), last);
  const std::string acts = Must({"member", "acts", "--card", kAnna});
  BOOST_TEST(Has(acts, "adjusted points"), acts);
  BOOST_TEST(Has(acts, "sorry"), acts);
  BOOST_TEST(Has(Must({"acts", "--method", "AdjustPoints"}), "sorry"));
  BOOST_TEST(!Has(Must({"acts", "--who", "hq/nobody"}), "sorry"));
  BOOST_TEST(Has(Run({"acts", "--from", "yesterday"}), "DATE_INVALID"));
}

BOOST_AUTO_TEST_SUITE_END()

v1::SurveyAnswer Answered(const std::string& member_id, int score, int64_t at) {
  v1::SurveyAnswer answer;
  answer.set_survey_id("s");
  answer.mutable_member()->set_member_id(member_id);
  answer.set_score(score);
  answer.set_answered_at_us(at);
  return answer;
}

BOOST_AUTO_TEST_CASE(of_each_member_the_last_score_counts_and_no_answer_is_no_figure) {
  v1::Survey survey;
  survey.set_survey_id("s");
  survey.set_kind(v1::SURVEY_KIND_NPS);
  survey.set_maximum(10);
  SurveyResults results;
  BOOST_TEST(results.Of(survey).figure == "");
  results.Add(Answered("a", 10, 1));
  results.Add(Answered("a", 2, 3));
  results.Add(Answered("a", 9, 2));
  BOOST_TEST(results.Of(survey).figure == "-100.0 %");
  results.Add(Answered("", 9, 1));
  results.Add(Answered("", 8, 1));
  BOOST_TEST(results.Of(survey).scores == 3);
  BOOST_TEST(results.Of(survey).figure == "0.0 %");
  survey.set_kind(v1::SURVEY_KIND_SCORE);
  BOOST_TEST(results.Of(survey).figure == "6.33");
  results.Add(Answered("", 11, 1));
  BOOST_TEST(results.Of(survey).scores == 3);
  v1::SurveyAnswer second = Answered("", 0, 1);
  second.set_uncounted(true);
  second.set_comment("slow");
  results.Add(second);
  BOOST_TEST(results.Of(survey).scores == 3);
  BOOST_TEST(results.Of(survey).words == 1);
}

}  // namespace
}  // namespace tessera::cli
