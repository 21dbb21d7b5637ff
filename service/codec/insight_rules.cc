#include "tessera/codec/insight_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tessera/insight/life_cycle.h"
#include "tessera/insight/metrics.h"
#include "tessera/insight/rfm.h"

namespace tessera::codec {
namespace {

constexpr int kMostSegments = 200;
constexpr int kMostCells = 100;
constexpr int kMostBought = 8;
constexpr int kMostReferences = 100;
constexpr int32_t kMostDays = 3'650;
constexpr int32_t kMostYears = 150;
constexpr int32_t kUsualScores = 5;
constexpr int32_t kMostScores = 10;
constexpr int64_t kMostLifetimeMilli = 100'000;
constexpr size_t kMostIdBytes = 64;

using Names = std::set<std::string>;

bool IsId(const std::string& id) {
  return !id.empty() && id.size() <= kMostIdBytes &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
}

class Check {
 public:
  Check(const v1::Program& program, std::vector<engine::Fault>& faults)
      : program_(program), faults_(faults) {}

  void Run() {
    CheckLifeCycle();
    CheckRfm();
    CheckSegments();
    CheckTargets();
  }

 private:
  void Add(std::string field, const char* reason, std::string message) {
    faults_.push_back({std::move(field), reason, std::move(message)});
  }

  void CheckRange(const std::string& field, int64_t value, int64_t least, int64_t most,
                  const char* reason) {
    if (value >= least && value <= most) return;
    Add(field, reason, absl::StrCat("write ", least, " to ", most));
  }

  void CheckId(const std::string& field, const std::string& id, const char* invalid,
               const char* repeated, Names& seen) {
    if (!IsId(id)) {
      Add(field, invalid, "write 1 to 64 of a-z, 0-9, - and _");
    } else if (!seen.insert(id).second) {
      Add(field, repeated, absl::StrCat("\"", id, "\" is there already; choose another"));
    }
  }

  void CheckKnown(const std::string& field, const std::string& name, const Names& known,
                  const char* reason, const char* what) {
    if (known.count(name) > 0) return;
    Add(field, reason, absl::StrCat("the program has no ", what, " \"", name, "\""));
  }

  void CheckCount(const std::string& field, int count, int most) {
    if (count <= most) return;
    Add(field, "TOO_MANY_ITEMS", absl::StrCat("at most ", most, "; there are ", count));
  }

  void CheckText(const std::string& field, const v1::Text& text) {
    const auto& texts = text.by_language();
    const std::string language = program_.languages_size() > 0 ? program_.languages(0) : "";
    const auto found = texts.find(language);
    if (found == texts.end() || found->second.empty()) {
      Add(field, "TEXT_MISSING", absl::StrCat("say it in \"", language, "\" at least"));
    }
    for (const auto& [key, value] : texts) {
      if (value.size() > 512) Add(field, "TEXT_TOO_LONG", "write at most 512 bytes");
    }
  }

  void CheckLifeCycle() {
    const v1::LifeCycle& rules = program_.life_cycle();
    const std::pair<const char*, int32_t> numbers[] = {
        {"new_days", rules.new_days()},         {"active_days", rules.active_days()},
        {"lost_days", rules.lost_days()},       {"loyal_days", rules.loyal_days()},
        {"loyal_visits", rules.loyal_visits()}, {"regular_visits", rules.regular_visits()}};
    for (const auto& [name, value] : numbers) {
      CheckRange(absl::StrCat("life_cycle.", name), value, 0, kMostDays, "LIFE_CYCLE_INVALID");
    }
    const insight::LifeCycle usual;
    const int32_t active = rules.active_days() == 0 ? usual.active_days : rules.active_days();
    const int32_t lost = rules.lost_days() == 0 ? usual.lost_days : rules.lost_days();
    if (active < lost) return;
    Add("life_cycle.lost_days", "LIFE_CYCLE_INVALID",
        absl::StrCat("a member is at risk after ", active, " days already; write more than that"));
  }

  void CheckRfm() {
    const v1::Rfm& rfm = program_.rfm();
    CheckRange("rfm.days", rfm.days(), 0, kMostDays, "DAYS_INVALID");
    if (rfm.scores() != 0) CheckRange("rfm.scores", rfm.scores(), 2, kMostScores, "RFM_INVALID");
    CheckCount("rfm.cells", rfm.cells_size(), kMostCells);
    const int32_t scores = rfm.scores() == 0 ? kUsualScores : rfm.scores();
    for (int i = 0; i < rfm.cells_size(); ++i) {
      const v1::RfmCell& cell = rfm.cells(i);
      const std::string at = absl::StrCat("rfm.cells[", i, "].");
      CheckId(at + "cell_id", cell.cell_id(), "RFM_CELL_INVALID", "RFM_CELL_REPEATED", cells_);
      CheckText(at + "name", cell.name());
      CheckBounds(at + "recency", cell.recency_from(), cell.recency_to(), scores);
      CheckBounds(at + "frequency", cell.frequency_from(), cell.frequency_to(), scores);
      CheckBounds(at + "spend", cell.spend_from(), cell.spend_to(), scores);
    }
    if (rfm.cells_size() > 0 || scores != kUsualScores) return;
    for (const insight::RfmCell& cell : insight::UsualCells()) cells_.insert(cell.id);
  }

  void CheckBounds(const std::string& field, int32_t from, int32_t to, int32_t scores) {
    CheckRange(field + "_from", from, 0, scores, "RFM_CELL_INVALID");
    CheckRange(field + "_to", to, 0, scores, "RFM_CELL_INVALID");
    if (to != 0 && from > to) {
      Add(field + "_to", "RFM_CELL_INVALID", "it is below the bound that it goes up from");
    }
  }

