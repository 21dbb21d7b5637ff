// Tessera: the plugin's C ABI for hosts in C++17 and later.
//
// Nothing but plugin.h, plugin_values.hpp and the standard library; nothing to link. The host loads libtessera.so and
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

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tessera/plugin.h"
#include "tessera/plugin_values.hpp"

namespace tessera::pos {

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

inline tessera_line In(const Line& line) {
  auto view = Make<tessera_line>();
  view.line_no = line.line_no;
  view.sku = In(line.sku);
  view.name = In(line.name);
  view.category = In(line.category);
  view.brand = In(line.brand);
  view.labels = In(line.labels);
  view.quantity_milli = line.quantity_milli;
  view.unit_price_minor = line.unit_price_minor;
  view.minimum_unit_price_minor = line.minimum_unit_price_minor;
  view.flags = line.flags;
  return view;
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
    if (!handle_ || api_->answer_member(get(), &view) != TESSERA_OK) return {};
    return Member{detail::Out(view.member_id), detail::Out(view.masked_name),
                  detail::Out(view.tier),      detail::Out(view.tier_name),
                  view.balance_points,         view.pending_points,
                  view.expiring_points,        view.expiring_at_us,
                  view.as_of_us,               view.held_points,
                  view.tier_until_us,          view.blocked != 0};
  }

  std::vector<StampCard> stamp_cards() const {
    return All<tessera_stamp_card>(
        &tessera_api::answer_stamp_card_count, &tessera_api::answer_stamp_card,
        [](const tessera_stamp_card& view) {
          return StampCard{detail::Out(view.card_id), view.stamps, view.full_stamps};
        });
  }

  std::optional<Totals> totals() const {
    auto view = detail::Make<tessera_totals>();
    if (!handle_ || api_->answer_totals(get(), &view) != TESSERA_OK) return {};
    return Totals{view.source,         view.program_version, view.gross_minor,
                  view.discount_minor, view.redeemed_minor,  view.total_minor,
                  view.earned_points,  view.spent_points,    view.max_redeem_points,
                  view.due_minor,      detail::Out(view.redeem_limit_reason)};
  }

  std::vector<LineResult> lines() const {
    return All<tessera_line_result>(
        &tessera_api::answer_line_count, &tessera_api::answer_line, [](const tessera_line_result& view) {
          return LineResult{view.line_no,        view.gross_minor, view.discount_minor,
                            view.redeemed_minor, view.net_minor,   view.earned_points,
                            view.spent_points};
        });
  }

  std::vector<OfferResult> offers() const {
    auto offers = All<tessera_offer_result>(
        &tessera_api::answer_offer_count, &tessera_api::answer_offer, [](const tessera_offer_result& view) {
          return OfferResult{view.outcome,
                             detail::Out(view.offer_id),
                             detail::Out(view.name),
                             detail::Out(view.reason),
                             detail::Out(view.explanation),
                             view.discount_minor,
                             view.points,
                             detail::Out(view.coupon_code),
                             view.missing_minor,
                             view.missing_milli,
                             view.times,
                             view.units,
                             view.cost_points,
                             {}};
        });
    for (uint32_t offer = 0; offer < offers.size(); ++offer) {
      for (uint32_t i = 0; i < api_->answer_share_count(get(), offer); ++i) {
        auto view = detail::Make<tessera_offer_share>();
        if (api_->answer_share(get(), offer, i, &view) != TESSERA_OK) continue;
        offers[offer].shares.push_back({view.line_no, view.discount_minor, view.points});
      }
    }
    return offers;
  }

  std::vector<Gift> gifts() const {
    return All<tessera_gift>(&tessera_api::answer_gift_count, &tessera_api::answer_gift,
                             [](const tessera_gift& view) {
                               return Gift{detail::Out(view.offer_id), detail::Out(view.sku),
                                           detail::Out(view.name), view.quantity_milli,
                                           view.list_price_minor};
                             });
  }

  // Of a quote, or what goes back where of a refund.
  std::vector<Payment> payments() const {
    return All<tessera_payment>(&tessera_api::answer_payment_count, &tessera_api::answer_payment,
                                [](const tessera_payment& view) {
                                  return Payment{view.kind, detail::Out(view.code),
                                                 view.amount_minor, view.balance_minor};
                                });
  }

