// Basket and member of a trial as people write them, in YAML or JSON. Keys are the field names of
// tessera.v1.Basket and of member_view.proto; values are written as in a program.
#ifndef TESSERA_TRIAL_DOCUMENTS_H_
#define TESSERA_TRIAL_DOCUMENTS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tessera/engine/basket.h"
#include "tessera/program/read_program.h"
#include "tessera/v1/program.pb.h"

namespace tessera::trial {

using program::ProgramFault;

struct ReadBasketResult {
  engine::Basket basket;
  std::vector<ProgramFault> faults;
  // Line in the text of a field that the engine names.
  std::function<int(absl::string_view)> line_of;
};

// What may be left out: the currency (the program's), line numbers (1, 2, 3 ...), quantities (one
// piece), how often an offer was chosen (once). Faults: those of the reader, and those of
// engine::CheckBasket, one a line.
ReadBasketResult ReadBasket(absl::string_view text, const v1::Program& program);

struct ReadMemberResult {
  engine::MemberView member;
  std::vector<ProgramFault> faults;
};

// Reasons of its own: TIER_UNKNOWN, OFFER_UNKNOWN, BIRTHDAY_INVALID, COUNT_INVALID for what is below
// zero. `names_are_known`: the program has no faults, so a tier or an offer that it lacks is a fault here.
ReadMemberResult ReadMember(absl::string_view text, const v1::Program& program,
                            bool names_are_known);

}  // namespace tessera::trial

#endif  // TESSERA_TRIAL_DOCUMENTS_H_
