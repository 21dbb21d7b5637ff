#include "tessera/operations/surveys/asked_survey.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tessera/base/bank_card.h"
#include "tessera/base/status.h"
#include "tessera/base/utf8.h"
#include "tessera/storage/publications.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

constexpr size_t kMaximumId = 64;
constexpr size_t kMaximumComment = 512;
constexpr int32_t kHighestScore = 100;
// Among which pilots are looked for.
constexpr int kMostPublications = 64;

}  // namespace

absl::StatusOr<AskedSurveys> AskedSurveys::After(const Context& context,
                                                 storage::ReadTransaction& transaction,
                                                 const storage::Sale* sale,
                                                 absl::string_view store_id) {
  AskedSurveys asked;
  if (sale != nullptr) {
    TESSERA_RETURN_IF_ERROR(asked.AddSoldBy(context, transaction, *sale));
    store_id = sale->store_id;
  }
  if (!store_id.empty()) TESSERA_RETURN_IF_ERROR(asked.AddLive(context, transaction, store_id));
  TESSERA_RETURN_IF_ERROR(asked.AddLive(context, transaction, ""));
  if (store_id.empty()) TESSERA_RETURN_IF_ERROR(asked.AddPilots(context, transaction));
  return asked;
}

absl::Status AskedSurveys::AddSoldBy(const Context& context, storage::ReadTransaction& transaction,
                                     const storage::Sale& sale) {
  // A sale without the service and without a program has none; of one that can't be read nobody knows,
  // and the answer is worth keeping all the same.
  v1::Sale document;
  const int64_t version = document.ParseFromString(sale.document) ? document.program_version() : 0;
  auto sold_by = context.programs.Version(transaction, version);
  if (sold_by.ok()) programs_.push_back(*std::move(sold_by));
  return absl::StartsWith(ReasonOf(sold_by.status()), "STORAGE_") ? sold_by.status()
                                                                  : absl::OkStatus();
}

absl::Status AskedSurveys::AddLive(const Context& context, storage::ReadTransaction& transaction,
                                   absl::string_view store_id) {
  TESSERA_ASSIGN_OR_RETURN(Programs::Program live, context.programs.LiveOf(transaction, store_id));
  if (live != nullptr) programs_.push_back(std::move(live));
  return absl::OkStatus();
}

absl::Status AskedSurveys::AddPilots(const Context& context,
                                     storage::ReadTransaction& transaction) {
  const storage::Publications& publications = transaction.publications();
  TESSERA_ASSIGN_OR_RETURN(const auto for_all, publications.InForce(""));
  TESSERA_ASSIGN_OR_RETURN(const auto latest, publications.List("", 0, kMostPublications));
  for (const storage::Publication& publication : latest) {
    const bool counts = publication.state == storage::PublicationState::kInForce &&
                        !publication.store_ids.empty() &&
                        (!for_all || publication.starts_at >= for_all->starts_at);
    if (!counts) continue;
    TESSERA_ASSIGN_OR_RETURN(Programs::Program pilot,
                             context.programs.Version(transaction, publication.version));
    programs_.push_back(std::move(pilot));
  }
  return absl::OkStatus();
}

const engine::Survey* AskedSurveys::Find(absl::string_view survey_id) const {
  for (const Programs::Program& program : programs_) {
    for (const engine::Survey& survey : program->source().surveys) {
      if (survey.survey_id == survey_id) return &survey;
    }
  }
  return nullptr;
}

const engine::Survey* AskedSurveys::FindBy(const SecretKey& lookup_key,
                                           const SurveyLink& link) const {
  for (const Programs::Program& program : programs_) {
    for (const engine::Survey& survey : program->source().surveys) {
      if (IsLinkOf(lookup_key, link, survey.survey_id)) return &survey;
    }
  }
  return nullptr;
}

absl::StatusOr<std::optional<storage::Sale>> FindNamedSale(storage::ReadTransaction& transaction,
                                                           const std::string& sale_id) {
  const absl::StatusOr<SaleId> id = SaleId::Parse(sale_id, "sale_id");
  if (!id.ok()) return std::optional<storage::Sale>();
  return transaction.FindSale(*id);
}

bool TakesScore(const engine::Survey* survey, int32_t score) {
  if (survey == nullptr) return score >= 0 && score <= kHighestScore;
  return survey->maximum != 0 && score >= survey->minimum && score <= survey->maximum;
}

absl::Status CheckScore(const engine::Survey& survey, int32_t score) {
  if (TakesScore(&survey, score)) return absl::OkStatus();
  if (survey.maximum == 0) {
    return InvalidInput("SCORE_INVALID", "score", "this survey asks for words only; send no score");
  }
  return InvalidInput("SCORE_INVALID", "score",
                      absl::StrCat("this survey is answered from ", survey.minimum, " to ",
                                   survey.maximum));
}

absl::Status CheckAnswerComment(const std::string& comment) {
  if (comment.size() > kMaximumComment || !IsUtf8(comment)) {
    return InvalidInput("COMMENT_INVALID", "comment", "send at most 512 bytes of text");
  }
  if (HoldsBankCard(comment, Carrier::kTyped)) {
    return InvalidInput("BANK_CARD_REFUSED", "comment", "leave the number of a bank card out");
  }
  return absl::OkStatus();
}

absl::Status CheckSurveyId(absl::string_view survey_id) {
  const bool is_id = !survey_id.empty() && survey_id.size() <= kMaximumId &&
                     std::all_of(survey_id.begin(), survey_id.end(), [](char c) {
                       const auto byte = static_cast<unsigned char>(c);
                       return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-' ||
                              c == '_';
                     });
  if (is_id) return absl::OkStatus();
  return InvalidInput("SURVEY_ID_INVALID", "survey_id", "send 1 to 64 of a-z 0-9 - _");
}

}  // namespace tessera::operations
