// A chain of stores under test: a real SQLite file in a folder of its own, and a clock that stands
// still until it is told.
#ifndef TESSERA_TESTS_OPERATIONS_CHAIN_H_
#define TESSERA_TESTS_OPERATIONS_CHAIN_H_

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>

#include "tessera/base/status.h"
#include "tessera/operations/common/operation.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/v1/ledger_service.pb.h"
#include "tessera/v1/member_service.pb.h"
#include "tessera/v1/program_service.pb.h"
#include "tessera/v1/sale_service.pb.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::operations {

inline const Caller kHq{};
inline const Caller kTill{true, "store-1", "till-1"};
inline const Caller kOtherTill{true, "store-1", "till-2"};

class Chain {
 public:
  Chain();
  ~Chain();

  Instant now{1'750'000'000'000'000};  // 2025-06-15T15:06:40Z

  Context As(const Caller& caller);

  // Runs a reading, or a writing, operation in a transaction of its own.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Read(absl::StatusOr<Response> (*operation)(const Context&,
                                                                      storage::ReadTransaction&,
                                                                      const Request&),
                                const Caller& caller, const Request& request) {
    absl::StatusOr<Response> response = absl::UnknownError("not run");
    const absl::Status status = store_->Read([&](storage::ReadTransaction& transaction) {
      response = operation(As(caller), transaction, request);
      return absl::OkStatus();
    });
    return status.ok() ? response : status;
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Read(absl::Status (*operation)(const Context&, storage::ReadTransaction&,
                                                          const Request&, Response*),
                                const Caller& caller, const Request& request) {
    Response response;
    const absl::Status status = store_->Read([&](storage::ReadTransaction& transaction) {
      return operation(As(caller), transaction, request, &response);
    });
    return status.ok() ? absl::StatusOr<Response>(std::move(response)) : status;
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Write(absl::StatusOr<Response> (*operation)(const Context&,
                                                                       storage::Transaction&,
                                                                       const Request&),
                                 const Caller& caller, const Request& request) {
    absl::StatusOr<Response> response = absl::UnknownError("not run");
    const absl::Status status = store_->WriteAndWait([&](storage::Transaction& transaction) {
      response = operation(As(caller), transaction, request);
      return response.status();
    });
    return status.ok() ? response : status;
  }

  std::string NewId();

  // 10 % off for everyone; a point per 1.00 for members; a point pays 1.00, at most half of a sale;
  // points live 30 days.
  static v1::Program SampleProgram();
  // A program of this YAML below the sample's head.
  static v1::Program ProgramOf(const std::string& yaml);
  int64_t Publish(const v1::Program& program);

  // A member with this card and so many points that never end.
  std::string AddMember(const std::string& card, int64_t points);
  v1::Member Member(const std::string& member_id);
  v1::VerifyLedgerResponse Verify();

  // Pieces at these prices, lines 1, 2 ...
  static v1::Basket Basket(std::initializer_list<int64_t> prices);
  v1::QuoteRequest Ask(const std::string& member_id, const v1::Basket& basket);
  // The sale that a till closes after this quote.
  static v1::Sale Close(const Caller& till, const v1::QuoteRequest& request,
                        const v1::QuoteResponse& response);
  // Quotes (and holds, if the basket redeems) and closes, ready to commit.
  v1::Sale Sell(const std::string& member_id, const v1::Basket& basket);
  absl::StatusOr<v1::SaleResult> Commit(const v1::Sale& sale,
                                        v1::DifferencePolicy policy = v1::DIFFERENCE_POLICY_REFUSE);

  // Copies the database's files, and puts the copy in their place, as an operator might by hand.
  void CopyFiles();
  void PutBack();

  storage::sqlite::SqliteStore& store() { return *store_; }
  std::string path() const { return folder_ + "/chain.db"; }
  Secrets& secrets() { return secrets_; }

 private:
  void OpenStore();

  std::string folder_;
  Secrets secrets_;
  Programs programs_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
};

// The reason of a status or of a result; "OK" without an error.
template <typename T>
std::string Why(const absl::StatusOr<T>& result) {
  return result.ok() ? "OK" : ReasonOf(result.status());
}

}  // namespace tessera::operations

#endif  // TESSERA_TESTS_OPERATIONS_CHAIN_H_
