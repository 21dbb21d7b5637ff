// Coupons, gift cards and wallets.
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/cli/change.h"
#include "tessera/cli/rows.h"
#include "tessera/cli/session.h"
#include "tessera/cli/units.h"
#include "tessera/cli/who.h"
#include "tessera/v1/voucher_service.grpc.pb.h"

namespace tessera::cli {
namespace {

using Vouchers = v1::VoucherService::Stub;

// In the smallest unit: from here on it is asked whether the amount is meant.
constexpr int64_t kMuchMoney = 1'000'000;

struct Arguments {
  Change change;
  Who who;
  std::string code;
  std::string batch_id;
  int32_t count = 0;
  std::string amount;
};

// `print` gets the response and the units.
template <typename Response, typename Ask, typename PrintResponse>
int Run(const Session& session, Ask ask, PrintResponse print) {
  return WithClient(session, [&](const Client& client) -> absl::StatusOr<int> {
    // Before the change: behind it nothing may fail but the output.
    TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
    Response response;
    TESSERA_RETURN_IF_ERROR(ask(client, &response));
    TESSERA_RETURN_IF_ERROR(print(response, units));
    return kDone;
  });
}

const char* NameOf(v1::CouponStatus status) {
  switch (status) {
    case v1::COUPON_STATUS_VALID: return "valid";
    case v1::COUPON_STATUS_USED: return "used";
    case v1::COUPON_STATUS_BLOCKED: return "blocked";
    default: return "unknown";
  }
}

std::vector<Fact> FactsOf(const v1::Coupon& coupon) {
  std::vector<Fact> facts = {
      {"batch", coupon.batch_id()},
      {"status", NameOf(coupon.status())},
      {"used", Cell(absl::StrCat(coupon.uses(), " of ", coupon.maximum_uses()), absl::StrCat(coupon.uses()))},
      {"active from", TimeCell(coupon.active_from_us())},
      {"expires", TimeCell(coupon.expires_at_us())}};
  if (!coupon.member_id().empty()) facts.push_back({"member", coupon.member_id()});
  if (!coupon.used_by_sale_id().empty()) {
    facts.push_back({"last used by sale", coupon.used_by_sale_id()});
  }
  return facts;
}

std::vector<Fact> FactsOf(const v1::GiftCard& card, const Units& units) {
  return {{"balance", MoneyCell(units, card.balance_minor())},
          {"issued with", MoneyCell(units, card.issued_minor())},
          {"issued", TimeCell(card.issued_at_us())},
          {"expires", TimeCell(card.expires_at_us())},
          {"status", card.blocked() ? "blocked" : "active"}};
}

// Those who put money on something say how much as people do.
absl::StatusOr<int64_t> AmountOf(const Client& client, const Arguments& arguments) {
  TESSERA_ASSIGN_OR_RETURN(const Units units, LoadUnits(client));
  TESSERA_ASSIGN_OR_RETURN(const int64_t amount, units.ParseMoney(arguments.amount, "--amount"));
  TESSERA_RETURN_IF_ERROR(
      ConfirmAmount(arguments.change, amount, kMuchMoney, units.Money(amount)));
  return amount;
}

int IssueCoupons(const Session& session, const Arguments& arguments) {
  v1::IssueCouponsRequest request;
  request.set_batch_id(arguments.batch_id);
  request.set_count(arguments.count);
  return Run<v1::IssueCouponsResponse>(
      session,
      [&](const Client& client, v1::IssueCouponsResponse* response) {
        return SendChange<v1::VoucherService>(client, arguments.change, &Vouchers::IssueCoupons,
                                              request, response);
      },
      [&](const v1::IssueCouponsResponse& response, const Units&) {
        if (session.output == Output::kJson) return PrintJson(response);
        for (const std::string& code : response.codes()) Print(absl::StrCat(code, "\n"));
        return absl::OkStatus();
      });
}

int ShowCoupon(const Session& session, const Arguments& arguments) {
  v1::GetCouponRequest request;
  request.set_code(arguments.code);
  return Run<v1::GetCouponResponse>(
      session,
      [&](const Client& client, v1::GetCouponResponse* response) {
        return client.Call<v1::VoucherService>(&Vouchers::GetCoupon, request, response);
      },
      [&](const v1::GetCouponResponse& response, const Units&) {
        return PrintFacts(session, FactsOf(response.coupon()), response);
      });
}

int BlockCoupon(const Session& session, const Arguments& arguments) {
  const absl::Status sure = Confirm(arguments.change, "Block this coupon, for good?");
  if (!sure.ok()) return Report(sure);
  v1::BlockCouponRequest request;
  request.set_code(arguments.code);
  request.set_comment(arguments.change.comment);
  return Run<v1::BlockCouponResponse>(
      session,
      [&](const Client& client, v1::BlockCouponResponse* response) {
        return SendChange<v1::VoucherService>(client, arguments.change, &Vouchers::BlockCoupon,
                                              request, response);
      },
      [&](const v1::BlockCouponResponse& response, const Units&) {
        return PrintFacts(session, FactsOf(response.coupon()), response);
      });
}

int ActivateCard(const Session& session, const Arguments& arguments) {
  v1::ActivateGiftCardRequest request;
  request.set_code(arguments.code);
  return Run<v1::ActivateGiftCardResponse>(
      session,
      [&](const Client& client, v1::ActivateGiftCardResponse* response) -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(const int64_t amount, AmountOf(client, arguments));
        request.set_amount_minor(amount);
        return SendChange<v1::VoucherService>(client, arguments.change,
                                              &Vouchers::ActivateGiftCard, request, response);
      },
      [&](const v1::ActivateGiftCardResponse& response, const Units& units) {
        return PrintFacts(session, FactsOf(response.card(), units), response);
      });
}

int ShowCard(const Session& session, const Arguments& arguments) {
  v1::GetGiftCardRequest request;
  request.set_code(arguments.code);
  return Run<v1::GetGiftCardResponse>(
      session,
      [&](const Client& client, v1::GetGiftCardResponse* response) {
        return client.Call<v1::VoucherService>(&Vouchers::GetGiftCard, request, response);
      },
      [&](const v1::GetGiftCardResponse& response, const Units& units) -> absl::Status {
        TESSERA_RETURN_IF_ERROR(PrintFacts(session, FactsOf(response.card(), units), response));
        if (session.output != Output::kTable) return absl::OkStatus();
        Table entries({"NO", "WHEN", "AMOUNT", "BALANCE", "SALE", "WHY"});
        entries.AlignRight({0, 2, 3});
        for (const v1::TenderEntry& entry : response.entries()) {
          entries.Add({absl::StrCat(entry.entry_no()), TimeText(entry.booked_at_us()),
                       units.Money(entry.amount_minor()), units.Money(entry.balance_minor()),
                       entry.sale_id(), entry.comment()});
        }
        Print(absl::StrCat("\n", entries.ToText()));
        return absl::OkStatus();
      });
}

int BlockCard(const Session& session, const Arguments& arguments, bool blocked) {
  if (blocked) {
    const absl::Status sure = Confirm(arguments.change, "Block this gift card?");
    if (!sure.ok()) return Report(sure);
  }
  v1::BlockGiftCardRequest request;
  request.set_code(arguments.code);
  request.set_blocked(blocked);
  request.set_comment(arguments.change.comment);
  return Run<v1::BlockGiftCardResponse>(
      session,
      [&](const Client& client, v1::BlockGiftCardResponse* response) {
        return SendChange<v1::VoucherService>(client, arguments.change, &Vouchers::BlockGiftCard,
                                              request, response);
      },
      [&](const v1::BlockGiftCardResponse& response, const Units& units) {
        return PrintFacts(session, FactsOf(response.card(), units), response);
      });
}

int AdjustWallet(const Session& session, const Arguments& arguments) {
  v1::AdjustWalletRequest request;
  *request.mutable_member() = ToRef(arguments.who);
  request.set_comment(arguments.change.comment);
  return Run<v1::AdjustWalletResponse>(
      session,
      [&](const Client& client, v1::AdjustWalletResponse* response) -> absl::Status {
        TESSERA_ASSIGN_OR_RETURN(const int64_t amount, AmountOf(client, arguments));
        request.set_amount_minor(amount);
        return SendChange<v1::VoucherService>(client, arguments.change, &Vouchers::AdjustWallet,
                                              request, response);
      },
      [&](const v1::AdjustWalletResponse& response, const Units& units) {
        return PrintFacts(session, {{"balance", MoneyCell(units, response.balance_minor())}}, response);
      });
}

using Action = int (*)(const Session&, const Arguments&);

CLI::App* Add(CLI::App& parent, Session& session, const char* name, const char* help,
              const std::shared_ptr<Arguments>& arguments, Action run) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->callback([&session, arguments, run] {
    session.run = [&session, arguments, run] { return run(session, *arguments); };
  });
  return command;
}

