#include "hq_feed.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>

#include "absl/strings/str_cat.h"
#include "hq_import.h"
#include "sample.h"
#include "stopwatch.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/ledger/account.h"
#include "tessera/storage/store.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/feed_service.grpc.pb.h"

namespace tessera::bench {
namespace {

constexpr int kSalesInTransaction = 256;
constexpr size_t kDocumentBytes = 1'500;  // of a sale of five lines
constexpr size_t kEvaluationBytes = 700;
constexpr double kPromisedEvents = 100'000;
constexpr int kMostMembers = 100'000;  // who buy something once

std::shared_ptr<grpc::Channel> ConnectTo(const support::TestService& service) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(service.address(), grpc::InsecureChannelCredentials(), arguments);
}

// One sale of a member with the two entries that it makes.
absl::Status Sell(int number, storage::Transaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(
      const MemberId member_id,
      MemberId::Parse(ImportedMemberId(number), "member_id"));
  const Instant now = SystemClock().Now();
  storage::Sale sale;
  sale.sale_id = SaleId::Make(now, SystemRandom());
  sale.member_id = member_id;
  sale.store_id = "1";
  sale.terminal_id = "1";
  sale.receipt_no = absl::StrCat(number);
  sale.booked_at = now;
  v1::Sale document;
  document.set_cashier_id(std::string(kDocumentBytes, 'x'));
  sale.document = document.SerializeAsString();
  v1::Evaluation evaluation;
  evaluation.set_total_minor(18'000);
  evaluation.set_redeem_limit_reason(std::string(kEvaluationBytes, 'x'));
  sale.evaluation = evaluation.SerializeAsString();
  TESSERA_RETURN_IF_ERROR(transaction.AddSale(sale).status());
  TESSERA_ASSIGN_OR_RETURN(ledger::AccountState state, transaction.LoadAccount(member_id, {}));
  ledger::Account account(std::move(state));
  const ledger::LotLife life{now, std::nullopt};
  const ledger::Cause cause{now, sale.sale_id};
  TESSERA_RETURN_IF_ERROR(account.Earn(Points(18), life, cause).status());
  TESSERA_RETURN_IF_ERROR(account.Adjust(Points(-5), life, {now, {}, {}, "bench"}));
  return transaction.SaveAccount(account);
}

absl::Status SellSome(int first, int behind, int members, storage::Transaction& transaction) {
  for (int i = first; i < behind; ++i) {
    TESSERA_RETURN_IF_ERROR(Sell(1 + i % members, transaction));
  }
  return absl::OkStatus();
}

absl::Status SellAll(storage::Store& store, int sales, int members) {
  for (int done = 0; done < sales; done += kSalesInTransaction) {
    const int behind = std::min(done + kSalesInTransaction, sales);
    TESSERA_RETURN_IF_ERROR(store.WriteAndWait([=](storage::Transaction& transaction) {
      return SellSome(done, behind, members, transaction);
    }));
  }
  return absl::OkStatus();
}

// Events a second of one watch over all there are of sales and entries behind `cursor`.
absl::StatusOr<double> WatchAll(const support::TestService& service, const std::string& cursor,
                                bool without_lines) {
  const auto stub = v1::FeedService::NewStub(ConnectTo(service));
  v1::WatchFeedRequest request;
  request.set_cursor(cursor);
  request.set_page_size(4'000);
  request.mutable_filter()->set_without_lines(without_lines);
  grpc::ClientContext context;
  int64_t events = 0;
  const int64_t begun = ClockNs();
  const auto reader = stub->Watch(&context, request);
  v1::WatchFeedResponse page;
  bool read_all = false;
  while (!read_all && reader->Read(&page)) {
    events += page.events_size();
    read_all = page.position().behind() == 0;
  }
  const int64_t took = ClockNs() - begun;
  context.TryCancel();
  reader->Finish();
  if (!read_all || events == 0) return absl::InternalError("the feed broke off");
  return 1e9 * static_cast<double>(events) / static_cast<double>(took);
}

absl::StatusOr<std::string> CursorNow(const support::TestService& service) {
  const auto stub = v1::FeedService::NewStub(ConnectTo(service));
  v1::ReadFeedRequest request;
  request.set_from_now(true);
  v1::ReadFeedResponse response;
  grpc::ClientContext context;
  const grpc::Status status = stub->Read(&context, request, &response);
  if (!status.ok()) return absl::InternalError(status.error_message());
  return response.position().cursor();
}

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureHqFeed(const Options& options) {
  support::TestService service;
  service.Publish(MakeProgram(options.offers));
  const int members = std::min(options.members, kMostMembers);
  TESSERA_RETURN_IF_ERROR(ImportSeconds(service.address(), 1, members).status());
  TESSERA_ASSIGN_OR_RETURN(const std::string cursor, CursorNow(service));
  TESSERA_RETURN_IF_ERROR(SellAll(service.store(), members, members));
  TESSERA_ASSIGN_OR_RETURN(const double lines, WatchAll(service, cursor, true));
  TESSERA_ASSIGN_OR_RETURN(const double whole, WatchAll(service, cursor, false));
  return std::vector<Figure>{
      {"hq.feed", whole, "events/s", kPromisedEvents},
      {"hq.feed.lines", lines, "events/s", kPromisedEvents},
  };
}

}  // namespace tessera::bench
