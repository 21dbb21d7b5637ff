#include "cashier.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "amount.h"
#include "interrupt.h"
#include "terminal.h"
#include "text.h"
#include "view.h"

namespace tessera::till {
namespace {

using pos::Result;

constexpr size_t kLongestInput = 512;

class Cashier {
 public:
  Cashier(Terminal& terminal, Checkout& checkout, const std::string& consent_version)
      : terminal_(terminal),
        checkout_(checkout),
        session_(checkout.session()),
        consent_version_(consent_version),
        language_(checkout.settings().language) {}

  void Work() {
    while (!leaving_ && !Interrupted()) {
      Paint();
      OnKey(terminal_.ReadKey());
    }
  }

 private:
  std::string Text(Word word) const { return Say(word, language_); }
  std::string Money(int64_t minor) const {
    return FormatDecimal(minor, checkout_.currency_digits(), language_);
  }
  std::string Points(int64_t points) const {
    return FormatDecimal(points, checkout_.points_digits(), language_);
  }
  bool selling() const { return session_.state() == SaleState::kOpen && !session_.items().empty(); }

  void Tell(std::string message, Style style = Style::kBold) {
    picture_.message = std::move(message);
    picture_.message_style = style;
  }
  void TellError(const std::string& message) { Tell(message, Style::kError); }
  // What the plugin says is for the cashier as it is; the reason only where it says nothing.
  void TellError(const pos::Error& error) {
    TellError(error.message.empty() ? error.reason : error.message);
  }

  void Paint() {
    picture_.status = checkout_.Refresh();
    if (!asking_) {
      picture_.prompt = Text(Word::kScanPrompt);
      picture_.input = typed_;
      picture_.question = false;
    }
    Draw(terminal_, checkout_, picture_);
  }

  void OnKey(const Key& key) {
    switch (key.kind) {
      case KeyKind::kNone:
      case KeyKind::kResize: return;
      case KeyKind::kCharacter:
        if (typed_.size() < kLongestInput) AppendCharacter(typed_, key.character);
        return;
      case KeyKind::kBackspace: return DropCharacter(typed_);
      case KeyKind::kEscape: return OnEscape();
      case KeyKind::kEnter: return OnEnter();
      case KeyKind::kUp: return Move(-1);
      case KeyKind::kDown: return Move(1);
      case KeyKind::kPageUp: return Move(-static_cast<int>(PanelRows(terminal_) / 2));
      case KeyKind::kPageDown: return Move(static_cast<int>(PanelRows(terminal_) / 2));
      case KeyKind::kFunction: return OnFunction(key.number);
      case KeyKind::kControl: return OnFunction(FunctionOf(key.character));
    }
  }

  static void DropCharacter(std::string& text) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
    if (!text.empty()) text.pop_back();
  }

  static int FunctionOf(char32_t letter) {
    switch (letter) {
      case 'T': return 2;
      case 'N': return 3;
      case 'V': return 4;
      case 'R': return 5;
      case 'E': return 6;
      case 'D': return 7;
      case 'X': return 8;
      case 'P': return 9;
      case 'Q':
      case 'C': return 10;
      case 'K': return 11;
      case 'U': return 13;
      case 'G': return 14;
      default: return 0;
    }
  }

  void OnFunction(int number) {
    CloseSheet();
    switch (number) {
      case 1: return ShowKeys();
      case 2: return AskPhone();
      case 3: return AskQuantity();
      case 4: return AskVoid();
      case 5: return AskRedeem();
      case 6: return AskEnrol();
      case 7: return ShowDisplay();
      case 8: return AskCancel();
      case 9:
      case 12: return AskPay();
      case 10: return AskQuit();
      case 11: return TakeCardOff();
      case 13: return AskCoupon();
      case 14: return AskGiftCard();
      default: return;
    }
  }

  void OnEscape() {
    typed_.clear();
    checkout_.ForgetQuantity();
    picture_.message.clear();
    CloseSheet();
  }

