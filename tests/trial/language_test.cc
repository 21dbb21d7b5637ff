// What the documentation shows must be right: every example is run, and its receipt compared.
//
// TESSERA_WRITE_RECEIPTS=1 writes the receipts into the documents instead; read them before you commit.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "absl/strings/str_cat.h"
#include "examples.h"

namespace tessera::trial {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path);
  BOOST_REQUIRE_MESSAGE(file, "cannot open " << path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> Documents() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(TESSERA_LANGUAGE_FOLDER)) {
    if (entry.path().extension() == ".md") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  paths.emplace_back(TESSERA_LANGUAGE_DOCUMENT);
  paths.emplace_back(TESSERA_README);
  return paths;
}

// What the examples stand below; those of the README try the demo program.
std::string Head() { return HeadOf(ReadFile(fs::path(TESSERA_LANGUAGE_FOLDER) / "head.md")); }

TrialResult Run(const Example& example) {
  TrialResult result = RunTrial(example.input, Instant{});
  for (const TrialFault& fault : result.faults) {
    BOOST_ERROR(example.heading << ": " << ToText(fault) << "\n" << example.program);
  }
  return result;
}

void CheckGood(const Example& example) {
  for (const program::ProgramFault& fault : program::ReadProgram(example.program).faults) {
    BOOST_ERROR(example.heading << ": " << program::ToText(fault));
  }
}

void WriteReceipts(const fs::path& path, const std::string& head) {
  std::string document = ReadFile(path);
  const std::vector<Example> examples = ExamplesOf(document, head);
  for (size_t i = examples.size(); i-- > 0;) {
    if (examples[i].receipt_at == 0) continue;
    document.replace(examples[i].receipt_at, examples[i].receipt.size(), Run(examples[i]).receipt);
  }
  std::ofstream(path) << document;
}

BOOST_AUTO_TEST_CASE(every_example_of_the_language_gives_the_receipt_that_is_shown) {
  size_t tried = 0;
  for (const fs::path& path : Documents()) {
    const std::string head = path == TESSERA_README ? ReadFile(TESSERA_DEMO_PROGRAM) : Head();
    if (std::getenv("TESSERA_WRITE_RECEIPTS") != nullptr) WriteReceipts(path, head);
    for (const Example& example : ExamplesOf(ReadFile(path), head)) {
      BOOST_TEST_CONTEXT(path.filename() << " " << example.heading) {
        CheckGood(example);
        if (!example.tried) continue;
        ++tried;
        BOOST_TEST(!example.receipt.empty(), "a basket without a receipt");
        BOOST_TEST(Run(example).receipt == example.receipt);
      }
    }
  }
  BOOST_TEST(tried > 40U);
}

BOOST_AUTO_TEST_CASE(an_example_that_shows_a_wrong_receipt_is_found) {
  const std::string document = ReadFile(fs::path(TESSERA_LANGUAGE_FOLDER) / "effects.md");
  for (Example& example : ExamplesOf(document, Head())) {
    if (!example.tried) continue;
    example.input.basket.text += "redeem_points: 0\npayment_method: barter\n";
    const std::string receipt = Run(example).receipt;
    BOOST_TEST(receipt == example.receipt);
    example.input.basket.text = "lines: []\n";
    BOOST_TEST(Run(example).receipt != example.receipt);
    return;
  }
}

}  // namespace
}  // namespace tessera::trial
