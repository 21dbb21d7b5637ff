#include "view.h"

#include <algorithm>
#include <ctime>

#include "amount.h"
#include "text.h"

namespace tessera::till {
namespace {

constexpr size_t kLeastRows = 22;
// The figures of a line beside the panel on the right.
constexpr size_t kLeastColumns = 75;
constexpr size_t kSideColumns = 29;
// Below the panels: rule, three hints, message, input, two rows of keys.
constexpr size_t kFootRows = 8;
constexpr size_t kHintRows = 3;
constexpr size_t kWideColumns = 74;

class Painter {
 public:
  Painter(Terminal& terminal, Checkout& checkout, const Picture& picture)
      : terminal_(terminal),
        checkout_(checkout),
        session_(checkout.session()),
        picture_(picture),
        language_(checkout.settings().language),
        rows_(terminal.rows()),
        columns_(terminal.columns()) {}

  void Paint() {
    terminal_.Clear();
    if (rows_ < kLeastRows || columns_ < kLeastColumns) {
      terminal_.Put(0, 0, Text(Word::kWindowTooSmall), Style::kWarning);
      PutInput(rows_ > 1 ? rows_ - 1 : 0);
      terminal_.Show();
      return;
    }
    PutStatus();
    if (picture_.sheet.empty()) {
      PutLines();
    } else {
      PutSheet();
    }
    PutSide();
    PutFoot();
    terminal_.Show();
  }

 private:
  std::string Text(Word word) const { return Say(word, language_); }
  std::string Money(int64_t minor) const {
    return FormatDecimal(minor, checkout_.currency_digits(), language_);
  }
  std::string Points(int64_t points) const {
    return FormatDecimal(points, checkout_.points_digits(), language_);
  }
  size_t panel_rows() const { return PanelRows(terminal_); }
  size_t main_columns() const { return columns_ - kSideColumns - 1; }

  std::string Age(uint64_t ms) const {
    const bool russian = language_ == Language::kRussian;
    const uint64_t seconds = ms / 1000;
    if (seconds < 60) return std::to_string(seconds) + (russian ? " с" : " s");
    if (seconds < 3600) return std::to_string(seconds / 60) + (russian ? " мин" : " min");
    if (seconds < 172800) return std::to_string(seconds / 3600) + (russian ? " ч" : " h");
    return std::to_string(seconds / 86400) + (russian ? " д" : " d");
  }

  static std::string Time(const char* format, std::time_t when) {
    std::tm parts{};
    localtime_r(&when, &parts);
    char text[32];
    return std::string(text, std::strftime(text, sizeof(text), format, &parts));
  }

  void PutStatus() {
    const pos::Status& status = picture_.status;
    const CheckoutSettings& settings = checkout_.settings();
    terminal_.Put(0, 0, PadRight("", columns_), Style::kBar);
    terminal_.Put(0, 1, settings.shop + "  " + settings.store_id + "/" + settings.terminal_id,
                  Style::kBar);
    std::string right = status.online ? "● " + Text(Word::kOnline) : "○ " + Text(Word::kOffline);
    // A person has to mend that: the till says it all the time.
    if (status.link == TESSERA_LINK_REFUSED) right += " " + status.link_reason;
    right += "  " + Text(Word::kOutbox) + ": " + std::to_string(status.outbox_records);
    if (status.parked_records > 0) {
      right += "  " + Text(Word::kParked) + ": " + std::to_string(status.parked_records);
    }
    right += "  " + Text(Word::kSnapshotAge) + ": " +
             (status.snapshot_age_ms ? Age(*status.snapshot_age_ms) : Text(Word::kNever));
    right += "  " + Time("%H:%M:%S", std::time(nullptr)) + " ";
    terminal_.Put(0, columns_ - std::min(columns_, DisplayWidth(right)), right, Style::kBar);
  }

  // One row a line where the window is wide, two where it is not.
  size_t RowsOfLine() const { return main_columns() >= kWideColumns ? 1 : 2; }

  void PutLines() {
    const std::vector<Item>& items = session_.items();
    const size_t per_line = RowsOfLine();
    PutHeader(per_line);
    const size_t room = (panel_rows() - 1) / per_line;
    const size_t shown = std::min(picture_.selected + 1, items.size());
    const size_t first = shown > room ? shown - room : 0;
    for (size_t i = first; i < items.size() && i < first + room; ++i) {
      PutLine(2 + (i - first) * per_line, i, per_line);
    }
    if (items.empty()) terminal_.Put(3, 2, Text(Word::kNewSale), Style::kDim);
  }

  std::string Figures(std::string_view quantity, std::string_view price, std::string_view discount,
                      std::string_view amount) const {
    return PadLeft(quantity, 9) + " " + PadLeft(price, 10) + " " + PadLeft(discount, 10) + " " +
           PadLeft(amount, 12);
  }

