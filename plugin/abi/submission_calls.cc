#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "tessera/plugin/abi/calls.h"
#include "tessera/plugin/abi/handles.h"
#include "tessera/plugin/abi/requests.h"
#include "tessera/plugin/abi/structs.h"

namespace tessera::plugin {
namespace {

using Job = Submissions::Job;
using SaleWork = std::function<absl::StatusOr<AnswerHandle>(Sale&, Duration)>;

absl::StatusOr<AnswerHandle> Handed(absl::StatusOr<Answer> answer) {
  if (!answer.ok()) return answer.status();
  return MakeAnswer(*std::move(answer));
}

absl::StatusOr<AnswerHandle> Handed(absl::StatusOr<ScanAnswer> scan) {
  if (!scan.ok()) return scan.status();
  return MakeAnswer(*std::move(scan));
}

Job OnSale(const tessera_request& request, Duration patience, SaleWork work) {
  Job job;
  job.sale = request.sale->open;
  job.patience = patience;
  job.work = [sale = job.sale, work = std::move(work)](
                 Duration left) -> absl::StatusOr<AnswerHandle> {
    AnswerHandle answer;
    TESSERA_RETURN_IF_ERROR(sale->Run([&](Sale& on) -> absl::Status {
      TESSERA_ASSIGN_OR_RETURN(answer, work(on, left));
      return absl::OkStatus();
    }));
    return answer;
  };
  return job;
}

absl::StatusOr<Job> OfScan(const tessera_request& request, Duration patience, int64_t kind) {
  TESSERA_ASSIGN_OR_RETURN(Presented given, ReadPresented(kind, request.text, "text"));
  return OnSale(request, patience, [given = std::move(given)](Sale& on, Duration left) {
    return Handed(given.kind.has_value() ? on.SetMember(*given.kind, given.text, left)
                                         : on.Scan(given.text, left));
  });
}

absl::StatusOr<Job> OfSale(const tessera_request& request, const Instance& instance,
                           Duration patience) {
  switch (request.operation) {
    case TESSERA_OPERATION_SALE_SCAN: return OfScan(request, patience, TESSERA_IDENTIFIER_SCAN);
    case TESSERA_OPERATION_SALE_SET_MEMBER:
      return OfScan(request, patience, request.identifier_kind);
    case TESSERA_OPERATION_SALE_QUOTE:
      return OnSale(request, patience,
                    [](Sale& on, Duration left) { return Handed(on.Quote(left)); });
    case TESSERA_OPERATION_SALE_REDEEM:
      return OnSale(request, patience, [points = request.points](Sale& on, Duration left) {
        return Handed(on.Redeem(Points(points), left));
      });
    case TESSERA_OPERATION_SALE_COMMIT: {
      TESSERA_ASSIGN_OR_RETURN(Receipt receipt,
                               ReadReceipt(request.fiscal, instance.clock().Now()));
      return OnSale(request, patience,
                    [receipt = std::move(receipt)](Sale& on, Duration left) {
                      return Handed(on.Commit(receipt, left));
                    });
    }
    default:
      return OnSale(request, patience, [](Sale& on, Duration) -> absl::StatusOr<AnswerHandle> {
        TESSERA_RETURN_IF_ERROR(on.Cancel());
        return AnswerHandle();
      });
  }
}

Job Outside(Duration patience, std::function<absl::StatusOr<Answer>(Duration)> work) {
  Job job;
  job.patience = patience;
  job.work = [work = std::move(work)](Duration left) { return Handed(work(left)); };
  return job;
}

absl::StatusOr<Job> OfRefund(const tessera_request& request, Instance& instance, Wait wait) {
  TESSERA_ASSIGN_OR_RETURN(RefundRequest refund,
                           ReadRefund(request.refund, instance.clock().Now()));
  const Wait own = refund.wait;
  const Duration patience =
      wait.value_or(own.value_or(instance.till().options().commit_deadline));
  return Outside(patience, [&instance, refund = std::move(refund)](Duration left) {
    return BookRefund(instance.till(), refund, left);
  });
}

absl::StatusOr<Job> OfEnrolment(const tessera_request& request, Instance& instance, Wait wait) {
  TESSERA_ASSIGN_OR_RETURN(EnrolmentRequest given, ReadEnrolment(request.enrolment));
  const Duration patience =
      wait.value_or(given.wait.value_or(instance.till().options().deadline));
  return Outside(patience, [&instance, given = std::move(given)](Duration left) {
    return instance.till().Enrol(given.enrolment, left);
  });
}

absl::StatusOr<Job> OfCard(const tessera_request& request, Instance& instance, Wait wait) {
  TESSERA_ASSIGN_OR_RETURN(Presented card,
                           ReadPresented(request.identifier_kind, request.text, "text"));
  return Outside(instance.till().Patience(wait),
                 [&instance, card = std::move(card)](Duration left) {
                   return instance.till().CustomerCard(card, left);
                 });
}

absl::StatusOr<Job> ReadJob(const tessera_request& request, Instance& instance) {
  TESSERA_ASSIGN_OR_RETURN(const Wait wait, ReadWait(request.deadline_ms, "deadline_ms"));
  switch (request.operation) {
    case TESSERA_OPERATION_REFUND: return OfRefund(request, instance, wait);
    case TESSERA_OPERATION_ENROL: return OfEnrolment(request, instance, wait);
    case TESSERA_OPERATION_CUSTOMER_CARD: return OfCard(request, instance, wait);
    default: break;
  }
  if (request.operation < TESSERA_OPERATION_SALE_SCAN ||
      request.operation > TESSERA_OPERATION_CUSTOMER_CARD) {
    return InvalidInput("OPERATION_UNKNOWN", "operation", "must be of tessera_operation");
  }
  if (request.sale == nullptr) return HandleMissing("sale");
  const OpenSale& sale = *request.sale->open;
  if (&sale.instance() != &instance) {
    return InvalidInput("HANDLE_INVALID", "sale", "is another plugin's");
  }
  const bool commit = request.operation == TESSERA_OPERATION_SALE_COMMIT;
  const Wait own = wait.has_value() ? wait : commit ? sale.commit_wait : sale.wait;
  const TillOptions& usual = instance.till().options();
  return OfSale(request, instance, own.value_or(commit ? usual.commit_deadline : usual.deadline));
}

int32_t Submit(tessera_plugin* plugin, const tessera_request* request, uint64_t* ticket,
               tessera_error* error) noexcept {
  if (ticket != nullptr) *ticket = 0;
  return OnPlugin(plugin, error, [&](Instance& instance) -> absl::Status {
    TESSERA_ASSIGN_OR_RETURN(const tessera_request from, CopyIn(request, "request"));
    TESSERA_ASSIGN_OR_RETURN(Job job, ReadJob(from, instance));
    job.tag = from.tag;
    TESSERA_ASSIGN_OR_RETURN(const uint64_t given, instance.submissions().Submit(std::move(job)));
    if (ticket != nullptr) *ticket = given;
    return absl::OkStatus();
  });
}

int32_t Take(tessera_plugin* plugin, Duration timeout, tessera_completion* completion,
             tessera_error* error) noexcept {
  Submissions::Completion taken;
  const int32_t code = OnPlugin(plugin, error, [&](Instance& instance) -> absl::Status {
    TESSERA_RETURN_IF_ERROR(CopyIn(completion, "completion").status());
    // All of it, or an answer would have no owner.
    if (completion->struct_size < offsetof(tessera_completion, answer) + sizeof(void*)) {
      return InvalidInput("STRUCT_SIZE_INVALID", "completion", "is too small for an answer");
    }
    taken = instance.submissions().Take(timeout);
    return absl::OkStatus();
  });
  if (code != TESSERA_OK) return code;
  tessera_completion full{};
  full.ticket = taken.ticket;
  full.tag = taken.tag;
  full.code = taken.fault ? ReportFault(error)
                          : Guarded(
                                error,
                                [&] { return plugin->instance->till().language(); },
                                [&] { return taken.status; });
  full.answer = taken.answer.release();
  return CopyOut(full, completion);
}

int32_t Poll(tessera_plugin* plugin, tessera_completion* completion,
             tessera_error* error) noexcept {
  return Take(plugin, Duration{}, completion, error);
}

int32_t WaitFor(tessera_plugin* plugin, uint32_t timeout_ms, tessera_completion* completion,
                tessera_error* error) noexcept {
  return Take(plugin, Milliseconds(timeout_ms), completion, error);
}

int32_t WakeHandle(tessera_plugin* plugin, int64_t* handle, tessera_error* error) noexcept {
  if (handle != nullptr) *handle = -1;
  return OnPlugin(plugin, error, [&](Instance& instance) -> absl::Status {
    if (handle == nullptr) return InvalidInput("ARGUMENT_MISSING", "handle", "must not be NULL");
    *handle = instance.submissions().Handle();
    return absl::OkStatus();
  });
}

}  // namespace

void PutSubmissionCalls(tessera_api* api) {
  api->submit = Submit;
  api->poll = Poll;
  api->wait = WaitFor;
  api->wake_handle = WakeHandle;
}

}  // namespace tessera::plugin