  std::vector<Stamp> stamps() const {
    return All<tessera_stamp>(&tessera_api::answer_stamp_count, &tessera_api::answer_stamp,
                              [](const tessera_stamp& view) {
                                return Stamp{detail::Out(view.card_id),
                                             detail::Out(view.offer_id), view.stamps};
                              });
  }

  std::vector<Coupon> coupons() const {
    return All<tessera_coupon>(&tessera_api::answer_coupon_count, &tessera_api::answer_coupon,
                               [](const tessera_coupon& view) {
                                 return Coupon{detail::Out(view.code), detail::Out(view.batch_id),
                                               detail::Out(view.name), view.active_from_us,
                                               view.expires_at_us};
                               });
  }

  std::vector<RefusedCode> refused_codes() const {
    return All<tessera_refused_code>(
        &tessera_api::answer_refused_code_count, &tessera_api::answer_refused_code,
        [](const tessera_refused_code& view) {
          return RefusedCode{detail::Out(view.code), detail::Out(view.reason)};
        });
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
    return CommitResult{view.delivered != 0,
                        detail::Out(view.sale_id),
                        view.earned_points,
                        view.spent_points,
                        view.balance_points,
                        view.earned_active_from_us,
                        view.earned_expires_at_us,
                        detail::Out(view.new_tier),
                        detail::Out(view.new_tier_name)};
  }

  std::optional<RefundResult> refund() const {
    auto view = detail::Make<tessera_refund_view>();
    if (!handle_ || api_->answer_refund(get(), &view) != TESSERA_OK) return {};
    return RefundResult{view.delivered != 0,  detail::Out(view.refund_id), view.net_minor,
                        view.returned_points, view.revoked_points,         view.balance_points,
                        view.lost_points,     view.emptied_minor};
  }

  std::vector<RefundedLine> refunded_lines() const {
    return All<tessera_refunded_line>(
        &tessera_api::answer_refunded_line_count, &tessera_api::answer_refunded_line,
        [](const tessera_refunded_line& view) {
          return RefundedLine{view.line_no, view.quantity_milli, view.net_minor,
                              view.returned_points, view.revoked_points};
        });
  }

  std::vector<Parked> parked() const {
    return All<tessera_parked_view>(&tessera_api::answer_parked_count, &tessera_api::answer_parked,
                                    [](const tessera_parked_view& view) {
                                      return Parked{view.sequence, detail::Out(view.subject_id),
                                                    detail::Out(view.reason),
                                                    detail::Out(view.message)};
                                    });
  }

  // enum tessera_scan_kind; 0 if it is not of a scan.
  uint32_t scan_kind() const {
    auto view = detail::Make<tessera_scan_view>();
    return handle_ && api_->answer_scan(get(), &view) == TESSERA_OK ? view.kind : 0;
  }

 private:
  struct Release {
    const tessera_api* api;
    void operator()(tessera_answer* answer) const { api->answer_release(answer); }
  };
  const tessera_answer* get() const { return handle_.get(); }
  // Every one of a part that may come several times.
  template <typename View, typename Count, typename At, typename Read>
  auto All(Count count, At at, Read read) const -> std::vector<decltype(read(View{}))> {
    std::vector<decltype(read(View{}))> all;
    if (!handle_) return all;
    const uint32_t size = (api_->*count)(get());
    all.reserve(size);
    for (uint32_t i = 0; i < size; ++i) {
      auto view = detail::Make<View>();
      if ((api_->*at)(get(), i, &view) == TESSERA_OK) all.push_back(read(view));
    }
    return all;
  }

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

  std::string id() const {
    tessera_string id{};
    api_->sale_id(handle_.get(), &id);
    return detail::Out(id);
  }