  void PutHeader(size_t per_line) {
    const std::string figures = Figures(Text(Word::kQuantity), Text(Word::kPrice),
                                        Text(Word::kDiscount), Text(Word::kAmount));
    const std::string name = per_line == 1 ? "  № " + Text(Word::kName) : "";
    const size_t room = main_columns() - DisplayWidth(figures);
    terminal_.Put(1, 0, PadRight(name, room) + figures, Style::kDim);
  }

  void PutLine(size_t row, size_t index, size_t per_line) {
    const Item& item = session_.items()[index];
    const pos::LineResult* line =
        session_.quote() ? session_.quote()->Find(item.line_no) : nullptr;
    const int64_t off = line != nullptr ? line->discount_minor + line->redeemed_minor : 0;
    const int64_t net = line != nullptr ? line->net_minor
                                        : GrossMinor(item.quantity_milli, item.unit_price_minor);
    const std::string figures =
        Figures(FormatQuantity(item.quantity_milli, language_), Money(item.unit_price_minor),
                off != 0 ? Money(-off) : "", Money(net));
    const std::string name = PadLeft(std::to_string(index + 1), 3) + " " +
                             (item.name.empty() ? item.sku : item.name);
    const Style style = picture_.selected == index ? Style::kSelected : Style::kPlain;
    if (per_line == 1) {
      terminal_.Put(row, 0, PadRight(name, main_columns() - DisplayWidth(figures)) + figures, style);
      return;
    }
    terminal_.Put(row, 0, PadRight(name, main_columns()), style);
    terminal_.Put(row + 1, 0, PadLeft(figures, main_columns()));
  }

  void PutSheet() {
    const size_t room = panel_rows() - 1;
    const bool more = picture_.sheet.size() > room;
    terminal_.Put(1, 0, picture_.sheet_title + (more ? " (PgUp, PgDn)" : ""), Style::kDim);
    for (size_t i = 0; i < room && picture_.sheet_scroll + i < picture_.sheet.size(); ++i) {
      terminal_.Put(2 + i, 2, Cut(picture_.sheet[picture_.sheet_scroll + i], main_columns() - 2));
    }
  }

  void PutPair(size_t row, Word word, const std::string& value, Style style = Style::kPlain) {
    const size_t room = kSideColumns - std::min(kSideColumns, DisplayWidth(value) + 1);
    terminal_.Put(row, columns_ - kSideColumns, PadRight(Text(word), room));
    terminal_.Put(row, columns_ - DisplayWidth(value), value, style);
  }

  void PutSide() {
    for (size_t row = 1; row <= panel_rows(); ++row) {
      terminal_.Put(row, columns_ - kSideColumns - 1, "│", Style::kDim);
    }
    PutMember(1);
    PutTotals(panel_rows() - 7);
  }

  void PutMember(size_t row) {
    const size_t left = columns_ - kSideColumns;
    terminal_.Put(row++, left, Text(Word::kMember), Style::kDim);
    if (session_.member_state() == MemberState::kNone) {
      terminal_.Put(row, left, Text(Word::kNoMember));
      return;
    }
    if (!session_.member()) {
      for (const std::string& line : Wrap(Text(Word::kDeferredMember), kSideColumns)) {
        terminal_.Put(row++, left, line, Style::kWarning);
      }
      PutCardOff(row);
      return;
    }
    const pos::Member& member = *session_.member();
    terminal_.Put(row++, left, Cut(member.masked_name, kSideColumns), Style::kBold);
    if (!member.tier_name.empty()) PutPair(row++, Word::kTier, Cut(member.tier_name, 18));
    PutPair(row++, Word::kBalance, Points(member.balance_points), Style::kBold);
    if (member.pending_points > 0) PutPair(row++, Word::kPending, Points(member.pending_points));
    if (member.expiring_points > 0) {
      PutPair(row++, Word::kExpiring,
              Points(member.expiring_points) + " " +
                  Time("%d.%m.%y", static_cast<std::time_t>(member.expiring_at_us / 1'000'000)));
    }
    PutCardOff(row);
  }

  void PutCardOff(size_t row) {
    if (session_.state() != SaleState::kOpen || row >= panel_rows() - 7) return;
    terminal_.Put(row, columns_ - kSideColumns, Text(Word::kCardOffHint), Style::kDim);
  }

  void PutTotals(size_t row) {
    pos::Totals totals;
    if (session_.quote() && !session_.items().empty()) totals = session_.quote()->totals;
    PutPair(row++, Word::kSum, Money(totals.gross_minor));
    PutPair(row++, Word::kDiscounts, Money(-totals.discount_minor));
    PutPair(row++, Word::kPoints, Money(-totals.redeemed_minor));
    PutPair(row++, Word::kWillEarn, std::string("+").append(Points(totals.earned_points)));
    const bool paid = !picture_.change.empty();
    const bool sum = session_.quote() && !session_.items().empty();
    const std::string amount = paid ? picture_.change : Money(sum ? session_.quote()->due_minor() : 0);
    PutPair(row++, paid ? Word::kChange : Word::kToPay, amount, Style::kGood);
    PutLarge(row, amount);
  }

