#include <boost/test/unit_test.hpp>

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/plugin/remote/grpc_service.h"
#include "tessera/v1/sale_service.grpc.pb.h"

using namespace tessera;

namespace {

constexpr std::chrono::seconds kPatience(20);
constexpr Duration kSoon = Milliseconds(30);

// Answers when it is let.
class SlowService final : public v1::SaleService::Service {
 public:
  void Let() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      let_ = true;
    }
    changed_.notify_all();
  }

  grpc::Status Identify(grpc::ServerContext* context, const v1::IdentifyRequest* request,
                        v1::IdentifyResponse* response) override {
    response->mutable_member()->set_member_id(request->identifier().value());
    return Wait(*context);
  }
  grpc::Status Commit(grpc::ServerContext* context, const v1::CommitRequest* request,
                      v1::CommitResponse* response) override {
    response->mutable_result()->set_sale_id(request->sale().sale_id());
    const grpc::Status waited = Wait(*context);
    if (request->sale().sale_id() != "refused") return waited;
    context->AddTrailingMetadata("tessera-reason", "QUOTE_CHANGED");
    return {grpc::StatusCode::FAILED_PRECONDITION, "the quote changed"};
  }

 private:
  grpc::Status Wait(grpc::ServerContext& context) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!let_ && !context.IsCancelled()) {
      changed_.wait_for(lock, std::chrono::milliseconds(5));
    }
    return grpc::Status::OK;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool let_ = false;
};

struct Fixture {
  Fixture() {
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
    remote->OnLate({[this](const v1::Member& one) { member.set_value(one.member_id()); },
                    [this](const v1::SaleResult& one) { sale.set_value(one.sale_id()); }});
  }

  bool IsLate(const std::string& card) {
    v1::IdentifyRequest request;
    request.mutable_identifier()->set_value(card);
    const auto answer = remote->Identify(request, kSoon);
    return plugin::IsLinkFailure(answer.status()) &&
           answer.status().code() == absl::StatusCode::kDeadlineExceeded;
  }

  SlowService service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<plugin::Service> remote;
  std::promise<std::string> member;
  std::promise<std::string> sale;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_answer_that_comes_after_the_deadline_is_told_to_the_sink, Fixture) {
  BOOST_TEST(IsLate("m1"));
  auto heard = member.get_future();
  BOOST_TEST((heard.wait_for(std::chrono::milliseconds(1)) == std::future_status::timeout));
  service.Let();
  BOOST_REQUIRE((heard.wait_for(kPatience) == std::future_status::ready));
  BOOST_TEST(heard.get() == "m1");
  // One that is in time is the caller's alone: the promise would be kept twice.
  v1::IdentifyRequest request;
  request.mutable_identifier()->set_value("m2");
  BOOST_TEST(remote->Identify(request, Seconds(20))->member().member_id() == "m2");
}

BOOST_FIXTURE_TEST_CASE(a_late_commit_is_told_and_a_late_refusal_is_not, Fixture) {
  for (const char* sale_id : {"refused", "s1"}) {
    v1::CommitRequest request;
    request.mutable_sale()->set_sale_id(sale_id);
    BOOST_TEST(plugin::IsLinkFailure(remote->Commit(request, kSoon).status()));
  }
  service.Let();
  auto heard = sale.get_future();
  BOOST_REQUIRE((heard.wait_for(kPatience) == std::future_status::ready));
  BOOST_TEST(heard.get() == "s1");
}

BOOST_FIXTURE_TEST_CASE(what_is_under_way_ends_with_the_plugin_and_is_told_nobody, Fixture) {
  // More than go on at once: the rest is cut off.
  for (int i = 0; i < 40; ++i) BOOST_TEST(IsLate("m1"));
  remote->OnLate({});
  remote->Shutdown();
  remote.reset();
  auto heard = member.get_future();
  BOOST_TEST((heard.wait_for(std::chrono::milliseconds(0)) == std::future_status::timeout));
  server->Shutdown();
}
