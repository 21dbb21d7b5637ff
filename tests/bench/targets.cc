#include "targets.h"

#include <grpcpp/client_context.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "sample.h"
#include "tessera/base/ids.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/sale_service.grpc.pb.h"

namespace tessera::bench {
namespace {

constexpr char kIdentity[] = "tessera-identity";

// Far from the one before, so that neighbours in the database are strangers; each once before any comes
// again, as the stride is a prime that is larger than any number of members.
v1::MemberRef MemberOf(uint64_t number, int members) {
  constexpr uint64_t kStride = 2'147'483'647;
  v1::MemberRef member;
  v1::Identifier& card = *member.mutable_identifier();
  card.set_kind(v1::IDENTIFIER_KIND_CARD);
  card.set_value(
      support::CardOf(static_cast<int>(number * kStride % static_cast<uint64_t>(members))));
  return member;
}

std::string NewSaleId() { return SaleId::Make(SystemClock().Now(), SystemRandom()).ToText(); }

v1::QuoteRequest MakeQuote(uint64_t number, const v1::Basket& basket) {
  v1::QuoteRequest request;
  request.set_sale_id(NewSaleId());
  *request.mutable_member() = MemberOf(number, kMembers);
  *request.mutable_basket() = basket;
  request.set_store_id(kStore);
  return request;
}

absl::StatusOr<v1::Sale> QuotedSale(const Target& target, const v1::Basket& basket) {
  grpc::ClientContext context;
  for (const auto& [key, value] : target.metadata) context.AddMetadata(key, value);
  v1::QuoteResponse quote;
  const grpc::Status quoted = v1::SaleService::NewStub(target.channel)
                                  ->Quote(&context, MakeQuote(0, basket), &quote);
  if (!quoted.ok()) return absl::InternalError(absl::StrCat("quote: ", quoted.error_message()));
  v1::Sale sale;
  sale.set_store_id(kStore);
  sale.set_terminal_id(kTerminal);
  *sale.mutable_basket() = basket;
  sale.set_quoted_at_us(quote.quoted_at_us());
  codec::ShowQuote(quote.evaluation(), &sale);
  return sale;
}

Target TargetAt(const std::string& address, const char* method) {
  Target target;
  target.channel = Connect(address);
  target.method = absl::StrCat("/tessera.v1.SaleService/", method);
  target.metadata[kIdentity] = absl::StrCat("terminal/", kStore, "/", kTerminal);
  return target;
}

}  // namespace

Target IdentifyTarget(const std::string& address) {
  Target target = TargetAt(address, "Identify");
  target.request = [](uint64_t number) {
    v1::IdentifyRequest request;
    *request.mutable_identifier() = MemberOf(number, kMembers).identifier();
    return request.SerializeAsString();
  };
  return target;
}

Target QuoteTarget(const std::string& address, const Options& options) {
  Target target = TargetAt(address, "Quote");
  target.request = [basket = MakeBasket(options.lines)](uint64_t number) {
    return MakeQuote(number, basket).SerializeAsString();
  };
  return target;
}

absl::StatusOr<Target> CommitTarget(const std::string& address, const Options& options,
                                    int members) {
  Target target = TargetAt(address, "Commit");
  absl::StatusOr<v1::Sale> quoted = QuotedSale(target, MakeBasket(options.lines));
  if (!quoted.ok()) return quoted.status();
  target.request = [quoted = *std::move(quoted), members](uint64_t number) {
    v1::CommitRequest request;
    v1::Sale& sale = *request.mutable_sale();
    sale = quoted;
    sale.set_sale_id(NewSaleId());
    *sale.mutable_member() = MemberOf(number, members);
    request.set_difference_policy(v1::DIFFERENCE_POLICY_REFUSE);
    return request.SerializeAsString();
  };
  return target;
}

absl::Status AllWell(const std::string& name, const Measured& measured) {
  if (measured.failures == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(name, ": ", measured.failures, " of ", measured.calls,
                                          " calls failed: ", measured.first_failure));
}

}  // namespace tessera::bench
