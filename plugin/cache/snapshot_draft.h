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
#include "tessera/base/ids.h"
#include "tessera/plugin/cache/rows.h"
#include "tessera/sqlite/connection.h"
#include "tessera/sqlite/transaction.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::plugin {

// For one thread. Nothing in it is durable before it is finished. One that ends before stays in its file
// to be gone on with, unless something went wrong with it.
class SnapshotDraft {
 public:
  // Makes the file anew for the snapshot that this header begins.
  static absl::StatusOr<std::unique_ptr<SnapshotDraft>> Begin(const std::string& path,
                                                              const v1::SnapshotHeader& header);
  // Goes on with what is in the file. An error if there is nothing, or nothing that can be relied on;
  // then the file is gone.
  static absl::StatusOr<std::unique_ptr<SnapshotDraft>> Resume(const std::string& path);
  SnapshotDraft(const SnapshotDraft&) = delete;
  SnapshotDraft& operator=(const SnapshotDraft&) = delete;
  ~SnapshotDraft();

  // Of the header that began it.
  const std::string& cursor() const { return cursor_; }
  // The last member that is in it; empty for none.
  std::string after() const { return members_ == 0 ? "" : after_.ToText(); }
  // How much of what the header announced is there, 0 to 99.
  int percent() const;

  absl::Status Add(const v1::MemberBatch& batch);
  // Keeps what came so far, whatever becomes of the process.
  absl::Status Rest();
  // Nothing of it is kept.
  void Discard() { kept_ = false; }

  // Writes what is left and closes the file; the count of members in `meta` is set here.
  absl::Status Finish(cache_rows::Meta meta, const v1::SnapshotHeader& header);

 private:
  explicit SnapshotDraft(std::string path) : path_(std::move(path)) {}
  absl::Status Open();
  absl::Status Load();
  absl::Status CheckWhole();
  absl::Status LoadIdentifiers();
  absl::Status BeginTransaction();
  absl::Status WriteProgress();
  absl::Status AddAll(const v1::MemberBatch& batch);
  absl::Status WriteIdentifiers();
  void Remember(absl::string_view hashes, absl::string_view member_id);

  const std::string path_;
  std::unique_ptr<sqlite::Connection> connection_;
  std::unique_ptr<sqlite::Transaction> transaction_;
  std::string cursor_;
  int64_t announced_ = 0;
  int64_t members_ = 0;
  MemberId after_;    // meaningful if members_ > 0
  MemberId indexed_;  // the identifiers of members up to this one are written
  // Those of later members: hash and member's id behind it.
  using IdentifierRow = std::array<char, cache_rows::kHashBytes + cache_rows::kIdBytes>;
  std::vector<IdentifierRow> identifiers_;
  bool kept_ = true;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_CACHE_SNAPSHOT_DRAFT_H_
