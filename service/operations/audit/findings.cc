#include "tessera/operations/audit/findings.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumFaults = 100;

}  // namespace

void Findings::Tell(absl::string_view code, const std::optional<MemberId>& member_id,
                    int64_t entry_no, absl::string_view message) {
  if (IsFull()) return;
  v1::LedgerFault* fault = response_.add_faults();
  fault->set_code(std::string(code));
  if (member_id) fault->set_member_id(member_id->ToText());
  fault->set_entry_no(entry_no);
  fault->set_message(std::string(message));
}

absl::Status Findings::Mind(const absl::Status& status, const std::optional<MemberId>& member_id,
                            absl::string_view what) {
  if (!absl::IsInternal(status) && !absl::IsDataLoss(status)) return status;
  Tell("UNREADABLE", member_id, 0,
       absl::StrCat(what, " cannot be read: ",
                    absl::string_view(status.message().data(), status.message().size())));
  return absl::OkStatus();
}

bool Findings::IsFull() const { return response_.faults_size() == kMaximumFaults; }

bool Findings::Has(absl::string_view code) const {
  return std::any_of(response_.faults().begin(), response_.faults().end(),
                     [&](const v1::LedgerFault& fault) { return fault.code() == code; });
}

}  // namespace tessera::operations
