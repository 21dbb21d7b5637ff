#include "phrases.h"

#include "plural.h"

namespace tessera::engine {
namespace {

constexpr Phrases kRussian = {
    .discount_by = "Скидка $0: $1",
    .discount = "Скидка $0",
    .points_by = "+$0: $1",
    .points = "+$0",
    .earned = "Начислено $0",
    .will_earn = "Будет начислено $0",
    .spent = "Списано $0: −$1",
    .spent_on_slip = "Списано $0",
    .can_spend = "Можно списать до $0",
    .saved = "Ваша выгода $0",
    .missing = "Ещё $0 — и «$1»",
    .missing_amount = "на $0",
    .missing_pieces = "$0 шт.",
    .missing_weight = "$0 кг",
    .missing_both = "$0 и $1",
    .not_started = "Предложение ещё не началось",
    .ended = "Предложение уже закончилось",
    .audience = "Предложение не для этой карты или не для этого магазина",
    .minimum = "Условие предложения пока не выполнено",
    .excluded_by = "Не действует вместе с другим предложением",
    .nothing_to_discount = "В чеке нет товаров для этого предложения",
    .nothing_to_earn = "За эти товары баллы не начисляются",
    .floor_reached = "Цена уже минимальная",
    .below_minimum = "Списать можно от $0",
    .offline_limit = "Нет связи: сейчас можно списать только часть баллов",
    .offline_stale = "Нет связи: списать баллы сейчас нельзя",
};

constexpr Phrases kEnglish = {
    .discount_by = "Discount $0: $1",
    .discount = "Discount $0",
    .points_by = "+$0: $1",
    .points = "+$0",
    .earned = "You earned $0",
    .will_earn = "This sale will earn $0",
    .spent = "Spent $0: −$1",
    .spent_on_slip = "You spent $0",
    .can_spend = "Up to $0 can be spent",
    .saved = "You saved $0",
    .missing = "$0 more for “$1”",
    .missing_amount = "$0",
    .missing_pieces = "$0 pcs",
    .missing_weight = "$0 kg",
    .missing_both = "$0 and $1",
    .not_started = "This offer has not started yet",
    .ended = "This offer has ended",
    .audience = "This offer is not for this card or this store",
    .minimum = "What this offer asks for is not reached yet",
    .excluded_by = "Does not combine with another offer",
    .nothing_to_discount = "No goods on this receipt are in this offer",
    .nothing_to_earn = "These goods earn no points",
    .floor_reached = "The price is already the lowest allowed",
    .below_minimum = "At least $0 must be spent at a time",
    .offline_limit = "Offline: only part of the points can be spent now",
    .offline_stale = "Offline: points can't be spent now",
};

}  // namespace

const Phrases& PhrasesIn(absl::string_view language) {
  return IsRussian(language) ? kRussian : kEnglish;
}

}  // namespace tessera::engine
