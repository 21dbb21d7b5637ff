#include "tessera/rpc/services.h"

#include "tessera/operations/insight/get_cohorts.h"
#include "tessera/operations/insight/get_forecast.h"
#include "tessera/operations/insight/get_metrics.h"
#include "tessera/operations/insight/get_offer_figures.h"
#include "tessera/operations/insight/get_segments.h"
#include "tessera/operations/members/add_identifier.h"
#include "tessera/operations/members/adjust_points.h"
#include "tessera/operations/members/enrol.h"
#include "tessera/operations/members/find_members.h"
#include "tessera/operations/members/get_member.h"
#include "tessera/operations/members/issue_dynamic_code.h"
#include "tessera/operations/members/leave_account.h"
#include "tessera/operations/members/list_acts.h"
#include "tessera/operations/members/list_entries.h"
#include "tessera/operations/members/merge_members.h"
#include "tessera/operations/members/replace_identifier.h"
#include "tessera/operations/members/share_account.h"
#include "tessera/operations/members/transfer_points.h"
#include "tessera/operations/members/update_member.h"
#include "tessera/operations/programs/check_program.h"
#include "tessera/operations/programs/delete_draft.h"
#include "tessera/operations/programs/diff_programs.h"
#include "tessera/operations/programs/get_draft.h"
#include "tessera/operations/programs/get_program.h"
#include "tessera/operations/programs/list_drafts.h"
#include "tessera/operations/programs/list_publications.h"
#include "tessera/operations/programs/list_versions.h"
#include "tessera/operations/programs/publish_program.h"
#include "tessera/operations/programs/save_draft.h"
#include "tessera/operations/programs/withdraw_publication.h"
#include "tessera/operations/sales/cancel.h"
#include "tessera/operations/sales/commit.h"
#include "tessera/operations/sales/get_sale.h"
#include "tessera/operations/sales/identify.h"
#include "tessera/operations/sales/list_differences.h"
#include "tessera/operations/sales/list_pending_refunds.h"
#include "tessera/operations/sales/list_refunds_without_sale.h"
#include "tessera/operations/sales/list_sales.h"
#include "tessera/operations/sales/list_suspicions.h"
#include "tessera/operations/sales/quote.h"
#include "tessera/operations/sales/redeem.h"
#include "tessera/operations/sales/refund.h"
#include "tessera/operations/stores/list_stores.h"
#include "tessera/operations/stores/register_terminals.h"
#include "tessera/operations/stores/save_stores.h"
#include "tessera/operations/surveys/list_follow_ups.h"
#include "tessera/operations/surveys/list_survey_answers.h"
#include "tessera/operations/surveys/update_follow_up.h"
#include "tessera/operations/vouchers/activate_gift_card.h"
#include "tessera/operations/vouchers/adjust_wallet.h"
#include "tessera/operations/vouchers/block_coupon.h"
#include "tessera/operations/vouchers/block_gift_card.h"
#include "tessera/operations/vouchers/get_coupon.h"
#include "tessera/operations/vouchers/get_gift_card.h"
#include "tessera/operations/vouchers/issue_coupons.h"
#include "tessera/rpc/arena_messages.h"
#include "tessera/rpc/hq_calls.h"
#include "tessera/rpc/feed_read.h"
#include "tessera/rpc/export.h"
#include "tessera/rpc/feed_watch.h"
#include "tessera/rpc/import.h"
#include "tessera/rpc/import_members.h"
#include "tessera/rpc/operator_calls.h"
#include "tessera/rpc/ping.h"
#include "tessera/rpc/question.h"
#include "tessera/rpc/snapshot.h"
#include "tessera/rpc/submit_records.h"
#include "tessera/rpc/try_out.h"
#include "tessera/rpc/unary.h"
#include "tessera/rpc/verify_ledger.h"
#include "tessera/rpc/watch.h"
#include "tessera/v1/bulk_service.grpc.pb.h"
#include "tessera/v1/feed_service.grpc.pb.h"
#include "tessera/v1/insight_service.grpc.pb.h"
#include "tessera/v1/ledger_service.grpc.pb.h"
#include "tessera/v1/member_service.grpc.pb.h"
#include "tessera/v1/operator_service.grpc.pb.h"
#include "tessera/v1/program_service.grpc.pb.h"
#include "tessera/v1/sale_service.grpc.pb.h"
#include "tessera/v1/store_service.grpc.pb.h"
#include "tessera/v1/survey_service.grpc.pb.h"
#include "tessera/v1/sync_service.grpc.pb.h"
#include "tessera/v1/voucher_service.grpc.pb.h"

