#include "tessera/operations/insight/query.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "tessera/base/status.h"
#include "tessera/operations/insight/portion.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

constexpr int32_t kMaximumDays = 3'660;
constexpr int64_t kMaximumLeft = 20'000;
constexpr int kPage = 1'000;

absl::StatusOr<int32_t> ReadDay(const std::string& text, absl::string_view field) {
  const auto day = insight::ParseDay(text);
  if (day) return *day;
  return InvalidInput("DATE_INVALID", field, "say a day like 2026-05-01, from 1971 to 2999");
}

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// By number: 0 where the name is wanted, else left out. Number 0 has no name.
template <typename Wanted>
std::vector<int32_t> GroupsOf(const std::vector<std::string>& names, Wanted wanted) {
  std::vector<int32_t> groups = {insight::kLeftOut};
  for (const std::string& name : names) groups.push_back(wanted(name) ? 0 : insight::kLeftOut);
  return groups;
}

absl::Status SegmentUnknown(const std::string& id, int at) {
  return InvalidInput("SEGMENT_UNKNOWN", absl::StrCat("filter.segments[", at, "]"),
                      absl::StrCat("the live program has no segment \"", id,
                                   "\"; GetSegments lists them"));
}

}  // namespace

absl::StatusOr<v1::Program> LiveProgram(storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const auto live, transaction.FindLiveProgram());
  if (!live) return NotFound("PROGRAM_UNKNOWN", "", "no program was published yet");
  v1::Program program;
  if (!program.ParseFromString(live->document)) return Broken("a published program is unreadable");
  return program;
}

absl::StatusOr<Counted> CountedUntil(const Context& context,
                                     storage::ReadTransaction& transaction) {
  TESSERA_ASSIGN_OR_RETURN(const storage::InsightState state,
                           std::as_const(transaction).insight().LoadState());
  Counted counted{context.now, state.segments_day != 0};
  TESSERA_ASSIGN_OR_RETURN(const bool is_behind, HasUncountedInsight(context, transaction));
  if (!is_behind) return counted;
  counted.until = state.as_of;
  TESSERA_ASSIGN_OR_RETURN(const auto newest, transaction.ListSales({.newest_first = true}, 1));
  const int64_t last = newest.empty() ? 0 : newest.front().sale_no;
  if (state.is_whole && last - state.sale_no <= kMaximumLeft) return counted;
  return MakeError(absl::StatusCode::kUnavailable, "COUNTING", "",
                   absl::StrCat("receipts are being counted: ", state.sale_no, " of ", last,
                                " sales so far, returns behind them; ask again later"));
}

absl::Status RequireLookedAt(const Counted& counted) {
  if (counted.members_looked_at) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, "COUNTING", "",
                   "nobody was sorted into segments and stages yet; ask again when the job "
                   "\"segments\" has run");
}

absl::StatusOr<insight::Period> ReadPeriod(const std::string& first_date,
                                           const std::string& last_date) {
  insight::Period period;
  TESSERA_ASSIGN_OR_RETURN(period.first, ReadDay(first_date, "first_date"));
  TESSERA_ASSIGN_OR_RETURN(period.last, ReadDay(last_date, "last_date"));
  if (period.last < period.first) {
    return InvalidInput("DATE_INVALID", "last_date", "the last day is before the first");
  }
  if (period.days() > kMaximumDays) {
    return InvalidInput("PERIOD_TOO_LONG", "last_date",
                        absl::StrCat("ask for at most ", kMaximumDays, " days at once"));
  }
  return period;
}

insight::Period UpTo(int32_t today, insight::Period period) {
  period.last = std::max(period.first, std::min(period.last, today));
  return period;
}

Instants InstantsOf(const ledger::Calendar& calendar, const insight::Period& period) {
  constexpr absl::CivilDay kEpoch(1970, 1, 1);
  return {calendar.StartOf(kEpoch + period.first), calendar.EndOf(kEpoch + period.last)};
}

absl::StatusOr<insight::MemberSet> MembersIn(const storage::InsightTables& tables,
                                             absl::string_view segment_id, size_t members) {
  constexpr int kNumbers = 10'000;
  insight::MemberSet set(members);
  uint32_t after = 0;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const auto numbers, tables.ListSegment(segment_id, after, kNumbers));
    for (const uint32_t number : numbers) {
      if (number < members) set.Add(number);
    }
    if (numbers.size() < kNumbers) return set;
    after = numbers.back();
  }
}

absl::StatusOr<std::map<std::string, std::string>> RegionsOf(
    storage::ReadTransaction& transaction) {
  std::map<std::string, std::string> regions;
  std::string after;
  while (true) {
    TESSERA_ASSIGN_OR_RETURN(const auto stores,
                             std::as_const(transaction).stores().ListStores("", after, kPage));
    for (const auto& store : stores) {
      if (!store.region.empty()) regions[store.store_id] = store.region;
    }
    if (stores.size() < kPage) return regions;
    after = stores.back().store_id;
  }
}

absl::StatusOr<Filter> ReadFilter(storage::ReadTransaction& transaction,
                                  const v1::Program& program, const v1::MetricFilter& wanted,
                                  size_t members) {
  const storage::InsightTables& tables = std::as_const(transaction).insight();
  Filter filter;
  TESSERA_ASSIGN_OR_RETURN(filter.stores, tables.ListNames(storage::InsightName::kStore));
  TESSERA_ASSIGN_OR_RETURN(filter.tiers, tables.ListNames(storage::InsightName::kTier));
  if (wanted.store_ids_size() > 0 || wanted.regions_size() > 0) {
    TESSERA_ASSIGN_OR_RETURN(const auto regions, RegionsOf(transaction));
    for (int i = 0; i < wanted.regions_size(); ++i) {
      const bool known = std::any_of(regions.begin(), regions.end(), [&](const auto& of) {
        return of.second == wanted.regions(i);
      });
      if (known) continue;
      return InvalidInput("REGION_UNKNOWN", absl::StrCat("filter.regions[", i, "]"),
                          "no store is in this region");
    }
    filter.store_groups = GroupsOf(filter.stores, [&](const std::string& store) {
      const auto region = regions.find(store);
      return (wanted.store_ids_size() == 0 || Has(wanted.store_ids(), store)) &&
             (wanted.regions_size() == 0 ||
              (region != regions.end() && Has(wanted.regions(), region->second)));
    });
  }
  if (wanted.tiers_size() > 0) {
    filter.tier_groups = GroupsOf(
        filter.tiers, [&](const std::string& tier) { return Has(wanted.tiers(), tier); });
  }
  for (int i = 0; i < wanted.segments_size(); ++i) {
    const std::string& id = wanted.segments(i);
    const bool known =
        std::any_of(program.segments().begin(), program.segments().end(),
                    [&](const v1::Segment& segment) { return segment.segment_id() == id; });
    if (!known) return SegmentUnknown(id, i);
    TESSERA_ASSIGN_OR_RETURN(insight::MemberSet set, MembersIn(tables, id, members));
    if (!filter.only) filter.only.emplace(members);
    for (size_t word = 0; word < set.words().size(); ++word) {
      filter.only->words()[word] |= set.words()[word];
    }
  }
  return filter;
}

}  // namespace tessera::operations
