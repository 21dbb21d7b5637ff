// What the plugin said, as a script's answer has it: fields named as in plugin_types.h.
#ifndef TESSERA_TILL_SCRIPT_JSON_H_
#define TESSERA_TILL_SCRIPT_JSON_H_

#include <vector>

#include <nlohmann/json.hpp>

#include "tessera/plugin.hpp"

namespace tessera::till {

nlohmann::json ToJson(const pos::Member& member);
nlohmann::json ToJson(const pos::StampCard& card);
nlohmann::json ToJson(const pos::Totals& totals);
nlohmann::json ToJson(const pos::LineResult& line);
nlohmann::json ToJson(const pos::OfferResult& offer);
nlohmann::json ToJson(const pos::Gift& gift);
nlohmann::json ToJson(const pos::Payment& payment);
nlohmann::json ToJson(const pos::Stamp& stamp);
nlohmann::json ToJson(const pos::Coupon& coupon);
nlohmann::json ToJson(const pos::RefusedCode& refused);
nlohmann::json ToJson(const pos::SurveyQuestion& survey);
nlohmann::json ToJson(const pos::RefundedLine& line);

template <typename T>
nlohmann::json ToArray(const std::vector<T>& values) {
  nlohmann::json array = nlohmann::json::array();
  for (const T& value : values) array.push_back(ToJson(value));
  return array;
}

}  // namespace tessera::till

#endif  // TESSERA_TILL_SCRIPT_JSON_H_
