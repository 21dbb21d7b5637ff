#include "hq_metrics.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>

#include "absl/strings/str_cat.h"
#include "stopwatch.h"
#include "tessera/base/random.h"
#include "tessera/base/status.h"
#include "tessera/insight/periods.h"
#include "tessera/operations/insight/columns.h"
#include "tessera/storage/store.h"
#include "tessera/support/test_service.h"
#include "tessera/v1/insight_service.grpc.pb.h"
#include "tessera/v1/program.pb.h"

namespace tessera::bench {
namespace {

using insight::Column;

constexpr double kSecondMs = 1'000;
constexpr int kRounds = 5;
constexpr int kStores = 1'000;
constexpr uint32_t kMostMembers = 1'000'000;
constexpr int kChunksAtOnce = 64;
constexpr int64_t kReceiptsOfAnswer = 20;  // one answer for so many
constexpr int kAnswering = 1'000;          // members who say who they are
constexpr int kAnswersAtOnce = 2'000;
constexpr int kSegments = 10;
constexpr uint32_t kMembersAtOnce = 2'000;

const insight::Period kYear{*insight::ParseDay("2025-01-01"), *insight::ParseDay("2025-12-31")};

constexpr char kZone[] = "UTC";
constexpr int64_t kDayUs = 86'400'000'000;

std::string SegmentId(int number) { return absl::StrCat("segment-", number); }
std::string StoreId(int64_t number) { return absl::StrCat("store-", number); }

class Book {
 public:
  Book(int64_t receipts, std::vector<MemberId> who_answer)
      : receipts_(receipts),
        members_who_answer_(std::move(who_answer)),
        members_(static_cast<uint32_t>(std::clamp<int64_t>(receipts / 10, 1, kMostMembers))),
        first_day_(size_t{members_} + 1, insight::kNever) {}

  absl::Status WriteTo(storage::Store& store) {
    while (written_ < receipts_) {
      const absl::Status written = store.WriteAndWait(
          [this](storage::Transaction& transaction) { return WriteChunks(transaction.insight()); });
      if (!written.ok()) return written;
    }
    TESSERA_RETURN_IF_ERROR(store.WriteAndWait([this](storage::Transaction& transaction) {
      return WriteMembers(transaction.insight());
    }));
    TESSERA_RETURN_IF_ERROR(WriteAnswers(store));
    return WriteSegments(store);
  }

 private:
  absl::Status WriteChunks(storage::InsightTables& tables) {
    for (int i = 0; i < kChunksAtOnce && written_ < receipts_; ++i) {
      TESSERA_RETURN_IF_ERROR(operations::AppendReceipts(tables, NextChunk()));
    }
    return absl::OkStatus();
  }

  // In the order of days, as sales are booked.
  insight::Chunk NextChunk() {
    insight::Chunk chunk;
    while (chunk.size() < insight::kChunkReceipts && written_ < receipts_) {
      insight::Receipt receipt;
      const bool has_card = dice_() % 10 < 7;
      const uint32_t member = has_card ? 1 + static_cast<uint32_t>(dice_() % members_) : 0;
      const int32_t day =
          kYear.first + static_cast<int32_t>(written_ * kYear.days() / receipts_);
      const auto gross = static_cast<int64_t>(10'000 + dice_() % 400'000);
      receipt[Column::kSaleNo] = ++written_;
      receipt[Column::kMember] = member;
      receipt[Column::kDay] = day;
      receipt[Column::kSaleDay] = day;
      receipt[Column::kStore] = 1 + static_cast<int64_t>(dice_() % kStores);
      receipt[Column::kTier] = has_card ? 1 : 0;
      receipt[Column::kPieces] = 1 + static_cast<int64_t>(dice_() % 20);
      receipt[Column::kGross] = gross;
      receipt[Column::kDiscount] = gross / 20;
      receipt[Column::kNet] = gross - gross / 20;
      receipt[Column::kEarned] = has_card ? gross / 10'000 : 0;
      chunk.Append(receipt);
      if (first_day_[member] == insight::kNever) first_day_[member] = day;
    }
    return chunk;
  }

