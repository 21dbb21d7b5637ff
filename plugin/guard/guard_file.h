// guard.db, row by row.
#ifndef TESSERA_PLUGIN_GUARD_GUARD_FILE_H_
#define TESSERA_PLUGIN_GUARD_GUARD_FILE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/sqlite/connection.h"

namespace tessera::plugin {

// For one thread at a time. Survives a crash of the process, not always a power failure. Errors of
// sqlite/status.h.
class GuardFile {
 public:
  using EachVisit = std::function<void(absl::string_view card, absl::string_view cashier_id,
                                       absl::string_view sale_id, Instant at)>;
  using EachCode =
      std::function<void(absl::string_view nonce, absl::string_view sale_id, Instant until)>;

  static absl::StatusOr<std::unique_ptr<GuardFile>> Open(const std::string& path,
                                                         const std::string& vfs);
  // With what SQLite keeps beside it; nobody may have it open.
  static void Delete(const std::string& path);
  // Whether a file that gave this error is good for nothing.
  static bool IsSpoilt(const absl::Status& status);

  absl::Status Read(const EachVisit& visit, const EachCode& code);
  absl::Status PutVisit(absl::string_view card, absl::string_view cashier_id,
                        absl::string_view sale_id, Instant at);
  absl::Status PutCode(absl::string_view nonce, absl::string_view sale_id, Instant until);
  // Visits that are not between these two, and codes that ended before `now`.
  absl::Status Drop(Instant from, Instant to, Instant now);

 private:
  explicit GuardFile(std::unique_ptr<sqlite::Connection> connection)
      : connection_(std::move(connection)) {}

  const std::unique_ptr<sqlite::Connection> connection_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_GUARD_GUARD_FILE_H_
