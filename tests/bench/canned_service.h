// A service that only knows how to be followed: a snapshot of many members, made beforehand, so that
// what a till does with it can be timed.
#ifndef TESSERA_BENCH_CANNED_SERVICE_H_
#define TESSERA_BENCH_CANNED_SERVICE_H_

#include <grpcpp/server.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <string>
#include <vector>

#include "tessera/v1/program.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"

namespace tessera::bench {

// The members are those of support::MakeMember, with 10,000 points each.
class CannedService
    : public v1::SyncService::WithRawCallbackMethod_Snapshot<
          v1::SyncService::WithCallbackMethod_Watch<v1::SyncService::Service>> {
 public:
  CannedService(const v1::Program& program, int members);
  ~CannedService() override;

  // Empty if it does not listen.
  std::string address() const { return address_; }

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Snapshot(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* request) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;

 private:
  std::vector<grpc::ByteBuffer> parts_;  // of the snapshot
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_CANNED_SERVICE_H_