  absl::Status WriteMembers(storage::InsightTables& tables) {
    first_day_[0] = insight::kNever;
    operations::MemberCells cells(tables);
    for (uint32_t member = 1; member <= members_; ++member) {
      TESSERA_RETURN_IF_ERROR(cells.Set(insight::kFirstDayColumn, member, first_day_[member]));
    }
    TESSERA_RETURN_IF_ERROR(cells.Flush());
    TESSERA_RETURN_IF_ERROR(tables.SaveMember({members_, MemberId{}, std::nullopt}));
    for (int64_t number = 1; number <= kStores; ++number) {
      TESSERA_RETURN_IF_ERROR(
          tables.NumberOf(storage::InsightName::kStore, StoreId(number)).status());
    }
    TESSERA_ASSIGN_OR_RETURN(storage::InsightState state, tables.LoadState());
    state.is_whole = true;
    state.segments_day = kYear.last;
    state.time_zone = kZone;
    return tables.SaveState(state);
  }

  // Half of them of members, who answer again and again.
  absl::Status WriteAnswers(storage::Store& store) {
    const int64_t answers = receipts_ / kReceiptsOfAnswer;
    for (int64_t first = 0; first < answers; first += kAnswersAtOnce) {
      const auto write = [&](storage::Transaction& transaction) -> absl::Status {
        for (int64_t i = first; i < std::min(answers, first + kAnswersAtOnce); ++i) {
          TESSERA_RETURN_IF_ERROR(transaction.AddSurveyAnswer(AnswerNo(i, answers)));
        }
        return absl::OkStatus();
      };
      TESSERA_RETURN_IF_ERROR(store.WriteAndWait(write));
    }
    return absl::OkStatus();
  }

  storage::SurveyAnswer AnswerNo(int64_t i, int64_t answers) {
    storage::SurveyAnswer answer;
    SystemRandom().Fill(answer.answer_id.data(), answer.answer_id.size());
    answer.survey_id = i % 2 == 0 ? "nps" : "csat";
    if (dice_() % 2 == 0) answer.member_id = members_who_answer_[dice_() % kAnswering];
    answer.score = static_cast<int32_t>(i % 2 == 0 ? dice_() % 11 : 1 + dice_() % 5);
    answer.answered_at = Instant{(kYear.first + i * kYear.days() / answers) * kDayUs};
    answer.store_id = StoreId(1 + static_cast<int64_t>(dice_() % kStores));
    return answer;
  }

  // Everybody is in two.
  absl::Status WriteSegments(storage::Store& store) {
    for (uint32_t first = 1; first <= members_; first += kMembersAtOnce) {
      const auto write = [&](storage::Transaction& transaction) -> absl::Status {
        for (uint32_t i = first; i <= members_ && i < first + kMembersAtOnce; ++i) {
          TESSERA_RETURN_IF_ERROR(transaction.insight().SetSegments(
              i, {SegmentId(static_cast<int>(i) % (kSegments / 2)),
                  SegmentId(kSegments / 2 + static_cast<int>(i / 7) % (kSegments / 2))}));
        }
        return absl::OkStatus();
      };
      TESSERA_RETURN_IF_ERROR(store.WriteAndWait(write));
    }
    return absl::OkStatus();
  }

