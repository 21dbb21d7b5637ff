#include "shopper.h"

#include <chrono>

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "absl/strings/str_cat.h"
#include "tessera/base/clock.h"
#include "tessera/base/ids.h"
#include "tessera/base/random.h"
#include "tessera/codec/shown_receipt.h"

namespace tessera::kill {
namespace {

// A call to a service on this machine, under sanitizers and beside other work.
constexpr std::chrono::seconds kPatience(30);

std::string NewId() { return UuidToText(MakeUuidV7(SystemClock().Now(), SystemRandom())); }

template <typename Request, typename Response>
grpc::Status Call(v1::SaleService::Stub& stub, const std::string& identity,
                  grpc::Status (v1::SaleService::Stub::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                  const Request& request, Response* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  context.AddMetadata("tessera-identity", identity);
  return (stub.*method)(&context, request, response);
}

v1::Sale Close(const v1::QuoteRequest& request, const v1::QuoteResponse& quote,
               const std::string& terminal_id) {
  v1::Sale sale;
  sale.set_sale_id(request.sale_id());
  sale.set_store_id(request.store_id());
  sale.set_terminal_id(terminal_id);
  *sale.mutable_member() = request.member();
  *sale.mutable_basket() = request.basket();
  sale.set_quoted_at_us(quote.quoted_at_us());
  codec::ShowQuote(quote.evaluation(), &sale);
  return sale;
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

Shopper::Shopper(int number, uint32_t seed, std::vector<std::string> members, std::string shared)
    : terminal_id_(absl::StrCat("till-", number)),
      random_(seed),
      members_(std::move(members)),
      shared_(std::move(shared)) {}

bool Shopper::Done(const grpc::Status& status, const std::string& what) {
  if (status.ok()) return true;
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE && fault_.empty()) {
    fault_ = absl::StrCat(terminal_id_, ": ", what, ": ", status.error_message());
  }
  return false;
}

v1::QuoteRequest Shopper::NewQuote() {
  v1::QuoteRequest request;
  request.set_sale_id(NewId());
  request.set_store_id(store_id_);
  const bool is_shared = Any(4) == 0;
  request.mutable_member()->set_member_id(
      is_shared ? shared_ : members_[Any(static_cast<uint32_t>(members_.size()))]);
  v1::Basket& basket = *request.mutable_basket();
  basket.set_currency_code("RUB");
  const uint32_t lines = 1 + Any(4);
  for (uint32_t line_no = 1; line_no <= lines; ++line_no) {
    v1::Line& line = *basket.add_lines();
    line.set_line_no(line_no);
    line.set_sku("sku");
    line.set_quantity_milli(1'000 * (1 + Any(3)));
    // Dear enough for the points below, of which at most a part of a sale may be.
    line.set_unit_price_minor(5'000 + Any(50'000));
  }
  if (!is_shared && Any(3) == 0) basket.set_redeem_points(1 + Any(10));
  return request;
}

bool Shopper::Sell(Stub& stub) {
  const std::string identity = absl::StrCat("terminal/", store_id_, "/", terminal_id_);
  const v1::QuoteRequest request = NewQuote();
  v1::QuoteResponse quote;
  if (request.basket().redeem_points() > 0) {
    v1::RedeemRequest redeem;
    *redeem.mutable_quote() = request;
    v1::RedeemResponse held;
    if (!Done(Call(stub, identity, &Stub::Redeem, redeem, &held), "redeem")) return false;
    quote = std::move(*held.mutable_quote());
  } else if (!Done(Call(stub, identity, &Stub::Quote, request, &quote), "quote")) {
    return false;
  }
  AskedCommit& asked = sales_.emplace_back();
  *asked.request.mutable_sale() = Close(request, quote, terminal_id_);
  asked.request.set_difference_policy(v1::DIFFERENCE_POLICY_REFUSE);
  v1::CommitResponse answer;
  if (!Done(Call(stub, identity, &Stub::Commit, asked.request, &answer), "commit")) {
    ++unanswered_;
    return false;
  }
  asked.answer = std::move(answer);
  return true;
}

// Of any sale, the same one now and then, a piece of its first line: none is sold with fewer than one, so
// that each sale can be asked for once.
bool Shopper::TakeBack(Stub& stub) {
  if (refunds_.size() >= sales_.size()) return true;
  const v1::Sale& sale = sales_[refunds_.size()].request.sale();
  AskedRefund& asked = refunds_.emplace_back();
  v1::Refund& refund = *asked.request.mutable_refund();
  refund.set_refund_id(NewId());
  refund.set_sale_id(sale.sale_id());
  refund.set_store_id(store_id_);
  refund.set_terminal_id(terminal_id_);
  if (Any(2) == 0) {
    v1::RefundLine& line = *refund.add_lines();
    line.set_line_no(1);
    line.set_quantity_milli(1'000);
  }
  v1::RefundResponse answer;
  const std::string identity = absl::StrCat("terminal/", store_id_, "/", terminal_id_);
  if (!Done(Call(stub, identity, &Stub::Refund, asked.request, &answer), "refund")) {
    ++unanswered_;
    return false;
  }
  asked.answer = std::move(answer);
  return true;
}

void Shopper::ShopUntilItDies(const std::string& address) {
  const auto stub = v1::SaleService::NewStub(Connect(address));
  while (Any(5) == 0 ? TakeBack(*stub) : Sell(*stub)) {
  }
}

void Shopper::AskAgain(const std::string& address) {
  const auto stub = v1::SaleService::NewStub(Connect(address));
  AskAgainFrom(*stub, sales_checked_, refunds_checked_);
  sales_checked_ = sales_.size();
  refunds_checked_ = refunds_.size();
}

void Shopper::AskAllAgain(const std::string& address) {
  const auto stub = v1::SaleService::NewStub(Connect(address));
  AskAgainFrom(*stub, 0, 0);
}

void Shopper::AskAgainFrom(Stub& stub, size_t sale, size_t refund) {
  const std::string identity = absl::StrCat("terminal/", store_id_, "/", terminal_id_);
  const auto again = [&](auto method, auto& asked, const std::string& what) {
    auto answer = asked.answer ? *asked.answer : decltype(asked.answer)().emplace();
    answer.Clear();
    const grpc::Status status = Call(stub, identity, method, asked.request, &answer);
    if (!status.ok() && fault_.empty()) {
      fault_ = absl::StrCat(what, " asked again: ", status.error_message());
    }
    if (asked.answer && asked.answer->SerializeAsString() != answer.SerializeAsString() &&
        fault_.empty()) {
      fault_ = absl::StrCat(what, " got another answer than the first time");
    }
    asked.answer = std::move(answer);
  };
  for (; sale < sales_.size(); ++sale) {
    again(&Stub::Commit, sales_[sale], "commit of " + sales_[sale].request.sale().sale_id());
  }
  for (; refund < refunds_.size(); ++refund) {
    again(&Stub::Refund, refunds_[refund],
          "refund of " + refunds_[refund].request.refund().sale_id());
  }
}

}  // namespace tessera::kill
