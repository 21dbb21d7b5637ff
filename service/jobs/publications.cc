#include "tessera/jobs/publications.h"

#include "tessera/base/status.h"
#include "tessera/operations/programs/bring_into_force.h"
#include "tessera/storage/publications.h"

namespace tessera::jobs {
namespace {

constexpr Duration kPause = Seconds(1);

}  // namespace

operations::Context Publications::NewContext() const {
  return operations::Context{clock_.Now(), random_, secrets_, programs_, operations::Caller{}, {}};
}

absl::StatusOr<int64_t> Publications::Look() {
  bool is_due = false;
  const Instant now = clock_.Now();
  TESSERA_RETURN_IF_ERROR(store_.Read([&](storage::ReadTransaction& transaction) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const auto due, transaction.publications().ListDue(now, 1));
    is_due = !due.empty();
    return absl::OkStatus();
  }));
  int64_t brought = 0;
  if (!is_due) return brought;
  TESSERA_RETURN_IF_ERROR(
      store_.WriteAndWait([&](storage::Transaction& transaction) -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(brought,
                                 operations::BringIntoForce(NewContext(), transaction));
        return absl::OkStatus();
      }));
  return brought;
}

void Publications::Start() {
  thread_.Start(kPause, [this] {
    const absl::Status looked = Look().status();
    if (!looked.ok() && on_error_) on_error_(looked);
  });
}

}  // namespace tessera::jobs
