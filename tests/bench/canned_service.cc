#include "canned_service.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>

#include "tessera/base/clock.h"
#include "tessera/base/identifier.h"
#include "tessera/base/random.h"
#include "tessera/base/secret.h"
#include "tessera/support/test_service.h"

namespace tessera::bench {
namespace {

constexpr int kBatch = 1'000;
constexpr char kCursor[] = "canned";

grpc::ByteBuffer Packed(const v1::SnapshotResponse& part) {
  const grpc::Slice slice(part.SerializeAsString());
  return {&slice, 1};
}

v1::CachedMember MakeCached(int number, const SecretKey& key) {
  v1::CachedMember cached;
  v1::Member& member = *cached.mutable_member();
  member.set_member_id(support::MakeMember(number, 0).member_id());
  member.set_account_id(member.member_id());
  member.set_masked_name("Anna K.");
  member.set_balance_points(10'000);
  member.set_status(v1::MEMBER_STATUS_ACTIVE);
  member.set_as_of_us(SystemClock().Now().us);
  const Identifier card{IdentifierKind::kCard, support::CardOf(number)};
  cached.add_identifier_hashes(std::string(HashBytes(HashIdentifier(key, card))));
  return cached;
}

class Sending final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit Sending(const std::vector<grpc::ByteBuffer>& parts) : parts_(parts) { Next(); }

  void OnWriteDone(bool ok) override {
    if (ok) {
      Next();
    } else {
      Finish(grpc::Status::CANCELLED);
    }
  }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (next_ == parts_.size()) {
      Finish(grpc::Status::OK);
    } else {
      StartWrite(&parts_[next_++]);
    }
  }

  const std::vector<grpc::ByteBuffer>& parts_;
  size_t next_ = 0;
};

// Nothing changes: one response, then silence until the till goes away.
class Silence final : public grpc::ServerWriteReactor<v1::WatchResponse> {
 public:
  Silence() {
    response_.set_cursor(kCursor);
    response_.set_as_of_us(SystemClock().Now().us);
    StartWrite(&response_);
  }
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 private:
  v1::WatchResponse response_;
};

}  // namespace

CannedService::CannedService(const v1::Program& program, int members) {
  SecretKey key;
  SystemRandom().Fill(key.data(), key.size());
  v1::SnapshotResponse part;
  v1::SnapshotHeader& header = *part.mutable_header();
  header.set_cursor(kCursor);
  header.mutable_program()->set_version(1);
  *header.mutable_program()->mutable_program() = program;
  header.set_identifier_key(key.data(), key.size());
  header.set_members(members);
  parts_.push_back(Packed(part));
  for (int first = 0; first < members; first += kBatch) {
    part.Clear();
    for (int number = first; number < std::min(first + kBatch, members); ++number) {
      *part.mutable_batch()->add_members() = MakeCached(number, key);
    }
    parts_.push_back(Packed(part));
  }
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  if (server_ != nullptr && port != 0) address_ = "127.0.0.1:" + std::to_string(port);
}

CannedService::~CannedService() {
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* CannedService::Snapshot(grpc::CallbackServerContext*,
                                                                    const grpc::ByteBuffer*) {
  return new Sending(parts_);
}

grpc::ServerWriteReactor<v1::WatchResponse>* CannedService::Watch(grpc::CallbackServerContext*,
                                                                  const v1::WatchRequest*) {
  return new Silence;
}

}  // namespace tessera::bench
