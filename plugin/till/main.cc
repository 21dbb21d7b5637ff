// tessera-till: the reference POS client. Uses the plugin through its public C ABI only.
#include <clocale>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include "cashier.h"
#include "checkout.h"
#include "library.h"
#include "options.h"
#include "replay.h"
#include "script.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TESSERA_TILL_ADDRESS_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define TESSERA_TILL_ADDRESS_SANITIZER 1
#endif

#ifdef TESSERA_TILL_ADDRESS_SANITIZER
// Threads of gRPC may still be on their way out when the process ends. LeakSanitizer stops threads to
// look for leaks and, now and then, dies of one that is half gone ("Tracer caught signal 11"). Leaks
// are the business of the plugin's own tests.
extern "C" __attribute__((visibility("default"))) int __lsan_is_turned_off() { return 1; }
#endif

namespace tessera::till {
namespace {

constexpr int kCannotBegin = 2;

int Fail(const std::string& what) {
  std::cerr << "tessera-till: " << what << "\n";
  return kCannotBegin;
}

// "-" is standard input.
class Input {
 public:
  explicit Input(const std::string& path) : standard_(path == "-") {
    if (!standard_) file_.open(path, std::ios::binary);
  }
  bool ok() const { return standard_ || file_.is_open(); }
  std::istream& stream() { return standard_ ? std::cin : file_; }

 private:
  const bool standard_;
  std::ifstream file_;
};

std::optional<Catalogue> ReadCatalogue(const Options& options, uint32_t currency_digits,
                                       std::string& error) {
  if (options.goods.empty()) return Catalogue();
  std::ifstream file(options.goods, std::ios::binary);
  if (!file) {
    error = "can't read it";
    return std::nullopt;
  }
  return Catalogue::Read(file, currency_digits, error);
}

int RunTill(const Options& options, pos::Plugin& plugin) {
  const pos::Result<pos::Status> status = plugin.GetStatus();
  const uint32_t digits = status && !status->currency_code.empty() ? status->currency_digits : 2;
  std::string error;
  const std::optional<Catalogue> catalogue = ReadCatalogue(options, digits, error);
  if (!catalogue) return Fail("--goods " + options.goods + ": " + error);
  std::error_code folder_error;
  std::filesystem::create_directories(options.slips, folder_error);
  if (folder_error) return Fail("--slips " + options.slips + ": " + folder_error.message());
  Checkout checkout(plugin, *catalogue,
                    {options.shop, options.plugin.store_id, options.plugin.terminal_id,
                     options.language, options.slip_width, options.slips,
                     options.slips + "/receipt-number"});
  if (options.script.empty()) return RunCashier(checkout, options.consent_version);
  Input input(options.script);
  if (!input.ok()) return Fail("--script: can't read " + options.script);
  return RunScript(input.stream(), std::cout, checkout, {options.expect_ok});
}

int Run(const Options& options) {
  const pos::Result<const tessera_api*> api = LoadLibrary(options.library);
  if (!api) return Fail(api.error().message);
  pos::Result<pos::Plugin> plugin = pos::Plugin::Open(*api, options.plugin);
  if (!plugin) {
    const pos::Error& error = plugin.error();
    return Fail(error.message + " (" + error.reason + (error.field.empty() ? "" : ", ") +
                error.field + ")");
  }
  if (options.replay.empty()) return RunTill(options, *plugin);
  Input input(options.replay);
  if (!input.ok()) return Fail("--replay: can't read " + options.replay);
  return RunReplay(input.stream(), std::cout, std::cerr, *plugin, options.replaying);
}

}  // namespace
}  // namespace tessera::till

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  try {
    int exit_code = 0;
    const auto options = tessera::till::ParseOptions(argc, argv, exit_code);
    return options ? tessera::till::Run(*options) : exit_code;
  } catch (const std::exception& error) {
    std::cerr << "tessera-till: " << error.what() << "\n";
    return 3;
  }
}
