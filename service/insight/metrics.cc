#include "tessera/insight/metrics.h"

#include "tessera/base/number.h"
#include "tessera/insight/compute.h"

namespace tessera::insight {
namespace {

constexpr absl::string_view kFarris5 = "Farris et al., Marketing Metrics, 3rd ed., ch. 5";
constexpr absl::string_view kFarris3 = "Farris et al., Marketing Metrics, 3rd ed., ch. 3";
constexpr absl::string_view kUsualReport = "usual in loyalty reports";
constexpr absl::string_view kIfrsLiability = "IFRS 15, B39 to B43";
constexpr absl::string_view kIfrsBreakage = "IFRS 15, B44 to B47";
constexpr absl::string_view kReichheld = "Reichheld, The One Number You Need to Grow, HBR 12/2003";
constexpr absl::string_view kTopTwo = "top-two-box, as usual";
constexpr absl::string_view kBooks = "the books";

constexpr bool kTargets = true;
constexpr bool kLess = true;

const Metric kMetrics[] = {
    {"retention_rate", Unit::kPercentMilli, Needs::kActivity, "kept / buyers of the period before",
     kFarris5,
     {"Retention rate",
      "of the members who bought in the period before, those who bought in this one too"},
     {"Удержание", "доля покупавших в прошлом периоде, кто купил и в этом"},
     kTargets, 60'000, 75'000, false, compute::RetentionRate},
    {"crr", Unit::kPercentMilli, Needs::kActivity, "(E - N) / S", kFarris5,
     {"Customer retention (CRR)",
      "of the customers at the start (S), those who are customers at the end: E at the end, N of "
      "them new or returned"},
     {"Коэффициент удержания (CRR)",
      "доля клиентов на начало (S), оставшихся клиентами к концу: E на конец, из них N новых и "
      "вернувшихся"},
     kTargets, 60'000, 75'000, false, compute::Crr},
    {"churn", Unit::kPercentMilli, Needs::kActivity, "L / S", kFarris5,
     {"Churn", "of the customers at the start (S), those lost by the end (L); 100 % less CRR"},
     {"Отток", "доля клиентов на начало (S), потерянных к концу (L); 100 % минус CRR"},
     kTargets, 40'000, 25'000, kLess, compute::Churn},
    {"customers_start", Unit::kCount, Needs::kActivity, "S", kFarris5,
     {"Customers at the start",
      "members with a purchase within customer_days, at the end of the day before the period"},
     {"Клиентов на начало",
      "участники с покупкой за последние customer_days дней, на конец дня перед периодом"},
     false, 0, 0, false, compute::CustomersStart},
    {"customers_end", Unit::kCount, Needs::kActivity, "E = S - L + new + returned", kFarris5,
     {"Customers at the end", "the same at the end of the period's last day"},
     {"Клиентов на конец", "то же на конец последнего дня периода"},
     false, 0, 0, false, compute::CustomersEnd},
    {"customers_new", Unit::kCount, Needs::kActivity, "count", kFarris5,
     {"New customers", "customers at the end whose first purchase lies in the period"},
     {"Новых клиентов", "клиенты на конец, чья первая покупка пришлась на период"},
     false, 0, 0, false, compute::CustomersNew},
    {"customers_returned", Unit::kCount, Needs::kActivity, "count", kFarris5,
     {"Customers who returned", "customers at the end who were none at the start but had bought before"},
     {"Вернувшихся клиентов", "клиенты на конец, которые не были ими на начало, но покупали раньше"},
     false, 0, 0, false, compute::CustomersReturned},
    {"customers_lost", Unit::kCount, Needs::kActivity, "L", kFarris5,
     {"Customers lost", "customers at the start who are none at the end"},
     {"Потеряно клиентов", "клиенты на начало, которые к концу ими не остались"},
     false, 0, 0, kLess, compute::CustomersLost},
    {"repeat_rate", Unit::kPercentMilli, Needs::kActivity, "buyers with 2 purchases or more / buyers",
     kFarris5,
     {"Repeat purchase rate", "of the members who bought, those with two purchases and more in the period"},
     {"Доля повторных покупателей", "доля купивших, у кого в периоде две покупки и больше"},
     false, 0, 0, false, compute::RepeatRate},
    {"repeat_purchases", Unit::kMilli, Needs::kBoth,
     "(purchases - first purchases) / buyers x 365 / days", kFarris3,
     {"Repeat purchases a year",
      "purchases that are not a member's first, for one buyer, as if the period were a year of 365 days"},
     {"Повторных покупок в год",
      "покупки, кроме первых, на одного купившего, в пересчёте на год из 365 дней"},
     kTargets, 1'500, 2'500, false, compute::RepeatPurchases},
    {"purchase_frequency", Unit::kMilli, Needs::kBoth, "purchases / buyers x 365 / days", kFarris3,
     {"Purchase frequency", "purchases of one buyer, as if the period were a year of 365 days"},
     {"Частота покупок", "покупок на одного купившего, в пересчёте на год из 365 дней"},
     false, 0, 0, false, compute::PurchaseFrequency},
    {"average_receipt", Unit::kMoneyMinor, Needs::kSums, "net / receipts", kFarris3,
     {"Average receipt",
      "paid for a receipt, after discounts and points; receipts that came back wholly are left out"},
     {"Средний чек", "оплачено по чеку после скидок и баллов; полностью возвращённые чеки не в счёт"},
     false, 0, 0, false, compute::AverageReceipt},
    {"average_receipt_members", Unit::kMoneyMinor, Needs::kSums, "net / purchases", kFarris3,
     {"Average receipt of members", "the same of receipts with a card"},
     {"Средний чек участников", "то же по чекам с картой"},
     false, 0, 0, false, compute::AverageReceiptOfMembers},
    {"items_per_receipt", Unit::kMilli, Needs::kSums, "pieces / receipts", kFarris3,
     {"Items per receipt", "pieces on a receipt; what is weighed is one piece a line, a part of a piece a whole one"},
     {"Товаров в чеке", "штук в чеке; весовой товар считается за одну штуку, часть штуки за целую"},
     false, 0, 0, false, compute::ItemsPerReceipt},
    {"card_share", Unit::kPercentMilli, Needs::kSums, "receipts with a card / receipts", kUsualReport,
     {"Receipts with a card", "of all receipts, those that a member's card was shown for"},
     {"Доля чеков с картой", "доля чеков, в которых предъявлена карта участника"},
     false, 0, 0, false, compute::CardShare},
    {"lifetime", Unit::kYearsMilli, Needs::kActivity, "days / 365 / churn, at most 10", kFarris5,
     {"Lifetime", "how long a customer stays one; as the program says, or by churn, at most ten years"},
     {"Срок жизни клиента", "сколько клиент остаётся клиентом: по программе или по оттоку, не больше десяти лет"},
     false, 0, 0, false, compute::Lifetime},
    {"clv", Unit::kMoneyMinor, Needs::kBoth, "average receipt x frequency x lifetime", kFarris5,
     {"Customer lifetime value (CLV)",
      "what a customer pays over the lifetime: average receipt of members x purchase frequency x lifetime"},
     {"Пожизненная ценность (CLV)",
      "сколько клиент заплатит за срок жизни: средний чек участников × частота × срок жизни"},
     kTargets, 15'000, 20'000, false, compute::Clv},
    {"margin_rate", Unit::kPercentMilli, Needs::kSums, "sum of (paid - cost x quantity) / paid", kFarris3,
     {"Margin",
      "what is left of what members paid, once the goods are paid for: of purchases, over the lines whose "
      "goods had a cost in the catalogue when the receipt was counted"},
     {"Маржа",
      "что остаётся от уплаченного участниками после вычета себестоимости: по строкам покупок, у товаров "
      "которых была себестоимость в каталоге, когда чек был посчитан"},
     false, 0, 0, false, compute::MarginRate},
    {"clv_margin", Unit::kMoneyMinor, Needs::kBoth, "CLV x margin", kFarris5,
     {"CLV from margins",
      "what a customer leaves over the lifetime, once the goods are paid for: CLV x observed margin; goods "
      "without a cost are taken to have the margin of the others"},
     {"CLV по марже",
      "сколько клиент принесёт за срок жизни после вычета себестоимости: CLV × наблюдаемая маржа; для "
      "товаров без себестоимости берётся маржа остальных"},
     false, 0, 0, false, compute::ClvMargin},
    {"active_members", Unit::kCount, Needs::kActivity, "count", kUsualReport,
     {"Active members", "members with a purchase in the period"},
     {"Активных участников", "участники с покупкой в периоде"},
     false, 0, 0, false, compute::ActiveMembers},
    {"new_members", Unit::kCount, Needs::kMembers, "count", kUsualReport,
     {"New members", "enrolled in the period"},
     {"Новых участников", "вступили в периоде"},
     false, 0, 0, false, compute::NewMembers},
    {"members", Unit::kCount, Needs::kMembers, "count", kUsualReport,
     {"Members", "enrolled up to the end of the period and not merged into another"},
     {"Участников", "вступили до конца периода и не объединены с другими"},
     false, 0, 0, false, compute::AllMembers},
    {"receipts", Unit::kCount, Needs::kSums, "count", kBooks,
     {"Receipts", "booked sales"},
     {"Чеков", "проведённые продажи"},
     false, 0, 0, false, compute::ReceiptCount},
    {"gross", Unit::kMoneyMinor, Needs::kSums, "sum", kBooks,
     {"Gross", "what the goods of all receipts cost before discounts"},
     {"Сумма без скидок", "стоимость товаров всех чеков до скидок"},
     false, 0, 0, false, compute::Gross},
    {"discount", Unit::kMoneyMinor, Needs::kSums, "sum", kBooks,
     {"Discount", "taken off by offers; what came back is not counted back"},
     {"Скидки", "снижено акциями; возвраты не вычтены"},
     false, 0, 0, false, compute::Discount},
    {"redeemed", Unit::kMoneyMinor, Needs::kSums, "sum", kBooks,
     {"Paid with points", "money that points took off receipts"},
     {"Оплачено баллами", "на сколько баллы уменьшили чеки"},
     false, 0, 0, false, compute::Redeemed},
    {"returns", Unit::kMoneyMinor, Needs::kSums, "sum", kBooks,
     {"Returns", "money handed out for what came back, on the day of the return"},
     {"Возвраты", "выдано за возвращённое, по дню возврата"},
     false, 0, 0, kLess, compute::Returns},
    {"revenue", Unit::kMoneyMinor, Needs::kSums, "net of sales - returns", kBooks,
     {"Revenue", "paid for receipts less what was handed out for returns, each on its day"},
     {"Выручка", "оплачено по чекам за вычетом возвратов, каждое в свой день"},
     false, 0, 0, false, compute::Revenue},
    {"redemption_share", Unit::kPercentMilli, Needs::kSums,
     "receipts that spent points / receipts with a card", kUsualReport,
     {"Receipts that spent points", "of the receipts with a card, those that points were spent on"},
     {"Чеки со списанием", "доля чеков с картой, в которых списывали баллы"},
     false, 0, 0, false, compute::RedemptionShare},
    {"points_issued", Unit::kPoints, Needs::kPointsOfReceipts, "sum", kBooks,
     {"Points issued", "earned by sales"},
     {"Начислено баллов", "начислено за покупки"},
     false, 0, 0, false, compute::PointsIssued},
    {"points_redeemed", Unit::kPoints, Needs::kPointsOfReceipts, "sum", kBooks,
     {"Points redeemed", "spent on sales"},
     {"Списано баллов", "потрачено в покупках"},
     false, 0, 0, false, compute::PointsRedeemed},
    {"points_expired", Unit::kPoints, Needs::kPoints, "sum", kIfrsBreakage,
     {"Points expired", "run out unspent"},
     {"Сгорело баллов", "сгорели неиспользованными"},
     false, 0, 0, false, compute::PointsExpired},
    {"points_revoked", Unit::kPoints, Needs::kPointsOfReceipts, "sum", kBooks,
     {"Points revoked", "taken back with returned goods"},
     {"Отозвано баллов", "снято за возвращённые товары"},
     false, 0, 0, false, compute::PointsRevoked},
    {"points_adjusted", Unit::kPoints, Needs::kPoints, "sum", kBooks,
     {"Points adjusted", "given less taken by headquarters' hand"},
     {"Скорректировано баллов", "начислено минус снято вручную"},
     false, 0, 0, false, compute::PointsAdjusted},
    {"redemption_rate", Unit::kPercentMilli, Needs::kPointsOfReceipts,
     "(redeemed - given back) / (issued - revoked)", kUsualReport,
     {"Redemption rate", "points spent for each point issued; above 100 % where old points are spent"},
     {"Доля списания", "потрачено баллов на каждый начисленный; больше 100 %, если тратят старые"},
     false, 0, 0, false, compute::RedemptionRate},
    {"liability", Unit::kPoints, Needs::kPoints, "sum of all movements up to the end", kIfrsLiability,
     {"Liability", "points that members have at the end of the period, pending ones too"},
     {"Обязательства в баллах", "баллы участников на конец периода, включая ещё не активные"},
     false, 0, 0, false, compute::Liability},
    {"liability_money", Unit::kMoneyMinor, Needs::kPoints, "liability x value of a point",
     kIfrsLiability,
     {"Liability in money", "what these points pay for by the live program"},
     {"Обязательства в деньгах", "сколько эти баллы оплатят по действующей программе"},
     false, 0, 0, false, compute::LiabilityMoney},
    {"breakage_rate", Unit::kPercentMilli, Needs::kPoints, "expired / (expired + redeemed - given back)",
     kIfrsBreakage,
     {"Breakage rate", "of the points that left, those that ran out unspent"},
     {"Доля сгорания", "доля сгоревших среди всех выбывших баллов"},
     false, 0, 0, false, compute::BreakageRate},
    {"nps", Unit::kPercentMilli, Needs::kNps, "(promoters - detractors) / answers", kReichheld,
     {"Net promoter score (NPS)",
      "promoters (9 and 10) less detractors (0 to 6) among answers of 0 to 10; a member's last answer counts"},
     {"Индекс лояльности (NPS)",
      "промоутеры (9–10) минус критики (0–6) среди ответов от 0 до 10; считается последний ответ участника"},
     kTargets, 30'000, 50'000, false, compute::Nps},
    {"csat", Unit::kPercentMilli, Needs::kCsat, "answers 4 and 5 / answers", kTopTwo,
     {"Satisfaction (CSAT)", "answers of 4 and 5 among those of 1 to 5; a member's last answer counts"},
     {"Удовлетворённость (CSAT)", "ответы 4 и 5 среди ответов от 1 до 5; считается последний ответ участника"},
     kTargets, 75'000, 85'000, false, compute::Csat},
    {"csat_mean", Unit::kMilli, Needs::kCsat, "sum of scores / answers", kTopTwo,
     {"Mean satisfaction", "the mean of the same answers"},
     {"Средняя оценка", "среднее тех же ответов"},
     false, 0, 0, false, compute::CsatMean},
};

}  // namespace

absl::Span<const Metric> Metrics() { return kMetrics; }

const Metric* FindMetric(absl::string_view id) {
  for (const Metric& metric : kMetrics) {
    if (metric.id == id) return &metric;
  }
  return nullptr;
}

int64_t InMinor(const Metric& metric, int64_t target, int currency_digits) {
  if (metric.unit != Unit::kMoneyMinor) return target;
  for (int i = 0; i < currency_digits; ++i) target *= 10;
  return target;
}

Standing StandingOf(int64_t figure, int64_t usual, int64_t good, bool less_is_better) {
  const auto reaches = [&](int64_t target) {
    return less_is_better ? figure <= target : figure >= target;
  };
  if (reaches(good)) return Standing::kGood;
  return reaches(usual) ? Standing::kUsual : Standing::kBelow;
}

}  // namespace tessera::insight
