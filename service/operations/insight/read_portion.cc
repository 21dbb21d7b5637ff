#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/insight/portion.h"
#include "tessera/operations/insight/receipt_of.h"
#include "tessera/operations/insight/segment_rules.h"
#include "tessera/storage/publications.h"
#include "tessera/v1/program.pb.h"

namespace tessera::operations {
namespace {

constexpr int64_t kHourUs = 3'600'000'000;
// Programs of a portion, which may be large.
constexpr int kVersions = 4;

bool IsOtherZone(const storage::InsightState& state, const engine::CompiledProgram& live) {
  return !state.time_zone.empty() && state.time_zone != live.source().time_zone;
}

class Reader {
 public:
  Reader(const Context& context, storage::ReadTransaction& transaction,
         const engine::CompiledProgram& live, int limit)
      : context_(context), transaction_(transaction), live_(live), limit_(limit), costs_(transaction) {}

  absl::StatusOr<InsightPortion> Run(const InsightPortion* before) {
    const storage::InsightTables& tables = std::as_const(transaction_).insight();
    TESSERA_ASSIGN_OR_RETURN(portion_.before, tables.LoadState());
    portion_.after = portion_.before;
    TESSERA_ASSIGN_OR_RETURN(portion_.version, transaction_.LiveProgramVersion());
    if (portion_.before.is_forgetting) {
      portion_.task = InsightPortion::Task::kForget;
    } else if (IsOtherZone(portion_.before, live_)) {
      portion_.task = InsightPortion::Task::kBeginAnew;
    }
    if (portion_.task != InsightPortion::Task::kCount) return std::move(portion_);
    if (before != nullptr && before->rules != nullptr && before->version == portion_.version) {
      portion_.rules = before->rules;
    } else {
      TESSERA_ASSIGN_OR_RETURN(portion_.rules, LiveSegmentRules(transaction_));
    }
    TESSERA_RETURN_IF_ERROR(ReadAll());
    return std::move(portion_);
  }

 private:
  absl::Status ReadAll() {
    TESSERA_ASSIGN_OR_RETURN(const bool all_surveys, ReadSurveys());
    TESSERA_ASSIGN_OR_RETURN(const bool all_sales, ReadSales());
    bool is_done = all_surveys && all_sales;
    if (all_sales) {
      TESSERA_ASSIGN_OR_RETURN(const bool all_refunds, ReadRefunds());
      TESSERA_ASSIGN_OR_RETURN(const bool all_without, ReadRefundsWithoutSale());
      is_done = is_done && all_refunds && all_without;
    }
    TESSERA_ASSIGN_OR_RETURN(const bool all_events, ReadEvents());
    is_done = is_done && all_events;
    if (is_done) portion_.after.as_of = context_.now;
    portion_.after.is_whole = portion_.after.is_whole || is_done;
    portion_.after.time_zone = live_.source().time_zone;
    TESSERA_ASSIGN_OR_RETURN(portion_.goods, ReadBought(context_, transaction_, live_, *portion_.rules,
                                                        portion_.after, limit_));
    portion_.rows += portion_.goods->rows;
    portion_.is_done = is_done && portion_.goods->is_done;
    for (auto& [key, offer] : offers_) portion_.offers.push_back(std::move(offer));
    for (auto& [key, hour] : points_) portion_.points.push_back(hour);
    return absl::OkStatus();
  }

  bool IsWhole(size_t found) const { return found < static_cast<size_t>(limit_); }

  void LeaveOut(absl::string_view reason) {
    ++portion_.unreadable;
    if (portion_.reason.empty()) portion_.reason = std::string(reason);
  }

  // What can't be read does not stand in the way of the rest.
  absl::Status Keep(absl::StatusOr<CountedReceipt> counted) {
    ++portion_.rows;
    if (absl::IsFailedPrecondition(counted.status())) {
      LeaveOut(ReasonOf(counted.status()));
      return absl::OkStatus();
    }
    if (!counted.ok()) return counted.status();
    if (counted->member_id) portion_.touched.insert(*counted->member_id);
    portion_.receipts.push_back(*std::move(counted));
    return absl::OkStatus();
  }

