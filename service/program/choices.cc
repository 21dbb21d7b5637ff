#include "choices.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace tessera::program {
namespace {

struct Choice {
  absl::string_view name;
  const char* russian;
};

// Marks and standards are called the same in both.
constexpr Choice kChoices[] = {
    {"AMOUNT_PER_LINE", "за строку"},
    {"AMOUNT_PER_RECEIPT", "за чек"},
    {"AMOUNT_PER_UNIT", "за штуку"},
    {"BASIS_AFTER_DISCOUNTS", "после скидок"},
    {"BASIS_BEFORE_DISCOUNTS", "до скидок"},
    {"BASIS_BEFORE_REDEMPTION", "до оплаты баллами"},
    {"CACHE_SCOPE_ALL", "все участники"},
    {"CACHE_SCOPE_HOME_OR_SEEN", "свои и бывавшие"},
    {"CACHE_SCOPE_HOME_STORE", "свои участники магазина"},
    {"CACHE_SCOPE_SEEN", "бывавшие в магазине"},
    {"CALENDAR_PERIOD_MONTH", "месяц"},
    {"CALENDAR_PERIOD_QUARTER", "квартал"},
    {"CALENDAR_PERIOD_YEAR", "год"},
    {"CARRIER_CODE128", "Code 128"},
    {"CARRIER_DATAMATRIX", "DataMatrix"},
    {"CARRIER_EAN", "EAN"},
    {"CARRIER_GS1", "GS1"},
    {"CARRIER_NFC", "NFC"},
    {"CARRIER_QR", "QR"},
    {"CARRIER_TRACK2", "магнитная дорожка 2"},
    {"CARRIER_TYPED", "ввод с клавиатуры"},
    {"CHECK_DIGIT_GTIN", "GTIN"},
    {"CHECK_DIGIT_LUHN", "алгоритм Луна"},
    {"GIFT_MODE_ADDED", "добавляется в чек"},
    {"GIFT_MODE_ADD_MISSING", "добавляется недостающее"},
    {"GROUP_MODE_BEST", "лучшая"},
    {"GROUP_MODE_FIRST", "первая"},
    {"GUARD_ACTION_FLAG", "пометить"},
    {"GUARD_ACTION_REFUSE", "отказать"},
    {"GUARD_SCOPE_CASHIER", "кассир"},
    {"GUARD_SCOPE_TILL", "касса"},
    {"IDENTIFIER_KIND_CARD", "карта"},
    {"IDENTIFIER_KIND_NFC", "NFC"},
    {"IDENTIFIER_KIND_PHONE", "телефон"},
    {"IDENTIFIER_KIND_QR", "QR"},
    {"LIFE_CYCLE_STAGE_AT_RISK", "под угрозой ухода"},
    {"LIFE_CYCLE_STAGE_LOST", "потерянный"},
    {"LIFE_CYCLE_STAGE_LOYAL", "лояльный"},
    {"LIFE_CYCLE_STAGE_NEW", "новый"},
    {"LIFE_CYCLE_STAGE_POTENTIAL", "потенциальный"},
    {"LIFE_CYCLE_STAGE_REGULAR", "постоянный"},
    {"OFFER_ORDER_CODES_AS_ENTERED", "коды в порядке ввода"},
    {"OFFER_ORDER_ID", "по имени акции"},
    {"OFFER_ORDER_LISTED", "как в списке"},
    {"ON_EXCEED_CUT", "урезать"},
    {"ON_EXCEED_FINISH", "давать целиком, пока что-то осталось"},
    {"ON_EXCEED_REFUSE", "отказать"},
    {"ON_SALE_EXCLUDED", "кроме уценённых"},
    {"ON_SALE_ONLY", "только уценённые"},
    {"REPEAT_ONCE", "один раз"},
    {"REPEAT_PER_BUNDLE", "за каждый комплект"},
    {"REVOKE_BEYOND_LOSS", "списать в убыток"},
    {"REVOKE_BEYOND_OVERDRAFT", "увести баланс в минус"},
    {"ROUNDING_DOWN", "вниз"},
    {"ROUNDING_HALF_DOWN", "половина вниз"},
    {"ROUNDING_HALF_EVEN", "половина к чётному"},
    {"ROUNDING_HALF_UP", "половина вверх"},
    {"ROUNDING_PLACE_LINE", "строка"},
    {"ROUNDING_PLACE_RECEIPT", "чек"},
    {"ROUNDING_PLACE_UNIT_PRICE", "цена за единицу"},
    {"ROUNDING_UP", "вверх"},
    {"SCAN_MEANING_COUPON", "купон"},
    {"SCAN_MEANING_GIFT_CARD", "подарочная карта"},
    {"SCAN_MEANING_MEMBER", "участник"},
    {"SPREAD_BY_CHEAPEST_FIRST", "сначала дешёвые"},
    {"SPREAD_BY_QUANTITY", "количество"},
    {"SPREAD_BY_VALUE", "стоимость"},
    {"SPREAD_CARRIED_ERROR", "остаток переносится дальше"},
    {"SPREAD_LARGEST_REMAINDER", "наибольшие остатки"},
    {"SPREAD_ODD_TO_FIRST", "остаток на первую строку"},
    {"SPREAD_ODD_TO_LAST", "остаток на последнюю строку"},
    {"STACKING_MODE_BEST_FOR_CUSTOMER", "выгоднейшее покупателю сочетание"},
    {"STACKING_MODE_BEST_ONLY", "только самая выгодная"},
    {"STACKING_MODE_COMPOUND", "одна за другой"},
    {"STACKING_MODE_ON_ORIGINAL", "каждая от исходной цены"},
    {"SURVEY_KIND_CSAT", "CSAT"},
    {"SURVEY_KIND_NPS", "NPS"},
    {"SURVEY_KIND_SCORE", "оценка"},
    {"SURVEY_KIND_TEXT", "текст"},
    {"SURVEY_PLACE_HQ", "офис"},
    {"SURVEY_PLACE_SLIP", "чек"},
    {"SURVEY_PLACE_TILL", "касса"},
    {"TENDER_KIND_GIFT_CARD", "подарочная карта"},
    {"TENDER_KIND_WALLET", "кошелёк"},
    {"TIER_BASIS_ACTIVE_POINTS", "активные баллы"},
    {"TIER_BASIS_EARNED_POINTS", "начисленные баллы"},
    {"TIER_BASIS_SPEND", "сумма покупок"},
    {"TIER_BASIS_VISITS", "число покупок"},
    {"TIER_DOWNGRADE_AT_ONCE", "сразу"},
    {"TIER_DOWNGRADE_AT_PERIOD_END", "в конце периода"},
    {"TIER_DOWNGRADE_NEVER", "никогда"},
    {"TIER_DOWNGRADE_ONE_STEP", "на одну ступень"},
    {"UNIT_ORDER_BASKET", "по порядку в чеке"},
    {"UNIT_ORDER_CHEAPEST_FIRST", "сначала дешёвые"},
    {"UNIT_ORDER_DEAREST_FIRST", "сначала дорогие"},
    {"WEEKDAY_FRIDAY", "пятница"},
    {"WEEKDAY_MONDAY", "понедельник"},
    {"WEEKDAY_SATURDAY", "суббота"},
    {"WEEKDAY_SUNDAY", "воскресенье"},
    {"WEEKDAY_THURSDAY", "четверг"},
    {"WEEKDAY_TUESDAY", "вторник"},
    {"WEEKDAY_WEDNESDAY", "среда"},
};

const Choice* Find(absl::string_view name) {
  const auto found = std::find_if(std::begin(kChoices), std::end(kChoices),
                                  [&](const Choice& choice) { return choice.name == name; });
  return found == std::end(kChoices) ? nullptr : found;
}

// "ROUNDING_HALF_UP" of the enum Rounding: "half up".
std::string Plain(const google::protobuf::EnumValueDescriptor& value) {
  std::string prefix;
  for (const char c : value.type()->name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  absl::string_view name = value.name();
  absl::ConsumePrefix(&name, absl::StrCat(prefix, "_"));
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", " "}});
}

}  // namespace

std::string ChoiceText(const google::protobuf::EnumValueDescriptor& value, Tongue tongue) {
  if (tongue == Tongue::kEnglish) return Plain(value);
  if (absl::EndsWith(value.name(), "_UNSPECIFIED")) return "не задано";
  const Choice* const choice = Find(value.name());
  return choice == nullptr ? Plain(value) : choice->russian;
}

}  // namespace tessera::program
