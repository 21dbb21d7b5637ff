// What an answer's handle holds.
#ifndef TESSERA_PLUGIN_ABI_ANSWER_HANDLE_H_
#define TESSERA_PLUGIN_ABI_ANSWER_HANDLE_H_

#include <memory>
#include <optional>
#include <utility>

#include "tessera/plugin.h"
#include "tessera/plugin/sale/answer.h"
#include "tessera/plugin/sale/sale.h"

struct tessera_answer {
  tessera::plugin::Answer answer;
  // Of a scan what it was; its own answer stands above.
  std::optional<tessera::plugin::ScanAnswer> scan;
};

namespace tessera::plugin {

// Empty where a call has nothing to say but that it is done.
using AnswerHandle = std::unique_ptr<tessera_answer>;

inline AnswerHandle MakeAnswer(Answer answer) {
  return std::make_unique<tessera_answer>(tessera_answer{std::move(answer), std::nullopt});
}

inline AnswerHandle MakeAnswer(ScanAnswer scan) {
  AnswerHandle handle = MakeAnswer(std::move(scan.answer));
  handle->scan = std::move(scan);
  return handle;
}

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_ANSWER_HANDLE_H_