  void CheckSegments() {
    CheckCount("segments", program_.segments_size(), kMostSegments);
    Names seen;
    for (int i = 0; i < program_.segments_size(); ++i) {
      const v1::Segment& segment = program_.segments(i);
      CheckId(absl::StrCat("segments[", i, "].segment_id"), segment.segment_id(),
              "SEGMENT_ID_INVALID", "SEGMENT_ID_REPEATED", seen);
    }
    for (const v1::Tier& tier : program_.tiers()) tiers_.insert(tier.tier_id());
    for (const v1::ProductSet& set : program_.sets()) sets_.insert(set.set_id());
    for (int i = 0; i < program_.segments_size(); ++i) {
      CheckSegment(program_.segments(i), absl::StrCat("segments[", i, "]."), seen);
    }
    CheckCycles();
  }

  void CheckSegment(const v1::Segment& segment, const std::string& at, const Names& segments) {
    CheckText(at + "name", segment.name());
    const auto check_all = [&](const char* list, const auto& names, const Names& known,
                               const char* reason, const char* what) {
      CheckCount(at + list, names.size(), kMostReferences);
      for (int i = 0; i < names.size(); ++i) {
        CheckKnown(absl::StrCat(at, list, "[", i, "]"), names.Get(i), known, reason, what);
      }
    };
    check_all("tiers", segment.tiers(), tiers_, "TIER_UNKNOWN", "tier");
    check_all("rfm_cells", segment.rfm_cells(), cells_, "RFM_CELL_UNKNOWN", "cell");
    check_all("any_of", segment.any_of(), segments, "SEGMENT_UNKNOWN", "segment");
    check_all("none_of", segment.none_of(), segments, "SEGMENT_UNKNOWN", "segment");
    CheckFromTo(at + "age", segment.age_from(), segment.age_to(), kMostYears);
    CheckFromTo(at + "enrolled_days", segment.enrolled_days_from(), segment.enrolled_days_to(),
                10 * kMostDays);
    for (int i = 0; i < segment.stages_size(); ++i) {
      const int stage = segment.stages(i);
      if (stage > 0 && stage < insight::kStages) continue;
      Add(absl::StrCat(at, "stages[", i, "]"), "VALUE_UNKNOWN", "name one of the stages");
    }
    CheckCount(at + "bought", segment.bought_size(), kMostBought);
    for (int i = 0; i < segment.bought_size(); ++i) {
      CheckBought(segment.bought(i), absl::StrCat(at, "bought[", i, "]."));
    }
  }

  void CheckFromTo(const std::string& field, int32_t from, int32_t to, int32_t most) {
    CheckRange(field + "_from", from, 0, most, "RANGE_INVALID");
    CheckRange(field + "_to", to, 0, most, "RANGE_INVALID");
    if (to != 0 && from > to) {
      Add(field + "_to", "RANGE_INVALID", "it is below the bound that it goes up from");
    }
  }

  void CheckBought(const v1::Bought& bought, const std::string& at) {
    CheckRange(at + "days", bought.days(), 1, kMostDays, "DAYS_INVALID");
    CheckFromTo(at + "visits", bought.minimum_visits(), bought.maximum_visits(), kMostDays);
    if (bought.minimum_spend_minor() < 0) {
      Add(at + "minimum_spend_minor", "RANGE_INVALID", "write 0 or more");
    }
    if (!bought.set_id().empty()) {
      CheckKnown(at + "set_id", bought.set_id(), sets_, "SET_UNKNOWN", "set");
    }
  }

  // Who is in a segment must not depend on who is in it.
  void CheckCycles() {
    std::map<std::string, int> numbers;
    for (int i = 0; i < program_.segments_size(); ++i) {
      numbers.emplace(program_.segments(i).segment_id(), i);
    }
    for (int i = 0; i < program_.segments_size(); ++i) {
      std::set<int> reached;
      Reach(i, numbers, reached);
      if (reached.count(i) == 0) continue;
      Add(absl::StrCat("segments[", i, "]"), "SEGMENT_CYCLE",
          "it refers to itself, maybe by way of others; break the circle");
    }
  }

  void Reach(int from, const std::map<std::string, int>& numbers, std::set<int>& reached) const {
    const v1::Segment& segment = program_.segments(from);
    for (const auto* list : {&segment.any_of(), &segment.none_of()}) {
      for (const std::string& id : *list) {
        const auto found = numbers.find(id);
        if (found == numbers.end() || !reached.insert(found->second).second) continue;
        Reach(found->second, numbers, reached);
      }
    }
  }

  void CheckTargets() {
    const v1::InsightRules& rules = program_.insight();
    CheckRange("insight.customer_days", rules.customer_days(), 0, kMostDays, "DAYS_INVALID");
    CheckRange("insight.lifetime_years_milli", rules.lifetime_years_milli(), 0, kMostLifetimeMilli,
               "RANGE_INVALID");
    Names seen;
    for (int i = 0; i < rules.targets_size(); ++i) {
      const std::string& metric = rules.targets(i).metric();
      const std::string field = absl::StrCat("insight.targets[", i, "].metric");
      if (insight::FindMetric(metric) == nullptr) {
        Add(field, "METRIC_UNKNOWN", absl::StrCat("there is no metric \"", metric, "\""));
      } else if (!seen.insert(metric).second) {
        Add(field, "METRIC_REPEATED", "it has a target already");
      }
    }
  }

  const v1::Program& program_;
  std::vector<engine::Fault>& faults_;
  Names tiers_;
  Names sets_;
  Names cells_;
};

}  // namespace

void CheckInsightRules(const v1::Program& program, std::vector<engine::Fault>* faults) {
  Check(program, *faults).Run();
}

}  // namespace tessera::codec
