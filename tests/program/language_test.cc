// What the documentation shows must be right.
#include <boost/test/unit_test.hpp>

#include "documents.h"

namespace tessera::program {
namespace {

std::vector<std::string> Examples(const std::string& document) {
  constexpr char kOpen[] = "```yaml\n";
  std::vector<std::string> examples;
  for (size_t at = document.find(kOpen); at != std::string::npos; at = document.find(kOpen, at)) {
    at += sizeof kOpen - 1;
    const size_t end = document.find("```", at);
    BOOST_REQUIRE(end != std::string::npos);
    examples.push_back(document.substr(at, end - at));
    at = end;
  }
  return examples;
}

// The first example is a head; the others are parts that stand below it.
BOOST_AUTO_TEST_CASE(every_example_of_the_language_document_compiles) {
  const std::vector<std::string> examples = Examples(ReadFile(TESSERA_LANGUAGE_DOCUMENT));
  BOOST_REQUIRE(examples.size() > 5U);
  CheckCompiles(examples[0]);
  for (size_t i = 1; i < examples.size(); ++i) CheckCompiles(examples[0] + examples[i]);
}

}  // namespace
}  // namespace tessera::program
