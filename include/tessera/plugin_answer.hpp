// Tessera: what a call answered, for hosts in C++; plugin.hpp has the rules.
#ifndef TESSERA_PLUGIN_ANSWER_HPP_
#define TESSERA_PLUGIN_ANSWER_HPP_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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

inline tessera_fiscal In(const Fiscal& fiscal) {
  auto view = Make<tessera_fiscal>();
  view.printed = fiscal.printed ? 1 : 0;
  view.document_no = fiscal.document_no;
  view.closed_at_us = fiscal.closed_at_us;
  view.drive_no = In(fiscal.drive_no);
  view.sign = In(fiscal.sign);
  view.receipt_no = In(fiscal.receipt_no);
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

  // What a scan was.
  std::optional<Scanned> scan() const {
    auto view = detail::Make<tessera_scan_view>();
    if (!handle_ || api_->answer_scan(get(), &view) != TESSERA_OK) return {};
    return Scanned{view.kind, view.carrier, view.warning != 0, detail::Out(view.content),
                   detail::Out(view.gtin)};
  }

  // Of a commit, where the customer is to be asked.
  std::optional<SurveyQuestion> survey() const {
    auto view = detail::Make<tessera_survey_question>();
    if (!handle_ || api_->answer_survey_question(get(), &view) != TESSERA_OK) return {};
    return SurveyQuestion{detail::Out(view.survey_id), detail::Out(view.question), view.minimum,
                          view.maximum};
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

}  // namespace tessera::pos

#endif  // TESSERA_PLUGIN_ANSWER_HPP_
