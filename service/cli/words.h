// What happened, as people say it, in English and in Russian.
#ifndef TESSERA_CLI_WORDS_H_
#define TESSERA_CLI_WORDS_H_

#include <cstdint>
#include <string>

#include "tessera/base/clock.h"
#include "tessera/cli/units.h"
#include "tessera/v1/ledger.pb.h"

namespace CLI {
class App;
}

namespace tessera::cli {

enum class Language : uint8_t { kEnglish, kRussian };

// --language en|ru; `language` outlives the parsing.
void AddLanguage(CLI::App& command, Language& language);

// "3 March", "3 марта"; with the year where that is not the one of `now`. In the units' time zone.
std::string DayWords(int64_t us, const Units& units, Instant now, Language language);

// "12 s ago", "3 days ago"; "never" for 0, "now" within a second.
std::string AgoWords(int64_t us, Instant now);
// The same of how long something lasts: "12 s", "3 days".
std::string SpanWords(int64_t seconds);

// "+12.50 points for receipt 1042 on 3 March, active from 17 March".
std::string EntryWords(const v1::Entry& entry, const Units& units, Instant now, Language language);

// What a method did: "adjusted points"; its name where this version does not know it.
std::string ActWords(const std::string& method, Language language);

// A terminal's trouble: "has not called for an hour"; its name where this version does not know it.
std::string TroubleWords(const std::string& trouble, Language language);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_WORDS_H_
