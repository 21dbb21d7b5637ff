#include "tessera/operations/audit/members_audit.h"

#include <algorithm>
#include <optional>

#include "tessera/base/status.h"
#include "tessera/ledger/audit.h"
#include "tessera/ledger/lot_audit.h"
#include "tessera/operations/audit/movements.h"
#include "tessera/operations/audit/still_wanted.h"

namespace tessera::operations {
namespace {

constexpr int kPage = 500;

// One member, from its row to its last lot.
class MemberAudit {
 public:
  MemberAudit(const Context& context, storage::ReadTransaction& transaction,
              const MemberId& member_id, Findings& findings)
      : context_(context),
        transaction_(transaction),
        member_id_(member_id),
        findings_(findings),
        entries_(member_id),
        movements_(transaction, member_id, findings) {}

  absl::Status Run(MemberSums& sums) {
    TESSERA_ASSIGN_OR_RETURN(const auto member, transaction_.FindMember(member_id_));
    if (!member) return Broken("it is missing");
    TESSERA_RETURN_IF_ERROR(ReadEntries());
    TESSERA_RETURN_IF_ERROR(ReadLots());
    TESSERA_ASSIGN_OR_RETURN(const ledger::AccountState state,
                             transaction_.LoadAccount(member_id_, {}));
    for (const ledger::Fault& fault : entries_.Finish(state, context_.now)) Tell(fault);
    for (const ledger::Fault& fault : lots_.Finish(state)) Tell(fault);
    TESSERA_RETURN_IF_ERROR(CheckDue(state));
    TESSERA_RETURN_IF_ERROR(CheckMember(*member, state));
    if (!Add(entries_.totals(), sums.totals)) return Broken("all points ever moved do not fit 64 bits");
    const auto returned = CheckedAdd(sums.returned_points, movements_.returned_points());
    if (!returned) return Broken("all points ever given back do not fit 64 bits");
    sums.returned_points = *returned;
    return CountLiability(state);
  }

 private:
  void Tell(const ledger::Fault& fault) {
    findings_.Tell(fault.code, member_id_, fault.entry_no, fault.message);
  }

  absl::Status ReadEntries() {
    v1::VerifyLedgerResponse& response = findings_.response();
    int64_t after = 0;
    while (true) {
      TESSERA_RETURN_IF_ERROR(StillWanted(context_));
      TESSERA_ASSIGN_OR_RETURN(const auto entries,
                               transaction_.ListEntries(member_id_, after, kPage));
      if (entries.empty()) return movements_.Finish();
      for (const ledger::Entry& entry : entries) {
        entries_.Read(entry);
        lots_.Read(entry);
        response.set_entries(response.entries() + 1);
        TESSERA_RETURN_IF_ERROR(movements_.Read(entry));
      }
      after = entries.back().entry_no;
    }
  }

  absl::Status ReadLots() {
    int64_t after = 0;
    while (true) {
      TESSERA_RETURN_IF_ERROR(StillWanted(context_));
      TESSERA_ASSIGN_OR_RETURN(const auto lots, transaction_.ListLots(member_id_, after, kPage));
      if (lots.empty()) return absl::OkStatus();
      for (const ledger::Lot& lot : lots) lots_.Read(lot);
      after = lots.back().lot_no;
    }
  }

  absl::Status CheckDue(const ledger::AccountState& state) {
    TESSERA_ASSIGN_OR_RETURN(const auto due, transaction_.FindDue(member_id_));
    if (const auto fault = ledger::CheckDue(state, due, context_.now)) Tell(*fault);
    return absl::OkStatus();
  }

  absl::Status CheckMember(const storage::Member& member, const ledger::AccountState& state) {
    if ((member.shares || member.merged_into) &&
        (!state.lots.empty() || !state.overdraft.is_zero())) {
      findings_.Tell("LOTS", member_id_, 0,
                     "the member uses another's account, and still has points in its own");
    }
    TESSERA_ASSIGN_OR_RETURN(const bool is_told, transaction_.HasChange(member_id_));
    if (!is_told) findings_.Tell("CHANGES", member_id_, 0, "no terminal hears of this member");
    return absl::OkStatus();
  }

  // What has ended is owed to nobody, booked or not.
  absl::Status CountLiability(const ledger::AccountState& state) {
    v1::VerifyLedgerResponse& response = findings_.response();
    response.set_members(response.members() + 1);
    ledger::Account account(state);
    if (!account.Settle(context_.now).ok()) return absl::OkStatus();
    const int64_t owed = std::max<int64_t>(account.state().balance.value(), 0);
    const std::optional<int64_t> liability = CheckedAdd(response.liability_points(), owed);
    if (!liability) return Broken("all points together do not fit 64 bits");
    response.set_liability_points(*liability);
    return absl::OkStatus();
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const MemberId member_id_;
  Findings& findings_;
  ledger::Audit entries_;
  ledger::LotAudit lots_;
  Movements movements_;
};

}  // namespace

absl::Status VerifyMembers(const Context& context, storage::ReadTransaction& transaction,
                           Findings& findings, MemberSums& sums) {
  std::optional<MemberId> after;
  while (true) {
    TESSERA_RETURN_IF_ERROR(StillWanted(context));
    const auto members = transaction.ListMembers(after, kPage);
    if (!members.ok()) return findings.Mind(members.status(), after, "who comes after this member");
    if (members->empty()) return absl::OkStatus();
    for (const MemberId& member_id : *members) {
      MemberAudit audit(context, transaction, member_id, findings);
      TESSERA_RETURN_IF_ERROR(findings.Mind(audit.Run(sums), member_id, "this member"));
    }
    after = members->back();
  }
}

}  // namespace tessera::operations
