#include "hq_try_out.h"

#include <algorithm>
#include <memory>
#include <string>

#include "sample.h"
#include "stopwatch.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/program.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/engine/evaluate.h"
#include "tessera/operations/programs/publish_program.h"
#include "tessera/operations/tryout/try_out.h"
#include "tessera/situation/seen.h"
#include "tessera/storage/sqlite/sqlite_store.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::bench {
namespace {

constexpr Instant kStart{1'750'000'000'000'000};
constexpr int kLines = 5;
constexpr int kTryMembers = 10'000;
constexpr int64_t kPerTransaction = 2'000;
constexpr int64_t kUsual = 500'000;
constexpr double kUsualSeconds = 20;
constexpr double kNs = 1e9;

MemberId MemberNo(int64_t number) {
  MemberId id;
  for (int i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<uint8_t>(number >> (8 * i));
  return id;
}

// A chain with a program and as many receipts as are asked for, as the service would have booked them.
class Chain {
 public:
  explicit Chain(const Options& options) : program_(MakeProgram(options.offers)) {
    SystemRandom().Fill(secrets_.lookup_key.data(), secrets_.lookup_key.size());
    secrets_.seal_key = secrets_.lookup_key;
  }

  absl::Status Fill(int64_t receipts) {
    storage::sqlite::SqliteStoreOptions options;
    options.path = (folder_.path() / "chain.db").string();
    TESSERA_ASSIGN_OR_RETURN(store_, storage::sqlite::SqliteStore::Open(options, SystemRandom()));
    TESSERA_RETURN_IF_ERROR(store_->WriteAndWait([this](storage::Transaction& transaction) {
      return Begin(transaction);
    }));
    TESSERA_RETURN_IF_ERROR(MakeTemplate());
    for (int64_t sold = 0; sold < receipts; sold += kPerTransaction) {
      const int64_t until = std::min(sold + kPerTransaction, receipts);
      TESSERA_RETURN_IF_ERROR(store_->WriteAndWait([&](storage::Transaction& transaction) {
        return Sell(transaction, sold, until);
      }));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<v1::TryOutReport> Try() {
    v1::TryOutProgramRequest request;
    *request.mutable_program()->mutable_program() = program_;
    std::unique_ptr<operations::TryOutRun> run;
    v1::TryOutReport report;
    const auto read = [&](auto work) {
      return store_->Read([&](storage::ReadTransaction& transaction) { return work(transaction); });
    };
    TESSERA_RETURN_IF_ERROR(read([&](storage::ReadTransaction& transaction) -> absl::Status {
      TESSERA_ASSIGN_OR_RETURN(run, operations::TryOutRun::Begin(Now(), transaction, request));
      return absl::OkStatus();
    }));
    for (bool has_more = true; has_more;) {
      TESSERA_RETURN_IF_ERROR(read([&](storage::ReadTransaction& transaction) -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(has_more, run->Step(Now(), transaction));
        return absl::OkStatus();
      }));
    }
    TESSERA_RETURN_IF_ERROR(read([&](storage::ReadTransaction& transaction) -> absl::Status {
      TESSERA_ASSIGN_OR_RETURN(report, run->Finish(Now(), transaction));
      return absl::OkStatus();
    }));
    return report;
  }

 private:
  operations::Context Now() {
    return operations::Context{kStart, SystemRandom(), secrets_, programs_, operations::Caller{}, {}};
  }

  absl::Status Begin(storage::Transaction& transaction) {
    v1::PublishProgramRequest request;
    *request.mutable_program() = program_;
    TESSERA_RETURN_IF_ERROR(operations::PublishProgram(Now(), transaction, request).status());
    for (int64_t number = 1; number <= kTryMembers; ++number) {
      storage::Member member;
      member.member_id = MemberNo(number);
      member.created_at = kStart;
      TESSERA_RETURN_IF_ERROR(transaction.AddMember(member));
    }
    return absl::OkStatus();
  }

  absl::Status MakeTemplate() {
    std::vector<engine::Fault> faults;
    const auto compiled = codec::CompileProto(program_, 1, &faults);
    if (compiled == nullptr) return Broken("the sample program has faults");
    *document_.mutable_basket() = MakeBasket(kLines);
    document_.set_store_id(kStore);
    document_.set_terminal_id(kTerminal);
    document_.set_program_version(1);
    document_.set_quoted_at_us(kStart.us);
    const engine::Basket basket = codec::BasketFromProto(document_.basket(), kStore);
    engine::MemberView view;
    view.present = true;
    view.spendable = Points(10'000);
    TESSERA_ASSIGN_OR_RETURN(const engine::Evaluation evaluation,
                             engine::Evaluate(*compiled, view, basket, kStart));
    codec::ShowQuote(codec::EvaluationToProto(*compiled, evaluation, ""), &document_);
    v1::Evaluation booked = codec::EvaluationToProto(evaluation);
    codec::AppliedOffersToProto(*compiled, evaluation, &booked);
    row_.evaluation = booked.SerializeAsString();
    row_.situation = situation::Keep(*compiled, view, basket);
    row_.store_id = kStore;
    row_.terminal_id = kTerminal;
    return absl::OkStatus();
  }

  absl::Status Sell(storage::Transaction& transaction, int64_t from, int64_t until) {
    for (int64_t number = from; number < until; ++number) {
      row_.booked_at = kStart + Seconds(number);
      row_.sale_id = SaleId::Make(row_.booked_at, SystemRandom());
      row_.member_id = MemberNo(1 + number % kTryMembers);
      document_.set_sale_id(row_.sale_id.ToText());
      document_.mutable_member()->set_member_id(row_.member_id->ToText());
      document_.set_quoted_at_us(row_.booked_at.us);
      row_.document = document_.SerializeAsString();
      TESSERA_RETURN_IF_ERROR(transaction.AddSale(row_).status());
    }
    return absl::OkStatus();
  }

  const support::TemporaryFolder folder_;
  const v1::Program program_;
  operations::Secrets secrets_;
  operations::Programs programs_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  v1::Sale document_;
  storage::Sale row_;
};

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureHqTryOut(const Options& options) {
  const int64_t receipts = std::max<int64_t>(options.receipts / 20, 1);
  Chain chain(options);
  TESSERA_RETURN_IF_ERROR(chain.Fill(receipts));
  const int64_t before = ThreadNs();
  TESSERA_ASSIGN_OR_RETURN(const v1::TryOutReport report, chain.Try());
  const int64_t took = ThreadNs() - before;
  if (report.receipts() != receipts || report.skipped() != 0 || report.receipts_changed() != 0) {
    return Broken("the live program changes receipts that it made");
  }
  return std::vector<Figure>{{"hq.tryout", static_cast<double>(took) / kNs, "s",
                              kUsualSeconds * static_cast<double>(receipts) /
                                  static_cast<double>(kUsual)}};
}

}  // namespace tessera::bench
