// Every method of the public API: what it is called, who may call it, and where it runs. This table
// is the whole of authorisation by role.
#ifndef TESSERA_RPC_METHOD_H_
#define TESSERA_RPC_METHOD_H_

#include <cstdint>

#include "tessera/rpc/identity.h"

namespace tessera::rpc {

// Tills answer while a customer waits, so what takes long has threads of its own; so has what operators ask
// for, which may take hours, the feed, which no snapshot of a till may hold up, and what headquarters looks
// at, which may read much and is to hold up no till.
enum class Lane : uint8_t { kShort, kLong, kOperator, kFeed, kHq };

struct Method {
  const char* name;  // "SaleService/Identify"
  Role least;        // kTerminal: terminals, and admins who speak for one
  Lane lane = Lane::kShort;
  bool tills_too = false;  // terminals may call it besides headquarters
  // Shows what is on its way to the disk too: whatever comes of it is a write, and comes behind.
  bool latest = false;
};

inline constexpr Method kIdentify{"SaleService/Identify", Role::kTerminal, Lane::kShort,
                                  /*tills_too=*/false, /*latest=*/true};
inline constexpr Method kQuote{"SaleService/Quote", Role::kTerminal, Lane::kShort,
                               /*tills_too=*/false, /*latest=*/true};
inline constexpr Method kRedeem{"SaleService/Redeem", Role::kTerminal};
inline constexpr Method kCommit{"SaleService/Commit", Role::kTerminal};
inline constexpr Method kCancel{"SaleService/Cancel", Role::kTerminal};
inline constexpr Method kRefund{"SaleService/Refund", Role::kTerminal};
inline constexpr Method kEnrol{"SaleService/Enrol", Role::kTerminal};

inline constexpr Method kSnapshot{"SyncService/Snapshot", Role::kTerminal, Lane::kLong};
inline constexpr Method kWatch{"SyncService/Watch", Role::kTerminal, Lane::kLong};
inline constexpr Method kPing{"SyncService/Ping", Role::kTerminal};
inline constexpr Method kSubmitRecords{"SyncService/SubmitRecords", Role::kTerminal};

inline constexpr Method kGetMember{"MemberService/GetMember", Role::kReader};
inline constexpr Method kListEntries{"MemberService/ListEntries", Role::kReader};
inline constexpr Method kImportMembers{"MemberService/ImportMembers", Role::kEditor};
inline constexpr Method kAdjustPoints{"MemberService/AdjustPoints", Role::kEditor};
inline constexpr Method kUpdateMember{"MemberService/UpdateMember", Role::kEditor};
inline constexpr Method kAddIdentifier{"MemberService/AddIdentifier", Role::kEditor};
inline constexpr Method kReplaceIdentifier{"MemberService/ReplaceIdentifier", Role::kEditor};
inline constexpr Method kMergeMembers{"MemberService/MergeMembers", Role::kEditor};
inline constexpr Method kShareAccount{"MemberService/ShareAccount", Role::kEditor};
inline constexpr Method kLeaveAccount{"MemberService/LeaveAccount", Role::kEditor};
inline constexpr Method kTransferPoints{"MemberService/TransferPoints", Role::kEditor};

inline constexpr Method kIssueDynamicCode{"MemberService/IssueDynamicCode", Role::kEditor};
inline constexpr Method kFindMembers{"MemberService/FindMembers", Role::kReader, Lane::kHq};
inline constexpr Method kListActs{"MemberService/ListActs", Role::kReader, Lane::kHq};

inline constexpr Method kIssueCoupons{"VoucherService/IssueCoupons", Role::kEditor};
inline constexpr Method kGetCoupon{"VoucherService/GetCoupon", Role::kReader};
inline constexpr Method kBlockCoupon{"VoucherService/BlockCoupon", Role::kEditor};
inline constexpr Method kActivateGiftCard{"VoucherService/ActivateGiftCard", Role::kEditor,
                                          Lane::kShort, /*tills_too=*/true};
inline constexpr Method kGetGiftCard{"VoucherService/GetGiftCard", Role::kReader};
inline constexpr Method kBlockGiftCard{"VoucherService/BlockGiftCard", Role::kEditor};
inline constexpr Method kAdjustWallet{"VoucherService/AdjustWallet", Role::kEditor};

inline constexpr Method kCheckProgram{"ProgramService/CheckProgram", Role::kReader, Lane::kHq};
inline constexpr Method kGetProgram{"ProgramService/GetProgram", Role::kReader};
inline constexpr Method kPublishProgram{"ProgramService/PublishProgram", Role::kEditor, Lane::kHq};
inline constexpr Method kSaveDraft{"ProgramService/SaveDraft", Role::kEditor, Lane::kHq};
inline constexpr Method kGetDraft{"ProgramService/GetDraft", Role::kReader};
inline constexpr Method kListDrafts{"ProgramService/ListDrafts", Role::kReader};
inline constexpr Method kDeleteDraft{"ProgramService/DeleteDraft", Role::kEditor};
inline constexpr Method kDiffPrograms{"ProgramService/DiffPrograms", Role::kReader, Lane::kHq};
inline constexpr Method kTryOutProgram{"ProgramService/TryOutProgram", Role::kReader, Lane::kOperator};
inline constexpr Method kListVersions{"ProgramService/ListVersions", Role::kReader};
inline constexpr Method kListPublications{"ProgramService/ListPublications", Role::kReader};
inline constexpr Method kWithdrawPublication{"ProgramService/WithdrawPublication", Role::kEditor};

inline constexpr Method kReadFeed{"FeedService/Read", Role::kReader, Lane::kFeed};
inline constexpr Method kWatchFeed{"FeedService/Watch", Role::kReader, Lane::kFeed};
inline constexpr Method kSnapshotFeed{"FeedService/Snapshot", Role::kReader, Lane::kOperator};

inline constexpr Method kImport{"BulkService/Import", Role::kEditor, Lane::kOperator};
inline constexpr Method kExport{"BulkService/Export", Role::kReader, Lane::kOperator};

inline constexpr Method kGetMetrics{"InsightService/GetMetrics", Role::kReader, Lane::kHq};
inline constexpr Method kGetCohorts{"InsightService/GetCohorts", Role::kReader, Lane::kHq};
inline constexpr Method kGetOfferFigures{"InsightService/GetOfferFigures", Role::kReader,
                                         Lane::kHq};
inline constexpr Method kGetForecast{"InsightService/GetForecast", Role::kReader, Lane::kHq};
inline constexpr Method kGetSegments{"InsightService/GetSegments", Role::kReader, Lane::kHq};
inline constexpr Method kListMetrics{"InsightService/ListMetrics", Role::kReader};

inline constexpr Method kSaveStores{"StoreService/SaveStores", Role::kEditor};
inline constexpr Method kListStores{"StoreService/ListStores", Role::kReader};
inline constexpr Method kRegisterTerminals{"StoreService/RegisterTerminals", Role::kEditor};
inline constexpr Method kRemoveTerminal{"StoreService/RemoveTerminal", Role::kEditor};
inline constexpr Method kListTerminals{"StoreService/ListTerminals", Role::kReader, Lane::kHq};

inline constexpr Method kAnswerSurvey{"SurveyService/AnswerSurvey", Role::kEditor};
inline constexpr Method kListFollowUps{"SurveyService/ListFollowUps", Role::kReader};
inline constexpr Method kUpdateFollowUp{"SurveyService/UpdateFollowUp", Role::kEditor};

inline constexpr Method kGetSale{"LedgerService/GetSale", Role::kReader};
inline constexpr Method kListSales{"LedgerService/ListSales", Role::kReader, Lane::kHq};
inline constexpr Method kListDifferences{"LedgerService/ListDifferences", Role::kReader};
inline constexpr Method kListPendingRefunds{"LedgerService/ListPendingRefunds", Role::kReader};
inline constexpr Method kListRefundsWithoutSale{"LedgerService/ListRefundsWithoutSale",
                                                Role::kReader};
inline constexpr Method kListSuspicions{"LedgerService/ListSuspicions", Role::kReader};
inline constexpr Method kListSurveyAnswers{"LedgerService/ListSurveyAnswers", Role::kReader,
                                           Lane::kHq};
inline constexpr Method kVerifyLedger{"LedgerService/VerifyLedger", Role::kReader, Lane::kLong};

inline constexpr Method kRunJob{"OperatorService/RunJob", Role::kAdmin, Lane::kOperator};
inline constexpr Method kListJobs{"OperatorService/ListJobs", Role::kAdmin};
inline constexpr Method kBackup{"OperatorService/Backup", Role::kAdmin, Lane::kOperator};

constexpr bool MayCall(Role role, const Method& method) {
  if (role == Role::kAdmin) return true;
  if (role == Role::kTerminal && method.tills_too) return true;
  if (method.least == Role::kTerminal || role == Role::kTerminal) return role == method.least;
  return role >= method.least;
}

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_METHOD_H_
