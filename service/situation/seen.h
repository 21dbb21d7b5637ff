// What the engine saw of a customer, to the bytes that a booked sale keeps, and back.
#ifndef TESSERA_SITUATION_SEEN_H_
#define TESSERA_SITUATION_SEEN_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "tessera/engine/basket.h"
#include "tessera/engine/compiled_program.h"

namespace tessera::situation {

// About 60 bytes, never empty. `basket` is the one that `view` was asked for by `program`: what that did
// not ask about purchases nobody knew. Left out are the birthday, which is personal, and the uses of
// offers, which whoever rates anew counts himself.
std::string Keep(const engine::CompiledProgram& program, const engine::MemberView& view,
                 const engine::Basket& basket);

// The inverse into an empty `view`: `basket` may name its codes otherwise by now (as stored documents
// do), but has the same ones in the same places. False, with `view` in any state, if `kept` is empty, as
// it is of sales from before it was kept, or unreadable. Purchases are unknown where nobody had asked.
bool Recall(absl::string_view kept, const engine::Basket& basket, engine::MemberView* view);

// The tier that counted, empty for none; nullopt where Recall would answer false, or where no member
// showed a card.
std::optional<std::string> TierIn(absl::string_view kept);

}  // namespace tessera::situation

#endif  // TESSERA_SITUATION_SEEN_H_
