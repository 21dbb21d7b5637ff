#include <boost/test/unit_test.hpp>

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/plugin/remote/grpc_service.h"
#include "tessera/v1/sync_service.grpc.pb.h"

using namespace tessera;

namespace {

// Sends so many parts of a snapshot, then nothing more; of an older version, which has no Ping.
class SilentService final : public v1::SyncService::Service {
 public:
  explicit SilentService(bool ends) : ends_(ends) {}

  grpc::Status Snapshot(grpc::ServerContext* context, const v1::SnapshotRequest*,
                        grpc::ServerWriter<v1::SnapshotResponse>* writer) override {
    v1::SnapshotResponse part;
    part.mutable_header()->set_cursor("c");
    writer->Write(part);
    part.mutable_batch()->add_members();
    writer->Write(part);
    while (!ends_ && !context->IsCancelled()) std::this_thread::yield();
    cancelled_ = context->IsCancelled();
    return grpc::Status::OK;
  }
  bool cancelled() const { return cancelled_; }

 private:
  const bool ends_;
  std::atomic<bool> cancelled_{false};
};

struct Server {
  explicit Server(bool ends) : service(ends) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    server = builder.BuildAndStart();
    plugin::Endpoint endpoint;
    endpoint.server = absl::StrCat("127.0.0.1:", port);
    endpoint.insecure = true;
    endpoint.store_id = "store-1";
    endpoint.terminal_id = "till-1";
    remote = plugin::MakeGrpcService(endpoint).value();
  }

  SilentService service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<plugin::Service> remote;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_snapshot_of_which_nothing_more_comes_ends_as_a_link_failure) {
  Server server(/*ends=*/false);
  int parts = 0;
  const absl::Status ended =
      server.remote->Snapshot({}, Milliseconds(300), [&](const v1::SnapshotResponse&) {
        ++parts;
        return absl::OkStatus();
      });
  BOOST_TEST(parts == 2);
  BOOST_TEST(plugin::IsLinkFailure(ended));
  server.server->Shutdown();
  BOOST_TEST(server.service.cancelled());
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_comes_in_time_ends_well) {
  Server server(/*ends=*/true);
  int parts = 0;
  const absl::Status ended =
      server.remote->Snapshot({}, Seconds(20), [&](const v1::SnapshotResponse&) {
        ++parts;
        return absl::OkStatus();
      });
  BOOST_TEST(parts == 2);
  BOOST_TEST(ended.ok(), ended.ToString());
}

BOOST_AUTO_TEST_CASE(a_till_that_wants_no_more_of_a_snapshot_ends_it) {
  Server server(/*ends=*/false);
  const absl::Status ended =
      server.remote->Snapshot({}, Seconds(20), [&](const v1::SnapshotResponse&) {
        return InvalidInput("SNAPSHOT_INVALID", "", "the test says so");
      });
  BOOST_TEST(ReasonOf(ended) == "SNAPSHOT_INVALID");
}

BOOST_AUTO_TEST_CASE(shutdown_ends_a_snapshot_however_patient_it_is) {
  Server server(/*ends=*/false);
  const absl::Status ended =
      server.remote->Snapshot({}, Duration{}, [&](const v1::SnapshotResponse& part) {
        if (part.has_batch()) server.remote->Shutdown();
        return absl::OkStatus();
      });
  BOOST_TEST(plugin::IsLinkFailure(ended));
}

BOOST_AUTO_TEST_CASE(an_older_service_that_knows_no_ping_is_there_all_the_same) {
  Server server(/*ends=*/true);
  const auto answer = server.remote->Ping({}, Seconds(20));
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->as_of_us() == 0);
  server.server->Shutdown();
  BOOST_TEST(plugin::IsLinkFailure(server.remote->Ping({}, Seconds(20)).status()));
}
