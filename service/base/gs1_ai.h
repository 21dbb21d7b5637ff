// GS1 application identifiers: how long they are, and the values behind them (GS1 General
// Specifications, sections 3.2 and 7.8). One table for terminals that read element strings and for the
// service that checks a program's card formats.
#ifndef TESSERA_BASE_GS1_AI_H_
#define TESSERA_BASE_GS1_AI_H_

#include "absl/strings/string_view.h"

namespace tessera {

// The identifier at the front of `text`, two to four digits; empty if there is none.
absl::string_view Gs1IdentifierAhead(absl::string_view text);

// How many digits the value of `identifier` has; 0 where its length varies, or the identifier is none.
size_t Gs1FixedDigits(absl::string_view identifier);

// Whether a value of fixed length needs no separator behind it.
bool Gs1EndsByItself(absl::string_view identifier);

}  // namespace tessera

#endif  // TESSERA_BASE_GS1_AI_H_
