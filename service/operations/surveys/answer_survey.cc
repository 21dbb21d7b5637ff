#include "tessera/operations/surveys/answer_survey.h"

#include <optional>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/base/survey_link.h"
#include "tessera/operations/account/members.h"
#include "tessera/operations/common/input.h"
#include "tessera/operations/common/requested.h"
#include "tessera/operations/surveys/asked_survey.h"
#include "tessera/operations/surveys/stored_answer.h"
#include "tessera/storage/follow_ups.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumId = 64;

absl::Status CheckInput(const v1::AnswerSurveyRequest& request) {
  TESSERA_RETURN_IF_ERROR(CheckAnswerComment(request.comment()));
  if (!request.has_score() && request.comment().empty()) {
    return InvalidInput("ANSWER_EMPTY", "score", "send a score or a comment");
  }
  TESSERA_RETURN_IF_ERROR(CheckText(request.store_id(), kMaximumId, "store_id"));
  if (!request.link_code().empty()) return absl::OkStatus();
  if (!request.sale_id().empty()) {
    TESSERA_RETURN_IF_ERROR(SaleId::Parse(request.sale_id(), "sale_id").status());
  }
  return CheckSurveyId(request.survey_id());
}

// Never changes: it is stored. The key goes in, as words could be guessed from a plain hash.
Digest ContentOf(const SecretKey& lookup_key, const v1::AnswerSurveyRequest& request) {
  const v1::MemberRef& member = request.member();
  return ContentHasher("tessera answer survey 1")
      .Add(KeyBytes(lookup_key))
      .Add(request.link_code())
      .Add(request.survey_id())
      .Add(member.member_id())
      .Add(int64_t{member.identifier().kind()})
      .Add(member.identifier().value())
      .Add(member.identifier_hash())
      .Add(request.sale_id())
      .Add(request.store_id())
      .Add(int64_t{request.has_score()})
      .Add(int64_t{request.score()})
      .Add(request.comment())
      .Finish();
}

// What is kept of one request, while it is put together.
class Answering {
 public:
  Answering(const Context& context, storage::Transaction& transaction,
            const v1::AnswerSurveyRequest& request)
      : context_(context), transaction_(transaction), request_(request) {
    document_.set_answer_id(request.answer_id());
    document_.set_comment(request.comment());
    document_.set_answered_at_us(context.now.us);
    document_.set_written_by(context.caller.principal);
    if (request.has_score()) {
      document_.set_score(request.score());
      row_.score = request.score();
    }
    row_.answered_at = context.now;
  }

  absl::StatusOr<v1::AnswerSurveyResponse> Keep(storage::RequestedChange& act) {
    if (request_.link_code().empty()) {
      TESSERA_RETURN_IF_ERROR(TakeTold());
    } else {
      TESSERA_RETURN_IF_ERROR(TakeLink());
    }
    if (request_.has_score()) TESSERA_RETURN_IF_ERROR(CheckScore(*survey_, request_.score()));
    TESSERA_RETURN_IF_ERROR(CheckFirst());
    TESSERA_ASSIGN_OR_RETURN(row_.answer_id, ParseUuid(request_.answer_id(), "answer_id"));
    row_.survey_id = survey_->survey_id;
    document_.set_survey_id(survey_->survey_id);
    document_.set_store_id(row_.store_id);
    TESSERA_ASSIGN_OR_RETURN(const KeptAnswer kept,
                             StoreAnswer(context_, transaction_, row_, document_, survey_));
    if (!kept.is_new) return Reused();
    act.member_id = row_.member_id;
    v1::AnswerSurveyResponse response;
    response.set_follow_up_no(kept.follow_up_no);
    return response;
  }

 private:
  // One sale answers a survey once.
  absl::Status CheckFirst() const {
    TESSERA_ASSIGN_OR_RETURN(const auto first,
                             FirstAbout(transaction_, document_.sale_id(), survey_->survey_id));
    if (!first) return absl::OkStatus();
    return MakeError(absl::StatusCode::kAlreadyExists, "ALREADY_ANSWERED",
                     request_.link_code().empty() ? "sale_id" : "link_code",
                     "this survey has been answered about this sale; the first answer stays");
  }