  // So that answers to a survey count when the program has it no more.
  absl::StatusOr<bool> ReadSurveys() {
    TESSERA_ASSIGN_OR_RETURN(const int64_t last,
                             std::as_const(transaction_).publications().LastVersion());
    int64_t& version = portion_.after.surveys_version;
    for (int i = 0; i < kVersions && version < last; ++i) {
      ++version;
      TESSERA_ASSIGN_OR_RETURN(const auto program, transaction_.FindProgram(version));
      v1::Program document;
      if (!program || !document.ParseFromString(program->document)) continue;
      for (const v1::Survey& survey : document.surveys()) {
        if (survey.kind() == v1::SURVEY_KIND_NPS) {
          portion_.surveys.emplace_back(storage::InsightName::kNpsSurvey, survey.survey_id());
        } else if (survey.kind() == v1::SURVEY_KIND_CSAT) {
          portion_.surveys.emplace_back(storage::InsightName::kCsatSurvey, survey.survey_id());
        }
      }
    }
    return version >= last;
  }

  absl::StatusOr<bool> ReadSales() {
    TESSERA_ASSIGN_OR_RETURN(
        const auto sales, transaction_.ListSales({.behind = portion_.before.sale_no}, limit_));
    std::vector<storage::OfferDay> offers;
    for (const storage::Sale& sale : sales) {
      portion_.after.sale_no = sale.sale_no;
      TESSERA_RETURN_IF_ERROR(Keep(ReceiptOfSale(transaction_, live_, sale, costs_, offers)));
    }
    for (const storage::OfferDay& offer : offers) AddOffer(offer);
    return IsWhole(sales.size());
  }

  absl::StatusOr<bool> ReadRefunds() {
    TESSERA_ASSIGN_OR_RETURN(const auto refunds,
                             std::as_const(transaction_).events().ListRefunds(
                                 portion_.before.refund_no, limit_));
    for (const storage::Refund& refund : refunds) {
      portion_.after.refund_no = refund.refund_no;
      TESSERA_RETURN_IF_ERROR(Keep(ReceiptOfRefund(transaction_, live_, refund)));
    }
    return IsWhole(refunds.size());
  }

  absl::StatusOr<bool> ReadRefundsWithoutSale() {
    TESSERA_ASSIGN_OR_RETURN(
        const auto refunds,
        transaction_.ListRefundsWithoutSale(portion_.before.without_sale_no, limit_));
    for (const storage::RefundWithoutSale& refund : refunds) {
      portion_.after.without_sale_no = refund.refund_no;
      TESSERA_RETURN_IF_ERROR(Keep(ReceiptOfRefund(live_, refund)));
    }
    return IsWhole(refunds.size());
  }

  // Movements of points, and members that are different: merged, or with another tier. Those of the
  // chain itself say nothing that is counted. Looking at a member is what a portion costs the tills, so
  // it ends with as many again as it has receipts at most.
  absl::StatusOr<bool> ReadEvents() {
    bool all = true;
    for (int partition = 1; partition < storage::kEventPartitions; ++partition) {
      int64_t& place = portion_.after.events[static_cast<size_t>(partition)];
      TESSERA_ASSIGN_OR_RETURN(const auto events,
                               std::as_const(transaction_).events().List(partition, place, limit_));
      for (const storage::Event& event : events) {
        if (portion_.touched.size() >= 2 * static_cast<size_t>(limit_)) return false;
        place = event.event_no;
        TESSERA_RETURN_IF_ERROR(Take(event));
      }
      all = all && IsWhole(events.size());
    }
    return all;
  }

