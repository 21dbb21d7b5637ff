#include "tessera/plugin/remote/grpc_service.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/plugin/remote/late_calls.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"

namespace tessera::plugin {
namespace {

constexpr int kReceiveBytes = 4 * 1024 * 1024;
constexpr int kSendBytes = 1024 * 1024;  // what the service takes

std::string Trailing(const grpc::ClientContext& context, const char* key) {
  const auto& metadata = context.GetServerTrailingMetadata();
  const auto found = metadata.find(key);
  return found == metadata.end() ? std::string()
                                 : std::string(found->second.data(), found->second.size());
}

// What gRPC reports itself carries no reason of ours: then the service's word did not arrive.
absl::Status FromGrpc(const grpc::Status& status, const grpc::ClientContext& context) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  const std::string reason = Trailing(context, "tessera-reason");
  if (reason.empty()) return ServiceAway(code, status.error_message());
  return MakeError(code, reason, Trailing(context, "tessera-field"), status.error_message());
}

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  // A till's environment is not ours: a proxy for browsers must not swallow the checkout.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // Also the time that a handshake may take, of about four round trips.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 2'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  // The service allows a ping every 10 s.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetMaxReceiveMessageSize(kReceiveBytes);
  arguments.SetMaxSendMessageSize(kSendBytes);
  arguments.SetCompressionAlgorithm(GRPC_COMPRESS_NONE);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // Two plugins in one process must not share a connection, nor its fate.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

void SetDeadline(grpc::ClientContext& context, Duration timeout) {
  // gRPC turns this into a monotonic deadline at once: a clock that is set does no harm.
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::microseconds(timeout.us));
}

// How much longer a call goes on for which nobody waits any more.
constexpr Duration kGrace = Seconds(2);

class GrpcService final : public Service {
 public:
  GrpcService(std::shared_ptr<grpc::Channel> channel, std::string plain_identity)
      : sales_(v1::SaleService::NewStub(channel)),
        sync_(v1::SyncService::NewStub(channel)),
        plain_identity_(std::move(plain_identity)) {}
  ~GrpcService() override { GrpcService::Shutdown(); }

  absl::StatusOr<v1::IdentifyResponse> Identify(const v1::IdentifyRequest& request,
                                                Duration timeout) override {
    return CallOnLate<v1::IdentifyResponse>(
        *sales_, &v1::SaleService::Stub::AsyncIdentify, request, timeout,
        [this](const v1::IdentifyResponse& late) { Tell(late.member()); });
  }
  absl::StatusOr<v1::QuoteResponse> Quote(const v1::QuoteRequest& request,
                                          Duration timeout) override {
    return CallOnLate<v1::QuoteResponse>(
        *sales_, &v1::SaleService::Stub::AsyncQuote, request, timeout,
        [this](const v1::QuoteResponse& late) { Tell(late.member()); });
  }
  absl::StatusOr<v1::RedeemResponse> Redeem(const v1::RedeemRequest& request,
                                            Duration timeout) override {
    return Call<v1::RedeemResponse>(*sales_, &v1::SaleService::Stub::Redeem, request, timeout);
  }
  absl::StatusOr<v1::CommitResponse> Commit(const v1::CommitRequest& request,
                                            Duration timeout) override {
    return CallOnLate<v1::CommitResponse>(
        *sales_, &v1::SaleService::Stub::AsyncCommit, request, timeout,
        [this](const v1::CommitResponse& late) { Tell(late.result()); });
  }
  absl::StatusOr<v1::CancelResponse> Cancel(const v1::CancelRequest& request,
                                            Duration timeout) override {
    return Call<v1::CancelResponse>(*sales_, &v1::SaleService::Stub::Cancel, request, timeout);
  }
  absl::StatusOr<v1::RefundResponse> Refund(const v1::RefundRequest& request,
                                            Duration timeout) override {
    return Call<v1::RefundResponse>(*sales_, &v1::SaleService::Stub::Refund, request, timeout);
  }
  absl::StatusOr<v1::EnrolResponse> Enrol(const v1::EnrolRequest& request,
                                          Duration timeout) override {
    return Call<v1::EnrolResponse>(*sales_, &v1::SaleService::Stub::Enrol, request, timeout);
  }
  absl::StatusOr<v1::SubmitRecordsResponse> SubmitRecords(const v1::SubmitRecordsRequest& request,
                                                          Duration timeout) override {
    return Call<v1::SubmitRecordsResponse>(*sync_, &v1::SyncService::Stub::SubmitRecords, request,
                                           timeout);
  }

