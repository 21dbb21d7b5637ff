// A store in a folder of its own, on a disk that lies when a test says so.
#ifndef TESSERA_TESTS_STORAGE_SAMPLE_FOLDER_H_
#define TESSERA_TESTS_STORAGE_SAMPLE_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>

#include "lying_disk.h"
#include "tessera/base/status.h"
#include "tessera/storage/sqlite/sqlite_store.h"

namespace tessera::storage {

inline Member Person(uint32_t n) {
  Member member;
  member.member_id.bytes[0] = static_cast<uint8_t>(n);
  member.member_id.bytes[1] = static_cast<uint8_t>(n >> 8);
  return member;
}

struct Folder {
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "tessera-writer-XXXXXX";
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() {
    store.reset();
    std::filesystem::remove_all(path);
  }
  void Open(sqlite::WriterLimits limits = {}) {
    sqlite::SqliteStoreOptions options;
    options.path = path + "/chain.db";
    options.writer = limits;
    options.vfs = LyingDisk();
    auto opened = sqlite::SqliteStore::Open(options, SystemRandom());
    BOOST_REQUIRE_MESSAGE(opened.ok(), opened.status().ToString());
    store = *std::move(opened);
  }
  // Holds the writer's thread until `go` is set, so that what follows waits and becomes one group.
  void Block(std::shared_future<void> go) {
    std::promise<void> begun;
    store->Write(
        [&begun, go](Transaction&) {
          begun.set_value();
          go.wait();
          return absl::OkStatus();
        },
        [](absl::Status) {});
    begun.get_future().wait();
  }
  int64_t Members() {
    int64_t count = -1;
    BOOST_REQUIRE(store
                      ->Read([&](ReadTransaction& transaction) {
                        count = *transaction.CountMembers();
                        return absl::OkStatus();
                      })
                      .ok());
    return count;
  }
  std::string path;
  std::unique_ptr<sqlite::SqliteStore> store;
};

inline Store::Work Adding(uint32_t n) {
  return [n](Transaction& transaction) { return transaction.AddMember(Person(n)); };
}

}  // namespace tessera::storage

#endif  // TESSERA_TESTS_STORAGE_SAMPLE_FOLDER_H_
