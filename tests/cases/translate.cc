#include "translation.h"

#include <algorithm>

#include "absl/time/time.h"
#include "decimal.h"

namespace tessera::cases {
namespace {

// Digits that points need: those of every text under a key that is about points.
void FindPointsDigits(const Json& json, bool about_points, int* digits) {
  if (json.is_string()) {
    if (about_points) *digits = std::max(*digits, DigitsOf(json.get<std::string>()));
    return;
  }
  if (!json.is_structured()) return;
  for (const auto& [key, value] : json.items()) {
    const bool named = json.is_object() && (key == "points" || key == "cost_points" ||
                                            key == "extra_points" || key == "step_points" ||
                                            key == "min_points");
    FindPointsDigits(value, json.is_object() ? named : about_points, digits);
  }
}

}  // namespace

std::string ShippingLabel(const std::string& method) { return "shipping/" + method; }

void Translator::AddOffer(engine::Offer offer, Origin origin) {
  offer.id = "offer-" + std::to_string(out->program.offers.size() + 1);
  offer.name = {{"en", origin.id.empty() ? offer.id : origin.id}};
  out->program.offers.push_back(std::move(offer));
  out->origins.push_back(std::move(origin));
}

Instant InstantIn(Fields* fields, const std::string& key, const std::string& otherwise) {
  std::string text = fields->Text(key, otherwise);
  if (text.find('T') == std::string::npos) text += "T12:00";
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%dT%H:%M", text, absl::UTCTimeZone(), &time, &error)) {
    fields->Refuse(key, "must be a day such as 2026-03-10");
    return Instant{};
  }
  return Instant{absl::ToUnixMicros(time)};
}

Translation Translate(const Case& source, Unknowns* unknowns, bool with_ledger) {
  Translation out;
  out.money_digits = source.currency_digits;
  FindPointsDigits(source.programme, false, &out.points_digits);
  FindPointsDigits(source.customer, false, &out.points_digits);
  FindPointsDigits(source.basket, false, &out.points_digits);
  engine::Program& program = out.program;
  program.id = "case";
  program.currency_code = source.currency_code;
  program.currency_digits = source.currency_digits;
  program.languages = {"en"};
  program.time_zone = "UTC";
  Translator translator{source, unknowns, &out, {}, with_ledger};
  program.not_goods_set_id = translator.sets.IdOf({"", {}, {}, {}, {kShipping}});
  TranslateBasket(&translator);
  TranslateProgramme(&translator);
  TranslateCustomer(&translator);
  program.points_digits = out.points_digits;
  program.sets = translator.sets.Take();
  return out;
}

}  // namespace tessera::cases
