// UTF-8 text in columns of a terminal or a slip printer. Independent of the process's locale.
#ifndef TESSERA_TILL_TEXT_H_
#define TESSERA_TILL_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::till {

// Takes the first character off `text`; U+FFFD for a byte that begins none. `text` must not be empty.
char32_t TakeCharacter(std::string_view& text);

// Appends a character.
void AppendCharacter(std::string& text, char32_t character);

// Columns of one character: 0 for combining marks, 2 for East Asian wide, else 1.
size_t CharacterWidth(char32_t character);

// Columns that the text takes.
size_t DisplayWidth(std::string_view text);

// At most `width` columns; what was longer ends in "…".
std::string Cut(std::string_view text, size_t width);

// Exactly `width` columns, text on the left or on the right, cut where longer.
std::string PadRight(std::string_view text, size_t width);
std::string PadLeft(std::string_view text, size_t width);
std::string Centre(std::string_view text, size_t width);

// Lines of at most `width` columns, broken at blanks, and inside a word only where it is longer than
// a line. At least one line.
std::vector<std::string> Wrap(std::string_view text, size_t width);

// Control characters become blanks and bytes that are not UTF-8 become U+FFFD, so that nothing that
// comes from outside can drive the terminal or the printer.
std::string Printable(std::string_view text);

}  // namespace tessera::till

#endif  // TESSERA_TILL_TEXT_H_
