#include "tessera/operations/audit/verify_ledger.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/ledger/audit.h"
#include "tessera/operations/account/situation.h"
#include "tessera/operations/audit/sold_cards.h"
#include "tessera/operations/common/ledger_proto.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumFaults = 100;
constexpr int kPage = 500;

void Tell(v1::VerifyLedgerResponse& response, absl::string_view code, absl::string_view member_id,
          int64_t entry_no, absl::string_view message) {
  if (response.faults_size() == kMaximumFaults) return;
  v1::LedgerFault* fault = response.add_faults();
  fault->set_code(std::string(code));
  fault->set_member_id(std::string(member_id));
  fault->set_entry_no(entry_no);
  fault->set_message(std::string(message));
}

// Each sale earns once and spends once.
class SaleMovements {
 public:
  bool IsRepeated(const ledger::Entry& entry) {
    const bool moves =
        entry.kind == ledger::EntryKind::kEarn || entry.kind == ledger::EntryKind::kSpend;
    return moves && entry.sale_id && !seen_.insert({entry.kind, *entry.sale_id}).second;
  }

 private:
  std::set<std::pair<ledger::EntryKind, SaleId>> seen_;
};

absl::Status StillWanted(const Context& context) {
  return context.still_wanted ? context.still_wanted() : absl::OkStatus();
}

absl::Status ReadChain(const Context& context, storage::ReadTransaction& transaction,
                       const MemberId& member_id, ledger::Audit& audit,
                       v1::VerifyLedgerResponse& response) {
  SaleMovements movements;
  int64_t after = 0;
  while (true) {
    TESSERA_RETURN_IF_ERROR(StillWanted(context));
    TESSERA_ASSIGN_OR_RETURN(const auto entries,
                             transaction.ListEntries(member_id, after, kPage));
    if (entries.empty()) return absl::OkStatus();
    for (const ledger::Entry& entry : entries) {
      audit.Read(entry);
      response.set_entries(response.entries() + 1);
      if (movements.IsRepeated(entry)) {
        Tell(response, "SALE_REPEATED", member_id.ToText(), entry.entry_no,
             absl::StrCat("sale ", entry.sale_id->ToText(), " moved points twice"));
      }
    }
    after = entries.back().entry_no;
  }
}

absl::Status VerifyMember(const Context& context, storage::ReadTransaction& transaction,
                          const MemberId& member_id, ledger::Postings& totals,
                          v1::VerifyLedgerResponse& response) {
  ledger::Audit audit(member_id);
  TESSERA_RETURN_IF_ERROR(ReadChain(context, transaction, member_id, audit, response));
  TESSERA_ASSIGN_OR_RETURN(const ledger::AccountState state,
                           transaction.LoadAccount(member_id, {}));
  for (const ledger::Fault& fault : audit.Finish(state, context.now)) {
    Tell(response, fault.code, member_id.ToText(), fault.entry_no, fault.message);
  }
  TESSERA_ASSIGN_OR_RETURN(const auto member, transaction.FindMember(member_id));
  if (!member) return Broken("a member is missing");
  if ((member->shares || member->merged_into) && (!state.lots.empty() || !state.overdraft.is_zero())) {
    Tell(response, "LOTS", member_id.ToText(), 0,
         "the member uses another's account, and still has points in its own");
  }
  if (!Add(audit.totals(), totals)) return Broken("all points ever moved do not fit 64 bits");
  response.set_members(response.members() + 1);
  // What has ended is owed to nobody, booked or not.
  ledger::Account account(state);
  if (!account.Settle(context.now).ok()) return absl::OkStatus();
  const int64_t owed = std::max<int64_t>(account.state().balance.value(), 0);
  const std::optional<int64_t> liability = CheckedAdd(response.liability_points(), owed);
  if (!liability) return Broken("all points together do not fit 64 bits");
  response.set_liability_points(*liability);
  return absl::OkStatus();
}

// What goes out of one account comes into another.
void VerifyTotals(const ledger::Postings& totals, v1::VerifyLedgerResponse& response) {
  if (!totals.transferred.is_zero()) {
    Tell(response, "POSTINGS", "", 0,
         absl::StrCat("transfers between members sum to ", totals.transferred.value()));
  }
}

absl::Status VerifyTender(const Context& context, storage::ReadTransaction& transaction,
                          const ledger::TenderKey& key, v1::VerifyLedgerResponse& response) {
  TESSERA_ASSIGN_OR_RETURN(const auto state, transaction.FindTender(key));
  if (!state) return Broken("a gift card or wallet is missing");
  ledger::TenderAudit audit(key);
  int64_t after = 0;
  while (true) {
    TESSERA_RETURN_IF_ERROR(StillWanted(context));
    TESSERA_ASSIGN_OR_RETURN(const auto entries,
                             transaction.ListTenderEntries(key, after, kPage));
    if (entries.empty()) break;
    for (const ledger::TenderEntry& entry : entries) audit.Read(entry);
    after = entries.back().entry_no;
  }
  const bool wallet = key.kind == ledger::TenderKind::kWallet;
  for (const ledger::Fault& fault : audit.Finish(*state)) {
    Tell(response, "TENDER", wallet ? MemberId{key.id}.ToText() : "", fault.entry_no,
         absl::StrCat(wallet ? "wallet" : absl::StrCat("gift card ", StoredCode(key.id)), ": ",
                      fault.code, ": ", fault.message));
  }
  TESSERA_ASSIGN_OR_RETURN(const bool is_found, IsFoundBySale(transaction, *state));
  if (!is_found) {
    Tell(response, "TENDER", "", 0,
         absl::StrCat("gift card ", StoredCode(key.id), ": the sale that sold it forgot it"));
  }
  return absl::OkStatus();
}

