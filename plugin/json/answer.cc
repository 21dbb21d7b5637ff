#include "tessera/plugin/json/answer.h"

#include <utility>

#include "tessera/plugin/json/shapes.h"
#include "tessera/plugin/json/structs.h"

namespace tessera::plugin::json {
namespace {

template <typename View>
View Empty() {
  View view{};
  view.struct_size = static_cast<uint32_t>(sizeof view);
  return view;
}

class Writer {
 public:
  Writer(const tessera_api& api, const tessera_answer* answer) : api_(api), answer_(answer) {}

  template <typename View>
  void One(const char* name, int32_t (*tessera_api::*read)(const tessera_answer*, View*),
           const Shape& shape) {
    auto view = Empty<View>();
    if ((api_.*read)(answer_, &view) == TESSERA_OK) out_[name] = ToJson(shape, view);
  }

  template <typename View>
  void Many(const char* name, uint32_t (*tessera_api::*count)(const tessera_answer*),
            int32_t (*tessera_api::*read)(const tessera_answer*, uint32_t, View*),
            const Shape& shape) {
    Document& array = out_[name] = Document::array();
    const uint32_t size = (api_.*count)(answer_);
    for (uint32_t i = 0; i < size; ++i) {
      auto view = Empty<View>();
      if ((api_.*read)(answer_, i, &view) == TESSERA_OK) array.push_back(ToJson(shape, view));
    }
  }

  void Shares() {
    Document& offers = out_["offers"];
    for (uint32_t offer = 0; offer < offers.size(); ++offer) {
      Document& shares = offers[offer]["shares"] = Document::array();
      for (uint32_t i = 0; i < api_.answer_share_count(answer_, offer); ++i) {
        auto view = Empty<tessera_offer_share>();
        if (api_.answer_share(answer_, offer, i, &view) == TESSERA_OK) {
          shares.push_back(ToJson(kOfferShare, view));
        }
      }
    }
  }

  void Texts(const char* name, int32_t place) {
    Document& texts = out_["texts"][name] = Document::array();
    for (uint32_t i = 0; i < api_.answer_text_count(answer_, place); ++i) {
      tessera_string text{};
      if (api_.answer_text(answer_, place, i, &text) == TESSERA_OK) texts.push_back(TextOf(text));
    }
  }

  Document Take() { return std::move(out_); }

 private:
  const tessera_api& api_;
  const tessera_answer* answer_;
  Document out_ = Document::object();
};

}  // namespace

Document AnswerToJson(const tessera_api& api, const tessera_answer* answer) {
  using Api = tessera_api;
  Writer out(api, answer);
  out.One("scan", &Api::answer_scan, kScan);
  out.One("member", &Api::answer_member, kMember);
  out.Many("stamp_cards", &Api::answer_stamp_card_count, &Api::answer_stamp_card, kStampCard);
  out.One("totals", &Api::answer_totals, kTotals);
  out.Many("lines", &Api::answer_line_count, &Api::answer_line, kLineResult);
  out.Many("offers", &Api::answer_offer_count, &Api::answer_offer, kOfferResult);
  out.Shares();
  out.Many("gifts", &Api::answer_gift_count, &Api::answer_gift, kGift);
  out.Many("payments", &Api::answer_payment_count, &Api::answer_payment, kPayment);
  out.Many("stamps", &Api::answer_stamp_count, &Api::answer_stamp, kStamp);
  out.Many("coupons", &Api::answer_coupon_count, &Api::answer_coupon, kCoupon);
  out.Many("refused_codes", &Api::answer_refused_code_count, &Api::answer_refused_code,
           kRefusedCode);
  out.Texts("cashier", TESSERA_TEXT_CASHIER);
  out.Texts("display", TESSERA_TEXT_DISPLAY);
  out.Texts("slip", TESSERA_TEXT_SLIP);
  out.One("commit", &Api::answer_commit, kCommit);
  out.One("survey", &Api::answer_survey_question, kSurveyQuestion);
  out.One("refund", &Api::answer_refund, kRefundDone);
  out.Many("refunded_lines", &Api::answer_refunded_line_count, &Api::answer_refunded_line,
           kRefundedLine);
  out.Many("parked", &Api::answer_parked_count, &Api::answer_parked, kParked);
  return out.Take();
}

}  // namespace tessera::plugin::json
