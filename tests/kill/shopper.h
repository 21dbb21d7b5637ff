// One till of a load: sells and takes goods back until the service dies, and remembers what it was told.
#ifndef TESSERA_TESTS_KILL_SHOPPER_H_
#define TESSERA_TESTS_KILL_SHOPPER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/channel.h>

#include "tessera/v1/sale_service.grpc.pb.h"

namespace tessera::kill {

// A connection of its own.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// A request, and the answer that came for it; none while nobody knows whether it was booked.
template <typename Request, typename Response>
struct Asked {
  Request request;
  std::optional<Response> answer;
};
using AskedCommit = Asked<v1::CommitRequest, v1::CommitResponse>;
using AskedRefund = Asked<v1::RefundRequest, v1::RefundResponse>;

// Not thread-safe. What must not happen is kept in `fault`: threads of a load cannot fail a test.
class Shopper {
 public:
  // Its sales are of `members`, whose points nobody else spends, and of `shared`, which everybody's
  // sales are of.
  Shopper(int number, uint32_t seed, std::vector<std::string> members, std::string shared);

  // One request behind the other until the service is gone.
  void ShopUntilItDies(const std::string& address);

  // Sends anew what was asked for since the last time, in order: what was not answered is booked now if
  // it was not yet, everything else has to be answered as the first time.
  void AskAgain(const std::string& address);
  // The same for all that was ever asked for.
  void AskAllAgain(const std::string& address);

  const std::vector<AskedCommit>& sales() const { return sales_; }
  const std::vector<AskedRefund>& refunds() const { return refunds_; }
  // Requests that the service's death left without an answer.
  int unanswered() const { return unanswered_; }
  // Empty if all went well.
  const std::string& fault() const { return fault_; }

 private:
  using Stub = v1::SaleService::Stub;
  // Each is false once the service is gone or a fault was found.
  bool Sell(Stub& stub);
  bool TakeBack(Stub& stub);
  bool Done(const grpc::Status& status, const std::string& what);

  v1::QuoteRequest NewQuote();
  uint32_t Any(uint32_t below) { return static_cast<uint32_t>(random_() % below); }
  void AskAgainFrom(Stub& stub, size_t sale, size_t refund);

  std::string store_id_ = "store-1";
  std::string terminal_id_;
  std::mt19937 random_;
  std::vector<std::string> members_;
  std::string shared_;
  std::vector<AskedCommit> sales_;
  std::vector<AskedRefund> refunds_;
  size_t sales_checked_ = 0;
  size_t refunds_checked_ = 0;
  int unanswered_ = 0;
  std::string fault_;
};

}  // namespace tessera::kill

#endif  // TESSERA_TESTS_KILL_SHOPPER_H_
