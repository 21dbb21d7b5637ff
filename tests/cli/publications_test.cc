// What is said before a publication is taken back.
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tessera/cli/publications.h"

namespace tessera::cli {
namespace {

// In force from its number on, in that order.
v1::Publication Published(int64_t no, int64_t version, const std::vector<std::string>& stores = {}) {
  v1::Publication publication;
  publication.set_publication_no(no);
  publication.set_version(version);
  publication.set_starts_at_us(no * 1'000'000);
  publication.set_state(v1::PUBLICATION_STATE_IN_FORCE);
  for (const std::string& store : stores) publication.add_store_ids(store);
  return publication;
}

BOOST_AUTO_TEST_SUITE(publications)

BOOST_AUTO_TEST_CASE(a_pilot_that_the_roll_out_ended_comes_back_and_is_named) {
  const std::vector<v1::Publication> all = {Published(3, 2), Published(2, 2, {"msk-1"}), Published(1, 1)};
  BOOST_TEST(TextWithout(all[0], all) ==
             "Version 1 is in force for all again, but not everywhere:\n"
             "  in msk-1 version 2 comes back into force (publication 2)\n");
}

BOOST_AUTO_TEST_CASE(a_pilot_that_goes_on_is_told_apart_from_one_that_comes_back) {
  const std::vector<v1::Publication> all = {Published(4, 4, {"spb-1", "spb-2"}), Published(3, 3),
                                            Published(2, 2, {"msk-1", "spb-1"}), Published(1, 1)};
  BOOST_TEST(TextWithout(all[1], all) ==
             "Version 1 is in force for all again, but not everywhere:\n"
             "  in msk-1 version 2 comes back into force (publication 2)\n"
             "  in spb-1, spb-2 version 4 stays in force (publication 4)\n");
}

BOOST_AUTO_TEST_CASE(without_pilots_one_version_is_in_force_for_all_again) {
  const std::vector<v1::Publication> all = {Published(2, 2), Published(1, 1)};
  BOOST_TEST(TextWithout(all[0], all) == "Version 1 is in force for all again.\n");
  // What would come back may have been taken back itself.
  std::vector<v1::Publication> taken = {Published(3, 3), Published(2, 2, {"msk-1"}), Published(1, 1)};
  taken[1].set_state(v1::PUBLICATION_STATE_WITHDRAWN);
  BOOST_TEST(TextWithout(taken[0], taken) == "Version 1 is in force for all again.\n");
}

BOOST_AUTO_TEST_CASE(the_stores_of_a_pilot_may_go_different_ways_without_it) {
  const std::vector<v1::Publication> all = {Published(3, 3, {"msk-1", "spb-1"}),
                                            Published(2, 2, {"spb-1"}), Published(1, 1)};
  BOOST_TEST(TextWithout(all[0], all) ==
             "Without it:\n"
             "  in msk-1 version 1 comes back into force (publication 1, for all)\n"
             "  in spb-1 version 2 comes back into force (publication 2)\n");
}

BOOST_AUTO_TEST_CASE(what_counts_nowhere_any_more_changes_nothing_when_it_is_taken_back) {
  const std::vector<v1::Publication> all = {Published(3, 3), Published(2, 2, {"msk-1"}), Published(1, 1)};
  BOOST_TEST(TextWithout(all[2], all) == "Version 3 stays in force for all.\n");
  BOOST_TEST(TextWithout(all[1], all) ==
             "Without it:\n  in msk-1 version 3 stays in force (publication 3, for all)\n");
}

BOOST_AUTO_TEST_CASE(where_nothing_would_be_left_nothing_is_promised) {
  const std::vector<v1::Publication> all = {Published(1, 1)};
  BOOST_TEST(TextWithout(all[0], all).empty());
  const std::vector<v1::Publication> pilot = {Published(1, 1, {"msk-1"})};
  BOOST_TEST(TextWithout(pilot[0], pilot) == "Without it:\n  in msk-1 no program is in force\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::cli
