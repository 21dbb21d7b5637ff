// The back ends that have to pass: each makes stores on one and the same database.
#ifndef TESSERA_TESTS_CONFORMANCE_BACKENDS_H_
#define TESSERA_TESTS_CONFORMANCE_BACKENDS_H_

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <tuple>

#include <boost/test/unit_test.hpp>

#include "tessera/storage/sqlite/sqlite_store.h"

namespace tessera::storage {

class SqliteBackend {
 public:
  SqliteBackend() {
    std::string pattern = std::filesystem::temp_directory_path() / "tessera-store-XXXXXX";
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  ~SqliteBackend() { std::filesystem::remove_all(folder_); }

  // At most one at a time.
  std::unique_ptr<Store> Open() { return OpenAt("chain.db"); }
  // A backup beside it, which any number may be open of.
  std::unique_ptr<Store> OpenBackup(const std::string& name) { return OpenAt(name); }
  std::string folder() const { return folder_; }

 private:
  std::unique_ptr<Store> OpenAt(const std::string& name) {
    sqlite::SqliteStoreOptions options;
    options.path = folder_ + "/" + name;
    auto store = sqlite::SqliteStore::Open(options, SystemRandom());
    BOOST_REQUIRE_MESSAGE(store.ok(), store.status().ToString());
    return *std::move(store);
  }

  std::string folder_;
};

using Backends = std::tuple<SqliteBackend>;

}  // namespace tessera::storage

#endif  // TESSERA_TESTS_CONFORMANCE_BACKENDS_H_
