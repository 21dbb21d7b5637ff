// A program tried on a basket without a service: what `tessera eval` and the language's examples run.
#ifndef TESSERA_TRIAL_TRIAL_H_
#define TESSERA_TRIAL_TRIAL_H_

#include <optional>
#include <string>
#include <vector>

#include "tessera/base/clock.h"
#include "tessera/program/read_program.h"
#include "tessera/v1/basket.pb.h"

namespace tessera::trial {

// A text, and what to call it in faults.
struct Source {
  std::string name;
  std::string text;
};

struct TrialInput {
  Source program;
  Source basket;
  std::optional<Source> member;  // without: nobody showed a card
  // RFC 3339, or a time of the store's zone ("2026-03-01T18:30", "2026-03-01"); empty for now.
  std::string at;
  std::string store_id;
  std::string language;  // empty, or unknown to the program: its first
};

// One thing wrong; `file` is the name of the source, or "--at".
struct TrialFault {
  std::string file;
  program::ProgramFault fault;
};

struct TrialResult {
  std::vector<TrialFault> faults;  // all at once; without any, the rest is good
  v1::Evaluation evaluation;
  std::string receipt;  // the same for a person to read, lines with \n
};

// Evaluates under version 1. Reasons: those of ReadProgram, ReadBasket and ReadMember, of
// engine::Evaluate, and TIME_INVALID. Thread-safe.
TrialResult RunTrial(const TrialInput& input, Instant now);

// "basket.yaml:3: lines[0].sku: BASKET_SKU_INVALID: must be ..."
std::string ToText(const TrialFault& fault);

}  // namespace tessera::trial

#endif  // TESSERA_TRIAL_TRIAL_H_
