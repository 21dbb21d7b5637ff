// Tessera: the plugin's C ABI for hosts in C++17 and later.
//
// Nothing but plugin.h and the standard library; nothing to link. The host loads libtessera.so and
// looks up tessera_get_api in whatever way it loads libraries, and hands the table to Plugin::Open.
// plugin.h is the reference: units, reasons, thread rules and blocking are the same here, function
// by function.
//
// - Handles (Plugin, Sale, Answer) own what they hold and are moved, not copied. Sales and answers
//   go before their plugin.
// - Strings go in as std::string_view and are borrowed for the call. They come out as std::string,
//   copies that live as long as you like.
// - Nothing throws but std::bad_alloc: what can fail returns a Result, which is a value or an Error.
#ifndef TESSERA_PLUGIN_HPP_
#define TESSERA_PLUGIN_HPP_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
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

// As tessera_refund; no lines: all that is left of the sale.
struct Refund {
  std::string_view refund_id;
  std::string_view sale_id;
  std::string_view cashier_id;
  std::vector<RefundLine> lines;
};

// As tessera_enrolment.
struct Enrolment {
  std::string_view phone;
  std::string_view card;
  std::string_view full_name;
  std::string_view consent_text_version;
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

struct OfferResult {
  // enum tessera_offer_outcome.
  uint32_t outcome = 0;
  std::string offer_id;
  std::string name;
  std::string reason;
  std::string explanation;
  int64_t discount_minor = 0;
  int64_t points = 0;
};

struct CommitResult {
  bool delivered = false;
  std::string sale_id;
  int64_t earned_points = 0;
  int64_t spent_points = 0;
  int64_t balance_points = 0;
};

struct RefundResult {
  bool delivered = false;
  std::string refund_id;
  int64_t net_minor = 0;
  int64_t returned_points = 0;
  int64_t revoked_points = 0;
  int64_t balance_points = 0;
};

struct Parked {
  int64_t sequence = 0;
  std::string subject_id;
  std::string reason;
  std::string message;
};

namespace detail {

// A zeroed struct of the ABI that says its own size.
template <typename T>
T Make() {
  T made{};
  made.struct_size = static_cast<uint32_t>(sizeof(T));
  return made;
}

inline tessera_string In(std::string_view text) { return tessera_string{text.data(), text.size()}; }

inline std::string Out(tessera_string text) {
  return text.size == 0 ? std::string() : std::string(text.bytes, text.size);
}

inline Error ToError(int32_t code, const tessera_error& error) {
  return Error{code, error.reason, error.field, error.message};
}

}  // namespace detail

// What a call answered. May be empty: then every part is.
class Answer {
 public:
  Answer() = default;
  Answer(const tessera_api* api, tessera_answer* answer) : api_(api), handle_(answer, Release{api}) {}

  explicit operator bool() const { return handle_ != nullptr; }

  std::optional<Member> member() const {
    auto view = detail::Make<tessera_member_view>();
    if (!handle_ || api_->answer_member(get(), &view) != TESSERA_OK || view.present == 0) return {};
    return Member{detail::Out(view.member_id), detail::Out(view.masked_name),
                  detail::Out(view.tier),      detail::Out(view.tier_name),
                  view.balance_points,         view.pending_points,
                  view.expiring_points,        view.expiring_at_us,
                  view.as_of_us};
  }

  std::optional<Totals> totals() const {
    auto view = detail::Make<tessera_totals>();
    if (!handle_ || api_->answer_totals(get(), &view) != TESSERA_OK) return {};
    return Totals{view.source,         view.program_version, view.gross_minor,
                  view.discount_minor, view.redeemed_minor,  view.total_minor,
                  view.earned_points,  view.spent_points,    view.max_redeem_points};
  }

