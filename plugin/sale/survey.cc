#include "tessera/plugin/sale/survey.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "tessera/base/bank_card.h"
#include "tessera/base/secret.h"
#include "tessera/base/status.h"

namespace tessera::plugin {
namespace {

constexpr size_t kIdBytes = 64;
constexpr size_t kCommentBytes = 512;
constexpr int32_t kHighestScore = 100;
constexpr uint64_t kWhole = 100'000;  // thousandths of a percent
constexpr size_t kMostRemembered = 1'000;

bool FallsIntoShare(const engine::Survey& survey, const std::string& sale_id) {
  if (survey.share.is_zero()) return true;
  ContentHasher hasher("tessera survey 1");
  const Digest digest = hasher.Add(sale_id).Add(survey.survey_id).Finish();
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof number; ++i) number = (number << 8) | digest[i];
  return number % kWhole < static_cast<uint64_t>(survey.share.value());
}

bool IsLeftInPeace(const engine::Survey& survey, engine::SurveyPlace place, const Guest& guest) {
  if (survey.quiet_days == 0) return false;
  if (guest.answered_at.has_value() &&
      guest.now < *guest.answered_at + Days(survey.quiet_days)) {
    return true;
  }
  return place == engine::SurveyPlace::kTill && guest.asked_at.has_value() &&
         guest.now < *guest.asked_at + Days(1);
}

bool IsFor(const engine::Survey& survey, const Guest& guest) {
  return survey.segments.empty() ||
         std::any_of(guest.segments.begin(), guest.segments.end(), [&](const std::string& segment) {
           return std::find(survey.segments.begin(), survey.segments.end(), segment) !=
                  survey.segments.end();
         });
}

bool MayAsk(const engine::Survey& survey, engine::SurveyPlace place,
            absl::FunctionRef<Guest()> look) {
  if (survey.quiet_days == 0 && survey.segments.empty()) return true;
  const Guest guest = look();
  return guest.known && !IsLeftInPeace(survey, place, guest) && IsFor(survey, guest);
}

bool IsSurveyId(absl::string_view id) {
  return !id.empty() && id.size() <= kIdBytes && std::all_of(id.begin(), id.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-' || c == '_';
  });
}

const engine::Survey* Find(const CachedProgram* program, const std::string& survey_id) {
  if (program == nullptr || program->compiled == nullptr) return nullptr;
  for (const engine::Survey& survey : program->compiled->source().surveys) {
    if (survey.survey_id == survey_id) return &survey;
  }
  return nullptr;
}

bool IsScore(int32_t score, const engine::Survey* survey) {
  if (survey != nullptr) return score >= survey->minimum && score <= survey->maximum;
  return score >= 0 && score <= kHighestScore;
}

}  // namespace

AskedHere::Times& AskedHere::Of(const std::string& member_id) {
  if (by_member_.size() >= kMostRemembered && by_member_.count(member_id) == 0) by_member_.clear();
  return by_member_[member_id];
}

void AskedHere::NoteAsked(const std::string& member_id, Instant now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Of(member_id).asked_at = now;
}

void AskedHere::NoteAnswered(const std::string& member_id, Instant now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Of(member_id).answered_at = now;
}

void AskedHere::AddTo(const std::string& member_id, Guest* guest) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = by_member_.find(member_id);
  if (found == by_member_.end()) return;
  guest->asked_at = found->second.asked_at;
  // Another till may have heard a later answer.
  guest->answered_at = std::max(guest->answered_at, found->second.answered_at);
}

const engine::Survey* SurveyFor(const CachedProgram* program, engine::SurveyPlace place,
                                const std::string& sale_id, absl::FunctionRef<Guest()> guest) {
  if (program == nullptr || program->compiled == nullptr) return nullptr;
  for (const engine::Survey& survey : program->compiled->source().surveys) {
    if (survey.IsAskedAt(place) && FallsIntoShare(survey, sale_id) &&
        MayAsk(survey, place, guest)) {
      return &survey;
    }
  }
  return nullptr;
}

SurveyQuestion QuestionOf(const engine::CompiledProgram& program, const engine::Survey& survey,
                          const std::string& language) {
  return {survey.survey_id, std::string(program.TextOrDefault(survey.question, language)),
          survey.minimum, survey.maximum};
}

absl::Status CheckAnswer(const v1::SurveyAnswer& answer, const CachedProgram* program) {
  if (!IsSurveyId(answer.survey_id())) {
    return InvalidInput("SURVEY_ID_INVALID", "survey_id", "must be 1 to 64 of a-z 0-9 - _");
  }
  if (answer.has_score() && !IsScore(answer.score(), Find(program, answer.survey_id()))) {
    return InvalidInput("SCORE_INVALID", "score", "must be within the range that the survey asks for");
  }
  if (answer.comment().size() > kCommentBytes) {
    return InvalidInput("COMMENT_INVALID", "comment", "at most 512 bytes");
  }
  if (HoldsBankCard(answer.comment(), Carrier::kTyped)) {
    return InvalidInput("BANK_CARD_REFUSED", "comment", "leave the bank card's number out");
  }
  if (!answer.has_score() && answer.comment().empty()) {
    return InvalidInput("ANSWER_EMPTY", "score", "give a score or a comment");
  }
  if (answer.cashier_id().size() > kIdBytes) {
    return InvalidInput("TEXT_TOO_LONG", "cashier_id", "at most 64 bytes");
  }
  return absl::OkStatus();
}

}  // namespace tessera::plugin
