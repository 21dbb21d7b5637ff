#include "tessera/app/key_file.h"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

#include "tessera/app/data_folder.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/support/test_service.h"

namespace tessera::app {
namespace {

struct Folder {
  support::TemporaryFolder folder;
  std::string path = (folder.path() / "tessera.keys").string();
};

BOOST_FIXTURE_TEST_SUITE(key_file, Folder)

BOOST_AUTO_TEST_CASE(made_keys_are_read_back_and_belong_to_the_owner_alone) {
  const auto made = CreateKeyFile(path, SystemRandom());
  BOOST_TEST_REQUIRE(made.ok(), made.status().message());
  struct stat state {};
  BOOST_TEST(stat(path.c_str(), &state) == 0);
  BOOST_TEST((state.st_mode & 0777) == 0600U);
  const auto read = ReadKeyFile(path);
  BOOST_TEST_REQUIRE(read.ok());
  BOOST_TEST((read->lookup_key == made->lookup_key));
  BOOST_TEST((read->seal_key == made->seal_key));
  BOOST_TEST((read->seal_key != read->lookup_key));
}

BOOST_AUTO_TEST_CASE(keys_are_never_replaced) {
  BOOST_TEST(CreateKeyFile(path, SystemRandom()).ok());
  BOOST_TEST(ReasonOf(CreateKeyFile(path, SystemRandom()).status()) == "KEY_FILE_EXISTS");
}

BOOST_AUTO_TEST_CASE(keys_that_others_may_read_are_refused) {
  BOOST_TEST(CreateKeyFile(path, SystemRandom()).ok());
  for (const mode_t mode : {0640U, 0604U, 0660U}) {
    chmod(path.c_str(), mode);
    BOOST_TEST(ReasonOf(ReadKeyFile(path).status()) == "KEY_FILE_EXPOSED");
  }
}

BOOST_AUTO_TEST_CASE(a_key_file_of_another_size_is_refused) {
  std::ofstream(path) << "short";
  chmod(path.c_str(), 0600);
  BOOST_TEST(ReasonOf(ReadKeyFile(path).status()) == "KEY_FILE_INVALID");
  BOOST_TEST(ReasonOf(ReadKeyFile(path + ".none").status()) == "KEY_FILE_MISSING");
}

BOOST_AUTO_TEST_CASE(a_data_folder_is_locked_as_long_as_it_is_held) {
  const std::string data = (folder.path() / "data" / "chain").string();
  {
    const auto first = DataFolder::Open(data);
    BOOST_TEST_REQUIRE(first.ok(), first.status().message());
    BOOST_TEST(ReasonOf(DataFolder::Open(data).status()) == "DATA_FOLDER_IN_USE");
  }
  BOOST_TEST(DataFolder::Open(data).ok());
}

BOOST_AUTO_TEST_CASE(a_data_folder_that_is_a_file_is_refused) {
  std::ofstream(path) << "x";
  BOOST_TEST(ReasonOf(DataFolder::Open(path).status()) == "DATA_FOLDER_UNWRITABLE");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace tessera::app
