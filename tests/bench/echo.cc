#include "echo.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <utility>

namespace tessera::bench {

EchoServer::EchoServer() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  if (server_ != nullptr && port != 0) address_ = "127.0.0.1:" + std::to_string(port);
}

EchoServer::~EchoServer() {
  if (server_ != nullptr) server_->Shutdown();
}

Target EchoServer::Like(const Target& target) const {
  Target echo = target;
  echo.channel = Connect(address_);
  echo.method = "/tessera.bench.EchoService/Echo";
  echo.request = [request = target.request](uint64_t number) {
    EchoRequest message;
    message.set_payload(request(number));
    return message.SerializeAsString();
  };
  return echo;
}

grpc::ServerUnaryReactor* EchoServer::Echo(grpc::CallbackServerContext* context,
                                           const EchoRequest*, EchoResponse* response) {
  response->set_payload(std::string(response_bytes_, 'e'));
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

}  // namespace tessera::bench
