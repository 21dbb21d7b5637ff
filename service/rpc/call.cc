#include "tessera/rpc/call.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tessera/base/status.h"
#include "tessera/rpc/status_mapping.h"

namespace tessera::rpc {
namespace {

constexpr char kIdentityKey[] = "tessera-identity";
constexpr char kSentRequestIdKey[] = "x-request-id";
constexpr size_t kRequestIdBytes = 64;

// A caller's own id goes on through the log, so that both ends can be laid side by side; nothing else
// that it might write there does.
std::string RequestIdOf(const grpc::CallbackServerContext& context, Random& random) {
  const auto sent = context.client_metadata().find(kSentRequestIdKey);
  if (sent != context.client_metadata().end()) {
    const std::string id(sent->second.data(), sent->second.size());
    const bool is_plain = std::all_of(id.begin(), id.end(), [](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    });
    if (!id.empty() && id.size() <= kRequestIdBytes && is_plain) return id;
  }
  return absl::StrFormat("%016x", random.Next64());
}

std::string NameOf(const Identity& identity) {
  return identity.role == Role::kTerminal
             ? absl::StrCat("terminal/", identity.store_id, "/", identity.terminal_id)
             : absl::StrCat("hq/", identity.name);
}

}  // namespace

absl::Status QueueFull() {
  return MakeError(absl::StatusCode::kResourceExhausted, "QUEUE_FULL", "",
                   "the service has too much to do; try again in a moment");
}

absl::Status Stopping() {
  return MakeError(absl::StatusCode::kUnavailable, "STOPPING", "",
                   "the service is being stopped; try again");
}

Call::Call(Front& front, const Method& method, grpc::CallbackServerContext& context)
    : front_(front),
      method_(method),
      context_(context),
      begun_at_(front.clock.Monotonic()),
      request_id_(RequestIdOf(context, front.random)) {
  front_.running.Enter();
}

Call::~Call() { front_.running.Leave(); }

absl::StatusOr<Identity> Call::Authenticate() const {
  if (front_.options.plain_text) {
    const auto& metadata = context_.client_metadata();
    const auto found = metadata.find(kIdentityKey);
    if (found == metadata.end()) return ParsePlainIdentity("");
    return ParsePlainIdentity(absl::string_view(found->second.data(), found->second.size()));
  }
  const std::vector<grpc::string_ref> subjects =
      context_.auth_context()->FindPropertyValues(GRPC_X509_SUBJECT_PROPERTY_NAME);
  if (subjects.size() != 1) {
    return MakeError(absl::StatusCode::kUnauthenticated, "IDENTITY_INVALID", "",
                     "call with a client certificate of this chain's authority");
  }
  return ParseSubject(absl::string_view(subjects[0].data(), subjects[0].size()));
}

absl::Status Call::Admit() {
  TESSERA_ASSIGN_OR_RETURN(const Identity identity, Authenticate());
  caller_name_ = NameOf(identity);
  role_ = identity.role;
  caller_.is_terminal = identity.role == Role::kTerminal;
  caller_.store_id = identity.store_id;
  caller_.terminal_id = identity.terminal_id;
  caller_.principal = caller_name_;
  if (!MayCall(identity.role, method_)) {
    return MakeError(absl::StatusCode::kPermissionDenied, "ROLE_REQUIRED", "",
                     absl::StrCat(method_.name, " asks for the role ", RoleName(method_.least),
                                  "; this caller has ", RoleName(identity.role)));
  }
  if (caller_.is_terminal) {
    front_.presence.Note(caller_.store_id, caller_.terminal_id, front_.clock.Now());
  }
  if (front_.stopping) return Stopping();
  return CheckAlive();
}

absl::Status Call::CheckCaller(absl::string_view until) const {
  if (context_.deadline() <= std::chrono::system_clock::now()) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", "",
                     absl::StrCat("the deadline passed before the work ", until));
  }
  if (context_.IsCancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "",
                     absl::StrCat("the caller gave up before the work ", until));
  }
  return absl::OkStatus();
}

absl::Status Call::CheckAlive() const { return CheckCaller("began; nothing was changed"); }

absl::Status Call::CheckTerminal(absl::string_view store_id, absl::string_view terminal_id) const {
  if (!caller_.is_terminal) return absl::OkStatus();
  const bool same_store = store_id == caller_.store_id;
  if (same_store && terminal_id == caller_.terminal_id) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "TERMINAL_MISMATCH",
                   same_store ? "terminal_id" : "store_id",
                   "a terminal may only speak for itself: send the store and the terminal of its "
                   "certificate");
}

operations::Context Call::NewContext() const {
  return operations::Context{front_.clock.Now(), front_.random, front_.secrets, front_.programs,
                             caller_, [this] {
                               if (front_.stopping) return Stopping();
                               return CheckCaller("was done; what was done stays, ask again for the rest");
                             }};
}

absl::Status Call::CheckRole(Role least) const {
  if (role_ >= least) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "ROLE_REQUIRED", "",
                   absl::StrCat("what is asked for asks for the role ", RoleName(least),
                                "; this caller has ", RoleName(role_)));
}

void Call::TellItem(const std::string& item, const absl::Status& outcome) const {
  const bool comes_again = absl::IsAborted(outcome) || absl::IsCancelled(outcome) ||
                           absl::IsUnavailable(outcome) || absl::IsResourceExhausted(outcome) ||
                           absl::IsDeadlineExceeded(outcome);
  if (outcome.ok() || comes_again || !front_.options.on_item) return;
  ItemRecord record;
  record.request_id = request_id_;
  record.method = method_.name;
  record.caller = caller_name_;
  record.item = item;
  record.is_fault = absl::IsInternal(outcome) || absl::IsDataLoss(outcome);
  record.reason = ReasonOf(outcome);
  record.field = FieldOf(outcome);
  record.message = std::string(outcome.message());
  front_.options.on_item(record);
}

grpc::Status Call::Close(const absl::Status& outcome) {
  WireStatus wire = ToWire(outcome, request_id_);
  for (auto& [key, value] : wire.trailing_metadata) {
    context_.AddTrailingMetadata(key, std::move(value));
  }
  Log(outcome);
  return std::move(wire.status);
}

void Call::Log(const absl::Status& outcome) const {
  if (!front_.options.on_call) return;
  CallRecord record;
  record.request_id = request_id_;
  record.method = method_.name;
  record.caller = caller_name_;
  record.code = absl::StatusCodeToString(outcome.code());
  if (!outcome.ok()) {
    record.reason = ReasonOf(outcome);
    record.field = FieldOf(outcome);
  }
  if (outcome.code() == absl::StatusCode::kInternal) record.fault = std::string(outcome.message());
  record.took = Duration{front_.clock.Monotonic().us - begun_at_.us};
  front_.options.on_call(record);
}

}  // namespace tessera::rpc
