// A program checked and turned into what Evaluate walks. Immutable; share it between threads.
#ifndef TESSERA_ENGINE_COMPILED_PROGRAM_H_
#define TESSERA_ENGINE_COMPILED_PROGRAM_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/engine/program.h"

namespace tessera::engine {

// One thing wrong with a program.
struct Fault {
  std::string field;    // path in the document, as proto field names: "offers[3].effects[0].percent_off.percent_milli"
  std::string reason;   // stable: SET_UNKNOWN, PERCENT_INVALID ...
  std::string message;  // what to do about it
};

class CompiledProgram {
 public:
  // All faults at once, in the document's order, into `faults` (which is cleared first); null if
  // there are any. `version` is the number under which it was, or will be, published.
  static std::shared_ptr<const CompiledProgram> Compile(Program program, int64_t version,
                                                        std::vector<Fault>* faults);
  ~CompiledProgram();

  int64_t version() const;
  const Program& source() const;

  // `language` if the program has it, otherwise its first.
  absl::string_view LanguageOrDefault(absl::string_view language) const;

  // The tier's name; empty if there is no such tier.
  absl::string_view TierName(absl::string_view tier_id, absl::string_view language) const;
  bool HasTier(absl::string_view tier_id) const;

  // Null if there is no such offer.
  const Offer* FindOffer(absl::string_view offer_id) const;

  // In `language` if the text has it, otherwise in the program's first; may be empty.
  absl::string_view TextOrDefault(const Text& text, absl::string_view language) const;

  // What people call the offer at this index of source().offers.
  absl::string_view OfferName(size_t offer, absl::string_view language) const;

  // What only the engine's own files look into: engine/compiled.h.
  struct Internals;
  const Internals& internals() const { return *internals_; }

 private:
  CompiledProgram();
  std::unique_ptr<const Internals> internals_;
};

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_COMPILED_PROGRAM_H_