  std::vector<LineResult> lines() const {
    std::vector<LineResult> lines;
    const uint32_t count = handle_ ? api_->answer_line_count(get()) : 0;
    lines.reserve(count);
    for (uint32_t i = 0; i < count; ++i) {
      auto view = detail::Make<tessera_line_result>();
      if (api_->answer_line(get(), i, &view) != TESSERA_OK) continue;
      lines.push_back({view.line_no, view.gross_minor, view.discount_minor, view.redeemed_minor,
                       view.net_minor, view.earned_points, view.spent_points});
    }
    return lines;
  }

  std::vector<OfferResult> offers() const {
    std::vector<OfferResult> offers;
    const uint32_t count = handle_ ? api_->answer_offer_count(get()) : 0;
    for (uint32_t i = 0; i < count; ++i) {
      auto view = detail::Make<tessera_offer_result>();
      if (api_->answer_offer(get(), i, &view) != TESSERA_OK) continue;
      offers.push_back({view.outcome, detail::Out(view.offer_id), detail::Out(view.name),
                        detail::Out(view.reason), detail::Out(view.explanation),
                        view.discount_minor, view.points});
    }
    return offers;
  }

  std::vector<std::string> texts(tessera_text_place place) const {
    std::vector<std::string> texts;
    const uint32_t count = handle_ ? api_->answer_text_count(get(), place) : 0;
    for (uint32_t i = 0; i < count; ++i) {
      tessera_string text{};
      if (api_->answer_text(get(), place, i, &text) == TESSERA_OK) texts.push_back(detail::Out(text));
    }
    return texts;
  }

  std::optional<CommitResult> commit() const {
    auto view = detail::Make<tessera_commit_view>();
    if (!handle_ || api_->answer_commit(get(), &view) != TESSERA_OK) return {};
    return CommitResult{view.delivered != 0, detail::Out(view.sale_id), view.earned_points,
                        view.spent_points, view.balance_points};
  }

  std::optional<RefundResult> refund() const {
    auto view = detail::Make<tessera_refund_view>();
    if (!handle_ || api_->answer_refund(get(), &view) != TESSERA_OK) return {};
    return RefundResult{view.delivered != 0,  detail::Out(view.refund_id), view.net_minor,
                        view.returned_points, view.revoked_points,         view.balance_points};
  }

  std::vector<Parked> parked() const {
    std::vector<Parked> parked;
    const uint32_t count = handle_ ? api_->answer_parked_count(get()) : 0;
    for (uint32_t i = 0; i < count; ++i) {
      auto view = detail::Make<tessera_parked_view>();
      if (api_->answer_parked(get(), i, &view) != TESSERA_OK) continue;
      parked.push_back({view.sequence, detail::Out(view.subject_id), detail::Out(view.reason),
                        detail::Out(view.message)});
    }
    return parked;
  }

 private:
  struct Release {
    const tessera_api* api;
    void operator()(tessera_answer* answer) const { api->answer_release(answer); }
  };
  const tessera_answer* get() const { return handle_.get(); }

  const tessera_api* api_ = nullptr;
  std::unique_ptr<tessera_answer, Release> handle_{nullptr, Release{nullptr}};
};

// What a scan was, and whose card.
struct Scan {
  // enum tessera_scan_kind.
  int32_t kind = 0;
  Answer answer;
};

// One sale. [sale]: one thread at a time.
class Sale {
 public:
  Sale(const tessera_api* api, tessera_sale* sale) : api_(api), handle_(sale, Release{api}) {}

  std::string id() const { return detail::Out(api_->sale_id(handle_.get())); }

