// The wrapper compiles as C++17, with nothing but its own header: compiling this file is the test.
#include "tessera/plugin.hpp"

static_assert(__cplusplus < 202002L, "this file is to be compiled as C++17");

namespace tessera::pos {

// Instantiates what a host of one sale uses.
Result<CommitResult> SellOne(const tessera_api* api, const Config& config) {
  Result<Plugin> plugin = Plugin::Open(api, config);
  if (!plugin) return plugin.error();
  Result<Sale> sale = plugin->BeginSale();
  if (!sale) return sale.error();
  Line line;
  line.line_no = 1;
  line.sku = "460";
  line.quantity_milli = 1000;
  line.unit_price_minor = 9490;
  if (Result<Done> set = sale->SetLine(line); !set) return set.error();
  if (Result<Answer> quote = sale->Quote(); !quote) return quote.error();
  Result<Answer> committed = sale->Commit(Fiscal());
  if (!committed) return committed.error();
  return committed->commit().value_or(CommitResult());
}

// And one that does not wait.
Result<int64_t> SubmitOne(Plugin& plugin, Sale& sale) {
  Request request;
  request.operation = TESSERA_OPERATION_SALE_SCAN;
  request.sale = &sale;
  request.text = "2977000000017";
  if (Result<uint64_t> ticket = plugin.Submit(request); !ticket) return ticket.error();
  if (Result<std::optional<Completion>> done = plugin.Poll(); !done) return done.error();
  Result<std::optional<Completion>> done = plugin.Wait(1000);
  if (!done) return done.error();
  if (!done->has_value()) return plugin.WakeHandle();
  if (!(*done)->answer) return (*done)->answer.error();
  const std::optional<Scanned> scanned = (*done)->answer->scan();
  if (Result<Done> began = sale.PaymentBegan(); !began) return began.error();
  SurveyAnswer answer;
  answer.survey_id = "nps";
  answer.score = 9;
  if (Result<Done> kept = plugin.AnswerSurvey(answer); !kept) return kept.error();
  return scanned ? int64_t{scanned->kind} : 0;
}

}  // namespace tessera::pos
