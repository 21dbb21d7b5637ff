// The picture of the till: lines, totals, member, hints, status and keys, laid out for the window's
// size. Draws what it is given and decides nothing.
#ifndef TESSERA_TILL_VIEW_H_
#define TESSERA_TILL_VIEW_H_

#include <cstddef>
#include <string>
#include <vector>

#include "checkout.h"
#include "terminal.h"

namespace tessera::till {

struct Picture {
  pos::Status status;
  // What stands before the input, and what was typed so far.
  std::string prompt;
  std::string input;
  // The cashier is being asked something.
  bool question = false;
  std::string message;
  Style message_style = Style::kPlain;
  // Index of the selected line; one past the end selects none.
  size_t selected = 0;
  // Where not empty, shown in place of the lines: a slip, or the customer display.
  std::vector<std::string> sheet;
  std::string sheet_title;
  size_t sheet_scroll = 0;
  // Shown large in place of what is to be paid; empty for none.
  std::string change;
};

void Draw(Terminal& terminal, Checkout& checkout, const Picture& picture);

// Rows of the panel that lines and sheets share.
size_t PanelRows(const Terminal& terminal);

}  // namespace tessera::till

#endif  // TESSERA_TILL_VIEW_H_