CLI::App* AddByCode(CLI::App& parent, Session& session, const char* name, const char* help,
                    const std::shared_ptr<Arguments>& arguments, Action run) {
  CLI::App* command = Add(parent, session, name, help, arguments, run);
  command->add_option("CODE", arguments->code, "Its code")->required();
  return command;
}

void AddCoupons(CLI::App& app, Session& session) {
  CLI::App* coupon = app.add_subcommand("coupon", "Issue, show and block coupons");
  coupon->require_subcommand(1);
  const auto issued = std::make_shared<Arguments>();
  CLI::App* issue =
      Add(*coupon, session, "issue", "Make codes and print them", issued, IssueCoupons);
  issue->footer("Examples:\n  tessera coupon issue --batch letters --count 500 > codes.txt");
  issue->add_option("--batch", issued->batch_id, "Batch of the live program")->required();
  issue->add_option("--count", issued->count, "How many")->required();
  AddChangeId(*issue, issued->change);
  AddByCode(*coupon, session, "show", "Show one coupon", std::make_shared<Arguments>(), ShowCoupon)
      ->footer("Examples:\n  tessera coupon show SPRING-7K2M");
  const auto blocked = std::make_shared<Arguments>();
  CLI::App* block = AddByCode(*coupon, session, "block", "Put one out of use", blocked, BlockCoupon);
  block->footer("Examples:\n  tessera coupon block SPRING-7K2M --comment \"printed twice\"");
  AddChangeId(*block, blocked->change);
  AddComment(*block, blocked->change, false);
  AddYes(*block, blocked->change);
}