  // Digits of three rows; left out where they don't fit.
  void PutLarge(size_t row, const std::string& amount) {
    static const char* const kDigits[10][3] = {
        {"┏━┓", "┃ ┃", "┗━┛"}, {" ╺┓", "  ┃", "  ╹"}, {"╺━┓", "┏━┛", "┗━╸"}, {"╺━┓", " ━┫", "╺━┛"},
        {"╻ ╻", "┗━┫", "  ╹"}, {"┏━╸", "┗━┓", "╺━┛"}, {"┏━╸", "┣━┓", "┗━┛"}, {"╺━┓", "  ┃", "  ╹"},
        {"┏━┓", "┣━┫", "┗━┛"}, {"┏━┓", "┗━┫", "╺━┛"}};
    // Of blanks, points and commas only the last one parts whole units from minor ones.
    const size_t separator =
        checkout_.currency_digits() > 0 ? amount.find_last_of(".,") : std::string::npos;
    std::string rows[3];
    for (size_t at = 0; at < amount.size(); ++at) {
      const char c = amount[at];
      const bool digit = c >= '0' && c <= '9';
      if (!digit && at != separator) continue;
      for (size_t i = 0; i < 3; ++i) {
        rows[i] += digit ? kDigits[c - '0'][i] : (i == 2 ? "," : " ");
      }
    }
    const size_t width = DisplayWidth(rows[0]);
    if (width > kSideColumns) return;
    for (size_t i = 0; i < 3; ++i) terminal_.Put(row + i, columns_ - width, rows[i], Style::kGood);
  }

  void PutFoot() {
    size_t row = rows_ - kFootRows;
    std::string rule;
    for (size_t i = 0; i < columns_; ++i) rule += "─";
    terminal_.Put(row++, 0, rule, Style::kDim);
    PutHints(row);
    row += kHintRows;
    if (!picture_.message.empty()) {
      terminal_.Put(row, 1, Cut(" " + picture_.message + " ", columns_ - 2), picture_.message_style);
    }
    PutInput(row + 1);
    PutKeys(row + 2);
  }

  void PutHints(size_t row) {
    if (!session_.quote() || session_.state() != SaleState::kOpen) return;
    size_t used = 0;
    for (const pos::Gift& gift : session_.quote()->gifts) {
      if (used == kHintRows) return;
      terminal_.Put(row + used++, 2,
                    Cut(Text(Word::kGiftToAdd) + ": " + gift.name + ", " +
                            FormatQuantity(gift.quantity_milli, language_),
                        columns_ - 4),
                    Style::kGood);
    }
    for (const std::string& text : session_.quote()->cashier_texts) {
      for (const std::string& line : Wrap(Printable(text), columns_ - 4)) {
        if (used == kHintRows) return;
        terminal_.Put(row + used++, 2, line);
      }
    }
  }

  void PutInput(size_t row) {
    const std::string prompt = picture_.prompt + "> ";
    terminal_.Put(row, 1, prompt, picture_.question ? Style::kWarning : Style::kBold);
    const size_t column = 1 + DisplayWidth(prompt);
    terminal_.Put(row, column, picture_.input, Style::kBold);
    if (picture_.question) {
      const std::string hint = Text(Word::kAnswerHint);
      const size_t width = DisplayWidth(hint);
      if (column + DisplayWidth(picture_.input) + width + 4 < columns_) {
        terminal_.Put(row, columns_ - width - 1, hint, Style::kDim);
      }
    }
    terminal_.PutCursor(row, column + DisplayWidth(picture_.input));
  }

  void PutKeys(size_t row) {
    static const char* const kRussian[10] = {
        "F2 Телефон", "F3 Кол-во", "F4 Удалить", "F5 Баллы",  "F6 Новая карта",
        "F7 Дисплей", "F8 Отмена", "F9 Оплата",  "F10 Выход", "F1 Справка"};
    static const char* const kEnglish[10] = {
        "F2 Phone",   "F3 Quantity", "F4 Void", "F5 Points", "F6 Enrol",
        "F7 Display", "F8 Cancel",   "F9 Pay",  "F10 Quit",  "F1 Help"};
    const char* const* keys = language_ == Language::kRussian ? kRussian : kEnglish;
    const size_t width = columns_ / 5;
    for (size_t i = 0; i < 10; ++i) {
      const Style style = i == 9 ? Style::kDim : Style::kBar;
      terminal_.Put(row + i / 5, (i % 5) * width, PadRight(std::string(" ") + keys[i], width - 1),
                    style);
    }
  }

  Terminal& terminal_;
  Checkout& checkout_;
  Session& session_;
  const Picture& picture_;
  const Language language_;
  const size_t rows_;
  const size_t columns_;
};

}  // namespace

size_t PanelRows(const Terminal& terminal) {
  const size_t rows = terminal.rows();
  return rows > kFootRows + 1 ? rows - kFootRows - 1 : 1;
}

void Draw(Terminal& terminal, Checkout& checkout, const Picture& picture) {
  Painter(terminal, checkout, picture).Paint();
}

}  // namespace tessera::till
