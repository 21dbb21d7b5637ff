// What a verification has found so far.
#ifndef TESSERA_OPERATIONS_AUDIT_FINDINGS_H_
#define TESSERA_OPERATIONS_AUDIT_FINDINGS_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/base/ids.h"
#include "tessera/v1/ledger_service.pb.h"

namespace tessera::operations {

// For one thread.
class Findings {
 public:
  explicit Findings(v1::VerifyLedgerResponse& response) : response_(response) {}

  // Codes as in LedgerFault. Beyond a hundred nothing more is kept.
  void Tell(absl::string_view code, const std::optional<MemberId>& member_id, int64_t entry_no,
            absl::string_view message);
  // What damage keeps from being read is a fault of its own, behind which the verification goes on: OK.
  // Whatever else went wrong ends it, and is returned.
  absl::Status Mind(const absl::Status& status, const std::optional<MemberId>& member_id,
                    absl::string_view what);

  bool IsFull() const;
  bool Has(absl::string_view code) const;
  v1::VerifyLedgerResponse& response() { return response_; }

 private:
  v1::VerifyLedgerResponse& response_;
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_AUDIT_FINDINGS_H_