  void OnEnter() {
    std::string typed;
    typed.swap(typed_);
    CloseSheet();
    if (typed.empty()) return;
    Scan(typed);
  }

  // Of the lines, or of the sheet while one is open.
  void Move(int rows) {
    size_t& at = picture_.sheet.empty() ? picture_.selected : picture_.sheet_scroll;
    const size_t count = picture_.sheet.empty() ? session_.items().size() : picture_.sheet.size();
    const auto step = static_cast<size_t>(rows < 0 ? -rows : rows);
    if (count == 0) return;
    at = rows < 0 ? at - std::min(at, step) : std::min(at + step, count - 1);
  }

  void OpenSheet(std::string title, std::vector<std::string> lines) {
    picture_.sheet_title = std::move(title);
    picture_.sheet = std::move(lines);
    picture_.sheet_scroll = 0;
  }
  void CloseSheet() {
    picture_.sheet.clear();
    picture_.change.clear();
  }

  // True for yes. A scanner ends what it types with Enter: only what a person would press is an answer.
  bool Confirm(Word word) {
    std::string scolding;
    while (const std::optional<std::string> typed = Ask(word, "", "", scolding)) {
      for (const char* yes : {"", "y", "Y", "д", "Д"}) {
        if (*typed == yes) return true;
      }
      for (const char* no : {"n", "N", "н", "Н"}) {
        if (*typed == no) return false;
      }
      scolding = Text(Word::kAnswerYesOrNo);
    }
    return false;
  }

  // The answer, or nothing after Esc. The first key replaces what is proposed.
  std::optional<std::string> Ask(Word word, const std::string& proposed = "",
                                 const std::string& more = "", const std::string& scolding = "") {
    asking_ = true;
    picture_.message.clear();
    if (!scolding.empty()) TellError(scolding);
    picture_.prompt = Text(word) + more;
    picture_.input = proposed;
    picture_.question = true;
    bool untouched = true;
    std::optional<std::string> answer;
    while (!Interrupted()) {
      Paint();
      const Key key = terminal_.ReadKey();
      if (key.kind == KeyKind::kEscape) break;
      if (key.kind == KeyKind::kEnter) {
        answer = picture_.input;
        break;
      }
      if (key.kind == KeyKind::kBackspace) {
        DropCharacter(picture_.input);
        untouched = false;
      } else if (key.kind == KeyKind::kCharacter && picture_.input.size() < kLongestInput) {
        if (untouched) picture_.input.clear();
        AppendCharacter(picture_.input, key.character);
        untouched = false;
      }
    }
    asking_ = false;
    return answer;
  }

  void Scan(const std::string& typed) {
    const bool fresh = session_.state() != SaleState::kOpen;
    Result<Entry> entry = checkout_.Enter(typed);
    if (!entry && entry.error().reason == "WEIGHT_REQUIRED") {
      const Good* good = checkout_.catalogue().Find(typed);
      const std::optional<std::string> weight =
          Ask(Word::kAskWeight, "", good != nullptr ? ", " + Cut(good->name, 30) : "");
      if (!weight || weight->empty()) return;
      entry = checkout_.Enter(*weight + "*" + typed);
    }
    if (!entry) return TellError(entry.error());
    if (fresh) picture_.selected = 0;
    picture_.message.clear();
    switch (entry->kind) {
      case EntryKind::kQuantity:
        return Tell(Text(Word::kQuantityNext) + ": " +
                    FormatQuantity(entry->quantity_milli, language_));
      case EntryKind::kDeferred: Tell(Text(Word::kCardDeferred), Style::kWarning); break;
      case EntryKind::kMember: break;
      case EntryKind::kCoupon: return TryCoupon(entry->code);
      case EntryKind::kGiftCard: return PayWithGiftCard(entry->code);
      case EntryKind::kGoods: picture_.selected = session_.items().size() - 1; break;
    }
    Requote();
    if (entry->kind != EntryKind::kGoods) TellWarnings();
  }