void AddGiftCards(CLI::App& app, Session& session) {
  CLI::App* card = app.add_subcommand("gift-card", "Activate, show and block gift cards");
  card->require_subcommand(1);
  const auto activated = std::make_shared<Arguments>();
  CLI::App* activate =
      AddByCode(*card, session, "activate", "Put money on a card", activated, ActivateCard);
  activate->footer("Examples:\n  tessera gift-card activate GIFT-0001 --amount 3000");
  activate->add_option("--amount", activated->amount, "How much: 3000, 49.90")->required();
  AddChangeId(*activate, activated->change);
  AddYes(*activate, activated->change);
  AddByCode(*card, session, "show", "Show one with its movements", std::make_shared<Arguments>(),
            ShowCard)
      ->footer("Examples:\n  tessera gift-card show GIFT-0001");
  const auto blocked = std::make_shared<Arguments>();
  CLI::App* block = AddByCode(*card, session, "block", "Let it pay for nothing", blocked,
                              [](const Session& on, const Arguments& arguments) {
                                return BlockCard(on, arguments, true);
                              });
  block->footer("Examples:\n  tessera gift-card block GIFT-0001 --comment \"reported stolen\"");
  AddChangeId(*block, blocked->change);
  AddComment(*block, blocked->change, false);
  AddYes(*block, blocked->change);
  const auto freed = std::make_shared<Arguments>();
  CLI::App* unblock = AddByCode(*card, session, "unblock", "Let it pay again", freed,
                                [](const Session& on, const Arguments& arguments) {
                                  return BlockCard(on, arguments, false);
                                });
  unblock->footer("Examples:\n  tessera gift-card unblock GIFT-0001 --comment \"found again\"");
  AddChangeId(*unblock, freed->change);
  AddComment(*unblock, freed->change, false);
}

void AddWallets(CLI::App& app, Session& session) {
  CLI::App* wallet = app.add_subcommand("wallet", "Set wallets right");
  wallet->require_subcommand(1);
  const auto adjusted = std::make_shared<Arguments>();
  CLI::App* adjust =
      Add(*wallet, session, "adjust", "Add to a member's wallet, or take from it", adjusted,
          AdjustWallet);
  adjust->footer("Examples:\n  tessera wallet adjust --card 2900000000018 --amount 50 --comment sorry\n"
                 "  tessera wallet adjust --phone +79161234567 --amount -49.90 --comment \"booked twice\"");
  AddWho(*adjust, adjusted->who);
  adjust->add_option("--amount", adjusted->amount, "How much: 50, 49.90; negative takes away")
      ->required();
  AddYes(*adjust, adjusted->change);
  AddComment(*adjust, adjusted->change, true);
  AddChangeId(*adjust, adjusted->change);
}

}  // namespace

void AddVoucherCommands(CLI::App& app, Session& session) {
  AddCoupons(app, session);
  AddGiftCards(app, session);
  AddWallets(app, session);
}

}  // namespace tessera::cli
