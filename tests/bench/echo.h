// The baseline: a plain gRPC service that takes a message and answers with one of a given size.
#ifndef TESSERA_BENCH_ECHO_H_
#define TESSERA_BENCH_ECHO_H_

#include <grpcpp/server.h>

#include <atomic>
#include <memory>
#include <string>

#include "echo.grpc.pb.h"
#include "load.h"

namespace tessera::bench {

// Generated code and the callback API, like the service; it answers where it is called.
class EchoServer : public EchoService::CallbackService {
 public:
  // Listens on a free port of 127.0.0.1; address() is empty if that failed.
  EchoServer();
  ~EchoServer() override;

  std::string address() const { return address_; }
  // For calls from now on.
  void AnswerWith(size_t bytes) { response_bytes_ = bytes; }
  // Calls with the same bytes and metadata, on a connection of its own.
  Target Like(const Target& target) const;

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override;

 private:
  std::atomic<size_t> response_bytes_{0};
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_ECHO_H_
