// Where and from when a version of the program counts, and drafts of the next one.
#ifndef TESSERA_STORAGE_PUBLICATIONS_H_
#define TESSERA_STORAGE_PUBLICATIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/base/clock.h"
#include "tessera/storage/rows.h"

namespace tessera::storage {

// The numbers are stored.
enum class PublicationState : uint8_t { kWaiting = 1, kInForce = 2, kWithdrawn = 3 };

// A version for some stores from some time on. In a store counts, of those in force that name it or that
// are for all, the one that started last; of equals the one with the higher number.
struct Publication {
  int64_t publication_no = 0;  // in the order of asking; given by Add
  int64_t version = 0;
  Instant starts_at;
  std::vector<std::string> store_ids = {};  // sorted; none: all stores. None contains a line feed
  PublicationState state = PublicationState::kInForce;
  Instant published_at = {};
  std::string published_by = {};
  std::string comment = {};
  std::optional<Instant> withdrawn_at = {};
  std::string withdrawn_by = {};
  std::string withdrawn_comment = {};
};

struct Draft {
  std::string draft_id;
  int64_t revision = 1;
  int64_t based_on = 0;  // version; 0 for none
  Instant saved_at;
  std::string saved_by = {};
  std::string comment = {};
  int32_t faults = 0;         // that it had when it was saved
  std::string document = {};  // tessera.v1.Program
};

// A part of a transaction, for its thread and as long as it: const methods read, the others write.
class Publications {
 public:
  virtual ~Publications() = default;

  virtual absl::StatusOr<std::optional<Publication>> Find(int64_t publication_no) const = 0;
  // Newest first, of numbers below `before` (0 for all): those for all, and those that name the store;
  // an empty store_id for all there are.
  virtual absl::StatusOr<std::vector<Publication>> List(absl::string_view store_id, int64_t before,
                                                        int limit) const = 0;
  // What counts in a store; for an empty store_id, what counts where nobody says otherwise.
  virtual absl::StatusOr<std::optional<Publication>> InForce(absl::string_view store_id) const = 0;
  // Of all in force, whatever their stores, the one that started last.
  virtual absl::StatusOr<std::optional<Publication>> LastInForce() const = 0;
  // Those that wait and whose time has come by `now`, the earliest first.
  virtual absl::StatusOr<std::vector<Publication>> ListDue(Instant now, int limit) const = 0;

  // Versions without their documents, newest first, below `before` (0 for all).
  virtual absl::StatusOr<std::vector<ProgramVersion>> ListVersions(int64_t before,
                                                                   int limit) const = 0;
  // The highest number of a version, published or withdrawn; 0 if there is none.
  virtual absl::StatusOr<int64_t> LastVersion() const = 0;
  // The newest version of this very document; 0 if there is none.
  virtual absl::StatusOr<int64_t> FindVersion(const Digest& digest) const = 0;

  virtual absl::StatusOr<std::optional<Draft>> FindDraft(absl::string_view draft_id) const = 0;
  // By id, without their documents.
  virtual absl::StatusOr<std::vector<Draft>> ListDrafts(int limit) const = 0;
  virtual absl::StatusOr<int64_t> CountDrafts() const = 0;

  // Returns its number. Its version exists.
  virtual absl::StatusOr<int64_t> Add(const Publication& publication) = 0;
  // Its state, and how it was withdrawn.
  virtual absl::Status Update(const Publication& publication) = 0;

  // Writes the whole row, new or anew.
  virtual absl::Status SaveDraft(const Draft& draft) = 0;
  // Idempotent.
  virtual absl::Status RemoveDraft(absl::string_view draft_id) = 0;
};

}  // namespace tessera::storage

#endif  // TESSERA_STORAGE_PUBLICATIONS_H_
