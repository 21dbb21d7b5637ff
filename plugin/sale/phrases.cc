#include "tessera/plugin/sale/phrases.h"

#include "absl/strings/match.h"

namespace tessera::plugin {
namespace {

struct Phrase {
  const char* reason;
  const char* english;
  const char* russian;
};

constexpr Phrase kPhrases[] = {
    {"MEMBER_UNKNOWN", "This card is not registered. Enrol the customer or sell without a card.",
     "Карта не зарегистрирована. Оформите карту или продайте без неё."},
    {"MEMBER_BLOCKED", "This card is blocked. Sell without it; the customer may call support.",
     "Карта заблокирована. Продайте без неё; покупатель может обратиться в поддержку."},
    {"MEMBER_REQUIRED", "Scan the customer's card first.", "Сначала отсканируйте карту покупателя."},
    {"BANK_CARD_REFUSED", "This is a bank card. Scan the loyalty card.",
     "Это банковская карта. Отсканируйте карту лояльности."},
    {"SCAN_INVALID", "The scan can't be read. Scan again.",
     "Код не прочитан. Отсканируйте ещё раз."},
    {"IDENTIFIER_INVALID", "This number can't be right. Check it and type it again.",
     "Номер введён неверно. Проверьте и введите ещё раз."},
    {"IDENTIFIER_TAKEN", "This phone or card belongs to another customer already.",
     "Этот телефон или карта уже принадлежит другому покупателю."},
    {"CONSENT_REQUIRED", "The customer has to agree to the terms first.",
     "Сначала покупатель должен дать согласие."},
    {"QUANTITY_INVALID", "The quantity must be above zero. Correct the line.",
     "Количество должно быть больше нуля. Исправьте позицию."},
    {"PRICE_INVALID", "The price is not possible. Correct the line.",
     "Недопустимая цена. Исправьте позицию."},
    {"TOO_MANY_LINES", "A receipt has at most 1,000 lines. Close this one and begin another.",
     "В чеке не больше 1000 позиций. Закройте этот чек и начните новый."},
    {"BASKET_TOO_LARGE", "This receipt is too large. Close it and begin another.",
     "Чек слишком большой. Закройте его и начните новый."},
    {"AMOUNT_OVERFLOW", "The amount is too large. Check quantities and prices.",
     "Слишком большая сумма. Проверьте количество и цены."},
    {"CURRENCY_MISMATCH", "The loyalty program has another currency. Call support.",
     "Валюта чека не совпадает с валютой программы. Обратитесь в поддержку."},
    {"LINE_UNKNOWN", "There is no such line.", "Такой позиции нет."},
    {"LINES_EMPTY", "There is nothing on the receipt yet.", "В чеке ещё нет товаров."},
    {"POINTS_INVALID", "The number of points can't be below zero.",
     "Количество баллов не может быть отрицательным."},
    {"POINTS_INSUFFICIENT", "There are not enough points. Ask for fewer.",
     "Недостаточно баллов. Спишите меньше."},
    {"REDEEM_LIMIT", "So many points can't be spent on this receipt. Ask for fewer.",
     "Столько баллов на этот чек списать нельзя. Спишите меньше."},
    {"QUOTE_REQUIRED", "The receipt has changed. Calculate the total again.",
     "Чек изменился. Рассчитайте итог ещё раз."},
    {"QUOTE_CHANGED", "The total has changed. Calculate it again and tell the customer.",
     "Итог изменился. Рассчитайте ещё раз и сообщите покупателю."},
    {"CARD_TOO_OFTEN", "This card was used here too often. Sell without it.",
     "Эта карта применялась здесь слишком часто. Продайте без неё."},
    {"CARD_AFTER_PAYMENT", "The customer has begun to pay: no card is taken any more.",
     "Оплата уже началась: карту применить нельзя."},
    {"CODE_FORGED", "This code is not genuine. Ask for the card.",
     "Код не подлинный. Попросите карту."},
    {"CODE_OUTDATED", "This code is too old. Ask the customer to show a new one.",
     "Код устарел. Попросите показать новый."},
    {"CODE_USED", "This code was used already. Ask the customer to show a new one.",
     "Код уже использован. Попросите показать новый."},
    {"SALE_CLOSED", "This sale is closed. Begin a new one.", "Чек уже закрыт. Начните новый."},
    {"SALE_ID_REUSED", "This sale was registered with other content. Call support.",
     "Такой чек уже зарегистрирован с другим содержанием. Обратитесь в поддержку."},
    {"SALE_UNKNOWN", "The sale is not known. Check the receipt's number.",
     "Чек не найден. Проверьте номер чека."},
    {"REFUND_EXCEEDS_SALE", "More comes back than was sold. Check the quantities.",
     "Возвращается больше, чем было продано. Проверьте количество."},
    {"GIFT_CARD_SPENT",
     "A gift card on this receipt has paid for something already. Return the other goods without it; "
     "what is left on the card stays the customer's.",
     "Подарочной картой из этого чека уже платили. Верните остальные товары без неё; остаток на карте "
     "остаётся у покупателя."},
    {"GIFT_CARD_LINE_PARTIAL", "This line sold several gift cards. Return all of them, or none.",
     "В этой позиции проданы несколько подарочных карт. Верните все или ни одной."},
    {"REFUND_WITHOUT_SALE", "Goods come back only with their receipt. Ask for it.",
     "Возврат возможен только по чеку. Попросите чек."},
    {"CODE_INVALID", "This code can't be read. Check it and try again.",
     "Код не читается. Проверьте его и повторите."},
    {"TOO_MANY_COUPONS", "A receipt takes at most 32 coupons.", "В чеке не больше 32 купонов."},
    {"CHOICE_UNKNOWN", "This offer can't be chosen now.", "Сейчас это предложение выбрать нельзя."},
    {"CHOICE_INVALID", "This offer can't be chosen so often.",
     "Столько раз это предложение выбрать нельзя."},
    {"TENDER_INVALID", "This can't be a gift card. Check the code and the amount.",
     "Это не подарочная карта. Проверьте код и сумму."},
    {"TENDER_NOT_TAKEN", "The program does not take this. Ask for another payment.",
     "Программа не принимает такую оплату. Предложите другую."},
    {"SALE_BUSY", "The receipt is being calculated. Wait a moment.",
     "Чек рассчитывается. Подождите немного."},
    {"REFUND_ID_REUSED", "This refund was registered with other content. Call support.",
     "Такой возврат уже зарегистрирован с другим содержанием. Обратитесь в поддержку."},
    {"SERVICE_AWAY", "There is no connection to the loyalty service. Try again later.",
     "Нет связи с сервисом лояльности. Повторите позже."},
    {"DISK_FULL",
     "The till's disk is full: the sale may not be saved. Free some space, then close it again as it is.",
     "Диск кассы заполнен: чек, возможно, не сохранён. Освободите место и закройте чек ещё раз без "
     "изменений."},
    {"STORAGE_FAILED", "The till's disk failed: nothing was saved. Call support.",
     "Сбой диска кассы: ничего не сохранено. Обратитесь в поддержку."},
    {"INTERNAL", "Something went wrong in this sale. Sell without the card and call support.",
     "Внутренняя ошибка. Продайте без карты и обратитесь в поддержку."},
    // Not errors: what happens without the service.
    {"DEFERRED", "No connection: the card will be checked and its points credited later.",
     "Нет связи: карта будет проверена и баллы будут начислены, когда появится связь."},
    {"SAVED_FOR_LATER", "Saved at the till: points will be credited when the connection is back.",
     "Чек сохранён на кассе. Баллы будут начислены, когда появится связь."},
    {"CARD_TOO_OFTEN_NOTED", "This card was used here often lately. Is it this customer's own?",
     "Эта карта в последнее время часто применялась здесь. Она принадлежит покупателю?"},
    {"CARD_AFTER_PAYMENT_NOTED", "The card was shown after the payment began. This is noted.",
     "Карта предъявлена после начала оплаты. Это отмечено."},
    {"SCORE_INVALID", "This can't be the answer. Ask again.", "Такого ответа нет. Спросите ещё раз."},
    {"RECORD_UNKNOWN", "There is no such refused record. List them again.",
     "Такой отклонённой записи нет. Запросите список ещё раз."},
};

}  // namespace

absl::string_view CashierPhrase(absl::string_view reason, absl::string_view language) {
  const bool russian = language == "ru" || absl::StartsWith(language, "ru-");
  for (const Phrase& phrase : kPhrases) {
    if (reason == phrase.reason) return russian ? phrase.russian : phrase.english;
  }
  return "";
}

}  // namespace tessera::plugin
