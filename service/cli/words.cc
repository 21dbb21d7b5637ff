#include "tessera/cli/words.h"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace tessera::cli {
namespace {

constexpr const char* kMonths[2][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
    {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
     "октября", "ноября", "декабря"}};

absl::CivilDay DayOf(int64_t us, const Units& units) {
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!units.time_zone.empty()) absl::LoadTimeZone(units.time_zone, &zone);
  return absl::ToCivilDay(absl::FromUnixMicros(us), zone);
}

// Of a whole number; a broken one is "балла".
const char* RussianPoints(const std::string& amount) {
  if (absl::StrContains(amount, ",")) return "балла";
  std::string digits;
  std::copy_if(amount.begin(), amount.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  const char last = digits.empty() ? '0' : digits.back();
  const bool is_teen = digits.size() > 1 && digits[digits.size() - 2] == '1';
  if (is_teen || last == '0' || last >= '5') return "баллов";
  return last == '1' ? "балл" : "балла";
}

// One movement, as it is said.
class Telling {
 public:
  Telling(const v1::Entry& entry, const Units& units, Instant now, Language language)
      : entry_(entry), units_(units), now_(now), russian_(language == Language::kRussian),
        language_(language) {}

  std::string Words() const {
    std::string words = Movement();
    if (entry_.kind() != v1::ENTRY_KIND_SETTLE && entry_.overdraft_points() != 0) {
      absl::StrAppend(&words, Say("; overdraft ", "; перерасход "),
                      Number(entry_.overdraft_points(), true));
    }
    if (entry_.lost_points() != 0) {
      absl::StrAppend(&words, "; ", Number(entry_.lost_points(), false),
                      Say(" written off", " списано в убыток"));
    }
    if (!entry_.member_id().empty()) {
      absl::StrAppend(&words, Say("; by member ", "; участник "), entry_.member_id());
    }
    return words;
  }

 private:
  const char* Say(const char* english, const char* russian) const {
    return russian_ ? russian : english;
  }

  std::string Number(int64_t points, bool with_sign) const {
    const std::string text = with_sign ? units_.SignedPoints(points) : units_.Points(points);
    return russian_ ? absl::StrReplaceAll(text, {{".", ","}}) : text;
  }
  std::string Amount(int64_t points) const {
    const std::string number = Number(points, true);
    if (russian_) return absl::StrCat(number, " ", RussianPoints(number));
    return absl::StrCat(number, number == "+1" || number == "-1" ? " point" : " points");
  }
  std::string Day(int64_t us) const { return DayWords(us, units_, now_, language_); }
  std::string Booked() const {
    return absl::StrCat(russian_ ? ", " : " on ", Day(entry_.booked_at_us()));
  }
  // The receipt, or the sale where its number is not known.
  std::string Receipt(const char* before_receipt, const char* before_sale) const {
    if (!entry_.receipt_no().empty()) return absl::StrCat(before_receipt, entry_.receipt_no());
    return absl::StrCat(before_sale, entry_.sale_id());
  }
  std::string Comment() const {
    return entry_.comment().empty() ? std::string() : absl::StrCat(": ", entry_.comment());
  }

  // Points that are there at once need no word, nor do those that never end.
  std::string Life() const {
    std::string words;
    if (entry_.active_from_us() > entry_.booked_at_us()) {
      absl::StrAppend(&words, Say(", active from ", ", активны с "), Day(entry_.active_from_us()));
    }
    if (entry_.expires_at_us() != 0) {
      absl::StrAppend(&words, Say(", until ", ", до "), Day(entry_.expires_at_us()));
    }
    return words;
  }

  std::string Movement() const {
    const std::string amount = Amount(entry_.points());
    switch (entry_.kind()) {
      case v1::ENTRY_KIND_EARN:
        return absl::StrCat(amount, Say(" for ", " за "),
                            russian_ ? Receipt("чек ", "продажу ") : Receipt("receipt ", "sale "),
                            Say(" on ", " от "), Day(entry_.booked_at_us()), Life());
      case v1::ENTRY_KIND_SPEND:
        return absl::StrCat(amount, Say(" spent on ", ": оплата по "),
                            russian_ ? Receipt("чеку ", "продаже ") : Receipt("receipt ", "sale "),
                            Say(" on ", " от "), Day(entry_.booked_at_us()));
      case v1::ENTRY_KIND_REVOKE:
        return absl::StrCat(amount, Say(" taken back: ", ": снято при возврате "), Returned());
      case v1::ENTRY_KIND_RETURN:
        return absl::StrCat(amount, Say(" given back: ", ": возвращено при возврате "), Returned());
      case v1::ENTRY_KIND_EXPIRE:
        return absl::StrCat(amount, Say(" expired on ", ": срок истёк "),
                            Day(entry_.booked_at_us()));
      case v1::ENTRY_KIND_ADJUST:
        return absl::StrCat(amount, Say(" by headquarters", " от центрального офиса"), Booked(),
                            Life(), Comment());
      case v1::ENTRY_KIND_SETTLE:
        return absl::StrCat(Number(-entry_.overdraft_points(), false),
                            Say(" of the overdraft paid off", ": погашен перерасход"), Booked());
      case v1::ENTRY_KIND_TRANSFER: return Transfer(amount);
      default: return absl::StrCat(amount, Say(" for a reason that this version of tessera does not know",
                                               " по причине, которой эта версия tessera не знает"));
    }
  }

  // Goods without a sale have no receipt to name.
  std::string Returned() const {
    if (entry_.receipt_no().empty() && entry_.sale_id().empty()) {
      return absl::StrCat(Say("goods returned without a receipt", "без чека"), Booked());
    }
    return absl::StrCat(russian_ ? Receipt("по чеку ", "по продаже ")
                                 : Receipt("goods of receipt ", "goods of sale "),
                        Say(" returned", ""), Booked());
  }

  std::string Transfer(const std::string& amount) const {
    const bool out =
        entry_.points() < 0 || (entry_.points() == 0 && entry_.overdraft_points() < 0);
    return absl::StrCat(amount, out ? Say(" to member ", " участнику ")
                                    : Say(" from member ", " от участника "),
                        entry_.other_member_id(), Booked(), Comment());
  }

  const v1::Entry& entry_;
  const Units& units_;
  const Instant now_;
  const bool russian_;
  const Language language_;
};

struct InWords {
  const char* english;
  const char* russian;
};

const std::map<std::string, InWords>& Acts() {
  static const auto* const acts = new std::map<std::string, InWords>{
      {"ActivateGiftCard", {"put money on a gift card", "пополнил подарочную карту"}},
      {"AddIdentifier", {"gave a card or a number", "добавил карту или номер"}},
      {"AdjustPoints", {"adjusted points", "скорректировал баллы"}},
      {"AdjustWallet", {"adjusted the wallet", "скорректировал кошелёк"}},
      {"AnswerSurvey", {"wrote down an answer", "записал ответ покупателя"}},
      {"Backup", {"made a backup", "сделал резервную копию"}},
      {"BlockCoupon", {"blocked a coupon", "заблокировал купон"}},
      {"BlockGiftCard", {"blocked or unblocked a gift card", "заблокировал или разблокировал подарочную карту"}},
      {"DeleteDraft", {"deleted a draft of the program", "удалил черновик программы"}},
      {"Enrol", {"enrolled a member", "зарегистрировал участника"}},
      {"Export", {"exported profiles of members", "выгрузил анкеты участников"}},
      {"Import", {"imported", "загрузил данные"}},
      {"IssueCoupons", {"issued coupons", "выпустил купоны"}},
      {"LeaveAccount", {"took a member out of a family", "вывел участника из семьи"}},
      {"MergeMembers", {"merged two members", "объединил двух участников"}},
      {"PublishProgram", {"published a program", "опубликовал программу"}},
      {"ReadFeed", {"began to read the feed with profiles", "начал читать ленту с анкетами"}},
      {"RegisterTerminals", {"registered terminals", "зарегистрировал кассы"}},
      {"RemoveTerminal", {"took a terminal off the list", "убрал кассу из списка"}},
      {"ReplaceIdentifier", {"replaced a card", "заменил карту"}},
      {"RunJob", {"ran a job", "запустил задание"}},
      {"SaveDraft", {"saved a draft of the program", "сохранил черновик программы"}},
      {"SaveStores", {"changed stores", "изменил магазины"}},
      {"ShareAccount", {"put a member into a family", "добавил участника в семью"}},
      {"SnapshotFeed", {"took a snapshot with profiles", "снял снимок с анкетами"}},
      {"TransferPoints", {"transferred points", "перевёл баллы"}},
      {"UpdateFollowUp", {"looked after an answer", "обработал ответ покупателя"}},
      {"UpdateMember", {"changed a member", "изменил участника"}},
      {"WatchFeed", {"began to watch the feed with profiles", "начал следить за лентой с анкетами"}},
      {"WithdrawPublication", {"withdrew a program", "отозвал программу"}},
  };
  return *acts;
}

const std::map<std::string, InWords>& Troubles() {
  static const auto* const troubles = new std::map<std::string, InWords>{
      {"NEVER_SEEN", {"never called", "ни разу не выходила на связь"}},
      {"SILENT", {"silent for an hour or more", "молчит час или дольше"}},
      {"OUTBOX_LOST", {"lost records that waited", "потеряны записи в очереди"}},
      {"DISK", {"disk full", "диск переполнен"}},
      {"PARKED", {"records were refused", "есть отклонённые записи"}},
      {"QUEUE_OLD", {"records wait for an hour or more", "записи ждут час или дольше"}},
      {"SNAPSHOT_OLD", {"its data are a day old or older", "данные старше суток"}},
      {"PROGRAM_OLD", {"runs another program version", "работает по другой версии программы"}},
  };
  return *troubles;
}

std::string Lookup(const std::map<std::string, InWords>& words, const std::string& name,
                   Language language) {
  const auto found = words.find(name);
  if (found == words.end()) return name;
  return language == Language::kRussian ? found->second.russian : found->second.english;
}

}  // namespace

