#include "terminal.h"

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>
#include <string>

#include "text.h"

namespace tessera::till {
namespace {

constexpr int kWaitMs = 500;
constexpr int kEscapeDelayMs = 25;
constexpr wint_t kEscape = 27;

enum Pair : short { kGreen = 1, kYellow, kRed };

termios terminal_before;

// Only what a signal handler may do: leaves the alternate screen, shows the cursor, restores the
// line discipline, and dies of the signal after all.
void RestoreAndDie(int number) {
  static const char kLeave[] = "\033[0m\033[?1049l\033[?25h\033[?1l\033>\r\n";
  if (write(STDOUT_FILENO, kLeave, sizeof(kLeave) - 1) < 0) _exit(128 + number);
  tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
  std::signal(number, SIG_DFL);
  raise(number);
}

attr_t AttributesOf(Style style) {
  switch (style) {
    case Style::kPlain: return A_NORMAL;
    case Style::kDim: return A_DIM;
    case Style::kBold: return A_BOLD;
    case Style::kBar: return A_REVERSE;
    case Style::kGood: return A_BOLD | static_cast<attr_t>(COLOR_PAIR(kGreen));
    case Style::kWarning: return A_BOLD | static_cast<attr_t>(COLOR_PAIR(kYellow));
    case Style::kError: return A_BOLD | A_REVERSE | static_cast<attr_t>(COLOR_PAIR(kRed));
    case Style::kSelected: return A_REVERSE;
  }
  return A_NORMAL;
}

Key FromCurses(wint_t code) {
  if (code >= static_cast<wint_t>(KEY_F(1)) && code <= static_cast<wint_t>(KEY_F(12))) {
    return {KeyKind::kFunction, 0, static_cast<int>(code) - KEY_F0};
  }
  switch (code) {
    case KEY_ENTER: return {KeyKind::kEnter, 0, 0};
    case KEY_BACKSPACE: return {KeyKind::kBackspace, 0, 0};
    case KEY_DC: return {KeyKind::kBackspace, 0, 0};
    case KEY_UP: return {KeyKind::kUp, 0, 0};
    case KEY_DOWN: return {KeyKind::kDown, 0, 0};
    case KEY_PPAGE: return {KeyKind::kPageUp, 0, 0};
    case KEY_NPAGE: return {KeyKind::kPageDown, 0, 0};
    case KEY_RESIZE: return {KeyKind::kResize, 0, 0};
    default: return {};
  }
}

// After Esc: Alt and a digit arrives as two characters.
Key FromEscape() {
  wtimeout(stdscr, kEscapeDelayMs);
  wint_t code = 0;
  const int got = wget_wch(stdscr, &code);
  wtimeout(stdscr, kWaitMs);
  if (got == OK && code >= '0' && code <= '9') {
    return {KeyKind::kFunction, 0, code == '0' ? 10 : static_cast<int>(code - '0')};
  }
  if (got == OK) unget_wch(static_cast<wchar_t>(code));
  return {KeyKind::kEscape, 0, 0};
}

Key FromCharacter(wint_t code) {
  if (code == kEscape) return FromEscape();
  if (code == '\r' || code == '\n') return {KeyKind::kEnter, 0, 0};
  if (code == 8 || code == 127) return {KeyKind::kBackspace, 0, 0};
  // Scanners separate the parts of a code with GS; it belongs to the scan.
  if (code == 0x1D) return {KeyKind::kCharacter, 0x1D, 0};
  if (code < 27) return {KeyKind::kControl, static_cast<char32_t>('A' + code - 1), 0};
  if (code < 32) return {};
  return {KeyKind::kCharacter, static_cast<char32_t>(code), 0};
}

}  // namespace

Terminal::Terminal() {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return;
  if (tcgetattr(STDIN_FILENO, &terminal_before) != 0) return;
  set_escdelay(kEscapeDelayMs);
  if (newterm(nullptr, stdout, stdin) == nullptr) return;
  ok_ = true;
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  wtimeout(stdscr, kWaitMs);
  if (has_colors()) {
    start_color();
    use_default_colors();
    init_pair(kGreen, COLOR_GREEN, -1);
    init_pair(kYellow, COLOR_YELLOW, -1);
    init_pair(kRed, COLOR_RED, -1);
  }
  for (int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) std::signal(number, RestoreAndDie);
}

Terminal::~Terminal() {
  if (!ok_) return;
  endwin();
  for (int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) std::signal(number, SIG_DFL);
}

size_t Terminal::rows() const { return static_cast<size_t>(getmaxy(stdscr)); }
size_t Terminal::columns() const { return static_cast<size_t>(getmaxx(stdscr)); }

void Terminal::Clear() { werase(stdscr); }

void Terminal::Put(size_t row, size_t column, std::string_view text, Style style) {
  if (row >= rows() || column >= columns()) return;
  const std::string shown = Cut(Printable(text), columns() - column);
  wattrset(stdscr, static_cast<int>(AttributesOf(style)));
  mvwaddstr(stdscr, static_cast<int>(row), static_cast<int>(column), shown.c_str());
  wattrset(stdscr, A_NORMAL);
}

void Terminal::PutCursor(size_t row, size_t column) {
  if (row < rows() && column < columns()) {
    wmove(stdscr, static_cast<int>(row), static_cast<int>(column));
  }
}

void Terminal::Show() { wrefresh(stdscr); }

Key Terminal::ReadKey() {
  wint_t code = 0;
  const int got = wget_wch(stdscr, &code);
  if (got == KEY_CODE_YES) return FromCurses(code);
  if (got == OK) return FromCharacter(code);
  return {};
}

}  // namespace tessera::till