  Result<Scan> ScanCard(std::string_view scan) {
    return Identify([&](int32_t* kind, tessera_answer** answer, tessera_error* error) {
      return api_->sale_scan(handle_.get(), detail::In(scan), kind, answer, error);
    });
  }
  Result<Scan> SetMember(tessera_identifier_kind identifier_kind, std::string_view value) {
    return Identify([&](int32_t* kind, tessera_answer** answer, tessera_error* error) {
      return api_->sale_set_member(handle_.get(), identifier_kind, detail::In(value), kind, answer,
                                   error);
    });
  }
  Result<Done> ClearMember() {
    return Simple([&](tessera_error* error) {
      return api_->sale_clear_member(handle_.get(), error);
    });
  }
  Result<Done> SetLine(const Line& line) {
    auto view = detail::Make<tessera_line>();
    view.line_no = line.line_no;
    view.sku = detail::In(line.sku);
    view.name = detail::In(line.name);
    view.category = detail::In(line.category);
    view.brand = detail::In(line.brand);
    view.labels = detail::In(line.labels);
    view.quantity_milli = line.quantity_milli;
    view.unit_price_minor = line.unit_price_minor;
    view.minimum_unit_price_minor = line.minimum_unit_price_minor;
    view.flags = line.flags;
    return Simple([&](tessera_error* error) {
      return api_->sale_set_line(handle_.get(), &view, error);
    });
  }
  Result<Done> VoidLine(uint32_t line_no) {
    return Simple([&](tessera_error* error) {
      return api_->sale_void_line(handle_.get(), line_no, error);
    });
  }
  Result<Answer> Quote() {
    return Ask([&](tessera_answer** answer, tessera_error* error) {
      return api_->sale_quote(handle_.get(), answer, error);
    });
  }
  Result<Answer> Redeem(int64_t points) {
    return Ask([&](tessera_answer** answer, tessera_error* error) {
      return api_->sale_redeem(handle_.get(), points, answer, error);
    });
  }
  Result<Answer> Commit(const Fiscal& fiscal) {
    auto view = detail::Make<tessera_fiscal>();
    view.printed = fiscal.printed ? 1 : 0;
    view.document_no = fiscal.document_no;
    view.closed_at_us = fiscal.closed_at_us;
    view.drive_no = detail::In(fiscal.drive_no);
    view.sign = detail::In(fiscal.sign);
    view.receipt_no = detail::In(fiscal.receipt_no);
    return Ask([&](tessera_answer** answer, tessera_error* error) {
      return api_->sale_commit(handle_.get(), &view, answer, error);
    });
  }
  Result<Done> Cancel() {
    return Simple([&](tessera_error* error) { return api_->sale_cancel(handle_.get(), error); });
  }

 private:
  struct Release {
    const tessera_api* api;
    void operator()(tessera_sale* sale) const { api->sale_release(sale); }
  };

