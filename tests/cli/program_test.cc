// The life of a program from the command line.
#include <fstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/support/process.h"
#include "tessera/support/test_service.h"

namespace tessera {
namespace {

using support::Process;

struct Marketer {
  Marketer() { Must({"program", "publish", TESSERA_DEMO "/program.yaml", "--comment", "first"}); }

  std::string Run(std::vector<std::string> arguments, int exit_code) const {
    arguments.insert(arguments.begin(), {"--server", service.address(), "--insecure"});
    Process process(TESSERA_CLI, arguments);
    const int code = process.Wait();
    BOOST_TEST(code == exit_code, process.output());
    return process.output();
  }
  std::string Must(const std::vector<std::string>& arguments) const { return Run(arguments, 0); }

  // The live program with one text in place of another.
  std::string Changed(const std::string& from, const std::string& to) const {
    std::string text = Must({"program", "show", "--yaml"});
    const size_t at = text.find(from);
    BOOST_TEST_REQUIRE(at != std::string::npos, text);
    text.replace(at, from.size(), to);
    const std::string path = (folder.path() / "changed.yaml").string();
    std::ofstream(path) << text;
    return path;
  }

  support::TestService service;
  support::TemporaryFolder folder;
};

bool Has(const std::string& output, const std::string& text) {
  return output.find(text) != std::string::npos;
}

BOOST_FIXTURE_TEST_CASE(a_draft_is_saved_compared_tried_piloted_and_taken_back, Marketer) {
  const std::string file = Changed("percent_milli: 10000", "percent_milli: 15000");
  Must({"program", "draft", "save", "cheese", file, "--comment", "more cheese"});
  BOOST_TEST(Has(Must({"program", "draft", "list"}), "more cheese"));
  const std::string words = Run({"program", "diff", "live", "draft:cheese", "--check"}, 1);
  BOOST_TEST(Has(words, "offer cheese-10"), words);
  BOOST_TEST(Has(words, "10% becomes 15%"), words);
  BOOST_TEST(Has(Must({"program", "diff", file, "draft:cheese"}), "no difference"));
  BOOST_TEST(Has(Must({"program", "try", "draft:cheese", "--last", "7d"}), "0 receipts"));
  // Nobody can be asked here.
  BOOST_TEST(Has(Run({"program", "publish", "draft:cheese"}, 2), "1 difference from"));
  BOOST_TEST(Has(Run({"program", "publish", "draft:cheese", "--store", "msk-1", "--yes"}, 3),
                 "STORE_UNKNOWN"));
  Must({"store", "set", "msk-1", "--name", "Arbat"});
  Must({"program", "publish", "draft:cheese", "--store", "msk-1", "--comment", "pilot", "--yes"});
  const std::string list = Must({"--output", "csv", "program", "publications"});
  BOOST_TEST(Has(list, "2,2,in force,"), list);
  BOOST_TEST(Has(list, ",msk-1,"), list);
  BOOST_TEST(Has(Must({"program", "diff", "store:msk-1", "live"}), "15% becomes 10%"));
  Must({"program", "rollback", "2", "--comment", "enough", "--yes"});
  BOOST_TEST(Has(Must({"program", "publications"}), "withdrawn"));
  Must({"program", "draft", "delete", "cheese", "--yes"});
  BOOST_TEST(Has(Run({"program", "draft", "show", "cheese"}, 3), "DRAFT_UNKNOWN"));
}

BOOST_FIXTURE_TEST_CASE(who_takes_a_roll_out_back_is_told_before_where_it_counts_on, Marketer) {
  const std::string file = Changed("percent_milli: 10000", "percent_milli: 15000");
  Must({"store", "set", "msk-1", "--name", "Arbat"});
  Must({"program", "publish", file, "--store", "msk-1", "--comment", "pilot", "--yes"});
  Must({"program", "publish", file, "--comment", "for all", "--yes"});
  // Nobody can be asked here: what is asked about is said all the same.
  const std::string asked = Run({"program", "rollback", "--comment", "too dear"}, 2);
  BOOST_TEST(Has(asked, "Version 1 is in force for all again, but not everywhere:\n"
                        "  in msk-1 version 2 comes back into force (publication 2)\n"),
             asked);
  const std::string done = Must({"program", "rollback", "--comment", "too dear", "--yes"});
  BOOST_TEST(Has(done, "still in force: publication 2 (version 2) in msk-1"), done);
  BOOST_TEST(Has(Must({"program", "diff", "store:msk-1", "version:2"}), "no difference"));
  BOOST_TEST(Has(Must({"program", "diff", "live", "version:1"}), "no difference"));
}

BOOST_FIXTURE_TEST_CASE(a_draft_may_mean_nonsense_but_must_be_read_wholly, Marketer) {
  Run({"program", "draft", "save", "wrong", Changed("percent_milli: 10000", "percent_milli: 200000")},
      1);
  BOOST_TEST(Has(Must({"--output", "csv", "program", "draft", "list"}), "wrong,1,"));
  BOOST_TEST(Has(Run({"program", "publish", "draft:wrong", "--yes"}, 3), "PROGRAM_INVALID"));
  Run({"program", "draft", "save", "unread", Changed("percent_milli: 10000", "percent_mill: 1")}, 1);
  BOOST_TEST(!Has(Must({"program", "draft", "list"}), "unread"));
}

}  // namespace
}  // namespace tessera
