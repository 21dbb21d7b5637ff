#include "tessera/operations/insight/bought_goods.h"

#include <algorithm>
#include <utility>

#include "absl/time/civil_time.h"
#include "tessera/base/status.h"
#include "tessera/codec/basket.h"
#include "tessera/engine/goods.h"
#include "tessera/engine/history.h"
#include "tessera/ledger/calendar.h"
#include "tessera/operations/account/returned.h"
#include "tessera/operations/insight/looking.h"
#include "tessera/operations/insight/segment_rules.h"
#include "tessera/operations/sales/booking.h"
#include "tessera/v1/sale.pb.h"

namespace tessera::operations {
namespace {

// Days that go at a time: some milliseconds of the writer.
constexpr int kForgotten = 1'000;

bool IsWhole(const v1::Basket& basket, const Returned& returned) {
  return std::all_of(basket.lines().begin(), basket.lines().end(), [&](const v1::Line& line) {
    return returned.QuantityOf(line.line_no()) >= line.quantity_milli();
  });
}

class Reader {
 public:
  Reader(const Context& context, storage::ReadTransaction& transaction,
         const engine::CompiledProgram& live, const SegmentRules& rules,
         const storage::InsightState& counted, int limit)
      : context_(context),
        transaction_(transaction),
        live_(live),
        rules_(rules),
        counted_(counted),
        limit_(limit) {}

  absl::StatusOr<BoughtPortion> Run() {
    portion_.after = counted_;
    if (counted_.sets != rules_.sets_fingerprint) {
      portion_.forgets = true;
      if (!rules_.sets.empty()) TESSERA_RETURN_IF_ERROR(SetFirstPlace());
      return std::move(portion_);
    }
    if (rules_.sets.empty()) {
      portion_.is_done = true;
      return std::move(portion_);
    }
    TESSERA_ASSIGN_OR_RETURN(const bool all_sales, ReadSales());
    bool all_refunds = false;
    if (all_sales) {
      TESSERA_ASSIGN_OR_RETURN(all_refunds, ReadRefunds());
    }
    portion_.is_done = all_sales && all_refunds;
    return std::move(portion_);
  }

 private:
  // Sales are booked in the order of their numbers, and none before its day: those of the window lie
  // behind the last that was booked before it. So do their refunds.
  absl::Status SetFirstPlace() {
    TESSERA_ASSIGN_OR_RETURN(const auto calendar,
                             ledger::Calendar::Of(live_.source().time_zone));
    const int32_t first = engine::DayOfProgram(live_, context_.now) - rules_.sets_days + 1;
    const Instant begins = calendar.StartOf(absl::CivilDay(1970, 1, 1) + first);
    int64_t before = 0;
    int64_t behind = counted_.sale_no + 1;
    while (before + 1 < behind) {
      const int64_t middle = before + (behind - before) / 2;
      TESSERA_ASSIGN_OR_RETURN(const auto sales,
                               transaction_.ListSales({.behind = middle - 1}, 1));
      if (sales.empty() || sales.front().booked_at >= begins) {
        behind = middle;
      } else {
        before = middle;
      }
    }
    portion_.after.sets_sale_no = before;
    portion_.after.sets_refund_no = 0;
    return absl::OkStatus();
  }

  absl::StatusOr<bool> ReadSales() {
    int64_t& place = portion_.after.sets_sale_no;
    if (place >= counted_.sale_no) return true;
    TESSERA_ASSIGN_OR_RETURN(const auto sales, transaction_.ListSales({.behind = place}, limit_));
    for (const storage::Sale& sale : sales) {
      if (sale.sale_no > counted_.sale_no) break;
      place = sale.sale_no;
      Take(sale);
    }
    if (sales.size() < static_cast<size_t>(limit_)) place = counted_.sale_no;
    return place >= counted_.sale_no;
  }

  void Take(const storage::Sale& sale) {
    ++portion_.rows;
    v1::Sale document;
    v1::Evaluation booked;
    if (!sale.member_id || !document.ParseFromString(sale.document) ||
        !booked.ParseFromString(sale.evaluation)) {
      return;
    }
    const auto lines = LinesOf(document);
    for (size_t set = 0; set < lines.size(); ++set) {
      if (lines[set].empty()) continue;
      storage::BoughtDay day = DayOf(sale, document, set);
      day.visits = 1;
      for (const size_t line : lines[set]) {
        if (line >= static_cast<size_t>(booked.lines_size())) continue;
        day.spend += Money(booked.lines(static_cast<int>(line)).net_minor());
      }
      Add(*sale.member_id, std::move(day));
    }
  }

  absl::StatusOr<bool> ReadRefunds() {
    int64_t& place = portion_.after.sets_refund_no;
    if (place >= counted_.refund_no) return true;
    TESSERA_ASSIGN_OR_RETURN(const auto refunds,
                             std::as_const(transaction_).events().ListRefunds(place, limit_));
    for (const storage::Refund& refund : refunds) {
      if (refund.refund_no > counted_.refund_no) break;
      place = refund.refund_no;
      TESSERA_RETURN_IF_ERROR(Take(refund));
    }
    if (refunds.size() < static_cast<size_t>(limit_)) place = counted_.refund_no;
    return place >= counted_.refund_no;
  }

