// An answer, whole, as JSON.
#ifndef TESSERA_PLUGIN_JSON_ANSWER_H_
#define TESSERA_PLUGIN_JSON_ANSWER_H_

#include "tessera/plugin.h"
#include "tessera/plugin/json/document.h"

namespace tessera::plugin::json {

// Parts that it does not have are left out; what may come several times is an array, empty or not.
Document AnswerToJson(const tessera_api& api, const tessera_answer* answer);

}  // namespace tessera::plugin::json

#endif  // TESSERA_PLUGIN_JSON_ANSWER_H_
