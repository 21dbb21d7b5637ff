// The service under load, killed at random moments and started again on the same data.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <grpcpp/client_context.h>

#include "absl/strings/str_cat.h"
#include "shopper.h"
#include "tessera/program/read_program.h"
#include "tessera/support/process.h"
#include "tessera/support/test_service.h"
#include "tessera/support/tesserad.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/program_service.grpc.pb.h"

namespace tessera::kill {
namespace {

using support::Process;
using support::Tesserad;

constexpr int kShoppers = 8;
constexpr int kMembersEach = 3;
constexpr int64_t kOpeningPoints = 100'000;

constexpr char kProgram[] = R"(
program_id: kill
currency_code: RUB
currency_digits: 2
languages: [en]
time_zone: Europe/Moscow
offers:
  - {offer_id: ten-off, name: Ten off, effects: [{percent_off: {percent: 10%}}]}
  - {offer_id: points, name: Points, effects: [{earn_per_money: {per_amount: 1.00, points: 1}}]}
redemption: {points: 1, value: 1.00, maximum_share: 50%}
points_life: {lifetime_days: 30}
)";

int64_t Setting(const char* name, int64_t usual) {
  const char* const text = std::getenv(name);
  return text == nullptr ? usual : std::stoll(text);
}

void Check(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

struct Killing {
  Killing() {
    BOOST_TEST_MESSAGE("seed " << seed);
    const Tesserad running(TESSERA_TESSERAD, data);
    Publish(running.address());
    v1::ImportMembersRequest request;
    for (int i = 0; i <= kShoppers * kMembersEach; ++i) {
      *request.add_members() = support::MakeMember(i, kOpeningPoints);
      points[request.members(i).member_id()] = kOpeningPoints;
    }
    grpc::ClientContext context;
    v1::ImportMembersResponse response;
    Check(v1::MemberService::NewStub(Connect(running.address()))
              ->ImportMembers(&context, request, &response));
    for (int i = 0; i < kShoppers; ++i) {
      std::vector<std::string> own;
      for (int j = 0; j < kMembersEach; ++j) {
        own.push_back(request.members(1 + i * kMembersEach + j).member_id());
      }
      shoppers.emplace_back(i, static_cast<uint32_t>(random()), own, request.members(0).member_id());
    }
  }

  static void Publish(const std::string& address) {
    v1::PublishProgramRequest request;
    const program::ReadProgramResult read = program::ReadProgram(kProgram);
    if (!read.faults.empty()) throw std::runtime_error(program::ToText(read.faults.front()));
    *request.mutable_program() = read.program;
    grpc::ClientContext context;
    v1::PublishProgramResponse response;
    Check(v1::ProgramService::NewStub(Connect(address))
              ->PublishProgram(&context, request, &response));
  }

  // A load, and a death some milliseconds into it. A process has no clock that could be told when.
  void ShopAndKill() {
    Tesserad running(TESSERA_TESSERAD, data);
    for (Shopper& shopper : shoppers) shopper.AskAgain(running.address());
    std::vector<std::thread> threads;
    for (Shopper& shopper : shoppers) {
      threads.emplace_back([&] { shopper.ShopUntilItDies(running.address()); });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 350));
    BOOST_TEST(running.Kill() == -SIGKILL);
    for (std::thread& thread : threads) thread.join();
    for (const Shopper& shopper : shoppers) BOOST_TEST_REQUIRE(shopper.fault() == "");
  }

  // What all answers together make of each member.
  void CountAnswers() {
    for (const Shopper& shopper : shoppers) {
      std::map<std::string, std::string> member_of;
      for (const AskedCommit& sale : shopper.sales()) {
        const v1::SaleResult& result = sale.answer->result();
        BOOST_TEST(told.insert(result.sale_id()).second);
        member_of[result.sale_id()] = result.member_id();
        points[result.member_id()] += result.earned_points() - result.spent_points();
      }
      for (const AskedRefund& refund : shopper.refunds()) {
        const v1::RefundResult& result = refund.answer->result();
        points[member_of[refund.request.refund().sale_id()]] +=
            result.returned_points() - result.revoked_points();
      }
    }
  }

  void CheckSales(const std::string& address) {
    const auto stub = v1::LedgerService::NewStub(Connect(address));
    std::set<std::string> booked;
    v1::ListSalesRequest request;
    request.set_page_size(1'000);
    do {
      grpc::ClientContext context;
      v1::ListSalesResponse response;
      Check(stub->ListSales(&context, request, &response));
      for (const v1::BookedSale& sale : response.sales()) {
        BOOST_TEST(booked.insert(sale.result().sale_id()).second);
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    BOOST_TEST((booked == told));
  }

  void CheckMembers(const std::string& address) {
    const auto stub = v1::MemberService::NewStub(Connect(address));
    for (const auto& [member_id, balance] : points) {
      grpc::ClientContext context;
      v1::GetMemberRequest request;
      request.mutable_member()->set_member_id(member_id);
      v1::GetMemberResponse response;
      Check(stub->GetMember(&context, request, &response));
      BOOST_TEST(response.member().balance_points() == balance, member_id);
    }
  }

  support::TemporaryFolder folder;
  std::string data = (folder.path() / "data").string();
  uint32_t seed = static_cast<uint32_t>(Setting("TESSERA_SEED", std::random_device()()));
  std::mt19937 random{seed};
  std::vector<Shopper> shoppers;
  std::map<std::string, int64_t> points;  // by member
  std::set<std::string> told;             // sales
};

BOOST_FIXTURE_TEST_CASE(no_acknowledged_sale_is_missing_and_none_is_there_twice, Killing) {
  const int64_t kills = Setting("TESSERA_KILLS", 25);
  for (int64_t i = 0; i < kills; ++i) ShopAndKill();

  Tesserad running(TESSERA_TESSERAD, data);
  size_t refunds = 0;
  int unanswered = 0;
  for (Shopper& shopper : shoppers) {
    shopper.AskAgain(running.address());
    shopper.AskAllAgain(running.address());
    BOOST_TEST_REQUIRE(shopper.fault() == "");
    refunds += shopper.refunds().size();
    unanswered += shopper.unanswered();
  }
  CountAnswers();
  CheckSales(running.address());
  CheckMembers(running.address());
  Process verify(TESSERA_CLI, {"--server", running.address(), "--insecure", "ledger", "verify"});
  BOOST_TEST(verify.Wait() == 0);
  BOOST_TEST(verify.output().find("the ledger is whole") != std::string::npos, verify.output());
  BOOST_TEST(running.Stop() == 0);
  // A load that booked nothing, or never died in the middle of a request, shows nothing.
  BOOST_TEST(told.size() > static_cast<size_t>(kills));
  BOOST_TEST(refunds > 0);
  BOOST_TEST(unanswered > 0);
  BOOST_TEST_MESSAGE(kills << " kills, " << told.size() << " sales, " << refunds << " refunds, "
                           << unanswered << " requests without an answer; " << verify.output());
}

}  // namespace
}  // namespace tessera::kill
