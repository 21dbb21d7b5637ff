// What calls and submissions are asked for, read and copied out of the host's structs.
#ifndef TESSERA_PLUGIN_ABI_REQUESTS_H_
#define TESSERA_PLUGIN_ABI_REQUESTS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "tessera/plugin.h"
#include "tessera/plugin/sale/sale.h"
#include "tessera/plugin/sale/till.h"

namespace tessera::plugin {

// NULL: no receipt. `now` for one that was closed now.
absl::StatusOr<Receipt> ReadReceipt(const tessera_fiscal* given, Instant now);

struct RefundRequest {
  v1::Refund refund;
  std::optional<Presented> member;
  Wait wait;
};
absl::StatusOr<RefundRequest> ReadRefund(const tessera_refund* given, Instant now);
// Looks the member up, and refunds.
absl::StatusOr<Answer> BookRefund(Till& till, RefundRequest request, Wait wait);

struct EnrolmentRequest {
  Enrolment enrolment;
  Wait wait;
};
absl::StatusOr<EnrolmentRequest> ReadEnrolment(const tessera_enrolment* given);

absl::StatusOr<v1::SurveyAnswer> ReadSurvey(const tessera_survey_answer* given);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_REQUESTS_H_