  absl::StatusOr<v1::PingResponse> Ping(const v1::PingRequest& request,
                                        Duration timeout) override {
    auto answer =
        Call<v1::PingResponse>(*sync_, &v1::SyncService::Stub::Ping, request, timeout);
    if (answer.status().code() == absl::StatusCode::kUnimplemented) return v1::PingResponse();
    return answer;
  }

  absl::Status Snapshot(const v1::SnapshotRequest& request, Duration patience,
                        const SnapshotSink& sink) override {
    PendingCall stream;
    const Registration registration(*this, stream.context());
    WaitForLink(stream.context());
    absl::Status kept;
    const auto more = [&] {
      if (patience.us > 0 && !stream.EndsWithin(patience)) {
        kept = ServiceAway(absl::StatusCode::kDeadlineExceeded, "nothing came for too long");
        stream.context().TryCancel();
      }
      return stream.Good() && kept.ok();
    };
    const auto reader =
        sync_->AsyncSnapshot(&stream.context(), request, stream.queue(), stream.tag());
    v1::SnapshotResponse response;
    for (bool goes_on = more(); goes_on; goes_on = kept.ok()) {
      reader->Read(&response, stream.tag());
      if (!more()) break;
      kept = sink(response);
    }
    if (!kept.ok()) stream.context().TryCancel();
    grpc::Status status;
    reader->Finish(&status, stream.tag());
    stream.Good();
    return kept.ok() ? FromGrpc(status, stream.context()) : kept;
  }
  absl::Status Watch(const v1::WatchRequest& request, Duration timeout,
                     const WatchSink& sink) override {
    grpc::ClientContext context;
    if (timeout.us > 0) SetDeadline(context, timeout);
    const Registration registration(*this, context);
    WaitForLink(context);
    return Drain<v1::WatchResponse>(context, sync_->Watch(&context, request), sink);
  }

  void OnLate(LateSink sink) override {
    std::lock_guard<std::mutex> lock(sink_mutex_);
    late_sink_ = std::move(sink);
  }

  void Shutdown() override {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    for (grpc::ClientContext* context : calls_) context->TryCancel();
  }

 private:
  // Makes a call known to Shutdown for as long as it lasts.
  class Registration {
   public:
    Registration(GrpcService& service, grpc::ClientContext& context)
        : service_(service), context_(context) {
      if (!service.plain_identity_.empty()) {
        context.AddMetadata("tessera-identity", service.plain_identity_);
      }
      context.set_wait_for_ready(false);
      std::lock_guard<std::mutex> lock(service_.mutex_);
      service_.calls_.insert(&context_);
      if (service_.stopped_) context_.TryCancel();
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    ~Registration() {
      std::lock_guard<std::mutex> lock(service_.mutex_);
      service_.calls_.erase(&context_);
    }

   private:
    GrpcService& service_;
    grpc::ClientContext& context_;
  };

  // A client connects only while one of its calls waits: calls that fail at once on a lost link never
  // get as far as the handshake. The background's calls wait, and so bring the link back for all.
  static void WaitForLink(grpc::ClientContext& context) { context.set_wait_for_ready(true); }

  template <typename Response, typename Stub, typename Method, typename Request>
  absl::StatusOr<Response> Call(Stub& stub, Method method, const Request& request,
                                Duration timeout) {
    grpc::ClientContext context;
    SetDeadline(context, timeout);
    const Registration registration(*this, context);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status, context);
    return response;
  }

