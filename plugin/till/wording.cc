#include "wording.h"

namespace tessera::till {
namespace {

struct Phrase {
  const char* russian;
  const char* english;
};

// A switch without a default: the compiler names the word that is missing here.
Phrase PhraseOf(Word word) {
  switch (word) {
    case Word::kStore: return {"Магазин", "Store"};
    case Word::kTerminal: return {"касса", "till"};
    case Word::kReceiptNo: return {"Чек №", "Receipt"};
    case Word::kSlipDiscount: return {"скидка", "discount"};
    case Word::kSlipByPoints: return {"баллами", "points"};
    case Word::kSlipLineNet: return {"к оплате", "to pay"};
    case Word::kSlipGross: return {"Сумма без скидок", "Before discounts"};
    case Word::kSlipDiscounts: return {"Скидка", "Discount"};
    case Word::kSlipRedeemed: return {"Оплачено баллами", "Paid with points"};
    case Word::kSlipTotal: return {"ИТОГО", "TOTAL"};
    case Word::kSlipCash: return {"Получено", "Received"};
    case Word::kSlipChange: return {"Сдача", "Change"};
    case Word::kSlipGift: return {"подарок", "gift"};
    case Word::kSlipGiftCard: return {"Подарочной картой", "By gift card"};
    case Word::kSlipWallet: return {"С кошелька", "From the wallet"};
    case Word::kSlipDue: return {"К доплате", "Still to pay"};
    case Word::kSlipCoupon: return {"ВАШ КУПОН", "YOUR COUPON"};
    case Word::kSlipEarned: return {"Начислено баллов", "Points earned"};
    case Word::kSlipToEarn: return {"Будет начислено баллов", "Points to come"};
    case Word::kSlipSpent: return {"Списано баллов", "Points spent"};
    case Word::kSlipBalance: return {"Баланс баллов", "Points balance"};
    case Word::kSlipOffline:
      return {"Баллы будут начислены, когда появится связь",
              "Points will be credited when the connection is back"};
    case Word::kSlipThanks: return {"СПАСИБО ЗА ПОКУПКУ!", "THANK YOU!"};
    case Word::kNewSale: return {"Новая продажа", "New sale"};
    case Word::kScanPrompt: return {"Товар или карта", "Goods or card"};
    case Word::kName: return {"Товар", "Item"};
    case Word::kQuantity: return {"Кол-во", "Qty"};
    case Word::kPrice: return {"Цена", "Price"};
    case Word::kDiscount: return {"Скидка", "Discount"};
    case Word::kAmount: return {"Сумма", "Amount"};
    case Word::kSum: return {"Сумма", "Sum"};
    case Word::kDiscounts: return {"Скидка", "Discount"};
    case Word::kPoints: return {"Баллами", "Points"};
    case Word::kToPay: return {"К ОПЛАТЕ", "TO PAY"};
    case Word::kMember: return {"Покупатель", "Customer"};
    case Word::kNoMember: return {"без карты", "no card"};
    case Word::kDeferredMember:
      return {"карта принята, баллы будут начислены позже", "card taken, points will follow"};
    case Word::kTier: return {"Уровень", "Tier"};
    case Word::kBalance: return {"Баланс", "Balance"};
    case Word::kPending: return {"Ожидают", "Pending"};
    case Word::kExpiring: return {"Сгорят", "Expire"};
    case Word::kWillEarn: return {"Начислим", "Will earn"};
    case Word::kCustomerDisplay: return {"Дисплей покупателя", "Customer display"};
    case Word::kOnline: return {"на связи", "online"};
    case Word::kOffline: return {"офлайн", "offline"};
    case Word::kOutbox: return {"в очереди", "queued"};
    case Word::kParked: return {"отклонено", "refused"};
    case Word::kSnapshotAge: return {"данные", "data"};
    case Word::kNever: return {"нет", "none"};
    case Word::kSlip: return {"Чек", "Slip"};
    case Word::kKeys: return {"Клавиши (Esc — закрыть)", "Keys (Esc closes)"};
    case Word::kChange: return {"СДАЧА", "CHANGE"};
    case Word::kWindowTooSmall:
      return {"Окно мало: нужно 80x24", "Window too small: 80x24 needed"};
    case Word::kAskPhone: return {"Телефон покупателя", "Customer's phone"};
    case Word::kAskQuantity: return {"Количество последней позиции", "Quantity of the last line"};
    case Word::kAskWeight: return {"Вес, кг", "Weight, kg"};
    case Word::kAskVoidLine: return {"Удалить позицию №", "Void line no."};
    case Word::kAskRedeem: return {"Списать баллы (0 — отменить)", "Points to redeem (0 undoes)"};
    case Word::kAskEnrolPhone: return {"Новый участник: телефон", "New member: phone"};
    case Word::kAskEnrolName: return {"Имя (можно пропустить)", "Name (may be left empty)"};
    case Word::kAskEnrolConsent:
      return {"Согласен с правилами программы? Enter — да", "Agrees to the terms? Enter for yes"};
    case Word::kAnswerYesOrNo:
      return {"Ответ не понят. Да — Enter или «д», нет — Esc или «н»",
              "Answer not understood. Yes: Enter or y, no: Esc or n"};
    case Word::kAskCancel: return {"Отменить продажу? Enter — да", "Cancel the sale? Enter for yes"};
    case Word::kAskCash: return {"Получено (Enter — без сдачи)", "Received (Enter: exact)"};
    case Word::kAskQuit:
      return {"Продажа не закрыта. Отменить её и выйти? Enter — да",
              "A sale is open. Cancel it and quit? Enter for yes"};
    case Word::kAskCoupon: return {"Код купона", "Coupon code"};
    case Word::kAskGiftCard:
      return {"Код подарочной карты (пусто — без неё)", "Gift card code (empty: without one)"};
    case Word::kAskSurvey: return {"Спросите покупателя (Esc — без ответа)", "Ask the customer (Esc: no answer)"};
    case Word::kSurveyWrong:
      return {"Такого ответа нет. Введите число или Esc", "This is no answer. Type the number, or Esc"};
    case Word::kGiftToAdd: return {"Отдайте подарок", "Hand out the gift"};
    case Word::kCodeTaken: return {"Купон принят", "Coupon taken"};
    case Word::kCodeUnknown:
      return {"Такого купона нет, или его нельзя проверить без связи",
              "There is no such coupon, or it can't be checked without a connection"};
    case Word::kCodeUsed: return {"Этот купон уже использован", "This coupon was used already"};
    case Word::kCodeExpired: return {"Срок купона истёк", "This coupon has expired"};
    case Word::kCodeNotNow:
      return {"Купон не действует на этот чек", "This coupon does not apply to this receipt"};
    case Word::kGiftCardPays: return {"Подарочная карта оплатит", "The gift card pays"};
    case Word::kGiftCardPaysNothing:
      return {"Подарочная карта не оплачивает: нет денег, нет такой или нет связи",
              "The gift card pays nothing: empty, unknown, or no connection"};
    case Word::kAnswerHint: return {"Enter — да, Esc — назад", "Enter: accept, Esc: back"};
    case Word::kGoodsUnknown:
      return {"Товар не найден. Проверьте код и отсканируйте ещё раз",
              "Not in the catalogue. Check the code and scan again"};
    case Word::kGoodsUnknownNoCatalogue:
      return {"Каталог товаров не задан (--goods FILE)", "No goods catalogue was given (--goods FILE)"};
    case Word::kWeightRequired:
      return {"Весовой товар: введите вес и код, например 1,250*код",
              "Sold by weight: type weight and code, such as 1.250*code"};
    case Word::kQuantityWrong:
      return {"Количество не понято. Введите число больше нуля, например 3 или 1,250",
              "Quantity not understood. Type a number above zero, such as 3 or 1.250"};
    case Word::kAmountWrong:
      return {"Сумма не понята. Введите число, например 500 или 499,90",
              "Amount not understood. Type a number such as 500 or 499.90"};
    case Word::kCashTooLittle: return {"Мало денег. Не хватает", "Not enough. Still missing"};
    case Word::kCashIsCode:
      return {"Похоже на код, а не на деньги. Введите сумму, например 500,00",
              "That looks like a code, not like money. Type an amount such as 500.00"};
    case Word::kNothingToPay:
      return {"Нечего оплачивать: отсканируйте товар", "Nothing to pay: scan goods first"};
    case Word::kNoSuchLine: return {"Нет такой позиции. Введите номер из списка",
                                    "No such line. Type a number from the list"};
    case Word::kNoLines: return {"Список пуст: отсканируйте товар", "No lines yet: scan goods"};
    case Word::kScanCardFirst:
      return {"Сначала карта: отсканируйте её или нажмите F2 и введите телефон",
              "Card first: scan it, or press F2 and type the phone"};
    case Word::kCardOff: return {"Карта снята: продажа без карты", "Card taken off: a sale without it"};
    case Word::kCardOffHint: return {"F11 — снять карту", "F11: take the card off"};
    case Word::kNoCardToTakeOff: return {"Карты в этой продаже нет", "This sale has no card"};
    case Word::kNothingToRedeem:
      return {"Сейчас списать баллы нельзя", "No points can be redeemed now"};
    case Word::kRedeemGivenUp:
      return {"Чек стал меньше: списание баллов снято", "A smaller receipt: redemption was undone"};
    case Word::kRedeemLowered:
      return {"Чек стал меньше, теперь списываем баллов:", "A smaller receipt, points redeemed now:"};
    case Word::kRedeemed: return {"Списываем баллов:", "Points redeemed:"};
    case Word::kRedeemCancelled: return {"Списание баллов отменено", "Redemption undone"};
    case Word::kCancelled: return {"Продажа отменена", "Sale cancelled"};
    case Word::kPaid: return {"Оплачено. Чек", "Paid. Receipt"};
    case Word::kPaidOffline: return {"Оплачено (офлайн). Чек", "Paid (offline). Receipt"};
    case Word::kPaidOfflineWithPoints:
      return {"Оплачено, связи нет: баллы будут начислены позже. Чек",
              "Paid while offline: points will follow. Receipt"};
    case Word::kQuoteChanged:
      return {"Условия изменились. Назовите новую сумму и оплатите ещё раз:",
              "The terms changed. Tell the new amount and pay again:"};
    case Word::kEnrolled: return {"Участник зарегистрирован", "Member enrolled"};
    case Word::kEnrolNeedsService:
      return {"Для регистрации нужна связь. Повторите, когда вверху будет «на связи»",
              "Enrolling needs the service. Try again when the top line says \"online\""};
    case Word::kNoDisplayText: return {"Текста для покупателя нет", "No text for the customer"};
    case Word::kSlipNotSaved:
      return {"Продажа оплачена, но чек не записан в файл:",
              "The sale is paid, but the slip file was not written:"};
    case Word::kQuantityNext: return {"Следующий товар в количестве", "Next item, quantity"};
    case Word::kCardDeferred:
      return {"Связи нет: карта принята, баллы будут начислены позже",
              "Offline: card taken, points will follow"};
  }
  return {"", ""};
}

}  // namespace

std::optional<Language> ParseLanguage(std::string_view code) {
  if (code == "ru") return Language::kRussian;
  if (code == "en") return Language::kEnglish;
  return std::nullopt;
}

const std::vector<const char*>& KeyList(Language language) {
  static const std::vector<const char*> russian = {
      "F1         эта справка",
      "F2  Ctrl+T  покупатель по телефону",
      "F3  Ctrl+N  количество выбранной позиции",
      "F4  Ctrl+V  удалить позицию",
      "F5  Ctrl+R  списать баллы",
      "F6  Ctrl+E  новый участник",
      "F7  Ctrl+D  текст для покупателя",
      "F8  Ctrl+X  отменить продажу",
      "F9  Ctrl+P  оплата (и F12)",
      "F10 Ctrl+Q  выход",
      "F11 Ctrl+K  снять карту",
      "    Ctrl+U  купон",
      "    Ctrl+G  подарочная карта",
      "Alt+цифра = F, Alt+0 = F10",
      "3*код или 1,250*код — количество",
      "стрелки, PgUp, PgDn — по списку",
      "Esc — очистить, назад"};
  static const std::vector<const char*> english = {
      "F1         this help",
      "F2  Ctrl+T  customer by phone",
      "F3  Ctrl+N  quantity of the selected line",
      "F4  Ctrl+V  void a line",
      "F5  Ctrl+R  redeem points",
      "F6  Ctrl+E  enrol a member",
      "F7  Ctrl+D  text for the customer",
      "F8  Ctrl+X  cancel the sale",
      "F9  Ctrl+P  pay (F12 too)",
      "F10 Ctrl+Q  quit",
      "F11 Ctrl+K  take the card off",
      "    Ctrl+U  coupon",
      "    Ctrl+G  gift card",
      "Alt+digit = F, Alt+0 = F10",
      "3*code or 1.250*code: quantity",
      "arrows, PgUp, PgDn: the list",
      "Esc: clear, back"};
  return language == Language::kRussian ? russian : english;
}

const char* Say(Word word, Language language) {
  const Phrase phrase = PhraseOf(word);
  return language == Language::kRussian ? phrase.russian : phrase.english;
}

}  // namespace tessera::till
