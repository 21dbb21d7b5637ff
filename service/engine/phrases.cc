#include "phrases.h"

#include "plural.h"

namespace tessera::engine {
namespace {

constexpr Phrases kRussian = {
    .discount_by = "Скидка $0: $1",
    .discount = "Скидка $0",
    .points = "+$0",
    .fewer_points = "Начислено на $0 меньше",
    .earned = {"Начислен $0", "Начислено $0"},
    .will_earn = {"Будет начислен $0", "Будет начислено $0"},
    .gift = "Подарок: $1, $0 шт.",
    .stamps = "+$0",
    .coupons = "$0 на следующую покупку",
    .give_coupons = "Выдайте $0 на следующую покупку",
    .for_points = "$0 за $1",
    .applied = "Предложение действует",
    .saved = "Ваша выгода $0",

    .spent = {"Списан $0", "Списано $0"},
    .spent_for = {"Списан $0: $1", "Списано $0: $1"},
    .can_spend = "Можно списать до $0",
    .below_minimum = "Списать можно от $0",
    .offline_limit = "Нет связи: лимит списания исчерпан",
    .offline_stale = "Нет связи: списать баллы сейчас нельзя",

    .missing = "Ещё $0 — и «$1»",
    .missing_amount = "на $0",
    .missing_pieces = "$0 шт.",
    .missing_weight = "$0 кг",
    .missing_both = "$0 и $1",

    .not_started = "Предложение ещё не началось",
    .ended = "Предложение уже закончилось",
    .outside_hours = "Предложение действует в другие дни или часы",
    .audience = "Не действует для этой карты или магазина",
    .member_required = "Для этого предложения нужна карта",
    .minimum = "Условие предложения пока не выполнено",
    .payment_method = "Предложение действует при другом способе оплаты",
    .code_unknown = "Такого купона нет",
    .code_used = "Уже использован",
    .code_expired = "Срок действия истёк",
    .use_limit = "Лимит использований исчерпан",
    .unit_limit = "Лимит товаров по предложению исчерпан",
    .budget = "Бюджет предложения исчерпан",
    .excluded_by = "Не суммируется с другим предложением",
    .not_best = "Другое предложение выгоднее",
    .points_insufficient = "Для этого предложения не хватает баллов",
    .nothing_to_discount = "В чеке нет товаров для этого предложения",
    .nothing_to_earn = "За эти товары баллы не начисляются",
    .floor_reached = "Цена уже минимальная",
    .receipt_cap = "Скидка на чек уже максимальная",
    .goods_on_sale = "Не действует, если в чеке есть уценка",
    .code_superfluous = "Другой код этой акции уже введён",
    .refused_code = "Купон $0: $1",

    .paid_by_card = "Подарочная карта: $0 (остаток $1)",
    .paid_by_wallet = "Кошелёк: $0 (остаток $1)",
    .due = "К оплате $0",

    .stamp_noun = {"наклейка", "наклейки", "наклеек", "наклейки"},
    .coupon_noun = {"купон", "купона", "купонов", "купона"},
};

constexpr Phrases kEnglish = {
    .discount_by = "Discount $0: $1",
    .discount = "Discount $0",
    .points = "+$0",
    .fewer_points = "$0 less to earn",
    .earned = {"You earned $0", "You earned $0"},
    .will_earn = {"This sale will earn $0", "This sale will earn $0"},
    .gift = "Gift: $0 × $1",
    .stamps = "+$0",
    .coupons = "$0 for the next purchase",
    .give_coupons = "Hand over $0 for the next purchase",
    .for_points = "$0 for $1",
    .applied = "This offer holds",
    .saved = "You saved $0",

    .spent = {"You spent $0", "You spent $0"},
    .spent_for = {"Spent $0: $1", "Spent $0: $1"},
    .can_spend = "Up to $0 can be spent",
    .below_minimum = "At least $0 must be spent at a time",
    .offline_limit = "Offline: no more points can be spent",
    .offline_stale = "Offline: points can't be spent now",

    .missing = "$0 more for “$1”",
    .missing_amount = "$0",
    .missing_pieces = "$0",
    .missing_weight = "$0 kg",
    .missing_both = "$0 and $1",

    .not_started = "This offer has not started yet",
    .ended = "This offer has ended",
    .outside_hours = "This offer holds on other days or at other hours",
    .audience = "This offer is not for this card or this store",
    .member_required = "This offer needs a card",
    .minimum = "The offer's conditions are not met yet",
    .payment_method = "This offer holds for another way of paying",
    .code_unknown = "There is no such coupon",
    .code_used = "Used already",
    .code_expired = "Expired",
    .use_limit = "This offer has been used as often as it may be",
    .unit_limit = "No more goods are left in this offer",
    .budget = "This offer is over: its budget is used up",
    .excluded_by = "Does not combine with another offer",
    .not_best = "Another offer gives more",
    .points_insufficient = "Not enough points for this offer",
    .nothing_to_discount = "No goods here are in this offer",
    .nothing_to_earn = "These goods earn no points",
    .floor_reached = "The price is already the lowest allowed",
    .receipt_cap = "The discount is already the largest allowed",
    .goods_on_sale = "Not valid with goods that are reduced already",
    .code_superfluous = "Another code of this offer is entered already",
    .refused_code = "Coupon $0: $1",

    .paid_by_card = "Gift card: $0 ($1 left)",
    .paid_by_wallet = "Wallet: $0 ($1 left)",
    .due = "To pay $0",

    .stamp_noun = {"stamp", "stamps", "stamps", "stamps"},
    .coupon_noun = {"coupon", "coupons", "coupons", "coupons"},
};

}  // namespace

const Phrases& PhrasesIn(absl::string_view language) {
  return IsRussian(language) ? kRussian : kEnglish;
}

std::string WithoutCapital(absl::string_view sentence) {
  std::string text(sentence);
  if (text.size() < 2) return text;
  const auto first = static_cast<unsigned char>(text[0]);
  const auto second = static_cast<unsigned char>(text[1]);
  if (first >= 'A' && first <= 'Z') {
    text[0] = static_cast<char>(first + ('a' - 'A'));
  } else if (first == 0xD0 && second >= 0x90 && second <= 0x9F) {  // А to П
    text[1] = static_cast<char>(second + 0x20);
  } else if (first == 0xD0 && second >= 0xA0 && second <= 0xAF) {  // Р to Я
    text[0] = static_cast<char>(0xD1);
    text[1] = static_cast<char>(second - 0x20);
  }
  return text;
}

}  // namespace tessera::engine
