#include "echo.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

namespace tessera::bench {
namespace {

class Echo : public grpc::ServerGenericBidiReactor {
 public:
  explicit Echo(size_t response_bytes) : response_(std::string(response_bytes, 'e')) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no request"));
      return;
    }
    const grpc::Slice slice(response_);
    answer_ = grpc::ByteBuffer(&slice, 1);
    StartWriteAndFinish(&answer_, {}, grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  const std::string response_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer answer_;
};

}  // namespace

EchoServer::EchoServer() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  if (server_ != nullptr && port != 0) address_ = "127.0.0.1:" + std::to_string(port);
}

EchoServer::~EchoServer() {
  if (server_ != nullptr) server_->Shutdown();
}

grpc::ServerGenericBidiReactor* EchoServer::CreateReactor(grpc::GenericCallbackServerContext*) {
  return new Echo(response_bytes_);
}

}  // namespace tessera::bench
