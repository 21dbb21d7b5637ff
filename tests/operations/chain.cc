#include "chain.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/codec/shown_receipt.h"
#include "tessera/operations/audit/verify_ledger.h"
#include "tessera/operations/members/adjust_points.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/members/import_member.h"
#include "tessera/operations/programs/publish_program.h"
#include "tessera/operations/sales/commit.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sales/redeem.h"
#include "tessera/program/read_program.h"

namespace tessera::operations {
namespace {

// What a fixture needs to work is no subject of a test: it stops the test with its reason.
template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) throw std::runtime_error(result.status().ToString());
  return *std::move(result);
}

}  // namespace

Chain::Chain() {
  std::string pattern = std::filesystem::temp_directory_path() / "tessera-operations-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  secrets_.lookup_key.fill(1);
  secrets_.seal_key.fill(2);
  OpenStore();
}

void Chain::OpenStore() {
  storage::sqlite::SqliteStoreOptions options;
  options.path = path();
  store_ = Must(storage::sqlite::SqliteStore::Open(options, SystemRandom()));
}

void Chain::CopyFiles() {
  for (const char* const part : {"", "-wal"}) {
    std::filesystem::copy_file(path() + part, folder_ + "/copy" + part);
  }
}

void Chain::PutBack() {
  store_.reset();
  std::filesystem::remove(path() + "-shm");
  for (const char* const part : {"", "-wal"}) {
    std::filesystem::rename(folder_ + "/copy" + part, path() + part);
  }
  OpenStore();
}

Chain::~Chain() {
  store_.reset();
  std::filesystem::remove_all(folder_);
}

Context Chain::As(const Caller& caller) {
  return Context{now, SystemRandom(), secrets_, programs_, caller};
}

std::string Chain::NewId() { return SaleId::Make(now, SystemRandom()).ToText(); }

v1::Program Chain::SampleProgram() {
  v1::Program program;
  program.set_program_id("club");
  program.set_currency_code("RUB");
  program.set_currency_digits(2);
  program.add_languages("en");
  program.set_time_zone("Europe/Moscow");
  v1::Tier* tier = program.add_tiers();
  tier->set_tier_id("gold");
  (*tier->mutable_name()->mutable_by_language())["en"] = "Gold";
  v1::Offer* discount = program.add_offers();
  discount->set_offer_id("discount");
  (*discount->mutable_name()->mutable_by_language())["en"] = "Ten off";
  discount->mutable_audience()->set_everyone(true);
  discount->add_effects()->mutable_percent_off()->set_percent_milli(10'000);
  v1::Offer* points = program.add_offers();
  points->set_offer_id("points");
  points->set_priority(-1);
  (*points->mutable_name()->mutable_by_language())["en"] = "Points";
  v1::EarnPerMoney* earn = points->add_effects()->mutable_earn_per_money();
  earn->set_per_amount_minor(100);
  earn->set_points(1);
  program.mutable_redemption()->set_points(1);
  program.mutable_redemption()->set_value_minor(100);
  program.mutable_redemption()->set_maximum_share_milli(50'000);
  program.mutable_points_life()->set_lifetime_days(30);
  return program;
}

v1::Program Chain::ProgramOf(const std::string& yaml) {
  program::ReadProgramResult read = program::ReadProgram(
      "program_id: sample\ncurrency_code: RUB\ncurrency_digits: 2\nlanguages: [en]\n"
      "time_zone: Europe/Moscow\n" + yaml);
  if (!read.faults.empty()) throw std::runtime_error(program::ToText(read.faults.front()));
  return std::move(read.program);
}

int64_t Chain::Publish(const v1::Program& program) {
  v1::PublishProgramRequest request;
  *request.mutable_program() = program;
  return Must(Write(PublishProgram, kHq, request)).version().version();
}

std::string Chain::AddMember(const std::string& card, int64_t points) {
  v1::MemberImport item;
  item.set_member_id(NewId());
  v1::Identifier* identifier = item.add_identifiers();
  identifier->set_kind(v1::IDENTIFIER_KIND_CARD);
  identifier->set_value(card);
  item.set_opening_points(points);
  const absl::Status status = store_->WriteAndWait([&](storage::Transaction& transaction) {
    return ImportMember(As(kHq), transaction, item);
  });
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return item.member_id();
}

v1::Member Chain::Member(const std::string& member_id) {
  v1::GetMemberRequest request;
  request.mutable_member()->set_member_id(member_id);
  return Must(Read(GetMember, kHq, request)).member();
}

v1::VerifyLedgerResponse Chain::Verify() {
  return Must(Read(VerifyLedger, kHq, v1::VerifyLedgerRequest()));
}

v1::Basket Chain::Basket(std::initializer_list<int64_t> prices) {
  v1::Basket basket;
  basket.set_currency_code("RUB");
  for (const int64_t price : prices) {
    v1::Line* line = basket.add_lines();
    line->set_line_no(static_cast<uint32_t>(basket.lines_size()));
    line->set_sku("sku");
    line->set_quantity_milli(1'000);
    line->set_unit_price_minor(price);
  }
  return basket;
}

v1::QuoteRequest Chain::Ask(const std::string& member_id, const v1::Basket& basket) {
  v1::QuoteRequest request;
  request.set_sale_id(NewId());
  if (!member_id.empty()) request.mutable_member()->set_member_id(member_id);
  *request.mutable_basket() = basket;
  request.set_store_id("store-1");
  return request;
}

v1::Sale Chain::Close(const Caller& till, const v1::QuoteRequest& request,
                      const v1::QuoteResponse& response) {
  v1::Sale sale;
  sale.set_sale_id(request.sale_id());
  sale.set_store_id(till.store_id);
  sale.set_terminal_id(till.terminal_id);
  if (request.has_member()) *sale.mutable_member() = request.member();
  *sale.mutable_basket() = request.basket();
  sale.set_quoted_at_us(response.quoted_at_us());
  codec::ShowQuote(response.evaluation(), &sale);
  return sale;
}

v1::Sale Chain::Sell(const std::string& member_id, const v1::Basket& basket) {
  const v1::QuoteRequest request = Ask(member_id, basket);
  if (basket.redeem_points() == 0) {
    return Close(kTill, request, Must(Read(Quote, kTill, request)));
  }
  v1::RedeemRequest redeem;
  *redeem.mutable_quote() = request;
  return Close(kTill, request, Must(Write(Redeem, kTill, redeem)).quote());
}

namespace {

absl::StatusOr<v1::CommitResponse> Book(const Context& context, storage::Transaction& transaction,
                                        const v1::CommitRequest& request) {
  TESSERA_ASSIGN_OR_RETURN(SaleInput input, ReadCommit(context, request));
  return operations::Commit(context, transaction, request, std::move(input));
}

}  // namespace

absl::StatusOr<v1::SaleResult> Chain::Commit(const v1::Sale& sale, v1::DifferencePolicy policy) {
  v1::CommitRequest request;
  *request.mutable_sale() = sale;
  request.set_difference_policy(policy);
  const Caller till{true, sale.store_id(), sale.terminal_id()};
  absl::StatusOr<v1::CommitResponse> response = Write(Book, till, request);
  if (!response.ok()) return response.status();
  return response->result();
}

}  // namespace tessera::operations