  // What the guard noticed, over all else that could be said.
  void TellWarnings() {
    if (!session_.warnings().empty()) Tell(session_.warnings().front(), Style::kWarning);
  }

  void Requote() {
    if (session_.items().empty()) return;
    const int64_t redeemed = session_.quote() ? session_.quote()->totals.spent_points : 0;
    Result<pos::Done> quoted = session_.AskQuote();
    if (!quoted && redeemed > 0) quoted = LowerRedemption(redeemed);
    if (!quoted) TellRefusal(quoted.error());
  }

  // What the card is to blame for goes on without it.
  void TellRefusal(const pos::Error& error) {
    if (error.reason != "MEMBER_BLOCKED" && error.reason != "MEMBER_UNKNOWN") return TellError(error);
    TellError(error.message + " " + Text(Word::kCardOffHint));
  }

  void TakeCardOff() {
    if (session_.state() != SaleState::kOpen || session_.member_state() == MemberState::kNone) {
      return TellError(Text(Word::kNoCardToTakeOff));
    }
    if (Result<pos::Done> cleared = session_.ClearMember(); !cleared) {
      return TellError(cleared.error());
    }
    Tell(Text(Word::kCardOff));
    Requote();
  }

  // A smaller basket may not bear the points that the customer agreed to: as many as it bears then.
  Result<pos::Done> LowerRedemption(int64_t redeemed) {
    Result<pos::Done> quoted = session_.Redeem(0);
    if (!quoted) return quoted;
    const int64_t points = std::min(redeemed, session_.quote()->totals.max_redeem_points);
    if (points > 0 && session_.Redeem(points)) {
      Tell(Text(Word::kRedeemLowered) + " " + Points(points), Style::kWarning);
    } else {
      Tell(Text(Word::kRedeemGivenUp), Style::kWarning);
    }
    return quoted;
  }

  void AskPhone() {
    const std::optional<std::string> phone = Ask(Word::kAskPhone);
    if (!phone || phone->empty()) return;
    TakePhone(*phone);
  }

  void TakePhone(const std::string& phone) {
    if (session_.state() != SaleState::kOpen) {
      if (Result<pos::Done> begun = checkout_.Begin(); !begun) return TellError(begun.error());
    }
    const Result<int32_t> kind = session_.SetMember(TESSERA_IDENTIFIER_PHONE, phone);
    if (!kind) return TellError(kind.error());
    picture_.message.clear();
    if (*kind == TESSERA_SCAN_DEFERRED) Tell(Text(Word::kCardDeferred), Style::kWarning);
    Requote();
    TellWarnings();
  }

  std::optional<size_t> Selected() {
    if (!selling()) {
      TellError(Text(Word::kNoLines));
      return std::nullopt;
    }
    return std::min(picture_.selected, session_.items().size() - 1);
  }

  void AskQuantity() {
    const std::optional<size_t> at = Selected();
    if (!at) return;
    Item item = session_.items()[*at];
    const std::optional<std::string> typed =
        Ask(Word::kAskQuantity, FormatDecimal(item.quantity_milli / 1000, 0, language_),
            ", № " + std::to_string(*at + 1));
    if (!typed) return;
    const std::optional<Decimal> quantity = ParseDecimal(*typed, 3);
    if (!quantity || quantity->rounded || quantity->value <= 0) {
      return TellError(Text(Word::kQuantityWrong));
    }
    item.quantity_milli = quantity->value;
    if (Result<pos::Done> put = session_.PutLine(item); !put) return TellError(put.error());
    picture_.message.clear();
    Requote();
  }