  absl::Status Take(const storage::Refund& refund) {
    ++portion_.rows;
    TESSERA_ASSIGN_OR_RETURN(const auto sale, transaction_.FindSale(refund.sale_id));
    v1::Sale document;
    v1::RefundResult result;
    if (!sale || !sale->member_id || !document.ParseFromString(sale->document) ||
        !result.ParseFromString(refund.answer)) {
      return absl::OkStatus();
    }
    const auto returned = ReturnedOf(transaction_, sale->sale_id, refund.refund_no);
    if (absl::IsInternal(returned.status())) return absl::OkStatus();
    if (!returned.ok()) return returned.status();
    const auto lines = LinesOf(document);
    for (size_t set = 0; set < lines.size(); ++set) {
      if (lines[set].empty()) continue;
      storage::BoughtDay day = DayOf(*sale, document, set);
      day.visits = IsWhole(document.basket(), *returned) ? -1 : 0;
      for (const v1::RefundedLine& back : result.lines()) {
        const bool is_in =
            std::any_of(lines[set].begin(), lines[set].end(), [&](size_t line) {
              return document.basket().lines(static_cast<int>(line)).line_no() == back.line_no();
            });
        if (is_in) day.spend -= Money(back.net_minor());
      }
      Add(*sale->member_id, std::move(day));
    }
    return absl::OkStatus();
  }

  std::vector<std::vector<size_t>> LinesOf(const v1::Sale& document) const {
    return engine::LinesInSets(
        live_, codec::BasketFromProto(document.basket(), document.store_id()).lines, rules_.sets);
  }

  storage::BoughtDay DayOf(const storage::Sale& sale, const v1::Sale& document, size_t set) const {
    storage::BoughtDay day;
    day.set_id = rules_.sets[set];
    day.day = engine::DayOfProgram(live_, RulesTimeOf(document, sale.booked_at));
    return day;
  }

  void Add(const MemberId& member_id, storage::BoughtDay day) {
    // Nobody will ask for what lies before the window, and a refund of it has nothing to count back.
    if (day.day <= engine::DayOfProgram(live_, context_.now) - rules_.sets_days) return;
    portion_.bought.push_back({member_id, std::move(day)});
  }

  const Context& context_;
  storage::ReadTransaction& transaction_;
  const engine::CompiledProgram& live_;
  const SegmentRules& rules_;
  const storage::InsightState& counted_;
  const int limit_;
  BoughtPortion portion_;
};

// Of no program, so that they are forgotten, also by a run behind one that is cut.
constexpr char kGoodsOfNoProgram[] = "none";

absl::Status ForgetPart(storage::InsightTables& tables, const BoughtPortion& portion,
                        const SegmentRules& rules, storage::InsightState& state) {
  TESSERA_ASSIGN_OR_RETURN(const bool is_all, tables.ForgetBought(kForgotten));
  ForgetGoods(state);
  if (!is_all) return absl::OkStatus();
  state.sets = rules.sets_fingerprint;
  state.sets_sale_no = portion.after.sets_sale_no;
  state.sets_refund_no = portion.after.sets_refund_no;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BoughtPortion> ReadBought(const Context& context,
                                         storage::ReadTransaction& transaction,
                                         const engine::CompiledProgram& live,
                                         const SegmentRules& rules,
                                         const storage::InsightState& counted, int limit) {
  return Reader(context, transaction, live, rules, counted, limit).Run();
}

absl::Status WriteBought(storage::Transaction& transaction, const BoughtPortion& portion,
                         const SegmentRules& rules, Looking& looking, storage::InsightState& state,
                         std::set<MemberId>& touched) {
  storage::InsightTables& tables = transaction.insight();
  if (portion.forgets) return ForgetPart(tables, portion, rules, state);
  for (const BoughtPortion::Row& row : portion.bought) {
    TESSERA_ASSIGN_OR_RETURN(const uint32_t number, looking.PresentNumberOf(row.member_id));
    TESSERA_RETURN_IF_ERROR(tables.AddBought(number, row.day));
    if (state.sets_are_whole) touched.insert(row.member_id);
  }
  state.sets_sale_no = portion.after.sets_sale_no;
  state.sets_refund_no = portion.after.sets_refund_no;
  if (!portion.is_done || state.sets_are_whole) return absl::OkStatus();
  // Everybody is looked at with what was found.
  state.sets_are_whole = true;
  state.definitions.clear();
  return absl::OkStatus();
}

void ForgetGoods(storage::InsightState& state) {
  state.sets = kGoodsOfNoProgram;
  state.sets_are_whole = false;
}

bool AreGoodsWhole(const storage::InsightState& state, const SegmentRules& rules) {
  return rules.sets.empty() || (state.sets == rules.sets_fingerprint && state.sets_are_whole);
}

bool HasUncountedGoods(const storage::InsightState& state) {
  return !state.sets.empty() && !state.sets_are_whole;
}

}  // namespace tessera::operations
