// Where a reader stands in the feed, as opaque text, and what an event is called.
#ifndef TESSERA_OPERATIONS_FEED_PLACE_H_
#define TESSERA_OPERATIONS_FEED_PLACE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tessera/storage/events.h"
#include "tessera/storage/transaction.h"

namespace tessera::operations {

// Behind these events of this database, in its present run.
absl::StatusOr<std::string> MakeFeedCursor(storage::ReadTransaction& transaction,
                                           const storage::EventPlaces& places);

// INVALID_ARGUMENT / CURSOR_INVALID with `field` for text that is no cursor, or one of another database,
// or of a run that this one did not see, or that stands behind what it knows of that run: it was put back
// from a copy. Whether the events behind the places are still kept is not looked at.
absl::StatusOr<storage::EventPlaces> ParseFeedCursor(storage::ReadTransaction& transaction,
                                                     absl::string_view cursor,
                                                     absl::string_view field);

// "3f2a91c0-2-184467": the beginning of the database's epoch, which no restored backup has, the
// partition, the number.
class EventNames {
 public:
  explicit EventNames(const Uuid& epoch);
  std::string Of(const storage::Event& event) const;

 private:
  std::string prefix_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_FEED_PLACE_H_