  void AskVoid() {
    const std::optional<size_t> at = Selected();
    if (!at) return;
    const std::optional<std::string> typed = Ask(Word::kAskVoidLine, std::to_string(*at + 1));
    if (!typed) return;
    const std::optional<Decimal> number = ParseDecimal(*typed, 0);
    if (!number || number->value < 1 ||
        number->value > static_cast<int64_t>(session_.items().size())) {
      return TellError(Text(Word::kNoSuchLine));
    }
    const uint32_t line_no = session_.items()[static_cast<size_t>(number->value - 1)].line_no;
    if (Result<pos::Done> voided = session_.VoidLine(line_no); !voided) {
      return TellError(voided.error());
    }
    picture_.selected = session_.items().empty() ? 0 : session_.items().size() - 1;
    picture_.message.clear();
    Requote();
  }

  void AskRedeem() {
    if (!selling()) return TellError(Text(Word::kNoLines));
    if (session_.member_state() == MemberState::kNone) return TellError(Text(Word::kScanCardFirst));
    if (!session_.quote()) return Requote();
    const pos::Totals& totals = session_.quote()->totals;
    const int64_t proposed = std::max(totals.max_redeem_points, totals.spent_points);
    if (proposed <= 0) {
      const std::vector<std::string>& hints = session_.quote()->cashier_texts;
      return TellError(Text(Word::kNothingToRedeem) + (hints.empty() ? "" : ": " + hints.front()));
    }
    const std::optional<std::string> typed = Ask(Word::kAskRedeem, Points(proposed));
    if (!typed) return;
    std::string digits = *typed;
    // The proposal comes back with its thousands separators.
    if (digits == Points(proposed)) return Redeem(proposed);
    const std::optional<Decimal> points = ParseDecimal(digits, checkout_.points_digits());
    if (!points || points->rounded || points->value < 0) return TellError(Text(Word::kAmountWrong));
    Redeem(points->value);
  }

  void Redeem(int64_t points) {
    if (Result<pos::Done> redeemed = session_.Redeem(points); !redeemed) {
      return TellError(redeemed.error());
    }
    const int64_t spent = session_.quote()->totals.spent_points;
    Tell(spent > 0 ? Text(Word::kRedeemed) + " " + Points(spent) : Text(Word::kRedeemCancelled));
  }

  void AskCoupon() {
    const std::optional<std::string> code = Ask(Word::kAskCoupon);
    if (!code || code->empty()) return;
    if (!selling()) return TellError(Text(Word::kNoLines));
    if (Result<pos::Done> added = session_.AddCoupon(*code); !added) return TellError(added.error());
    TryCoupon(*code);
  }

  // One that is on the sale by now.
  void TryCoupon(const std::string& code) {
    Tell(Text(Word::kCodeTaken));
    Requote();
    // Without goods nobody can tell yet.
    if (!selling() || !session_.quote()) return;
    for (const pos::RefusedCode& refused : session_.quote()->refused_codes) {
      if (refused.code != code) continue;
      const Word word = WordOf(refused.reason);
      // A code that does nothing is not kept: it would be asked about at every quote.
      static_cast<void>(session_.RemoveCoupon(code));
      Requote();
      return TellError(Text(word));
    }
  }

  static Word WordOf(const std::string& reason) {
    if (reason == "CODE_UNKNOWN") return Word::kCodeUnknown;
    if (reason == "CODE_USED") return Word::kCodeUsed;
    if (reason == "CODE_EXPIRED") return Word::kCodeExpired;
    return Word::kCodeNotNow;
  }

  void AskGiftCard() {
    if (!selling()) return TellError(Text(Word::kNoLines));
    const std::optional<std::string> code = Ask(Word::kAskGiftCard);
    if (code) PayWithGiftCard(*code);
  }