  absl::Status Take(const storage::Event& event) {
    using storage::EventKind;
    if (!event.member_id) return absl::OkStatus();
    if (event.kind == EventKind::kMember || event.kind == EventKind::kTier) {
      portion_.touched.insert(*event.member_id);
      ++portion_.rows;
    }
    if (event.kind != EventKind::kEntry) return absl::OkStatus();
    ++portion_.rows;
    TESSERA_ASSIGN_OR_RETURN(const auto entry,
                             transaction_.FindEntry(*event.member_id, event.number));
    if (!entry) {
      LeaveOut("ENTRY_MISSING");
      return absl::OkStatus();
    }
    const int64_t at = entry->booked_at.us / kHourUs;
    storage::PointsHour& hour = points_[{at, static_cast<int>(entry->kind)}];
    hour.hour = at;
    hour.kind = static_cast<int>(entry->kind);
    hour.points += entry->points;
    hour.overdraft += entry->overdraft;
    hour.lost += entry->lost;
    ++hour.entries;
    return absl::OkStatus();
  }

  // Once for its store, and once for all of them.
  void AddOffer(storage::OfferDay offer) {
    for (int i = 0; i < 2; ++i) {
      storage::OfferDay& sum = offers_[{offer.offer_id, offer.store_id, offer.day}];
      if (sum.offer_id.empty()) {
        sum = offer;
      } else {
        sum.receipts += offer.receipts;
        sum.cost += offer.cost;
        sum.points += offer.points;
        sum.coupons += offer.coupons;
        sum.revenue += offer.revenue;
        sum.touched += offer.touched;
      }
      offer.store_id.clear();
    }
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const engine::CompiledProgram& live_;
  const int limit_;
  Costs costs_;
  InsightPortion portion_;
  std::map<std::tuple<std::string, std::string, int32_t>, storage::OfferDay> offers_;
  std::map<std::pair<int64_t, int>, storage::PointsHour> points_;
};

}  // namespace

absl::StatusOr<InsightPortion> ReadInsightPortion(const Context& context,
                                                  storage::ReadTransaction& transaction, int limit,
                                                  const InsightPortion* before) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.Live(transaction));
  return Reader(context, transaction, *live, limit).Run(before);
}

absl::StatusOr<bool> HasUncountedBeside(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state,
                           std::as_const(transaction).insight().LoadState());
  if (HasUncountedGoods(state)) return true;
  TESSERA_ASSIGN_OR_RETURN(const int64_t live, transaction.LiveProgramVersion());
  // One that came into force by itself, or again, may name other goods.
  if (live != 0 && live != state.counted_version) return true;
  TESSERA_ASSIGN_OR_RETURN(const int64_t last,
                           std::as_const(transaction).publications().LastVersion());
  return last > state.surveys_version;
}

absl::StatusOr<bool> HasUncountedInsight(const Context& context,
                                         storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state,
                           std::as_const(transaction).insight().LoadState());
  if (state.is_forgetting) return true;
  TESSERA_ASSIGN_OR_RETURN(const auto live, context.programs.LiveOrNone(transaction));
  if (live != nullptr && IsOtherZone(state, *live)) return true;
  TESSERA_ASSIGN_OR_RETURN(const storage::EventPlaces last,
                           std::as_const(transaction).events().Last());
  for (size_t partition = 1; partition < last.size(); ++partition) {
    if (last[partition] > state.events[partition]) return true;
  }
  // Sales of before there were events.
  TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction.ListSales({.behind = state.sale_no}, 1));
  if (!sales.empty()) return true;
  TESSERA_ASSIGN_OR_RETURN(const auto refunds, std::as_const(transaction).events().ListRefunds(
                                                   state.refund_no, 1));
  if (!refunds.empty()) return true;
  TESSERA_ASSIGN_OR_RETURN(const auto without,
                           transaction.ListRefundsWithoutSale(state.without_sale_no, 1));
  return !without.empty();
}

}  // namespace tessera::operations