namespace tessera::rpc {
namespace {

using Context = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;

// One method: which way it runs, and the operation of the same name.
#define TESSERA_RPC(Way, Name)                                              \
  Unary* Name(Context* context, const v1::Name##Request* request,           \
              v1::Name##Response* response) override {                      \
    return Way(front_, k##Name, context, request, response, operations::Name); \
  }

class SaleService final : public v1::SaleService::CallbackService {
 public:
  explicit SaleService(Front& front) : front_(front) {
    SetMessageAllocatorFor_Identify(&identify_messages_);
    SetMessageAllocatorFor_Quote(&quote_messages_);
    SetMessageAllocatorFor_Commit(&commit_messages_);
  }
  TESSERA_RPC(Read, Identify)
  TESSERA_RPC(ReadInPlace, Quote)
  TESSERA_RPC(Write, Redeem)
  Unary* Commit(Context* context, const v1::CommitRequest* request,
                v1::CommitResponse* response) override {
    return WritePrepared(front_, kCommit, context, request, response, operations::ReadCommit,
                         operations::Commit);
  }
  TESSERA_RPC(Write, Cancel)
  TESSERA_RPC(Write, Refund)
  TESSERA_RPC(Write, Enrol)

 private:
  Front& front_;
  ArenaMessages<v1::IdentifyRequest, v1::IdentifyResponse> identify_messages_;
  ArenaMessages<v1::QuoteRequest, v1::QuoteResponse> quote_messages_;
  ArenaMessages<v1::CommitRequest, v1::CommitResponse> commit_messages_;
};

class MemberService final : public v1::MemberService::CallbackService {
 public:
  explicit MemberService(Front& front) : front_(front) {}
  Unary* ImportMembers(Context* context, const v1::ImportMembersRequest* request,
                       v1::ImportMembersResponse* response) override {
    return rpc::ImportMembers(front_, context, request, response);
  }
  TESSERA_RPC(Read, GetMember)
  TESSERA_RPC(Read, ListEntries)
  TESSERA_RPC(Read, FindMembers)
  TESSERA_RPC(Read, ListActs)
  TESSERA_RPC(Write, AdjustPoints)
  TESSERA_RPC(Write, UpdateMember)
  TESSERA_RPC(Write, AddIdentifier)
  TESSERA_RPC(Write, ReplaceIdentifier)
  TESSERA_RPC(Write, MergeMembers)
  TESSERA_RPC(Write, ShareAccount)
  TESSERA_RPC(Write, LeaveAccount)
  TESSERA_RPC(Write, TransferPoints)
  TESSERA_RPC(Read, IssueDynamicCode)

 private:
  Front& front_;
};

class VoucherService final : public v1::VoucherService::CallbackService {
 public:
  explicit VoucherService(Front& front) : front_(front) {}
  TESSERA_RPC(Write, IssueCoupons)
  TESSERA_RPC(Read, GetCoupon)
  TESSERA_RPC(Write, BlockCoupon)
  TESSERA_RPC(Write, ActivateGiftCard)
  TESSERA_RPC(Read, GetGiftCard)
  TESSERA_RPC(Write, BlockGiftCard)
  TESSERA_RPC(Write, AdjustWallet)

 private:
  Front& front_;
};

class ProgramService final : public v1::ProgramService::CallbackService {
 public:
  explicit ProgramService(Front& front) : front_(front) {}
  TESSERA_RPC(Read, CheckProgram)
  Unary* PublishProgram(Context* context, const v1::PublishProgramRequest* request,
                        v1::PublishProgramResponse* response) override {
    return ReadThenWrite(front_, kPublishProgram, context, request, response,
                         operations::PrepareProgram, operations::PublishPrepared);
  }
  TESSERA_RPC(Read, GetProgram)
  TESSERA_RPC(Read, ListVersions)
  TESSERA_RPC(Read, ListPublications)
  TESSERA_RPC(Write, WithdrawPublication)
  Unary* SaveDraft(Context* context, const v1::SaveDraftRequest* request,
                   v1::SaveDraftResponse* response) override {
    return ReadThenWrite(front_, kSaveDraft, context, request, response, operations::PrepareDraft,
                         operations::SavePrepared);
  }
  TESSERA_RPC(Read, GetDraft)
  TESSERA_RPC(Read, ListDrafts)
  TESSERA_RPC(Write, DeleteDraft)
  TESSERA_RPC(Read, DiffPrograms)
  grpc::ServerWriteReactor<v1::TryOutProgramResponse>* TryOutProgram(
      Context* context, const v1::TryOutProgramRequest* request) override {
    return rpc::TryOutProgram(front_, context, request);
  }

 private:
  Front& front_;
};

class LedgerService final : public v1::LedgerService::CallbackService {
 public:
  explicit LedgerService(Front& front) : front_(front) {}
  TESSERA_RPC(Read, GetSale)
  TESSERA_RPC(Read, ListSales)
  TESSERA_RPC(Read, ListDifferences)
  TESSERA_RPC(Read, ListPendingRefunds)
  TESSERA_RPC(Read, ListRefundsWithoutSale)
  TESSERA_RPC(Read, ListSuspicions)
  TESSERA_RPC(Read, ListSurveyAnswers)
  Unary* VerifyLedger(Context* context, const v1::VerifyLedgerRequest* request,
                      v1::VerifyLedgerResponse* response) override {
    return rpc::VerifyLedger(front_, context, request, response);
  }

 private:
  Front& front_;
};

class StoreService final : public v1::StoreService::CallbackService {
 public:
  explicit StoreService(Front& front) : front_(front) {}
  TESSERA_RPC(Write, SaveStores)
  TESSERA_RPC(Read, ListStores)
  TESSERA_RPC(Write, RegisterTerminals)
  Unary* RemoveTerminal(Context* context, const v1::RemoveTerminalRequest* request,
                        v1::RemoveTerminalResponse* response) override {
    return rpc::RemoveTerminal(front_, context, request, response);
  }
  Unary* ListTerminals(Context* context, const v1::ListTerminalsRequest* request,
                       v1::ListTerminalsResponse* response) override {
    return rpc::ListTerminals(front_, context, request, response);
  }

 private:
  Front& front_;
};

class SurveyService final : public v1::SurveyService::CallbackService {
 public:
  explicit SurveyService(Front& front) : front_(front) {}
  Unary* AnswerSurvey(Context* context, const v1::AnswerSurveyRequest* request,
                      v1::AnswerSurveyResponse* response) override {
    return rpc::AnswerSurvey(front_, context, request, response);
  }
  TESSERA_RPC(Read, ListFollowUps)
  TESSERA_RPC(Write, UpdateFollowUp)

 private:
  Front& front_;
};

#define TESSERA_QUESTION(Name)                                                        \
  Unary* Name(Context* context, const v1::Name##Request* request,                     \
              v1::Name##Response* response) override {                                \
    return Ask(front_, questions_, k##Name, context, request, response, operations::Name); \
  }

class InsightService final : public v1::InsightService::CallbackService {
 public:
  explicit InsightService(Front& front) : front_(front) {}
  Unary* GetMetrics(Context* context, const v1::GetMetricsRequest* request,
                    v1::GetMetricsResponse* response) override {
    return Ask(front_, questions_, kGetMetrics, context, request, response,
               [this](const auto& caller, auto& transaction, const auto& asked) {
                 const Duration begun = front_.clock.Monotonic();
                 auto answer = operations::GetMetrics(caller, transaction, asked);
                 if (answer.ok()) answer->set_elapsed_us(front_.clock.Monotonic().us - begun.us);
                 return answer;
               });
  }
  TESSERA_QUESTION(GetCohorts)
  TESSERA_QUESTION(GetOfferFigures)
  Unary* GetForecast(Context* context, const v1::GetForecastRequest* request,
                     v1::GetForecastResponse* response) override {
    return AskAndWork(front_, questions_, kGetForecast, context, request, response,
                      operations::ReadForecast, operations::GetForecast);
  }
  TESSERA_QUESTION(GetSegments)
  TESSERA_RPC(Read, ListMetrics)

 private:
  Front& front_;
  Questions questions_;
};

#undef TESSERA_RPC
#undef TESSERA_QUESTION

class OperatorService final : public v1::OperatorService::CallbackService {
 public:
  explicit OperatorService(Front& front) : front_(front) {}
  Unary* RunJob(Context* context, const v1::RunJobRequest* request,
                v1::RunJobResponse* response) override {
    return rpc::RunJob(front_, context, request, response);
  }
  Unary* ListJobs(Context* context, const v1::ListJobsRequest* request,
                  v1::ListJobsResponse* response) override {
    return rpc::ListJobs(front_, context, request, response);
  }
  Unary* Backup(Context* context, const v1::BackupRequest* request,
                v1::BackupResponse* response) override {
    return rpc::Backup(front_, context, request, response);
  }

 private:
  Front& front_;
};

class SyncService final : public v1::SyncService::CallbackService {
 public:
  explicit SyncService(Front& front) : front_(front) {}
  grpc::ServerWriteReactor<v1::SnapshotResponse>* Snapshot(
      Context* context, const v1::SnapshotRequest* request) override {
    return rpc::Snapshot(front_, context, request);
  }
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(Context* context,
                                                     const v1::WatchRequest* request) override {
    return rpc::Watch(front_, context, request);
  }
  Unary* Ping(Context* context, const v1::PingRequest* request,
              v1::PingResponse* response) override {
    return rpc::Ping(front_, context, request, response);
  }
  Unary* SubmitRecords(Context* context, const v1::SubmitRecordsRequest* request,
                       v1::SubmitRecordsResponse* response) override {
    return rpc::SubmitRecords(front_, context, request, response);
  }

 private:
  Front& front_;
};

// All of it as bytes: stored documents pass through as they are.
using RawFeedService = v1::FeedService::WithRawCallbackMethod_Read<
    v1::FeedService::WithRawCallbackMethod_Watch<
        v1::FeedService::WithRawCallbackMethod_Snapshot<v1::FeedService::Service>>>;

class FeedService final : public RawFeedService {
 public:
  explicit FeedService(Front& front) : front_(front) {}
  Unary* Read(Context* context, const grpc::ByteBuffer* request,
              grpc::ByteBuffer* response) override {
    return rpc::ReadFeed(front_, context, request, response);
  }
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(Context* context,
                                                    const grpc::ByteBuffer* request) override {
    return rpc::WatchFeed(front_, context, request);
  }
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Snapshot(Context* context,
                                                       const grpc::ByteBuffer* request) override {
    return rpc::SnapshotFeed(front_, context, request);
  }

 private:
  Front& front_;
};

class BulkService final : public v1::BulkService::CallbackService {
 public:
  explicit BulkService(Front& front) : front_(front) {}
  grpc::ServerBidiReactor<v1::ImportRequest, v1::ImportResponse>* Import(
      Context* context) override {
    return rpc::Import(front_, context);
  }
  grpc::ServerWriteReactor<v1::ExportResponse>* Export(Context* context,
                                                       const v1::ExportRequest* request) override {
    return rpc::Export(front_, context, request);
  }

 private:
  Front& front_;
};

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeServices(Front& front) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<SaleService>(front));
  services.push_back(std::make_unique<MemberService>(front));
  services.push_back(std::make_unique<VoucherService>(front));
  services.push_back(std::make_unique<ProgramService>(front));
  services.push_back(std::make_unique<LedgerService>(front));
  services.push_back(std::make_unique<StoreService>(front));
  services.push_back(std::make_unique<SurveyService>(front));
  services.push_back(std::make_unique<SyncService>(front));
  services.push_back(std::make_unique<OperatorService>(front));
  services.push_back(std::make_unique<FeedService>(front));
  services.push_back(std::make_unique<BulkService>(front));
  services.push_back(std::make_unique<InsightService>(front));
  return services;
}

}  // namespace tessera::rpc
