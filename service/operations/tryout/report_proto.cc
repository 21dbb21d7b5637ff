#include "tessera/operations/tryout/report_proto.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "tessera/base/status.h"
#include "tessera/operations/account/members.h"
#include "tessera/tryout/try_out.h"

namespace tessera::operations {
namespace {

void Put(const engine::CompiledProgram& tried, const tryout::Figures& figures,
         v1::TryOutFigures* message) {
  message->set_receipts(figures.receipts);
  message->set_gross_minor(figures.gross.value());
  message->set_discount_minor(figures.discount.value());
  message->set_redeemed_minor(figures.redeemed.value());
  message->set_total_minor(figures.total.value());
  message->set_earned_points(figures.earned.value());
  message->set_spent_points(figures.spent.value());
  message->set_earned_worth_minor(tryout::WorthOf(tried, figures.earned).value());
  message->set_coupons(figures.coupons);
  message->set_stamps(figures.stamps);
}

void PutOffer(const engine::CompiledProgram& tried, const tryout::OfferChange& change,
              const std::string& language, v1::TryOutOffer* message) {
  message->set_offer_id(change.offer_id);
  if (const engine::Offer* const offer = tried.FindOffer(change.offer_id); offer != nullptr) {
    message->set_name(std::string(tried.TextOrDefault(offer->name, language)));
  }
  Put(tried, change.before, message->mutable_before());
  Put(tried, change.after, message->mutable_after());
  message->set_members(change.members);
}

absl::Status PutMember(storage::ReadTransaction& transaction, const tryout::MemberChange& change,
                       v1::TryOutMember* message) {
  message->set_member_id(change.member_id.ToText());
  TESSERA_ASSIGN_OR_RETURN(const auto member, FindPresent(transaction, change.member_id));
  if (member) message->set_masked_name(member->masked_name);
  message->set_receipts(change.receipts);
  message->set_discount_minor(change.discount.value());
  message->set_earned_points(change.earned.value());
  message->set_worth_minor(change.worth.value());
  return absl::OkStatus();
}

void PutExample(const engine::CompiledProgram& tried, const tryout::ReceiptChange& change,
                v1::TryOutReceipt* message) {
  message->set_sale_id(change.sale_id.ToText());
  message->set_receipt_no(change.receipt_no);
  message->set_store_id(change.store_id);
  message->set_sold_at_us(change.at.us);
  if (change.member_id) message->set_member_id(change.member_id->ToText());
  Put(tried, change.before, message->mutable_before());
  Put(tried, change.after, message->mutable_after());
  for (const std::string& offer_id : change.gained) message->add_offers_gained(offer_id);
  for (const std::string& offer_id : change.lost) message->add_offers_lost(offer_id);
}

struct Caution {
  const char* english;
  const char* russian;
};

constexpr Caution kUnused = {
    "Every offer begins the period unused; limits and budgets run down by what the tried program gives.",
    "Все акции начинают период неиспользованными: лимиты и бюджеты расходуются по пробуемой программе."};
constexpr Caution kWithout = {
    "Some receipts are older than what the service keeps about the customer: today's tier and tags were "
    "taken for them, and segments that no offer of the tried program names.",
    "Часть чеков старше, чем сведения о покупателе на момент продажи: для них взяты сегодняшние уровень "
    "и теги, а также сегменты, которых не называет ни одна акция пробуемой программы."};
constexpr Caution kEstimated = {
    "Earlier purchases were put together from days of purchase; what came back since is left out of them.",
    "Прежние покупки восстановлены по дням; возвращённое позже в них не входит."};
constexpr Caution kRedeemed = {
    "Some customers could not have spent the points that they spent; the most that was allowed was taken.",
    "Часть покупателей не смогла бы списать столько баллов: взято наибольшее допустимое."};
constexpr Caution kChosen = {
    "Only a part of the receipts was rated: uses and budgets run down more slowly than they would.",
    "Пересчитана только часть чеков: лимиты и бюджеты расходуются медленнее, чем на самом деле."};
constexpr Caution kLate = {
    "Receipts that tills handed over more than 31 days after the period are left out.",
    "Чеки, которые кассы передали позже чем через 31 день после периода, не учтены."};
constexpr Caution kForgotten = {
    "Receipts with coupons of a batch, gift cards or a wallet of which nothing was kept at the time: $0. "
    "They are left out.",
    "Чеков с купонами серий, подарочными картами или кошельком, о которых тогда ничего не сохранялось: $0. "
    "Они не учтены."};
constexpr Caution kGoods = {
    "Who bought the goods that these segments ask for is counted only once they are in force for all: here "
    "everybody keeps the place that the receipt gave, and nobody is in a new segment of that kind.",
    "Кто покупал товары, о которых спрашивают эти сегменты, считается только после публикации для всех: здесь "
    "каждый остаётся там, где был на момент чека, а в новые такие сегменты не входит никто."};
constexpr Caution kProfiles = {
    "Customers whose profile can't be read: $0. It counts as empty.",
    "Покупателей, чью анкету не удалось прочитать: $0. Она считается пустой."};
constexpr Caution kBehaviour = {
    "Customers are taken to buy just what they bought: nobody comes more often because of an offer.",
    "Считается, что покупатели купили бы то же самое: никто не приходит чаще из-за акции."};

// "regulars (coffee-15)"
std::string SegmentWithOffers(const engine::CompiledProgram& tried, const std::string& segment) {
  std::vector<std::string> offers;
  for (const engine::Offer& offer : tried.source().offers) {
    const auto& segments = offer.audience.segments;
    if (std::find(segments.begin(), segments.end(), segment) != segments.end()) {
      offers.push_back(offer.id);
    }
  }
  return absl::StrCat(segment, " (", absl::StrJoin(offers, ", "), ")");
}

std::string SegmentsCaution(const engine::CompiledProgram& tried,
                            const std::set<std::string>& segments, bool russian) {
  std::vector<std::string> named;
  for (const std::string& segment : segments) named.push_back(SegmentWithOffers(tried, segment));
  const std::string list = absl::StrJoin(named, ", ");
  if (russian) {
    return absl::StrCat(
        "На момент части чеков этих сегментов ещё не было или они были определены иначе: ", list,
        ". Кто в них входил бы, посчитано по правилам пробуемой программы на день чека: по прежним "
        "покупкам, а анкета, магазин и язык — сегодняшние.");
  }
  return absl::StrCat(
      "When some receipts were sold, these segments were not there yet, or defined otherwise: ", list,
      ". Who would have been in them was worked out by the tried program's rules as of each receipt: from "
      "earlier purchases, with today's profile, home store and language.");
}

}  // namespace

absl::StatusOr<v1::TryOutReport> ReportToProto(storage::ReadTransaction& transaction,
                                               const engine::CompiledProgram& tried,
                                               const tryout::Report& report,
                                               const ReportSetting& setting) {
  v1::TryOutReport message;
  message.set_receipts(report.receipts);
  message.set_receipts_changed(report.receipts_changed);
  message.set_members_affected(report.members_affected);
  Put(tried, report.before, message.mutable_before());
  Put(tried, report.after, message.mutable_after());
  for (const tryout::OfferChange& change : report.offers) {
    PutOffer(tried, change, setting.language, message.add_offers());
  }
  for (const tryout::MemberChange& change : report.winners) {
    TESSERA_RETURN_IF_ERROR(PutMember(transaction, change, message.add_winners()));
  }
  for (const tryout::MemberChange& change : report.losers) {
    TESSERA_RETURN_IF_ERROR(PutMember(transaction, change, message.add_losers()));
  }
  for (const tryout::ReceiptChange& change : report.examples) {
    PutExample(tried, change, message.add_examples());
  }
  message.set_skipped(report.skipped);
  message.set_without_situation(report.without_situation);
  message.set_redemption_changed(report.redemption_changed);
  const bool russian =
      setting.language == "ru" || absl::StartsWith(setting.language, "ru-");
  const auto say = [&](const Caution& caution) {
    message.add_cautions(russian ? caution.russian : caution.english);
  };
  say(kUnused);
  if (report.without_situation > 0) say(kWithout);
  if (setting.estimated) say(kEstimated);
  if (report.redemption_changed > 0) say(kRedeemed);
  if (setting.is_part) say(kChosen);
  if (setting.is_cut) say(kLate);
  if (setting.forgotten > 0) {
    message.add_cautions(
        absl::Substitute(russian ? kForgotten.russian : kForgotten.english, setting.forgotten));
  }
  if (setting.unreadable > 0) {
    message.add_cautions(
        absl::Substitute(russian ? kProfiles.russian : kProfiles.english, setting.unreadable));
  }
  if (!setting.worked_out.empty()) {
    message.add_cautions(SegmentsCaution(tried, setting.worked_out, russian));
    if (setting.lacks_goods) say(kGoods);
  }
  say(kBehaviour);
  return message;
}

}  // namespace tessera::operations