  Result<Scan> ScanCard(std::string_view scan) {
    return Identify([&](tessera_answer** answer, tessera_error* error) {
      return api_->sale_scan(handle_.get(), scan.data(), scan.size(), answer, error);
    });
  }
  Result<Scan> SetMember(tessera_identifier_kind identifier_kind, std::string_view value) {
    return Identify([&](tessera_answer** answer, tessera_error* error) {
      return api_->sale_set_member(handle_.get(), identifier_kind, value.data(), value.size(),
                                   answer, error);
    });
  }
  Result<Done> ClearMember() {
    return Simple([&](tessera_error* error) {
      return api_->sale_clear_member(handle_.get(), error);
    });
  }
  Result<Done> SetLine(const Line& line) {
    const tessera_line view = detail::In(line);
    return Simple([&](tessera_error* error) {
      return api_->sale_set_line(handle_.get(), &view, error);
    });
  }
  Result<Done> VoidLine(uint32_t line_no) {
    return Simple([&](tessera_error* error) {
      return api_->sale_void_line(handle_.get(), line_no, error);
    });
  }
  Result<Done> AddCoupon(std::string_view code) {
    return Simple([&](tessera_error* error) {
      return api_->sale_add_coupon(handle_.get(), code.data(), code.size(), error);
    });
  }
  Result<Done> RemoveCoupon(std::string_view code) {
    return Simple([&](tessera_error* error) {
      return api_->sale_remove_coupon(handle_.get(), code.data(), code.size(), error);
    });
  }
  Result<Done> SetChoice(std::string_view offer_id, int64_t times) {
    return Simple([&](tessera_error* error) {
      return api_->sale_set_choice(handle_.get(), offer_id.data(), offer_id.size(), times, error);
    });
  }
  Result<Done> SetTender(const Tender& tender) {
    auto view = detail::Make<tessera_tender>();
    view.kind = static_cast<uint32_t>(tender.kind);
    view.code = detail::In(tender.code);
    view.amount_minor = tender.amount_minor;
    return Simple([&](tessera_error* error) {
      return api_->sale_set_tender(handle_.get(), &view, error);
    });
  }
  Result<Done> ClearTenders() {
    return Simple([&](tessera_error* error) {
      return api_->sale_clear_tenders(handle_.get(), error);
    });
  }
  Result<Done> SetPaymentMethod(std::string_view method) {
    return Simple([&](tessera_error* error) {
      return api_->sale_set_payment_method(handle_.get(), method.data(), method.size(), error);
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
    Result<Answer> answer = Ask(call);
    if (!answer) return answer.error();
    const auto kind = static_cast<int32_t>(answer->scan_kind());
    return Scan{kind, std::move(*answer)};
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

  std::string version() const {
    tessera_string version{};
    api_->version(&version);
    return detail::Out(version);
  }

  Result<Status> GetStatus() const {
    auto view = detail::Make<tessera_status_view>();
    auto error = detail::Make<tessera_error>();
    const int32_t code = api_->status(handle_.get(), &view, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    Status status{view.link == TESSERA_LINK_ONLINE,
                  view.link,
                  view.outbox_records,
                  view.outbox_age_ms,
                  view.parked_records,
                  std::nullopt,
                  view.cached_members,
                  view.program_version,
                  view.currency_digits,
                  view.points_digits,
                  view.currency_code,
                  view.link_reason,
                  view.outboxes_set_aside};
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
    view.line_size = sizeof(tessera_refund_line);
    std::vector<tessera_line> goods;
    for (const Line& line : refund.goods) goods.push_back(detail::In(line));
    view.goods = goods.data();
    view.goods_count = static_cast<uint32_t>(goods.size());
    view.goods_size = sizeof(tessera_line);
    view.member = detail::In(refund.member);
    view.member_kind = static_cast<uint32_t>(refund.member_kind);
    view.currency_code = detail::In(refund.currency_code);
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
    view.enrolment_id = detail::In(enrolment.enrolment_id);
    view.language = detail::In(enrolment.language);
    view.agreed_at_us = enrolment.agreed_at_us;
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    const int32_t code = api_->enrol(handle_.get(), &view, &answer, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Answer(api_, answer);
  }

  Result<Answer> CustomerCard(tessera_identifier_kind identifier_kind, std::string_view value) {
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    const int32_t code = api_->customer_card(handle_.get(), identifier_kind, value.data(),
                                             value.size(), 0, &answer, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Answer(api_, answer);
  }

  // What the commit of a sale of this till did.
  Result<Answer> Receipt(std::string_view sale_id) {
    auto error = detail::Make<tessera_error>();
    tessera_answer* answer = nullptr;
    const int32_t code =
        api_->receipt(handle_.get(), sale_id.data(), sale_id.size(), &answer, &error);
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