  absl::Status Reused() const {
    return MakeError(absl::StatusCode::kAlreadyExists, "ANSWER_ID_REUSED", "answer_id",
                     "another answer has this id; use a new one for each answer");
  }

  absl::Status TakeSale(const SaleId& sale_id) {
    document_.set_sale_id(sale_id.ToText());
    TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction_.FindSale(sale_id));
    if (sale) {
      row_.store_id = sale->store_id;
      document_.set_terminal_id(sale->terminal_id);
      if (sale->member_id) {
        TESSERA_ASSIGN_OR_RETURN(const auto member, FindPresent(transaction_, *sale->member_id));
        if (member) row_.member_id = member->member_id;
      }
    }
    TESSERA_ASSIGN_OR_RETURN(asked_,
                             AskedSurveys::After(context_, transaction_, sale ? &*sale : nullptr,
                                                 request_.store_id()));
    return absl::OkStatus();
  }

  absl::Status TakeLink() {
    TESSERA_ASSIGN_OR_RETURN(const SurveyLink link, ReadSurveyLink(request_.link_code()));
    TESSERA_RETURN_IF_ERROR(TakeSale(link.sale_id));
    survey_ = asked_->FindBy(context_.secrets.lookup_key, link);
    if (survey_ == nullptr) {
      return InvalidInput("LINK_INVALID", "link_code",
                          "no survey was asked by this code; type it as it stands on the slip");
    }
    row_.place = v1::SURVEY_PLACE_SLIP;
    return absl::OkStatus();
  }

  absl::Status TakeTold() {
    if (request_.sale_id().empty()) {
      TESSERA_ASSIGN_OR_RETURN(asked_, AskedSurveys::After(context_, transaction_, nullptr,
                                                           request_.store_id()));
    } else {
      TESSERA_ASSIGN_OR_RETURN(const SaleId sale_id, SaleId::Parse(request_.sale_id(), "sale_id"));
      TESSERA_RETURN_IF_ERROR(TakeSale(sale_id));
    }
    survey_ = asked_->Find(request_.survey_id());
    if (survey_ == nullptr) {
      return NotFound("SURVEY_UNKNOWN", "survey_id", "the program has no such survey");
    }
    row_.place = v1::SURVEY_PLACE_HQ;
    if (!request_.store_id().empty()) row_.store_id = request_.store_id();
    TESSERA_ASSIGN_OR_RETURN(const Reference reference,
                             Resolve(context_, transaction_, request_.member(), "member"));
    if (reference.named && !reference.member_id) return NobodyBehind(reference, "member");
    if (reference.member_id) row_.member_id = reference.member_id;
    return absl::OkStatus();
  }

  const Context& context_;
  storage::Transaction& transaction_;
  const v1::AnswerSurveyRequest& request_;
  std::optional<AskedSurveys> asked_;
  const engine::Survey* survey_ = nullptr;  // of asked_
  storage::SurveyAnswer row_;
  v1::SurveyAnswer document_;
};

}  // namespace

absl::StatusOr<v1::AnswerSurveyResponse> AnswerSurvey(const Context& context,
                                                      storage::Transaction& transaction,
                                                      const v1::AnswerSurveyRequest& request) {
  if (!ParseUuid(request.answer_id(), "answer_id").ok()) {
    return InvalidInput("ANSWER_ID_INVALID", "answer_id", "send a UUID");
  }
  TESSERA_RETURN_IF_ERROR(CheckInput(request));
  return Once<v1::AnswerSurveyResponse>(
      context, transaction,
      {"AnswerSurvey", request.answer_id(), "answer_id", "ANSWER_ID_REUSED"},
      ContentOf(context.secrets.lookup_key, request), [&](storage::RequestedChange& row) {
        return Answering(context, transaction, request).Keep(row);
      });
}

}  // namespace tessera::operations
