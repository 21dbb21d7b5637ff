#include "tessera/plugin/json/shapes.h"

#include <type_traits>

namespace tessera::plugin::json {
namespace {

template <typename Type>
constexpr Field Row(const char* name, size_t offset) {
  if constexpr (std::is_same_v<Type, uint32_t>) return {name, Kind::kUint32, offset};
  if constexpr (std::is_same_v<Type, int32_t>) return {name, Kind::kInt32, offset};
  if constexpr (std::is_same_v<Type, uint64_t>) return {name, Kind::kUint64, offset};
  if constexpr (std::is_same_v<Type, int64_t>) return {name, Kind::kInt64, offset};
  if constexpr (std::is_same_v<Type, tessera_string>) return {name, Kind::kText, offset};
  if constexpr (std::is_array_v<Type>) return {name, Kind::kChars, offset, sizeof(Type)};
}

}  // namespace

#define FIELD(type, name) Row<decltype(type::name)>(#name, offsetof(type, name))
#define ONE(type, name, shape) {#name, Kind::kOne, offsetof(type, name), 0, &shape}
#define MANY(type, name, shape, count, stride)                              \
  {#name,  Kind::kMany,           offsetof(type, name), 0,                  \
   &shape, offsetof(type, count), offsetof(type, stride)}

constexpr Field kRefundLineFields[] = {
    FIELD(tessera_refund_line, line_no),
    FIELD(tessera_refund_line, quantity_milli),
};
const Shape kRefundLine = {sizeof(tessera_refund_line), false, kRefundLineFields};

constexpr Field kLineFields[] = {
    FIELD(tessera_line, line_no),
    FIELD(tessera_line, sku),
    FIELD(tessera_line, name),
    FIELD(tessera_line, category),
    FIELD(tessera_line, brand),
    FIELD(tessera_line, labels),
    FIELD(tessera_line, quantity_milli),
    FIELD(tessera_line, unit_price_minor),
    FIELD(tessera_line, minimum_unit_price_minor),
    FIELD(tessera_line, flags),
};
const Shape kLine = {sizeof(tessera_line), true, kLineFields};

constexpr Field kFiscalFields[] = {
    FIELD(tessera_fiscal, printed),
    FIELD(tessera_fiscal, document_no),
    FIELD(tessera_fiscal, closed_at_us),
    FIELD(tessera_fiscal, drive_no),
    FIELD(tessera_fiscal, sign),
    FIELD(tessera_fiscal, receipt_no),
};
const Shape kFiscal = {sizeof(tessera_fiscal), true, kFiscalFields};

constexpr Field kConfigFields[] = {
    FIELD(tessera_config, insecure),
    FIELD(tessera_config, data_folder),
    FIELD(tessera_config, server),
    FIELD(tessera_config, ca_file),
    FIELD(tessera_config, certificate_file),
    FIELD(tessera_config, key_file),
    FIELD(tessera_config, store_id),
    FIELD(tessera_config, terminal_id),
    FIELD(tessera_config, language),
    FIELD(tessera_config, deadline_ms),
    FIELD(tessera_config, commit_deadline_ms),
    FIELD(tessera_config, worker_threads),
};
const Shape kConfig = {sizeof(tessera_config), true, kConfigFields};

constexpr Field kSaleOptionsFields[] = {
    FIELD(tessera_sale_options, sale_id),
    FIELD(tessera_sale_options, cashier_id),
    FIELD(tessera_sale_options, currency_code),
    FIELD(tessera_sale_options, deadline_ms),
    FIELD(tessera_sale_options, commit_deadline_ms),
};
const Shape kSaleOptions = {sizeof(tessera_sale_options), true, kSaleOptionsFields};

constexpr Field kTenderFields[] = {
    FIELD(tessera_tender, kind),
    FIELD(tessera_tender, code),
    FIELD(tessera_tender, amount_minor),
};
const Shape kTender = {sizeof(tessera_tender), true, kTenderFields};

constexpr Field kRefundFields[] = {
    FIELD(tessera_refund, refund_id),
    FIELD(tessera_refund, sale_id),
    FIELD(tessera_refund, cashier_id),
    MANY(tessera_refund, lines, kRefundLine, line_count, line_size),
    MANY(tessera_refund, goods, kLine, goods_count, goods_size),
    FIELD(tessera_refund, member),
    FIELD(tessera_refund, currency_code),
    ONE(tessera_refund, fiscal, kFiscal),
    FIELD(tessera_refund, member_kind),
    FIELD(tessera_refund, deadline_ms),
};
const Shape kRefund = {sizeof(tessera_refund), true, kRefundFields};

constexpr Field kEnrolmentFields[] = {
    FIELD(tessera_enrolment, deadline_ms),
    FIELD(tessera_enrolment, phone),
    FIELD(tessera_enrolment, card),
    FIELD(tessera_enrolment, full_name),
    FIELD(tessera_enrolment, consent_text_version),
    FIELD(tessera_enrolment, enrolment_id),
    FIELD(tessera_enrolment, language),
    FIELD(tessera_enrolment, agreed_at_us),
};
const Shape kEnrolment = {sizeof(tessera_enrolment), true, kEnrolmentFields};

constexpr Field kSurveyFields[] = {
    FIELD(tessera_survey_answer, has_score),
    FIELD(tessera_survey_answer, score),
    FIELD(tessera_survey_answer, survey_id),
    FIELD(tessera_survey_answer, sale_id),
    FIELD(tessera_survey_answer, comment),
    FIELD(tessera_survey_answer, cashier_id),
    FIELD(tessera_survey_answer, answer_id),
    FIELD(tessera_survey_answer, answered_at_us),
};
const Shape kSurvey = {sizeof(tessera_survey_answer), true, kSurveyFields};

constexpr Field kRequestFields[] = {
    FIELD(tessera_request, operation),
    FIELD(tessera_request, tag),
    FIELD(tessera_request, text),
    FIELD(tessera_request, points),
    ONE(tessera_request, fiscal, kFiscal),
    ONE(tessera_request, refund, kRefund),
    ONE(tessera_request, enrolment, kEnrolment),
    FIELD(tessera_request, identifier_kind),
    FIELD(tessera_request, deadline_ms),
};
const Shape kRequest = {sizeof(tessera_request), true, kRequestFields};

constexpr Field kErrorFields[] = {
    FIELD(tessera_error, code),
    FIELD(tessera_error, reason),
    FIELD(tessera_error, field),
    FIELD(tessera_error, message),
};
const Shape kError = {sizeof(tessera_error), true, kErrorFields};

constexpr Field kStatusFields[] = {
    FIELD(tessera_status_view, link),
    FIELD(tessera_status_view, outbox_records),
    FIELD(tessera_status_view, outbox_age_ms),
    FIELD(tessera_status_view, parked_records),
    FIELD(tessera_status_view, snapshot_age_ms),
    FIELD(tessera_status_view, cached_members),
    FIELD(tessera_status_view, program_version),
    FIELD(tessera_status_view, currency_digits),
    FIELD(tessera_status_view, points_digits),
    FIELD(tessera_status_view, currency_code),
    FIELD(tessera_status_view, open_submissions),
    FIELD(tessera_status_view, waiting_completions),
    FIELD(tessera_status_view, outboxes_set_aside),
    FIELD(tessera_status_view, link_reason),
    FIELD(tessera_status_view, disk),
    FIELD(tessera_status_view, snapshot_percent),
    FIELD(tessera_status_view, clock_offset_us),
};
const Shape kStatus = {sizeof(tessera_status_view), true, kStatusFields};

constexpr Field kScanFields[] = {
    FIELD(tessera_scan_view, kind),
    FIELD(tessera_scan_view, carrier),
    FIELD(tessera_scan_view, warning),
    FIELD(tessera_scan_view, content),
    FIELD(tessera_scan_view, gtin),
};
const Shape kScan = {sizeof(tessera_scan_view), true, kScanFields};

constexpr Field kSurveyQuestionFields[] = {
    FIELD(tessera_survey_question, minimum),
    FIELD(tessera_survey_question, maximum),
    FIELD(tessera_survey_question, survey_id),
    FIELD(tessera_survey_question, question),
};
const Shape kSurveyQuestion = {sizeof(tessera_survey_question), true, kSurveyQuestionFields};

constexpr Field kMemberFields[] = {
    FIELD(tessera_member_view, blocked),
    FIELD(tessera_member_view, member_id),
    FIELD(tessera_member_view, masked_name),
    FIELD(tessera_member_view, tier),
    FIELD(tessera_member_view, tier_name),
    FIELD(tessera_member_view, balance_points),
    FIELD(tessera_member_view, pending_points),
    FIELD(tessera_member_view, held_points),
    FIELD(tessera_member_view, expiring_points),
    FIELD(tessera_member_view, expiring_at_us),
    FIELD(tessera_member_view, tier_until_us),
    FIELD(tessera_member_view, as_of_us),
};
const Shape kMember = {sizeof(tessera_member_view), true, kMemberFields};

constexpr Field kStampCardFields[] = {
    FIELD(tessera_stamp_card, card_id),
    FIELD(tessera_stamp_card, stamps),
    FIELD(tessera_stamp_card, full_stamps),
};
const Shape kStampCard = {sizeof(tessera_stamp_card), true, kStampCardFields};

constexpr Field kTotalsFields[] = {
    FIELD(tessera_totals, source),
    FIELD(tessera_totals, program_version),
    FIELD(tessera_totals, gross_minor),
    FIELD(tessera_totals, discount_minor),
    FIELD(tessera_totals, redeemed_minor),
    FIELD(tessera_totals, total_minor),
    FIELD(tessera_totals, due_minor),
    FIELD(tessera_totals, earned_points),
    FIELD(tessera_totals, spent_points),
    FIELD(tessera_totals, max_redeem_points),
    FIELD(tessera_totals, redeem_limit_reason),
};
const Shape kTotals = {sizeof(tessera_totals), true, kTotalsFields};

constexpr Field kLineResultFields[] = {
    FIELD(tessera_line_result, line_no),
    FIELD(tessera_line_result, gross_minor),
    FIELD(tessera_line_result, discount_minor),
    FIELD(tessera_line_result, redeemed_minor),
    FIELD(tessera_line_result, net_minor),
    FIELD(tessera_line_result, earned_points),
    FIELD(tessera_line_result, spent_points),
    FIELD(tessera_line_result, redeemable_minor),
};
const Shape kLineResult = {sizeof(tessera_line_result), true, kLineResultFields};

constexpr Field kOfferResultFields[] = {
    FIELD(tessera_offer_result, outcome),
    FIELD(tessera_offer_result, offer_id),
    FIELD(tessera_offer_result, name),
    FIELD(tessera_offer_result, reason),
    FIELD(tessera_offer_result, explanation),
    FIELD(tessera_offer_result, coupon_code),
    FIELD(tessera_offer_result, discount_minor),
    FIELD(tessera_offer_result, points),
    FIELD(tessera_offer_result, missing_minor),
    FIELD(tessera_offer_result, missing_milli),
    FIELD(tessera_offer_result, times),
    FIELD(tessera_offer_result, units),
    FIELD(tessera_offer_result, cost_points),
};
const Shape kOfferResult = {sizeof(tessera_offer_result), true, kOfferResultFields};

constexpr Field kOfferShareFields[] = {
    FIELD(tessera_offer_share, line_no),
    FIELD(tessera_offer_share, discount_minor),
    FIELD(tessera_offer_share, points),
};
const Shape kOfferShare = {sizeof(tessera_offer_share), true, kOfferShareFields};

constexpr Field kGiftFields[] = {
    FIELD(tessera_gift, offer_id),
    FIELD(tessera_gift, sku),
    FIELD(tessera_gift, name),
    FIELD(tessera_gift, quantity_milli),
    FIELD(tessera_gift, list_price_minor),
};
const Shape kGift = {sizeof(tessera_gift), true, kGiftFields};

constexpr Field kPaymentFields[] = {
    FIELD(tessera_payment, kind),
    FIELD(tessera_payment, code),
    FIELD(tessera_payment, amount_minor),
    FIELD(tessera_payment, balance_minor),
};
const Shape kPayment = {sizeof(tessera_payment), true, kPaymentFields};

constexpr Field kStampFields[] = {
    FIELD(tessera_stamp, card_id),
    FIELD(tessera_stamp, offer_id),
    FIELD(tessera_stamp, stamps),
};
const Shape kStamp = {sizeof(tessera_stamp), true, kStampFields};

constexpr Field kCouponFields[] = {
    FIELD(tessera_coupon, code),
    FIELD(tessera_coupon, batch_id),
    FIELD(tessera_coupon, name),
    FIELD(tessera_coupon, active_from_us),
    FIELD(tessera_coupon, expires_at_us),
};
const Shape kCoupon = {sizeof(tessera_coupon), true, kCouponFields};

constexpr Field kRefusedCodeFields[] = {
    FIELD(tessera_refused_code, code),
    FIELD(tessera_refused_code, reason),
};
const Shape kRefusedCode = {sizeof(tessera_refused_code), true, kRefusedCodeFields};

constexpr Field kCommitFields[] = {
    FIELD(tessera_commit_view, delivered),
    FIELD(tessera_commit_view, sale_id),
    FIELD(tessera_commit_view, earned_points),
    FIELD(tessera_commit_view, spent_points),
    FIELD(tessera_commit_view, balance_points),
    FIELD(tessera_commit_view, earned_active_from_us),
    FIELD(tessera_commit_view, earned_expires_at_us),
    FIELD(tessera_commit_view, new_tier),
    FIELD(tessera_commit_view, new_tier_name),
};
const Shape kCommit = {sizeof(tessera_commit_view), true, kCommitFields};

constexpr Field kRefundDoneFields[] = {
    FIELD(tessera_refund_view, delivered),
    FIELD(tessera_refund_view, refund_id),
    FIELD(tessera_refund_view, net_minor),
    FIELD(tessera_refund_view, returned_points),
    FIELD(tessera_refund_view, revoked_points),
    FIELD(tessera_refund_view, lost_points),
    FIELD(tessera_refund_view, emptied_minor),
    FIELD(tessera_refund_view, balance_points),
};
const Shape kRefundDone = {sizeof(tessera_refund_view), true, kRefundDoneFields};

constexpr Field kRefundedLineFields[] = {
    FIELD(tessera_refunded_line, line_no),
    FIELD(tessera_refunded_line, quantity_milli),
    FIELD(tessera_refunded_line, net_minor),
    FIELD(tessera_refunded_line, returned_points),
    FIELD(tessera_refunded_line, revoked_points),
};
const Shape kRefundedLine = {sizeof(tessera_refunded_line), true, kRefundedLineFields};

constexpr Field kCompletionFields[] = {
    FIELD(tessera_completion, code),
    FIELD(tessera_completion, ticket),
    FIELD(tessera_completion, tag),
};
const Shape kCompletion = {sizeof(tessera_completion), true, kCompletionFields};

constexpr Field kParkedFields[] = {
    FIELD(tessera_parked_view, sequence),
    FIELD(tessera_parked_view, subject_id),
    FIELD(tessera_parked_view, reason),
    FIELD(tessera_parked_view, message),
};
const Shape kParked = {sizeof(tessera_parked_view), true, kParkedFields};

}  // namespace tessera::plugin::json
