// The baseline: a gRPC server that reads a message and answers with one of a given size.
#ifndef TESSERA_BENCH_ECHO_H_
#define TESSERA_BENCH_ECHO_H_

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>

#include <atomic>
#include <memory>
#include <string>

namespace tessera::bench {

// Takes any method. Callback API like the service, on gRPC's own threads, nothing else.
class EchoServer : public grpc::CallbackGenericService {
 public:
  // Listens on a free port of 127.0.0.1; address() is empty if that failed.
  EchoServer();
  ~EchoServer() override;

  std::string address() const { return address_; }
  // For calls from now on.
  void AnswerWith(size_t bytes) { response_bytes_ = bytes; }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override;

 private:
  std::atomic<size_t> response_bytes_{0};
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_ECHO_H_
