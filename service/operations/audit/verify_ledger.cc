#include "tessera/operations/audit/verify_ledger.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"
#include "tessera/operations/audit/findings.h"
#include "tessera/operations/audit/members_audit.h"
#include "tessera/operations/audit/sales_audit.h"
#include "tessera/operations/audit/vouchers_audit.h"
#include "tessera/operations/common/ledger_proto.h"
#include "tessera/operations/common/program_proto.h"

namespace tessera::operations {
namespace {

constexpr int kMaximumOrphans = 20;

// What goes out of one account comes into another, and what refunds gave back arrived.
void VerifySums(const MemberSums& members, const SaleSums& sales, Findings& findings) {
  if (!members.totals.transferred.is_zero()) {
    findings.Tell("POSTINGS", std::nullopt, 0,
                  absl::StrCat("transfers between members sum to ",
                               members.totals.transferred.value()));
  }
  // What is told of one refund need not be told of all.
  if (members.returned_points != sales.returned_points && !findings.Has("REFUND_ENTRIES") &&
      !findings.Has("UNREADABLE")) {
    findings.Tell("REFUND_ENTRIES", std::nullopt, 0,
                  absl::StrCat("refunds said that they gave back ", sales.returned_points,
                               " points, entries sum to ", members.returned_points));
  }
}

absl::Status VerifyProgram(storage::ReadTransaction& transaction, int64_t version,
                           Findings& findings) {
  TESSERA_ASSIGN_OR_RETURN(const auto program, transaction.FindProgram(version));
  if (!program || program->digest != ProgramDigest(program->document)) {
    findings.Tell("PROGRAM", std::nullopt, 0,
                  absl::StrCat("version ", version, " of the program ",
                               program ? "was changed after it was published" : "is missing"));
  }
  return absl::OkStatus();
}

absl::Status VerifyPrograms(storage::ReadTransaction& transaction, Findings& findings) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
  for (int64_t version = 1; version <= live && !findings.IsFull(); ++version) {
    TESSERA_RETURN_IF_ERROR(findings.Mind(VerifyProgram(transaction, version, findings),
                                          std::nullopt, absl::StrCat("program ", version)));
  }
  return absl::OkStatus();
}

absl::Status VerifyReferences(storage::ReadTransaction& transaction, Findings& findings) {
  TESSERA_ASSIGN_OR_RETURN(const auto orphans, transaction.ListOrphans(kMaximumOrphans));
  for (const std::string& orphan : orphans) findings.Tell("ORPHAN", std::nullopt, 0, orphan);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::VerifyLedgerResponse> VerifyLedger(const Context& context,
                                                      storage::ReadTransaction& transaction,
                                                      const v1::VerifyLedgerRequest&) {
  v1::VerifyLedgerResponse response;
  Findings findings(response);
  MemberSums members;
  SaleSums sales;
  TESSERA_RETURN_IF_ERROR(VerifyMembers(context, transaction, findings, members));
  *response.mutable_totals() = TotalsToProto(members.totals);
  TESSERA_RETURN_IF_ERROR(VerifyTenders(context, transaction, findings));
  TESSERA_RETURN_IF_ERROR(VerifySales(context, transaction, findings, sales));
  VerifySums(members, sales, findings);
  TESSERA_RETURN_IF_ERROR(VerifyCoupons(context, transaction, findings));
  TESSERA_RETURN_IF_ERROR(findings.Mind(VerifyPrograms(transaction, findings), std::nullopt,
                                        "the program"));
  TESSERA_RETURN_IF_ERROR(findings.Mind(VerifyReferences(transaction, findings), std::nullopt,
                                        "which rows name which"));
  return response;
}

}  // namespace tessera::operations