  const int64_t receipts_;
  const std::vector<MemberId> members_who_answer_;
  const uint32_t members_;
  std::vector<int32_t> first_day_;
  int64_t written_ = 0;
  std::mt19937_64 dice_{2025};
};

v1::Program ProgramWithSegments() {
  v1::Program program;
  program.set_program_id("club");
  program.set_currency_code("RUB");
  program.set_currency_digits(2);
  program.add_languages("en");
  program.set_time_zone(kZone);
  const auto name = [](v1::Text* text) { (*text->mutable_by_language())["en"] = "Name"; };
  for (int i = 0; i < kSegments; ++i) {
    v1::Segment& segment = *program.add_segments();
    segment.set_segment_id(SegmentId(i));
    name(segment.mutable_name());
    segment.set_age_from(i + 1);
  }
  for (const char* const id : {"nps", "csat"}) {
    v1::Survey& survey = *program.add_surveys();
    survey.set_survey_id(id);
    survey.set_kind(id[0] == 'n' ? v1::SURVEY_KIND_NPS : v1::SURVEY_KIND_CSAT);
    name(survey.mutable_question());
    survey.set_minimum(id[0] == 'n' ? 0 : 1);
    survey.set_maximum(id[0] == 'n' ? 10 : 5);
  }
  return program;
}

std::shared_ptr<grpc::Channel> ConnectTo(const support::TestService& service) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(service.address(), grpc::InsecureChannelCredentials(), arguments);
}

// As a client sees it.
class Asking {
 public:
  explicit Asking(const support::TestService& service)
      : stub_(v1::InsightService::NewStub(ConnectTo(service))) {}

  // All metrics of the year, beside the year before.
  absl::StatusOr<Figure> Metrics(const std::string& name, v1::GroupBy by) {
    v1::GetMetricsRequest request;
    request.set_first_date(insight::DayText(kYear.first));
    request.set_last_date(insight::DayText(kYear.last));
    request.set_group_by(by);
    return Time<v1::GetMetricsResponse>(
        name, [&](grpc::ClientContext* context, v1::GetMetricsResponse* response) {
          return stub_->GetMetrics(context, request, response);
        });
  }

  absl::StatusOr<Figure> Cohorts() {
    v1::GetCohortsRequest request;
    request.set_first_month(insight::MonthText(kYear.first));
    request.set_last_month(insight::MonthText(kYear.last));
    return Time<v1::GetCohortsResponse>(
        "hq.cohorts", [&](grpc::ClientContext* context, v1::GetCohortsResponse* response) {
          return stub_->GetCohorts(context, request, response);
        });
  }

 private:
  template <typename Response, typename Ask>
  absl::StatusOr<Figure> Time(const std::string& name, Ask ask) {
    std::vector<double> laps;
    for (int round = 0; round < kRounds; ++round) {
      grpc::ClientContext context;
      Response response;
      const int64_t begun = ClockNs();
      const grpc::Status status = ask(&context, &response);
      laps.push_back(static_cast<double>(ClockNs() - begun) / 1e6);
      if (!status.ok()) return absl::InternalError(status.error_message());
    }
    return Figure{name, Median(laps), "ms", kSecondMs};
  }

  const std::unique_ptr<v1::InsightService::Stub> stub_;
};

// Who answers surveys.
absl::StatusOr<std::vector<MemberId>> AddMembers(support::TestService& service) {
  std::vector<v1::MemberImport> imported;
  std::vector<MemberId> members;
  for (int i = 0; i < kAnswering; ++i) {
    imported.push_back(support::MakeMember(i));
    TESSERA_ASSIGN_OR_RETURN(members.emplace_back(),
                             MemberId::Parse(imported.back().member_id(), "member_id"));
  }
  service.Import(imported);
  return members;
}

}  // namespace

absl::StatusOr<std::vector<Figure>> MeasureHqMetrics(const Options& options) {
  support::TestService service;
  service.Publish(ProgramWithSegments());
  TESSERA_ASSIGN_OR_RETURN(auto members, AddMembers(service));
  TESSERA_RETURN_IF_ERROR(Book(options.receipts, std::move(members)).WriteTo(service.store()));
  Asking asking(service);
  std::vector<Figure> figures(4);
  TESSERA_ASSIGN_OR_RETURN(figures[0], asking.Metrics("hq.metrics", v1::GROUP_BY_UNSPECIFIED));
  TESSERA_ASSIGN_OR_RETURN(figures[1], asking.Metrics("hq.metrics.by-store", v1::GROUP_BY_STORE));
  TESSERA_ASSIGN_OR_RETURN(figures[2],
                           asking.Metrics("hq.metrics.by-segment", v1::GROUP_BY_SEGMENT));
  TESSERA_ASSIGN_OR_RETURN(figures[3], asking.Cohorts());
  return figures;
}

}  // namespace tessera::bench
