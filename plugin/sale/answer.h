// What a call of the plugin answers, before the ABI cuts it into views.
#ifndef TESSERA_PLUGIN_SALE_ANSWER_H_
#define TESSERA_PLUGIN_SALE_ANSWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/plugin/outbox/outbox.h"
#include "tessera/v1/basket.pb.h"
#include "tessera/v1/member.pb.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::plugin {

enum class Source : uint8_t { kService = 1, kCache = 2, kNone = 3 };

struct CommitFigures {
  bool delivered = false;
  std::string sale_id;
  int64_t earned_points = 0;
  int64_t spent_points = 0;
  int64_t balance_points = 0;
  // Only of a sale that was delivered.
  bool differs = false;
  int64_t earned_active_from_us = 0;
  int64_t earned_expires_at_us = 0;
  std::string new_tier;
  std::string new_tier_name;
};

struct RefundFigures {
  bool delivered = false;
  v1::RefundResult result;
};

// To be asked with a receipt.
struct SurveyQuestion {
  std::string survey_id;
  std::string question;
  // The answer is a whole number from the one to the other; only words where both are 0.
  int32_t minimum = 0;
  int32_t maximum = 0;
};

// Parts that an answer does not have are empty.
struct Answer {
  std::optional<v1::Member> member;
  std::optional<v1::Evaluation> evaluation;
  Source source = Source::kService;
  std::optional<CommitFigures> commit;
  // For the slip, of a sale that was delivered.
  std::vector<v1::GivenCoupon> given_coupons;
  std::optional<SurveyQuestion> survey;
  std::optional<RefundFigures> refund;
  std::vector<ParkedRecord> parked;
  std::vector<std::string> cashier_texts;
  std::vector<std::string> display_texts;
  std::vector<std::string> slip_texts;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_ANSWER_H_