  // An empty code takes gift cards back.
  void PayWithGiftCard(const std::string& code) {
    if (!selling()) return TellError(Text(Word::kNoLines));
    const Result<pos::Done> put = code.empty()
                                      ? session_.ClearTenders()
                                      : session_.SetTender({TESSERA_TENDER_GIFT_CARD, code, 0});
    if (!put) return TellError(put.error());
    picture_.message.clear();
    if (const Result<pos::Done> quoted = session_.AskQuote(); !quoted) {
      // Without the card the sale goes on.
      static_cast<void>(session_.ClearTenders());
      Requote();
      return TellError(quoted.error());
    }
    if (code.empty()) return;
    int64_t paid = 0;
    for (const pos::Payment& payment : session_.quote()->payments) paid += payment.amount_minor;
    if (paid == 0) return TellError(Text(Word::kGiftCardPaysNothing));
    Tell(Text(Word::kGiftCardPays) + " " + Money(paid), Style::kGood);
  }

  void AskEnrol() {
    // Before the customer has spelled out a name for nothing.
    if (!checkout_.Refresh().online) return TellError(Text(Word::kEnrolNeedsService));
    const std::optional<std::string> phone = Ask(Word::kAskEnrolPhone);
    if (!phone || phone->empty()) return;
    const std::optional<std::string> name = Ask(Word::kAskEnrolName);
    if (!name || !Confirm(Word::kAskEnrolConsent)) return;
    const Result<pos::Answer> enrolled =
        session_.plugin().Enrol({*phone, "", *name, consent_version_});
    if (!enrolled) return TellError(enrolled.error());
    TakePhone(*phone);
    if (session_.member()) Tell(Text(Word::kEnrolled));
  }

  void ShowKeys() {
    const std::vector<const char*>& keys = KeyList(language_);
    OpenSheet(Text(Word::kKeys), {keys.begin(), keys.end()});
  }

  void ShowDisplay() {
    std::vector<std::string> lines;
    if (session_.quote()) {
      for (const std::string& text : session_.quote()->display_texts) {
        for (std::string& line : Wrap(Printable(text), 40)) lines.push_back(std::move(line));
      }
    }
    if (lines.empty()) return Tell(Text(Word::kNoDisplayText));
    OpenSheet(Text(Word::kCustomerDisplay), std::move(lines));
  }

  void AskCancel() {
    if (session_.state() != SaleState::kOpen) return Tell(Text(Word::kNewSale));
    if (!Confirm(Word::kAskCancel)) return;
    Cancel();
    Tell(Text(Word::kCancelled));
  }

  void Cancel() {
    if (Result<pos::Done> cancelled = session_.Cancel(); !cancelled) TellError(cancelled.error());
    // A poisoned sale can't even be cancelled; a new one takes its place either way.
    if (Result<pos::Done> begun = checkout_.Begin(); !begun) TellError(begun.error());
    picture_.selected = 0;
  }

  void AskPay() {
    if (!selling()) return TellError(Text(Word::kNothingToPay));
    Requote();
    if (!session_.quote()) return;
    const int64_t total = session_.quote()->due_minor();
    if (Result<pos::Done> began = session_.PaymentBegan(); !began) return TellError(began.error());
    const std::optional<std::string> typed = Ask(Word::kAskCash, Money(total));
    if (!typed) return;
    if (IsCodeAsCash(*typed, total)) return TellError(Text(Word::kCashIsCode));
    int64_t cash = total;
    if (!typed->empty() && *typed != Money(total)) {
      const std::optional<Decimal> given = ParseDecimal(*typed, checkout_.currency_digits());
      if (!given || given->rounded) return TellError(Text(Word::kAmountWrong));
      cash = given->value;
    }
    if (cash < total) {
      return TellError(Text(Word::kCashTooLittle) + " " + Money(total - cash));
    }
    Pay(cash);
  }

  // A scan that came while the till asked for money: digits alone, that are goods or longer than any
  // amount at a till, and would be many times what is to pay.
  bool IsCodeAsCash(const std::string& typed, int64_t total) const {
    constexpr size_t kLongestAmount = 7;
    constexpr int64_t kFarAbove = 10;
    if (typed.find_first_not_of("0123456789") != std::string::npos) return false;
    if (typed.size() <= kLongestAmount && checkout_.catalogue().Find(typed) == nullptr) return false;
    const std::optional<Decimal> cash = ParseDecimal(typed, checkout_.currency_digits());
    return !cash || cash->value / kFarAbove > total;
  }

