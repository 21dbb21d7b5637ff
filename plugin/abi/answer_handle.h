// What an answer's handle holds.
#ifndef TESSERA_PLUGIN_ABI_ANSWER_HANDLE_H_
#define TESSERA_PLUGIN_ABI_ANSWER_HANDLE_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "tessera/plugin.h"
#include "tessera/plugin/sale/answer.h"

struct tessera_answer {
  tessera::plugin::Answer answer;
  uint32_t scan_kind = 0;  // enum tessera_scan_kind; 0 if it is not of a scan
};

namespace tessera::plugin {

// Empty where a call has nothing to say but that it is done.
using AnswerHandle = std::unique_ptr<tessera_answer>;

inline AnswerHandle MakeAnswer(Answer answer, uint32_t scan_kind = 0) {
  return std::make_unique<tessera_answer>(tessera_answer{std::move(answer), scan_kind});
}

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_ANSWER_HANDLE_H_
