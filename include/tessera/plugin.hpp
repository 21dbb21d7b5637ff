// Tessera: the plugin's C ABI for hosts in C++17 and later.
//
// Nothing but the headers of this folder and the standard library; nothing to link. The host loads
// libtessera.so and looks up tessera_get_api in whatever way it loads libraries, and hands the table to
// Plugin::Open.
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
#include "tessera/plugin_answer.hpp"
#include "tessera/plugin_values.hpp"

namespace tessera::pos {

// What a scan was, and whose card.
struct Scan {
  // enum tessera_scan_kind.
  int32_t kind = 0;
  Answer answer;
  Scanned code = {};
};

// A call whose answer is taken later: Plugin::Submit. As tessera_request.
struct Request {
  tessera_operation operation = TESSERA_OPERATION_SALE_QUOTE;
  // Of the operations of a sale; it may end before the answer comes.
  const class Sale* sale = nullptr;
  std::string_view text = {};
  tessera_identifier_kind identifier_kind = TESSERA_IDENTIFIER_SCAN;
  int64_t points = 0;
  Fiscal fiscal = {};  // of a commit
  uint64_t tag = 0;
  uint32_t deadline_ms = 0;
};

// What became of a submission.
struct Completion {
  uint64_t ticket = 0;
  uint64_t tag = 0;
  // Empty where the call gives none; why it failed otherwise.
  Result<Answer> answer;
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
  // A card that is shown later falls under the program's guard.
  Result<Done> PaymentBegan() {
    return Simple([&](tessera_error* error) {
      return api_->sale_payment_began(handle_.get(), error);
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
    const tessera_fiscal view = detail::In(fiscal);
    return Ask([&](tessera_answer** answer, tessera_error* error) {
      return api_->sale_commit(handle_.get(), &view, answer, error);
    });
  }
  Result<Done> Cancel() {
    return Simple([&](tessera_error* error) { return api_->sale_cancel(handle_.get(), error); });
  }

 private:
  friend class Plugin;
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
    Scanned code = answer->scan().value_or(Scanned());
    return Scan{static_cast<int32_t>(code.kind), std::move(*answer), std::move(code)};
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
                  view.outboxes_set_aside,
                  view.disk,
                  view.snapshot_percent,
                  view.clock_offset_us,
                  view.open_submissions,
                  view.waiting_completions};
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

  Result<Done> AnswerSurvey(const SurveyAnswer& answer) {
    auto view = detail::Make<tessera_survey_answer>();
    view.has_score = answer.score.has_value() ? 1 : 0;
    view.score = answer.score.value_or(0);
    view.survey_id = detail::In(answer.survey_id);
    view.sale_id = detail::In(answer.sale_id);
    view.comment = detail::In(answer.comment);
    view.cashier_id = detail::In(answer.cashier_id);
    auto error = detail::Make<tessera_error>();
    const int32_t code = api_->survey_answer(handle_.get(), &view, nullptr, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return Done{};
  }

  // Its ticket. SCAN to CANCEL and CUSTOMER_CARD of tessera_operation; [fast].
  Result<uint64_t> Submit(const Request& request) {
    auto view = detail::Make<tessera_request>();
    const tessera_fiscal fiscal = detail::In(request.fiscal);
    view.operation = static_cast<uint32_t>(request.operation);
    view.tag = request.tag;
    view.sale = request.sale == nullptr ? nullptr : request.sale->handle_.get();
    view.text = detail::In(request.text);
    view.points = request.points;
    view.fiscal = &fiscal;
    view.identifier_kind = static_cast<uint32_t>(request.identifier_kind);
    view.deadline_ms = request.deadline_ms;
    auto error = detail::Make<tessera_error>();
    uint64_t ticket = 0;
    const int32_t code = api_->submit(handle_.get(), &view, &ticket, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return ticket;
  }

  // The next completion that is there; nothing if none is. [fast]
  Result<std::optional<Completion>> Poll() {
    return Take([&](tessera_completion* completion, tessera_error* error) {
      return api_->poll(handle_.get(), completion, error);
    });
  }
  // The same, waiting for one.
  Result<std::optional<Completion>> Wait(uint32_t timeout_ms) {
    return Take([&](tessera_completion* completion, tessera_error* error) {
      return api_->wait(handle_.get(), timeout_ms, completion, error);
    });
  }
  // For select, poll or epoll; -1 where there is none.
  Result<int64_t> WakeHandle() {
    auto error = detail::Make<tessera_error>();
    int64_t handle = -1;
    const int32_t code = api_->wake_handle(handle_.get(), &handle, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    return handle;
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
  template <typename Call>
  Result<std::optional<Completion>> Take(Call call) {
    auto completion = detail::Make<tessera_completion>();
    auto error = detail::Make<tessera_error>();
    const int32_t code = call(&completion, &error);
    if (code != TESSERA_OK) return detail::ToError(code, error);
    if (completion.ticket == 0) return std::optional<Completion>();
    Answer answer(api_, completion.answer);
    if (completion.code != TESSERA_OK) {
      return std::optional<Completion>(Completion{completion.ticket, completion.tag,
                                                  detail::ToError(completion.code, error)});
    }
    return std::optional<Completion>(
        Completion{completion.ticket, completion.tag, std::move(answer)});
  }

  Plugin(const tessera_api* api, tessera_plugin* plugin) : api_(api), handle_(plugin, Close{api}) {}

  const tessera_api* api_;
  std::unique_ptr<tessera_plugin, Close> handle_;
};

}  // namespace tessera::pos

#endif  // TESSERA_PLUGIN_HPP_
