// The cashier's terminal: full screen, UTF-8, keys. The only file that knows ncurses. It gives the
// terminal back as it was when it is destroyed, and when the process dies of a fault.
#ifndef TESSERA_TILL_TERMINAL_H_
#define TESSERA_TILL_TERMINAL_H_

#include <cstddef>
#include <string_view>

namespace tessera::till {

enum class Style {
  kPlain,
  kDim,
  kBold,
  kBar,
  kGood,
  kWarning,
  kError,
  kSelected,
};

enum class KeyKind {
  // Nothing was pressed for half a second, or a signal came.
  kNone,
  kCharacter,
  // `number` 1 to 12; Alt and a digit counts too, 0 as 10.
  kFunction,
  // `character` is the letter, upper case.
  kControl,
  kEnter,
  kBackspace,
  kEscape,
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kResize,
};

struct Key {
  KeyKind kind = KeyKind::kNone;
  char32_t character = 0;
  int number = 0;
};

class Terminal {
 public:
  // One at a time. ok() is false where standard input or output is no terminal.
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool ok() const { return ok_; }
  size_t rows() const;
  size_t columns() const;

  // Draws into the next picture; what lies outside of the window is left out.
  void Clear();
  void Put(size_t row, size_t column, std::string_view text, Style style = Style::kPlain);
  void PutCursor(size_t row, size_t column);
  // Shows the picture.
  void Show();

  Key ReadKey();

 private:
  bool ok_ = false;
};

}  // namespace tessera::till

#endif  // TESSERA_TILL_TERMINAL_H_