absl::Status VerifyTenders(const Context& context, storage::ReadTransaction& transaction,
                           v1::VerifyLedgerResponse& response) {
  std::optional<ledger::TenderKey> after;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const auto keys, transaction.ListTenders(after, kPage));
    if (keys.empty()) return absl::OkStatus();
    for (const ledger::TenderKey& key : keys) {
      TESSERA_RETURN_IF_ERROR(VerifyTender(context, transaction, key, response));
    }
    after = keys.back();
  }
}

struct Back {
  int64_t quantity_milli = 0;
  int64_t net_minor = 0;
  int64_t returned_points = 0;
  int64_t revoked_points = 0;
};

// Of a line that only lowered its receipt (a deposit given back) the money comes back with its sign.
bool IsBeyond(int64_t back_minor, int64_t net_minor) {
  if (net_minor < 0) return back_minor < net_minor || back_minor > 0;
  return back_minor > net_minor;
}

bool Exceeds(const std::map<uint32_t, Back>& back, const v1::Evaluation& evaluation,
             const v1::Sale& document) {
  std::map<uint32_t, Back> left = back;
  for (const v1::LineResult& line : evaluation.lines()) {
    Back& sum = left[line.line_no()];
    if (IsBeyond(sum.net_minor, line.net_minor()) || sum.returned_points > line.spent_points() ||
        sum.revoked_points > line.earned_points()) {
      return true;
    }
  }
  for (const v1::Line& line : document.basket().lines()) {
    const auto sum = left.find(line.line_no());
    if (sum == left.end()) continue;
    if (sum->second.quantity_milli > line.quantity_milli()) return true;
    left.erase(sum);
  }
  // What is left came back without having been sold.
  return !left.empty();
}

// What all refunds of a sale did together.
struct Refunded {
  bool readable = true;
  std::map<uint32_t, Back> lines;
  int64_t emptied_minor = 0;
};

absl::StatusOr<Refunded> RefundedOf(storage::ReadTransaction& transaction, const SaleId& sale_id) {
  Refunded refunded;
  TESSERA_ASSIGN_OR_RETURN(const auto refunds, transaction.ListRefunds(sale_id));
  for (const storage::Refund& refund : refunds) {
    v1::RefundResult result;
    refunded.readable = result.ParseFromString(refund.answer) && refunded.readable;
    refunded.emptied_minor = CheckedAdd(refunded.emptied_minor, result.emptied_minor())
                                 .value_or(std::numeric_limits<int64_t>::max());
    for (const v1::RefundedLine& line : result.lines()) {
      Back& sum = refunded.lines[line.line_no()];
      sum.quantity_milli += line.quantity_milli();
      sum.net_minor += line.net_minor();
      sum.returned_points += line.returned_points();
      sum.revoked_points += line.revoked_points();
    }
  }
  return refunded;
}

absl::Status VerifySale(storage::ReadTransaction& transaction, const storage::Sale& sale,
                        v1::VerifyLedgerResponse& response) {
  response.set_sales(response.sales() + 1);
  if (sale.refunds == 0) return absl::OkStatus();
  v1::Evaluation evaluation;
  v1::Sale document;
  TESSERA_ASSIGN_OR_RETURN(const Refunded refunded, RefundedOf(transaction, sale.sale_id));
  const bool readable = refunded.readable && evaluation.ParseFromString(sale.evaluation) &&
                        document.ParseFromString(sale.document);
  if (!readable || Exceeds(refunded.lines, evaluation, document)) {
    Tell(response, "REFUND_EXCESS", sale.member_id ? sale.member_id->ToText() : "", 0,
         absl::StrCat("refunds of sale ", sale.sale_id.ToText(), " exceed it"));
  }
  TESSERA_ASSIGN_OR_RETURN(const Money emptied, EmptiedBySale(transaction, sale.sale_id));
  if (emptied.value() != refunded.emptied_minor) {
    Tell(response, "TENDER", "", 0,
         absl::StrCat("refunds of sale ", sale.sale_id.ToText(), " took ", emptied.value(),
                      " off the gift cards that it sold, not ", refunded.emptied_minor));
  }
  return absl::OkStatus();
}

absl::Status VerifySales(const Context& context, storage::ReadTransaction& transaction,
                         v1::VerifyLedgerResponse& response) {
  int64_t after = 0;
  while (true) {
    TESSERA_RETURN_IF_ERROR(StillWanted(context));
    TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction.ListSales({"", "", false, after}, kPage));
    if (sales.empty()) return absl::OkStatus();
    for (const storage::Sale& sale : sales) {
      TESSERA_RETURN_IF_ERROR(VerifySale(transaction, sale, response));
    }
    after = sales.back().sale_no;
  }
}

}  // namespace

absl::StatusOr<v1::VerifyLedgerResponse> VerifyLedger(const Context& context,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::VerifyLedgerRequest&) {
  v1::VerifyLedgerResponse response;
  ledger::Postings totals;
  std::optional<MemberId> after;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const auto members, transaction.ListMembers(after, kPage));
    if (members.empty()) break;
    for (const MemberId& member_id : members) {
      TESSERA_RETURN_IF_ERROR(VerifyMember(context, transaction, member_id, totals, response));
    }
    after = members.back();
  }
  *response.mutable_totals() = TotalsToProto(totals);
  VerifyTotals(totals, response);
  TESSERA_RETURN_IF_ERROR(VerifyTenders(context, transaction, response));
  TESSERA_RETURN_IF_ERROR(VerifySales(context, transaction, response));
  return response;
}

}  // namespace tessera::operations