  // A call with one answer, which says what to do with it where it comes too late.
  template <typename Response>
  class UnaryCall final : public PendingCall {
   public:
    UnaryCall(GrpcService& service, std::function<void(const Response&)> tell)
        : registration_(service, context()), tell_(std::move(tell)) {}
    ~UnaryCall() override { Abandon(); }

    template <typename Stub, typename Method, typename Request>
    void Begin(Stub& stub, Method method, const Request& request) {
      reader_ = (stub.*method)(&context(), request, queue());
      reader_->Finish(&response_, &status_, tag());
    }
    void Tell() override {
      if (status_.ok()) tell_(response_);
    }
    absl::StatusOr<Response> Answer() {
      if (!status_.ok()) return FromGrpc(status_, context());
      return std::move(response_);
    }

   private:
    const Registration registration_;
    const std::function<void(const Response&)> tell_;
    Response response_;
    grpc::Status status_;
    std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> reader_;
  };

  template <typename Response, typename Stub, typename Method, typename Request, typename Late>
  absl::StatusOr<Response> CallOnLate(Stub& stub, Method method, const Request& request,
                                      Duration timeout, Late&& late) {
    auto call = std::make_unique<UnaryCall<Response>>(*this, std::forward<Late>(late));
    SetDeadline(call->context(), {timeout.us + kGrace.us});
    call->Begin(stub, method, request);
    if (call->EndsWithin(timeout)) return call->Answer();
    late_calls_.Take(std::move(call));
    return ServiceAway(absl::StatusCode::kDeadlineExceeded, "the service takes too long");
  }

  void Tell(const v1::Member& member) {
    std::lock_guard<std::mutex> lock(sink_mutex_);
    if (late_sink_.member && !member.member_id().empty()) late_sink_.member(member);
  }
  void Tell(const v1::SaleResult& sale) {
    std::lock_guard<std::mutex> lock(sink_mutex_);
    if (late_sink_.sale) late_sink_.sale(sale);
  }

  template <typename Response, typename Reader, typename Sink>
  static absl::Status Drain(grpc::ClientContext& context, Reader reader, const Sink& sink) {
    Response response;
    absl::Status kept;
    while (kept.ok() && reader->Read(&response)) kept = sink(response);
    if (!kept.ok()) context.TryCancel();
    const grpc::Status status = reader->Finish();
    return kept.ok() ? FromGrpc(status, context) : kept;
  }

  std::unique_ptr<v1::SaleService::Stub> sales_;
  std::unique_ptr<v1::SyncService::Stub> sync_;
  const std::string plain_identity_;
  std::mutex mutex_;
  bool stopped_ = false;
  std::set<grpc::ClientContext*> calls_;
  std::mutex sink_mutex_;  // held while the sink is told
  LateSink late_sink_;
  // Last: its calls use what is above.
  LateCalls late_calls_;
};

}  // namespace

bool IsLoopback(absl::string_view server) {
  const absl::string_view host = server.substr(0, server.rfind(':'));
  return host == "localhost" || host == "[::1]" ||
         (absl::StartsWith(host, "127.") &&
          host.find_first_not_of("0123456789.") == absl::string_view::npos);
}

absl::StatusOr<std::unique_ptr<Service>> MakeGrpcService(const Endpoint& endpoint) {
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  std::string plain_identity;
  if (endpoint.insecure) {
    if (!IsLoopback(endpoint.server)) {
      return InvalidInput("CONFIG_INVALID", "server",
                          "plain text goes to a loopback address only; set up certificates");
    }
    credentials = grpc::InsecureChannelCredentials();
    plain_identity = absl::StrCat("terminal/", endpoint.store_id, "/", endpoint.terminal_id);
  } else {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = endpoint.ca;
    options.pem_cert_chain = endpoint.certificate;
    options.pem_private_key = endpoint.key;
    credentials = grpc::SslCredentials(options);
  }
  return std::make_unique<GrpcService>(
      grpc::CreateCustomChannel(endpoint.server, credentials, Arguments()),
      std::move(plain_identity));
}

}  // namespace tessera::plugin
