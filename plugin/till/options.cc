#include "options.h"

#include <iostream>

#include <CLI/CLI.hpp>

#include "library.h"
#include "script.h"

namespace tessera::till {
namespace {

constexpr const char* kFooter = R"(
Keys of the interactive mode (where F keys are missing: Alt and the digit, Alt+0 is F10, or Ctrl):
  Enter  what was typed or scanned: goods, a card, "3*" or "1,250*" and the goods
  F2 Ctrl+T  customer by phone     F3 Ctrl+N  quantity of a line   F4 Ctrl+V  void a line
  F5 Ctrl+R  redeem points         F6 Ctrl+E  enrol a member       F7 Ctrl+D  customer display
  F8 Ctrl+X  cancel the sale       F9 F12 Ctrl+P  pay              F10 Ctrl+Q  quit
  F1  all keys        PgUp PgDn  scroll the lines      Esc  clear what was typed, go back

Examples:
  Work as a cashier against a service on this machine:
    tessera-till --server localhost:7443 --insecure --data ~/.tessera/till-1 --goods goods.csv
  The same with certificates, as a shop would:
    tessera-till --server loyalty.example:7443 --ca ca.pem --cert till.pem --key till.key \
                 --data /var/lib/tessera-till --store 001 --terminal 01 --goods goods.csv
  One sale by script:
    printf '%s\n' '{"do":"scan","text":"2977000000010"}' '{"do":"scan","text":"4600070130919"}' \
                  '{"do":"quote"}' '{"do":"commit"}' '{"do":"slip"}' | tessera-till ... --script -
  Receipts of another system:
    zcat receipts.csv.gz | tessera-till ... --replay - --parallel 4 --journal done.csv \
      --columns receipt=InvoiceNo,sku=StockCode,name=Description,quantity=Quantity,\
price=UnitPrice,card=CustomerID,time=InvoiceDate --card-format 'CARD%s'
)";

struct Texts {
  std::string language = "ru";
  std::string columns;
  bool help_script = false;
};

void AddConnection(CLI::App& app, Options& options) {
  const char* group = "Plugin";
  app.add_option("--library", options.library, "The plugin; default: libtessera.so beside this program")
      ->group(group);
  app.add_option("--server", options.plugin.server, "host:port of the service")
      ->capture_default_str()->group(group);
  app.add_option("--ca", options.plugin.ca_file, "PEM file: who signed the service")->group(group);
  app.add_option("--cert", options.plugin.certificate_file, "PEM file: this terminal's certificate")
      ->group(group);
  app.add_option("--key", options.plugin.key_file, "PEM file: its key")->group(group);
  app.add_flag("--insecure", options.plugin.insecure, "Plain text; a loopback address only")
      ->group(group);
  app.add_option("--data", options.plugin.data_folder, "Folder for cache, outbox and slips")
      ->capture_default_str()->group(group);
  app.add_option("--store", options.plugin.store_id, "Store id")->capture_default_str()->group(group);
  app.add_option("--terminal", options.plugin.terminal_id, "Terminal id")
      ->capture_default_str()->group(group);
  app.add_option("--deadline-ms", options.plugin.deadline_ms,
                 "How long an answer may wait for the service")
      ->capture_default_str()->group(group);
  app.add_option("--commit-deadline-ms", options.plugin.commit_deadline_ms,
                 "How long a commit may wait for the service's word")
      ->capture_default_str()->group(group);
}

void AddTill(CLI::App& app, Options& options, Texts& texts) {
  const char* group = "Till";
  app.add_option("--language", texts.language, "ru or en")
      ->check(CLI::IsMember({"ru", "en"}))->capture_default_str()->group(group);
  app.add_option("--goods", options.goods, "Goods catalogue, CSV")->group(group);
  app.add_option("--shop", options.shop, "Name on the slip")->capture_default_str()->group(group);
  app.add_option("--slips", options.slips, "Folder for slips; default: slips in --data")->group(group);
  app.add_option("--slip-width", options.slip_width, "Columns of a slip")
      ->check(CLI::IsMember({32, 40}))->capture_default_str()->group(group);
  app.add_option("--consent-version", options.consent_version, "Consent text that F6 asks for")
      ->capture_default_str()->group(group);
}

CLI::Option* AddScript(CLI::App& app, Options& options, Texts& texts) {
  const char* group = "Script mode";
  CLI::Option* script =
      app.add_option("--script", options.script, "JSON lines to answer; - is standard input")
          ->group(group);
  app.add_flag("--expect-ok", options.expect_ok, "Stop with exit code 1 at the first failure")
      ->needs(script)->group(group);
  app.add_flag("--help-script", texts.help_script, "Print the commands and exit")->group(group);
  return script;
}

void AddReplay(CLI::App& app, Options& options, Texts& texts, CLI::Option* script) {
  const char* group = "Replay mode";
  ReplayOptions& replaying = options.replaying;
  app.add_option("--replay", options.replay, "CSV of receipts; - is standard input")
      ->excludes(script)->group(group);
  app.add_option("--columns", texts.columns,
                 "receipt=,sku=,quantity=,price= and perhaps name=,card=,time=: the file's columns; "
                 "default: these very names")
      ->group(group);
  app.add_flag("--baskets", replaying.baskets,
               "The file has one basket of labels a line; prices are made up from the labels")
      ->group(group);
  app.add_option("--card-format", replaying.card_format,
                 "Card number from the card column: CARD%s, or 29770%08d for leading zeros")
      ->capture_default_str()->group(group);
  app.add_option("--seed", replaying.seed, "Goes into the sale ids: another seed, other sales")
      ->capture_default_str()->group(group);
  app.add_option("--parallel", replaying.parallel, "Sales in flight")
      ->check(CLI::Range(1, 64))->capture_default_str()->group(group);
  app.add_option("--limit", replaying.limit, "So many receipts; 0 for all")
      ->capture_default_str()->group(group);
  app.add_option("--redeem-every", replaying.redeem_every,
                 "Redeem the maximum on each so-manieth receipt with a card; 0 for never")
      ->capture_default_str()->group(group);
  app.add_option("--journal", replaying.journal,
                 "File that gets sale_id,total,earned,spent,delivered of each committed receipt; "
                 "those in it already are passed over")
      ->group(group);
  app.add_option("--drain", replaying.drain_seconds, "Wait so many seconds for the outbox at the end")
      ->capture_default_str()->group(group);
  app.add_option("--synchronise-ms", replaying.synchronise_ms,
                 "Wait so long for the service at the beginning")
      ->capture_default_str()->group(group);
}

Options Defaults() {
  Options options;
  options.plugin.server = "localhost:7443";
  options.plugin.data_folder = "till-data";
  options.plugin.store_id = "001";
  options.plugin.terminal_id = "01";
  options.library = DefaultLibraryPath();
  options.shop = "ПРОДУКТЫ У ДОМА";
  options.consent_version = "1";
  return options;
}

// Empty, or what is wrong.
std::string Complete(Options& options, const Texts& texts) {
  options.language = ParseLanguage(texts.language).value_or(Language::kRussian);
  options.plugin.language = texts.language;
  if (options.slips.empty()) options.slips = options.plugin.data_folder + "/slips";
  if (!texts.columns.empty()) {
    const std::optional<Columns> columns = ParseColumns(texts.columns);
    if (!columns) return "--columns: name at least receipt=, sku=, quantity= and price=";
    options.replaying.columns = *columns;
  }
  if (FormatCard(options.replaying.card_format, "1").empty()) {
    return "--card-format: needs exactly one %s or %0Nd";
  }
  return "";
}

}  // namespace

std::optional<Options> ParseOptions(int argc, const char* const* argv, int& exit_code) {
  Options options = Defaults();
  Texts texts;
  CLI::App app("tessera-till: the reference POS client of Tessera. A till for a cashier, a script of "
               "JSON lines, or a replay of receipts.");
  app.footer(kFooter);
  AddConnection(app, options);
  AddTill(app, options, texts);
  CLI::Option* script = AddScript(app, options, texts);
  AddReplay(app, options, texts, script);
  exit_code = 0;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  if (texts.help_script) {
    std::cout << kScriptHelp;
    return std::nullopt;
  }
  const std::string fault = Complete(options, texts);
  if (!fault.empty()) {
    std::cerr << fault << "\n";
    exit_code = 2;
    return std::nullopt;
  }
  return options;
}

}  // namespace tessera::till
