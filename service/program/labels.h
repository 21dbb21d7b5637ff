// What the fields of a program are called by people.
#ifndef TESSERA_PROGRAM_LABELS_H_
#define TESSERA_PROGRAM_LABELS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tessera::program {

enum class Tongue { kEnglish, kRussian };

// "ru", "ru-RU": Russian; English for all others.
Tongue TongueOf(absl::string_view language);

// Of a field by its name: "percent_off": "percent off". The name without its unit, underscores as blanks,
// where nothing better is known.
std::string LabelOf(absl::string_view field, Tongue tongue);

// Of an element that has an id, by its message's name: "Offer": "offer"; empty for others.
std::string NounOf(absl::string_view message, Tongue tongue);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_LABELS_H_
