#include "tessera/operations/sync/submit_record.h"

#include <algorithm>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/common/refusal.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/operations/sales/cancel.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/surveys/keep_answer.h"

namespace tessera::operations {
namespace {

absl::Status Dispatch(const Context& context, storage::Transaction& transaction,
                      const v1::OutboxRecord& record, v1::SubmittedRecord& answer) {
  switch (record.record_case()) {
    case v1::OutboxRecord::kSale: {
      TESSERA_ASSIGN_OR_RETURN(SaleInput input, ReadSale(context, record.sale()));
      TESSERA_ASSIGN_OR_RETURN(*answer.mutable_sale(),
                               BookSale(context, transaction, record.sale(), std::move(input),
                                        OnDifference::kRecord));
      return absl::OkStatus();
    }
    case v1::OutboxRecord::kRefund: {
      TESSERA_ASSIGN_OR_RETURN(*answer.mutable_refund(),
                               record.stands()
                                   ? BookOrKeepRefund(context, transaction, record.refund())
                                   : BookRefund(context, transaction, record.refund(),
                                                OnDifference::kRefuse));
      return absl::OkStatus();
    }
    case v1::OutboxRecord::kCancelledSaleId: {
      v1::CancelRequest cancel;
      cancel.set_sale_id(record.cancelled_sale_id());
      TESSERA_RETURN_IF_ERROR(Cancel(context, transaction, cancel).status());
      answer.set_cancelled(true);
      return absl::OkStatus();
    }
    case v1::OutboxRecord::kEnrolment: {
      TESSERA_ASSIGN_OR_RETURN(v1::EnrolResponse enrolled,
                               Enrol(context, transaction, record.enrolment()));
      *answer.mutable_member() = std::move(*enrolled.mutable_member());
      return absl::OkStatus();
    }
    case v1::OutboxRecord::kSurvey:
      TESSERA_RETURN_IF_ERROR(KeepSurveyAnswer(context, transaction, record.survey()));
      answer.set_surveyed(true);
      return absl::OkStatus();
    case v1::OutboxRecord::RECORD_NOT_SET:
      break;
  }
  return InvalidInput("RECORD_MISSING", "record", "say what happened");
}

// Numbers count within one outbox: that of another begins anew.
absl::Status Remember(const Context& context, storage::Transaction& transaction,
                      int64_t sequence) {
  if (!context.caller.is_terminal) return absl::OkStatus();
  TESSERA_ASSIGN_OR_RETURN(
      const auto known,
      transaction.FindTerminal(context.caller.store_id, context.caller.terminal_id));
  storage::Terminal terminal;
  if (known) terminal = *known;
  terminal.store_id = context.caller.store_id;
  terminal.terminal_id = context.caller.terminal_id;
  const std::string& outbox_id = context.caller.outbox_id;
  if (!outbox_id.empty() && terminal.outbox_id != outbox_id) {
    terminal.outbox_id = outbox_id;
    terminal.last_sequence = 0;
  }
  terminal.last_sequence = std::max(terminal.last_sequence, sequence);
  terminal.seen_at = context.now;
  return transaction.SaveTerminal(terminal);
}

}  // namespace

absl::StatusOr<v1::SubmittedRecord> SubmitRecord(const Context& context,
                                                 storage::Transaction& transaction,
                                                 const v1::OutboxRecord& record) {
  v1::SubmittedRecord answer;
  answer.set_sequence(record.sequence());
  // What follows a refusal stands; the refused record must not.
  const absl::Status status =
      record.sequence() < 1
          ? InvalidInput("SEQUENCE_INVALID", "sequence", "count from 1")
          : transaction.Attempt([&] { return Dispatch(context, transaction, record, answer); });
  if (!status.ok()) {
    if (!IsRefusal(status)) return status;
    answer.clear_result();
    answer.set_reason(ReasonOf(status));
    answer.set_field(FieldOf(status));
    answer.set_message(std::string(status.message()));
  }
  TESSERA_RETURN_IF_ERROR(Remember(context, transaction, record.sequence()));
  return answer;
}

}  // namespace tessera::operations
