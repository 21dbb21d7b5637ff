#include "tessera/rpc/export.h"

#include "tessera/base/status.h"
#include "tessera/operations/export/read_export.h"
#include "tessera/rpc/call.h"
#include "tessera/rpc/keep_act.h"
#include "tessera/rpc/stream.h"
#include "tessera/rpc/unary.h"
#include "tessera/storage/transaction.h"

namespace tessera::rpc {
namespace {

// Exactly one step is under way at any time: a task on the lane or a write. So nothing is locked,
// and cancellation shows at the next step.
class ExportReactor final : public grpc::ServerWriteReactor<v1::ExportResponse> {
 public:
  ExportReactor(Front& front, grpc::CallbackServerContext& context, const v1::ExportRequest& request)
      : call_(front, kExport, context), place_(front), request_(request) {}

  void Begin() {
    absl::Status admitted = call_.Admit();
    if (admitted.ok() && request_.with_profiles()) admitted = call_.CheckRole(Role::kEditor);
    if (admitted.ok()) admitted = place_.Take();
    if (admitted.ok() && !Lane().TrySubmit([this] { SendFirst(); })) admitted = QueueFull();
    if (!admitted.ok()) End(admitted);
  }

 private:
  WorkerPool& Lane() { return call_.front().operator_lane; }

  void End(const absl::Status& outcome) {
    place_.Release();
    Finish(call_.Close(outcome));
  }

  absl::Status KeepProfilesAct() {
    if (!request_.with_profiles()) return absl::OkStatus();
    return KeepAct(call_, "Export", kWithProfiles);
  }

  void SendFirst() {
    absl::Status begun = KeepProfilesAct();
    if (begun.ok()) begun = Begun();
    if (!begun.ok()) return End(begun);
    SendPart();
  }

  absl::Status Begun() {
    return call_.front().store.Read([this](storage::ReadTransaction& transaction) {
      return Put(operations::BeginExport(call_.NewContext(), transaction, request_), &at_);
    });
  }

  // Parts of which nothing was wanted are sent, too: they say how far it is.
  void SendPart() {
    absl::Status read = call_.front().stopping ? Stopping() : call_.CheckAlive();
    if (read.ok()) {
      read = call_.front().store.Read([this](storage::ReadTransaction& transaction) {
        return Put(operations::ReadExportPart(call_.NewContext(), transaction, request_, at_), &part_);
      });
    }
    if (!read.ok()) return End(read);
    StartWrite(&part_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the reader went away"));
    if (at_.whole) return End(absl::OkStatus());
    Lane().Continue([this] { SendPart(); });
  }

  void OnDone() override { delete this; }

  Call call_;
  StreamPlace place_;
  const v1::ExportRequest& request_;
  operations::ExportPlace at_;
  v1::ExportResponse part_;
};

}  // namespace

grpc::ServerWriteReactor<v1::ExportResponse>* Export(Front& front,
                                                     grpc::CallbackServerContext* context,
                                                     const v1::ExportRequest* request) {
  auto* reactor = new ExportReactor(front, *context, *request);
  reactor->Begin();
  return reactor;
}

}  // namespace tessera::rpc
