// Between a sale and the guard: whose card it is, what the program's rules are, and what is told of it.
#ifndef TESSERA_PLUGIN_SALE_CARD_WATCH_H_
#define TESSERA_PLUGIN_SALE_CARD_WATCH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/guard/guard.h"
#include "tessera/v1/member.pb.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::plugin {

class Till;

// What a card is remembered by: keyed with the chain's key. Empty while that is not known.
std::string CardKey(const Till& till, const v1::MemberRef& ref);

// By the rules of `program`, which may be null: then nothing is suspected.
Verdict JudgeCard(Till& till, const CachedProgram* program, const Showing& showing);

// The sale of this showing was committed. Programs without rules about how often have nothing kept.
void NoteCard(Till& till, const CachedProgram* program, const Showing& showing);

// FAILED_PRECONDITION / CARD_TOO_OFTEN, CARD_AFTER_PAYMENT.
absl::Status CardRefused(SuspicionKind kind);

// What the cashier is told, each sentence once.
void AddWarnings(const std::vector<Suspicion>& suspicions, absl::string_view language,
                 std::vector<std::string>* texts);
void AddSuspicions(const std::vector<Suspicion>& suspicions, v1::Sale* sale);

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_SALE_CARD_WATCH_H_