  template <typename Call>
  Result<Done> Simple(Call call) {
    auto error = detail::Make<tessera_error>();
    const int32_t code = call(&error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Done{};
  }
  template <typename Call>
  Result<Answer> Ask(Call call) {
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    const int32_t code = call(&answer, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Answer(api_, answer);
  }
  template <typename Call>
  Result<Scan> Identify(Call call) {
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    int32_t kind = 0;
    const int32_t code = call(&kind, &answer, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Scan{kind, Answer(api_, answer)};
  }

  const tessera_api* api_;
  std::unique_ptr<tessera_sale, Release> handle_;
};

// The library, open. [any] thread.
class Plugin {
 public:
  // `api` as tessera_get_api(TESSERA_ABI_MAJOR) gave it; NULL, or a table that is shorter than this
  // header's, is ABI_UNSUPPORTED.
  static Result<Plugin> Open(const tessera_api* api, const Config& config) {
    if (api == nullptr || api->struct_size < sizeof(tessera_api)) {
      return Error{TESSERA_INVALID, "ABI_UNSUPPORTED", "",
                   "the library speaks another version of the ABI: install the one that belongs to "
                   "this program"};
    }
    auto view = detail::Make<tessera_config>();
    view.insecure = config.insecure ? 1 : 0;
    view.data_folder = detail::In(config.data_folder);
    view.server = detail::In(config.server);
    view.ca_file = detail::In(config.ca_file);
    view.certificate_file = detail::In(config.certificate_file);
    view.key_file = detail::In(config.key_file);
    view.store_id = detail::In(config.store_id);
    view.terminal_id = detail::In(config.terminal_id);
    view.language = detail::In(config.language);
    view.deadline_ms = config.deadline_ms;
    view.commit_deadline_ms = config.commit_deadline_ms;
    auto error = detail::Make<tessera_error>();
    tessera_plugin* plugin = nullptr;
    const int32_t code = api->open(&view, &plugin, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Plugin(api, plugin);
  }

  std::string version() const { return detail::Out(api_->version()); }

  Result<Status> GetStatus() const {
    auto view = detail::Make<tessera_status_view>();
    auto error = detail::Make<tessera_error>();
    const int32_t code = api_->status(handle_.get(), &view, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    Status status{view.online != 0,     view.outbox_records,  view.outbox_age_ms,
                  view.parked_records,  std::nullopt,         view.cached_members,
                  view.program_version, view.currency_digits, view.points_digits,
                  view.currency_code};
    if (view.snapshot_age_ms != std::numeric_limits<uint64_t>::max()) {
      status.snapshot_age_ms = view.snapshot_age_ms;
    }
    return status;
  }

  Result<Done> Synchronise(uint32_t timeout_ms) {
    auto error = detail::Make<tessera_error>();
    const int32_t code = api_->synchronise(handle_.get(), timeout_ms, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Done{};
  }

  // An empty `sale_id` lets the library make one; an empty `currency_code` is the program's.
  Result<Sale> BeginSale(std::string_view sale_id = {}, std::string_view cashier_id = {},
                         std::string_view currency_code = {}) {
    auto options = detail::Make<tessera_sale_options>();
    options.sale_id = detail::In(sale_id);
    options.cashier_id = detail::In(cashier_id);
    options.currency_code = detail::In(currency_code);
    auto error = detail::Make<tessera_error>();
    tessera_sale* sale = nullptr;
    const int32_t code = api_->sale_begin(handle_.get(), &options, &sale, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Sale(api_, sale);
  }

  Result<Answer> BookRefund(const Refund& refund) {
    std::vector<tessera_refund_line> lines;
    for (const RefundLine& line : refund.lines) {
      lines.push_back(tessera_refund_line{line.line_no, 0, line.quantity_milli});
    }
    auto view = detail::Make<tessera_refund>();
    view.line_count = static_cast<uint32_t>(lines.size());
    view.refund_id = detail::In(refund.refund_id);
    view.sale_id = detail::In(refund.sale_id);
    view.cashier_id = detail::In(refund.cashier_id);
    view.lines = lines.data();
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    const int32_t code = api_->refund(handle_.get(), &view, &answer, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Answer(api_, answer);
  }

  Result<Answer> Enrol(const Enrolment& enrolment) {
    auto view = detail::Make<tessera_enrolment>();
    view.phone = detail::In(enrolment.phone);
    view.card = detail::In(enrolment.card);
    view.full_name = detail::In(enrolment.full_name);
    view.consent_text_version = detail::In(enrolment.consent_text_version);
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    const int32_t code = api_->enrol(handle_.get(), &view, &answer, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Answer(api_, answer);
  }

  Result<Answer> ListParked() {
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    const int32_t code = api_->parked(handle_.get(), &answer, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Answer(api_, answer);
  }

  // Of ListParked.
  Result<Done> ResendParked(int64_t sequence) {
    auto error = detail::Make<tessera_error>();
    const int32_t code = api_->resend_parked(handle_.get(), sequence, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Done{};
  }

 private:
  struct Close {
    const tessera_api* api;
    void operator()(tessera_plugin* plugin) const { api->close(plugin); }
  };
  Plugin(const tessera_api* api, tessera_plugin* plugin) : api_(api), handle_(plugin, Close{api}) {}

  const tessera_api* api_;
  std::unique_ptr<tessera_plugin, Close> handle_;
};

}  // namespace tessera::pos

#endif  // TESSERA_PLUGIN_HPP_
