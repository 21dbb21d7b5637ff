#include "tessera/storage/store.h"

#include <future>
#include <utility>

namespace tessera::storage {

absl::Status Store::WriteAndWait(Work work) {
  std::promise<absl::Status> outcome;
  Write(std::move(work), [&outcome](absl::Status status) { outcome.set_value(std::move(status)); });
  return outcome.get_future().get();
}

}  // namespace tessera::storage