  void Pay(int64_t cash) {
    const int64_t total = session_.quote()->due_minor();
    const Result<Receipt> receipt = checkout_.Pay({}, cash == total ? 0 : cash);
    if (!receipt) {
      const std::string& reason = receipt.error().reason;
      if (reason != "QUOTE_CHANGED" && reason != "QUOTE_REQUIRED") return TellError(receipt.error());
      Requote();
      return Tell(Text(Word::kQuoteChanged) + " " + Money(session_.quote()->due_minor()),
                  Style::kWarning);
    }
    ShowReceipt(*receipt, cash - total);
  }

  void ShowReceipt(const Receipt& receipt, int64_t change) {
    std::vector<std::string> lines;
    for (size_t at = 0; at < receipt.slip.size();) {
      const size_t end = receipt.slip.find('\n', at);
      lines.push_back(receipt.slip.substr(at, end - at));
      at = end == std::string::npos ? receipt.slip.size() : end + 1;
    }
    OpenSheet(Text(Word::kSlip), std::move(lines));
    picture_.change = Money(change);
    if (session_.survey()) AskSurvey(*session_.survey());
    if (receipt.slip_path.empty()) {
      return TellError(Text(Word::kSlipNotSaved) + " " + checkout_.settings().slips_folder);
    }
    if (receipt.commit.delivered) {
      return Tell(Text(Word::kPaid) + " " + receipt.receipt_no, Style::kGood);
    }
    const bool points = session_.member_state() != MemberState::kNone;
    Tell(Text(points ? Word::kPaidOfflineWithPoints : Word::kPaidOffline) + " " + receipt.receipt_no,
         Style::kWarning);
  }

  void AskSurvey(const pos::SurveyQuestion& survey) {
    const bool words = survey.maximum == 0;
    const std::string range =
        words ? ""
              : " (" + std::to_string(survey.minimum) + "-" + std::to_string(survey.maximum) + ")";
    const std::string sale_id = session_.sale_id();
    std::string scolding;
    while (const std::optional<std::string> typed =
               Ask(Word::kAskSurvey, "", ": " + Printable(survey.question) + range, scolding)) {
      if (typed->empty()) return;
      const std::optional<Decimal> number = ParseDecimal(*typed, 0);
      const bool in_range = number && !number->rounded && number->value >= survey.minimum &&
                            number->value <= survey.maximum;
      scolding = Text(Word::kSurveyWrong);
      // Of a number among words: the next customer's goods.
      if (words ? number.has_value() : !in_range) continue;
      const std::string comment = words ? *typed : "";
      pos::SurveyAnswer answer{survey.survey_id, {}, comment, sale_id, {}};
      if (!words) answer.score = static_cast<int32_t>(number->value);
      const Result<pos::Done> kept = session_.plugin().AnswerSurvey(answer);
      if (kept) return;
      scolding = kept.error().message;
    }
  }

  void AskQuit() {
    if (selling()) {
      if (!Confirm(Word::kAskQuit)) return;
      Cancel();
    }
    leaving_ = true;
  }

  Terminal& terminal_;
  Checkout& checkout_;
  Session& session_;
  const std::string consent_version_;
  const Language language_;
  Picture picture_;
  std::string typed_;
  bool asking_ = false;
  bool leaving_ = false;
};

}  // namespace

int RunCashier(Checkout& checkout, const std::string& consent_version) {
  CatchInterrupts();
  Terminal terminal;
  if (!terminal.ok()) {
    std::cerr << "tessera-till: no terminal to draw on; use --script or --replay, or see --help\n";
    return 2;
  }
  Cashier(terminal, checkout, consent_version).Work();
  return 0;
}

}  // namespace tessera::till
