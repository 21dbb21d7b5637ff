#include "receipt_words.h"

namespace tessera::trial {
namespace {

constexpr ReceiptWords kRussian = {
    .weekdays = {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"},
    .months = {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
               "октября", "ноября", "декабря"},
    .time = "$0, $1 $2 $3 г., $4",
    .store = "магазин $0",
    .no_card = "Без карты",
    .card = "Карта клиента",
    .has_points = "на счёте $0",
    .points_paid = "Оплачено баллами",
    .for_points = "Списано $0",
    .free_goods = "в подарок",
    .goods = "Товары",
    .offers = "Скидки",
    .to_pay = "Итого",
    .gift_card = "Подарочная карта $0",
    .wallet = "Кошелёк",
    .left_to_pay = "Осталось оплатить",
    .applied = "Сработало",
    .nearly = "Почти сработало",
    .rejected = "Не сработало",
    .codes = "Купоны",
    .points = "Баллы",
    .will_earn = "Начислим $0",
    .will_spend = "Спишем $0",
    .can_spend = "За этот чек можно списать $0",
    .spend_no_member = "Без карты баллы списать нельзя",
    .spend_below_minimum = "Списать баллы нельзя: их меньше, чем можно списать за один раз",
    .spend_nothing = "Списать баллы нельзя: эти товары баллами не оплачивают",
    .spend_balance = "больше на счёте нет",
    .cut_short = "Лучшее сочетание предложений искали не до конца: возможно, есть и выгоднее",
    .cashier = "Кассиру: $0",
    .display = "На экране покупателя: $0",
    .slip = "На чеке: $0",
};

constexpr ReceiptWords kEnglish = {
    .weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
               "October", "November", "December"},
    .time = "$0, $1 $2 $3, $4",
    .store = "store $0",
    .no_card = "No card",
    .card = "Member's card",
    .has_points = "$0 on the account",
    .points_paid = "Paid with points",
    .for_points = "Paid with $0",
    .free_goods = "gift",
    .goods = "Goods",
    .offers = "Discounts",
    .to_pay = "Total",
    .gift_card = "Gift card $0",
    .wallet = "Wallet",
    .left_to_pay = "Left to pay",
    .applied = "Applied",
    .nearly = "Nearly reached",
    .rejected = "Not applied",
    .codes = "Coupons",
    .points = "Points",
    .will_earn = "Earns $0",
    .will_spend = "Spends $0",
    .can_spend = "Up to $0 can be spent on this receipt",
    .spend_no_member = "Points can't be spent without a card",
    .spend_below_minimum = "Points can't be spent: there are fewer than may be spent at a time",
    .spend_nothing = "Points can't be spent: they don't pay for these goods",
    .spend_balance = "there are no more on the account",
    .cut_short = "The search for the best combination was cut short: there may be a better one",
    .cashier = "Cashier reads: $0",
    .display = "Customer display: $0",
    .slip = "Slip: $0",
};

}  // namespace

const ReceiptWords& WordsIn(absl::string_view language) {
  return language == "ru" || language.substr(0, 3) == "ru-" ? kRussian : kEnglish;
}

}  // namespace tessera::trial
