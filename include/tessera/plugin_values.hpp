// Tessera: the values that go through plugin.hpp, which has the rules. Fields are those of the structs
// of plugin_types.h that have the same names.
#ifndef TESSERA_PLUGIN_VALUES_HPP_
#define TESSERA_PLUGIN_VALUES_HPP_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tessera/plugin.h"

namespace tessera::pos {

// Why a call failed: see tessera_error.
struct Error {
  int32_t code = TESSERA_INTERNAL;
  std::string reason;
  std::string field;
  std::string message;
};

// A value or an error. Reading the one that is not there throws std::bad_variant_access.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() { return std::get<0>(content_); }
  const T& value() const { return std::get<0>(content_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(content_); }

 private:
  std::variant<T, Error> content_;
};

// A success that carries nothing: Result<Done>.
struct Done {};

// As tessera_config; empty and 0 take the default of plugin.h.
struct Config {
  bool insecure = false;
  std::string data_folder;
  std::string server;
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string store_id;
  std::string terminal_id;
  std::string language;
  uint32_t deadline_ms = 300;
  uint32_t commit_deadline_ms = 300;
};

struct Status {
  bool online = false;
  // enum tessera_link.
  uint32_t link = 0;
  uint64_t outbox_records = 0;
  uint64_t outbox_age_ms = 0;
  uint64_t parked_records = 0;
  // Empty if nothing is cached.
  std::optional<uint64_t> snapshot_age_ms;
  uint64_t cached_members = 0;
  int64_t program_version = 0;
  uint32_t currency_digits = 2;
  uint32_t points_digits = 0;
  std::string currency_code;
  // Why the service is away, or refuses.
  std::string link_reason;
  uint64_t outboxes_set_aside = 0;
  // enum tessera_disk.
  uint32_t disk = TESSERA_DISK_GOOD;
  uint32_t snapshot_percent = 100;
  int64_t clock_offset_us = 0;
  uint64_t open_submissions = 0;
  uint64_t waiting_completions = 0;
};

// As tessera_scan_view.
struct Scanned {
  // enum tessera_scan_kind; 0 if it is not of a scan.
  uint32_t kind = 0;
  // enum tessera_carrier.
  uint32_t carrier = 0;
  bool warning = false;
  std::string content;
  std::string gtin;
};

// To be asked; both bounds are 0 where only words are.
struct SurveyQuestion {
  std::string survey_id;
  std::string question;
  int32_t minimum = 0;
  int32_t maximum = 0;
};

// As tessera_survey_answer.
struct SurveyAnswer {
  std::string_view survey_id;
  std::optional<int32_t> score = {};
  std::string_view comment = {};
  std::string_view sale_id = {};
  std::string_view cashier_id = {};
};

// As tessera_line.
struct Line {
  uint32_t line_no = 0;
  std::string_view sku;
  std::string_view name;
  std::string_view category;
  std::string_view brand;
  std::string_view labels;
  int64_t quantity_milli = 0;
  int64_t unit_price_minor = 0;
  int64_t minimum_unit_price_minor = 0;
  uint32_t flags = 0;
};

// As tessera_fiscal.
struct Fiscal {
  bool printed = false;
  int64_t document_no = 0;
  int64_t closed_at_us = 0;
  std::string_view drive_no;
  std::string_view sign;
  std::string_view receipt_no;
};

struct RefundLine {
  uint32_t line_no = 0;
  int64_t quantity_milli = 0;
};

// As tessera_refund; no lines: all that is left of the sale. Without a sale: goods.
struct Refund {
  std::string_view refund_id;
  std::string_view sale_id;
  std::string_view cashier_id;
  std::vector<RefundLine> lines;
  std::vector<Line> goods = {};
  std::string_view member = {};
  tessera_identifier_kind member_kind = TESSERA_IDENTIFIER_SCAN;
  std::string_view currency_code = {};
};

// As tessera_tender.
struct Tender {
  tessera_tender_kind kind = TESSERA_TENDER_GIFT_CARD;
  std::string_view code;
  int64_t amount_minor = 0;
};

// As tessera_enrolment.
struct Enrolment {
  std::string_view phone;
  std::string_view card;
  std::string_view full_name;
  std::string_view consent_text_version;
  std::string_view enrolment_id = {};
  std::string_view language = {};
  int64_t agreed_at_us = 0;
};

struct Member {
  std::string member_id;
  std::string masked_name;
  std::string tier;
  std::string tier_name;
  int64_t balance_points = 0;
  int64_t pending_points = 0;
  int64_t expiring_points = 0;
  int64_t expiring_at_us = 0;
  int64_t as_of_us = 0;
  int64_t held_points = 0;
  int64_t tier_until_us = 0;
  bool blocked = false;
};

struct StampCard {
  std::string card_id;
  int64_t stamps = 0;
  int64_t full_stamps = 0;
};

struct Totals {
  // enum tessera_source.
  uint32_t source = 0;
  int64_t program_version = 0;
  int64_t gross_minor = 0;
  int64_t discount_minor = 0;
  int64_t redeemed_minor = 0;
  int64_t total_minor = 0;
  int64_t earned_points = 0;
  int64_t spent_points = 0;
  int64_t max_redeem_points = 0;
  int64_t due_minor = 0;
  std::string redeem_limit_reason;
};

struct LineResult {
  uint32_t line_no = 0;
  int64_t gross_minor = 0;
  int64_t discount_minor = 0;
  int64_t redeemed_minor = 0;
  int64_t net_minor = 0;
  int64_t earned_points = 0;
  int64_t spent_points = 0;
};

// An offer's part in one line.
struct OfferShare {
  uint32_t line_no = 0;
  int64_t discount_minor = 0;
  int64_t points = 0;
};

struct OfferResult {
  // enum tessera_offer_outcome.
  uint32_t outcome = 0;
  std::string offer_id;
  std::string name;
  std::string reason;
  std::string explanation;
  int64_t discount_minor = 0;
  int64_t points = 0;
  std::string coupon_code;
  int64_t missing_minor = 0;
  int64_t missing_milli = 0;
  int64_t times = 0;
  int64_t units = 0;
  int64_t cost_points = 0;
  std::vector<OfferShare> shares;
};

// Goods for nothing, to be added at price 0.
struct Gift {
  std::string offer_id;
  std::string sku;
  std::string name;
  int64_t quantity_milli = 0;
  int64_t list_price_minor = 0;
};

struct Payment {
  // enum tessera_tender_kind.
  uint32_t kind = 0;
  std::string code;
  int64_t amount_minor = 0;
  int64_t balance_minor = 0;
};

struct Stamp {
  std::string card_id;
  std::string offer_id;
  int64_t stamps = 0;
};

// To be printed.
struct Coupon {
  std::string code;
  std::string batch_id;
  std::string name;
  int64_t active_from_us = 0;
  int64_t expires_at_us = 0;
};

struct RefusedCode {
  std::string code;
  std::string reason;
};

struct CommitResult {
  bool delivered = false;
  std::string sale_id;
  int64_t earned_points = 0;
  int64_t spent_points = 0;
  int64_t balance_points = 0;
  int64_t earned_active_from_us = 0;
  int64_t earned_expires_at_us = 0;
  std::string new_tier;
  std::string new_tier_name;
};

struct RefundedLine {
  uint32_t line_no = 0;
  int64_t quantity_milli = 0;
  int64_t net_minor = 0;
  int64_t returned_points = 0;
  int64_t revoked_points = 0;
};

struct RefundResult {
  bool delivered = false;
  std::string refund_id;
  int64_t net_minor = 0;
  int64_t returned_points = 0;
  int64_t revoked_points = 0;
  int64_t balance_points = 0;
  int64_t lost_points = 0;
  int64_t emptied_minor = 0;
};

struct Parked {
  int64_t sequence = 0;
  std::string subject_id;
  std::string reason;
  std::string message;
};

}  // namespace tessera::pos

#endif  // TESSERA_PLUGIN_VALUES_HPP_
