// A snapshot that comes in, into a file that nobody reads yet.
#ifndef TESSERA_PLUGIN_CACHE_SNAPSHOT_DRAFT_H_
#define TESSERA_PLUGIN_CACHE_SNAPSHOT_DRAFT_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tessera/plugin/cache/rows.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// For one thread. Nothing in it is durable before it is finished, and it is deleted unless it was.
class SnapshotDraft {
 public:
  // Makes the file anew.
  static absl::StatusOr<std::unique_ptr<SnapshotDraft>> Begin(const std::string& path);
  SnapshotDraft(const SnapshotDraft&) = delete;
  SnapshotDraft& operator=(const SnapshotDraft&) = delete;
  ~SnapshotDraft();

  absl::Status Add(const v1::MemberBatch& batch);

  // Writes what is left and closes the file; the count of members in `meta` is set here.
  absl::Status Finish(cache_rows::Meta meta);

 private:
  explicit SnapshotDraft(std::string path) : path_(std::move(path)) {}
  absl::Status BeginTransaction();
  absl::Status WriteIdentifiers();

  const std::string path_;
  std::unique_ptr<sqlite::Connection> connection_;
  std::unique_ptr<sqlite::Transaction> transaction_;
  // Hash and member's id behind it.
  using IdentifierRow = std::array<char, cache_rows::kHashBytes + cache_rows::kIdBytes>;
  std::vector<IdentifierRow> identifiers_;
  int64_t members_ = 0;
  bool finished_ = false;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_SNAPSHOT_DRAFT_H_