void AddLanguage(CLI::App& command, Language& language) {
  command
      .add_option_function<std::string>(
          "--language",
          [&language](const std::string& text) {
            language = text == "ru" ? Language::kRussian : Language::kEnglish;
          },
          "Words in English (en) or Russian (ru)")
      ->envname("TESSERA_LANGUAGE")
      ->check(CLI::IsMember({"en", "ru"}));
}

std::string DayWords(int64_t us, const Units& units, Instant now, Language language) {
  const absl::CivilDay day = DayOf(us, units);
  const size_t words = language == Language::kRussian ? 1 : 0;
  std::string text = absl::StrCat(day.day(), " ", kMonths[words][day.month() - 1]);
  if (day.year() != DayOf(now.us, units).year()) absl::StrAppend(&text, " ", day.year());
  return text;
}

std::string SpanWords(int64_t seconds) {
  constexpr int64_t kMinute = 60;
  constexpr int64_t kHour = 60 * kMinute;
  constexpr int64_t kDay = 24 * kHour;
  if (seconds < 2 * kMinute) return absl::StrCat(seconds, " s");
  if (seconds < 2 * kHour) return absl::StrCat(seconds / kMinute, " min");
  if (seconds < 2 * kDay) return absl::StrCat(seconds / kHour, " h");
  return absl::StrCat(seconds / kDay, " days");
}

std::string AgoWords(int64_t us, Instant now) {
  if (us == 0) return "never";
  const int64_t seconds = (now.us - us) / 1'000'000;
  return seconds < 1 ? "now" : absl::StrCat(SpanWords(seconds), " ago");
}

std::string EntryWords(const v1::Entry& entry, const Units& units, Instant now, Language language) {
  return Telling(entry, units, now, language).Words();
}

std::string ActWords(const std::string& method, Language language) {
  return Lookup(Acts(), method, language);
}

std::string TroubleWords(const std::string& trouble, Language language) {
  return Lookup(Troubles(), trouble, language);
}

}  // namespace tessera::cli
