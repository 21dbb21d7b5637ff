#include "service_cases.h"

#include <grpcpp/client_context.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "echo.h"
#include "load.h"
#include "sample.h"
#include "tessera/base/ids.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/sale_service.grpc.pb.h"

namespace tessera::bench {
namespace {

constexpr int kRounds = 5;
constexpr char kIdentity[] = "tessera-identity";

absl::Status ToStatus(const char* what, const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(what, ": ", status.error_message()));
}

// A request for any member, so that no single one is contended.
v1::MemberRef MemberOf(uint64_t number) {
  v1::MemberRef member;
  v1::Identifier& card = *member.mutable_identifier();
  card.set_kind(v1::IDENTIFIER_KIND_CARD);
  card.set_value(support::CardOf(static_cast<int>(number % kMembers)));
  return member;
}

v1::QuoteRequest MakeQuote(uint64_t number, const v1::Basket& basket) {
  v1::QuoteRequest request;
  request.set_sale_id(SaleId::Make(SystemClock().Now(), SystemRandom()).ToText());
  *request.mutable_member() = MemberOf(number);
  *request.mutable_basket() = basket;
  request.set_store_id(kStore);
  return request;
}

// A sale whose quote every member would get alike: the sample program has no tiers or tags.
absl::StatusOr<v1::Sale> QuotedSale(const Target& target, const v1::Basket& basket) {
  grpc::ClientContext context;
  for (const auto& [key, value] : target.metadata) context.AddMetadata(key, value);
  v1::QuoteResponse quote;
  const absl::Status quoted =
      ToStatus("quote", v1::SaleService::NewStub(target.channel)
                            ->Quote(&context, MakeQuote(0, basket), &quote));
  if (!quoted.ok()) return quoted;
  v1::Sale sale;
  sale.set_store_id(kStore);
  sale.set_terminal_id(kTerminal);
  sale.set_program_version(quote.evaluation().program_version());
  *sale.mutable_basket() = basket;
  sale.set_quoted_at_us(quote.quoted_at_us());
  for (const v1::LineResult& line : quote.evaluation().lines()) {
    v1::ShownLine& shown = *sale.add_shown();
    shown.set_line_no(line.line_no());
    shown.set_discount_minor(line.discount_minor());
    shown.set_redeemed_minor(line.redeemed_minor());
    shown.set_earned_points(line.earned_points());
    shown.set_spent_points(line.spent_points());
  }
  return sale;
}

absl::StatusOr<Target> TargetOf(const std::string& name, const std::string& address,
                                const Options& options) {
  Target target;
  target.channel = Connect(address);
  target.metadata[kIdentity] = absl::StrCat("terminal/", kStore, "/", kTerminal);
  const v1::Basket basket = MakeBasket(options.lines);
  if (name == "identify") {
    target.method = "/tessera.v1.SaleService/Identify";
    target.request = [](uint64_t number) {
      v1::IdentifyRequest request;
      *request.mutable_identifier() = MemberOf(number).identifier();
      return request.SerializeAsString();
    };
  } else if (name == "quote") {
    target.method = "/tessera.v1.SaleService/Quote";
    target.request = [basket](uint64_t number) {
      return MakeQuote(number, basket).SerializeAsString();
    };
  } else {
    target.method = "/tessera.v1.SaleService/Commit";
    absl::StatusOr<v1::Sale> sale = QuotedSale(target, basket);
    if (!sale.ok()) return sale.status();
    target.request = [sale = *std::move(sale)](uint64_t number) {
      v1::CommitRequest request;
      *request.mutable_sale() = sale;
      request.mutable_sale()->set_sale_id(
          SaleId::Make(SystemClock().Now(), SystemRandom()).ToText());
      *request.mutable_sale()->mutable_member() = MemberOf(number);
      request.set_difference_policy(v1::DIFFERENCE_POLICY_REFUSE);
      return request.SerializeAsString();
    };
  }
  return target;
}

// The figures of one side over all rounds.
struct Side {
  std::vector<double> per_second, p50_us, p99_us;

  absl::Status Take(const Measured& measured) {
    if (measured.failures > 0)
      return absl::InternalError(absl::StrCat(measured.failures, " of ", measured.calls,
                                              " calls failed: ", measured.first_failure));
    per_second.push_back(measured.per_second);
    p50_us.push_back(measured.p50_us);
    p99_us.push_back(measured.p99_us);
    return absl::OkStatus();
  }
};

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureCalls(const std::string& name, const std::string& address,
                                                 const Options& options) {
  absl::StatusOr<Target> service = TargetOf(name, address, options);
  if (!service.ok()) return service.status();
  EchoServer echo_server;
  if (echo_server.address().empty()) return absl::InternalError("the echo server did not start");
  Target echo = *service;
  echo.channel = Connect(echo_server.address());

  const Duration slice = Milliseconds(options.milliseconds / (2 * kRounds + 2));
  uint64_t numbers = 0;
  Side ours, bare;
  for (int round = -1; round < kRounds; ++round) {  // the first warms connections and caches
    const Measured measured = Run(*service, options.in_flight, slice, numbers);
    echo_server.AnswerWith(measured.response_bytes);
    const Measured baseline = Run(echo, options.in_flight, slice, numbers);
    if (round < 0 && measured.failures == 0) continue;
    absl::Status taken = ours.Take(measured);
    if (taken.ok()) taken = bare.Take(baseline);
    if (!taken.ok()) return absl::InternalError(absl::StrCat(name, ": ", taken.message()));
  }
  return std::vector<Figure>{
      {name, Median(ours.per_second), "calls/s", Median(bare.per_second)},
      {name + ".p50", Median(ours.p50_us), "us", Median(bare.p50_us)},
      {name + ".p99", Median(ours.p99_us), "us", Median(bare.p99_us)},
  };
}

}  // namespace tessera::bench
