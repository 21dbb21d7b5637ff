// Checks of everything in a program but its offers.
#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "faults.h"

namespace tessera::engine {
namespace {

constexpr size_t kMostSets = 1'000;
constexpr size_t kMostRestrictions = 1'000;
constexpr size_t kMostLanguages = 32;
constexpr size_t kMostStores = 10'000;
constexpr size_t kMostPhases = 16;
constexpr size_t kMostGroups = 1'000;
constexpr size_t kMostTenders = 8;
constexpr int64_t kLargestUnitPrice = 1'000'000'000'000;
constexpr int64_t kSecondsPerDay = 86'400;

bool IsCurrencyCode(absl::string_view code) {
  return code.size() == 3 && std::all_of(code.begin(), code.end(), absl::ascii_isupper);
}

// RFC 5646 in outline: subtags of 1 to 8 letters and digits, the first of 2 to 8 letters.
bool IsLanguage(absl::string_view tag) {
  size_t length = 0;
  bool first = true;
  for (char c : tag) {
    if (c == '-') {
      if (length < (first ? 2U : 1U)) return false;
      first = false;
      length = 0;
    } else if (first ? absl::ascii_isalpha(static_cast<unsigned char>(c))
                     : absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      if (++length > 8) return false;
    } else {
      return false;
    }
  }
  return length >= (first ? 2U : 1U);
}

// A name of the IANA time zone database. Its form is looked at first: it is going to be a file's name.
bool IsTimeZone(const std::string& name) {
  if (name == "UTC") return true;
  if (name.empty() || name.size() > 64 || name.find('/') == absl::string_view::npos) return false;
  char before = '/';
  for (char c : name) {
    const bool letter = absl::ascii_isalpha(static_cast<unsigned char>(c));
    if (before == '/' && !letter) return false;
    if (!letter && !absl::ascii_isdigit(static_cast<unsigned char>(c)) && c != '/' && c != '_' &&
        c != '-' && c != '+') {
      return false;
    }
    before = c;
  }
  absl::TimeZone zone;
  return before != '/' && absl::LoadTimeZone(name, &zone);
}

void CheckLanguages(const Program& program, FaultList* faults) {
  if (program.languages.empty()) {
    faults->Add("languages", "LANGUAGE_MISSING", "name at least one language, such as ru");
  }
  faults->CheckCount("languages", program.languages.size(), kMostLanguages);
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < program.languages.size(); ++i) {
    const std::string field = absl::StrCat("languages[", i, "]");
    if (!IsLanguage(program.languages[i])) {
      faults->Add(field, "LANGUAGE_INVALID", "use a BCP 47 tag such as ru or en-GB");
    }
    faults->CheckNew(field, program.languages[i], "LANGUAGE_REPEATED", &seen);
  }
}

void CheckValues(const std::string& field, const std::vector<std::string>& values, size_t longest,
                 FaultList* faults) {
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "]");
    if (values[i].empty() || values[i].size() > longest) {
      faults->Add(at, "SET_VALUE_INVALID", absl::StrCat("write 1 to ", longest, " bytes"));
    }
    faults->CheckNew(at, values[i], "SET_VALUE_REPEATED", &seen);
  }
}

void CheckCategories(const std::string& field, const std::vector<std::string>& paths,
                     FaultList* faults) {
  CheckValues(field, paths, 256, faults);
  for (size_t i = 0; i < paths.size(); ++i) {
    const std::string& path = paths[i];
    if (!path.empty() && (path.front() == '/' || path.back() == '/' ||
                          path.find("//") != std::string::npos)) {
      faults->Add(absl::StrCat(field, "[", i, "]"), "SET_VALUE_INVALID",
                  "separate the parts of the path by single slashes: food/dairy");
    }
  }
}

std::vector<std::string> SetReferences(const ProductSet& set) {
  std::vector<std::string> references = set.except_sets;
  references.insert(references.end(), set.any_sets.begin(), set.any_sets.end());
  references.insert(references.end(), set.all_sets.begin(), set.all_sets.end());
  return references;
}

// Finds sets that, directly or through others, are defined by themselves.
class CycleSearch {
 public:
  CycleSearch(const Program& program, const SetNumbers& sets)
      : sets_(sets), state_(program.sets.size(), kUnseen) {
    for (const ProductSet& set : program.sets) references_.push_back(SetReferences(set));
  }

  // True once for each cycle, at a set on it.
  bool ClosesCycle(uint32_t start) {
    if (state_[start] != kUnseen) return false;
    bool found = false;
    std::vector<std::pair<uint32_t, size_t>> path{{start, 0}};
    state_[start] = kOnPath;
    while (!path.empty()) {
      auto& [set, next] = path.back();
      const std::vector<std::string>& references = references_[set];
      if (next == references.size()) {
        state_[set] = kDone;
        path.pop_back();
        continue;
      }
      const auto other = sets_.find(references[next++]);
      if (other == sets_.end()) continue;
      if (state_[other->second] == kOnPath) found = true;
      if (state_[other->second] != kUnseen) continue;
      state_[other->second] = kOnPath;
      path.emplace_back(other->second, 0);
    }
    return found;
  }

 private:
  enum State : uint8_t { kUnseen, kOnPath, kDone };
  const SetNumbers& sets_;
  std::vector<State> state_;
  std::vector<std::vector<std::string>> references_;
};

void CheckReferences(const std::string& field, const std::vector<std::string>& ids,
                     const SetNumbers& sets, FaultList* faults) {
  faults->CheckCount(field, ids.size(), kMostSets);
  for (size_t i = 0; i < ids.size(); ++i) {
    if (sets.contains(ids[i])) continue;
    faults->Add(absl::StrCat(field, "[", i, "]"), "SET_UNKNOWN",
                UnknownSet(ids[i], sets));
  }
}

}  // namespace

void CheckHead(const Program& program, FaultList* faults) {
  faults->CheckId("program_id", program.id, "PROGRAM_ID_INVALID");
  if (!IsCurrencyCode(program.currency_code)) {
    faults->Add("currency_code", "CURRENCY_INVALID", "use an ISO 4217 code such as RUB");
  }
  faults->CheckRange("currency_digits", program.currency_digits, 0, 4, "DIGITS_INVALID");
  faults->CheckRange("points_digits", program.points_digits, 0, 4, "DIGITS_INVALID");
  CheckLanguages(program, faults);
  if (!IsTimeZone(program.time_zone)) {
    faults->Add("time_zone", "TIME_ZONE_UNKNOWN", "use an IANA name such as Europe/Moscow");
  }
}

void CheckStores(const Program& program, FaultList* faults) {
  faults->CheckCount("stores", program.stores.size(), kMostStores);
  absl::flat_hash_set<std::string> seen;
  for (size_t i = 0; i < program.stores.size(); ++i) {
    const Store& store = program.stores[i];
    const std::string at = absl::StrCat("stores[", i, "].");
    if (store.id.empty() || store.id.size() > 64) {
      faults->Add(at + "store_id", "STORE_ID_INVALID", "name the store as its terminals do");
    }
    faults->CheckNew(at + "store_id", store.id, "STORE_ID_REPEATED", &seen);
    if (!store.time_zone.empty() && !IsTimeZone(store.time_zone)) {
      faults->Add(at + "time_zone", "TIME_ZONE_UNKNOWN", "use an IANA name such as Asia/Omsk");
    }
  }
}

void CheckStacking(const Program& program, FaultList* faults) {
  const Stacking& stacking = program.stacking;
  faults->CheckCount("stacking.phases", stacking.phases.size(), kMostPhases);
  absl::flat_hash_set<std::string> phases;
  for (size_t i = 0; i < stacking.phases.size(); ++i) {
    const std::string field = absl::StrCat("stacking.phases[", i, "].phase_id");
    faults->CheckId(field, stacking.phases[i].id, "PHASE_ID_INVALID");
    faults->CheckNew(field, stacking.phases[i].id, "PHASE_ID_REPEATED", &phases);
  }
  faults->CheckCount("stacking.groups", stacking.groups.size(), kMostGroups);
  absl::flat_hash_set<std::string> groups;
  for (size_t i = 0; i < stacking.groups.size(); ++i) {
    const std::string field = absl::StrCat("stacking.groups[", i, "].group_id");
    faults->CheckId(field, stacking.groups[i].id, "GROUP_INVALID");
    faults->CheckNew(field, stacking.groups[i].id, "GROUP_REPEATED", &groups);
  }
  faults->CheckRange("stacking.node_budget", stacking.node_budget, 0, 10'000'000,
                     "NODE_BUDGET_INVALID");
  faults->CheckRange("stacking.maximum_share_milli", stacking.maximum_share.value(), 0,
                     kWhole.value(), "PERCENT_INVALID");
  faults->CheckRange("stacking.maximum_minor", stacking.maximum.value(), 0, kLargestAmount,
                     "AMOUNT_INVALID");
}

void CheckTenders(const Program& program, FaultList* faults) {
  faults->CheckCount("tenders", program.tenders.size(), kMostTenders);
  for (size_t i = 0; i < program.tenders.size(); ++i) {
    const std::string at = absl::StrCat("tenders[", i, "].");
    if (program.tenders[i].kind == TenderKind::kUnknown) {
      faults->Add(at + "kind", "TENDER_KIND_INVALID", "use GIFT_CARD or WALLET");
    }
    for (size_t k = 0; k < i; ++k) {
      if (program.tenders[k].kind != program.tenders[i].kind) continue;
      faults->Add(at + "kind", "TENDER_KIND_REPEATED", "state each means of payment once");
      break;
    }
    faults->CheckRange(at + "maximum_share_milli", program.tenders[i].maximum_share.value(), 0,
                       kWhole.value(), "PERCENT_INVALID");
  }
}

void CheckSets(const Program& program, const SetNumbers& sets, FaultList* faults) {
  faults->CheckCount("sets", program.sets.size(), kMostSets);
  absl::flat_hash_set<std::string> seen;
  CycleSearch cycles(program, sets);
  for (uint32_t i = 0; i < program.sets.size(); ++i) {
    const ProductSet& set = program.sets[i];
    const std::string at = absl::StrCat("sets[", i, "].");
    faults->CheckId(at + "set_id", set.id, "SET_ID_INVALID");
    faults->CheckNew(at + "set_id", set.id, "SET_ID_REPEATED", &seen);
    CheckValues(at + "skus", set.skus, 64, faults);
    CheckCategories(at + "categories", set.categories, faults);
    CheckValues(at + "brands", set.brands, 64, faults);
    CheckValues(at + "labels", set.labels, 64, faults);
    CheckValues(at + "all_labels", set.all_labels, 64, faults);
    CheckReferences(at + "except_sets", set.except_sets, sets, faults);
    CheckReferences(at + "any_sets", set.any_sets, sets, faults);
    CheckReferences(at + "all_sets", set.all_sets, sets, faults);
    if (cycles.ClosesCycle(i)) {
      faults->Add(at + (set.except_sets.empty() ? "any_sets" : "except_sets"), "SET_CYCLE",
                  "sets refer to each other in a circle; take one reference away");
    }
    faults->CheckRange(at + "minimum_price_minor", set.minimum_price.value(), 0,
                       kLargestUnitPrice, "PRICE_INVALID");
    faults->CheckRange(at + "maximum_price_minor", set.maximum_price.value(), 0,
                       kLargestUnitPrice, "PRICE_INVALID");
    if (!set.maximum_price.is_zero() && set.maximum_price < set.minimum_price) {
      faults->Add(at + "maximum_price_minor", "PRICE_RANGE_INVALID",
                  "must not lie below minimum_price_minor");
    }
  }
}

void CheckRestrictions(const Program& program, const SetNumbers& sets, FaultList* faults) {
  faults->CheckCount("restrictions", program.restrictions.size(), kMostRestrictions);
  for (size_t i = 0; i < program.restrictions.size(); ++i) {
    const Restriction& restriction = program.restrictions[i];
    const std::string at = absl::StrCat("restrictions[", i, "]");
    if (!sets.contains(restriction.set_id)) {
      faults->Add(at + ".set_id", "SET_UNKNOWN",
                  UnknownSet(restriction.set_id, sets));
    }
    faults->CheckRange(at + ".minimum_unit_price_minor", restriction.minimum_unit_price.value(), 0,
                       kLargestUnitPrice, "PRICE_INVALID");
    if (!restriction.no_discount && !restriction.no_earn && !restriction.no_spend &&
        restriction.minimum_unit_price.is_zero()) {
      faults->Add(at, "RESTRICTION_EMPTY", "it forbids nothing; say what, or take it away");
    }
  }
}

std::optional<Points> CombinedStep(const Redemption& redemption) {
  const int64_t points = redemption.points.value();
  const int64_t exact = points / std::gcd(points, redemption.value.value());
  const int64_t step = std::max<int64_t>(redemption.step.value(), 1);
  const auto product = CheckedMultiply(exact / std::gcd(exact, step), step);
  if (!product || *product > kLargestAmount) return std::nullopt;
  return Points(*product);
}

namespace {

void CheckRedemption(const Redemption& redemption, FaultList* faults) {
  const size_t before = faults->size();
  faults->CheckRange("redemption.points", redemption.points.value(), 1, kLargestAmount,
                     "POINTS_INVALID");
  faults->CheckRange("redemption.value_minor", redemption.value.value(), 1, kLargestAmount,
                     "AMOUNT_INVALID");
  faults->CheckRange("redemption.minimum_points", redemption.minimum.value(), 0, kLargestAmount,
                     "POINTS_INVALID");
  faults->CheckRange("redemption.step_points", redemption.step.value(), 0, kLargestAmount,
                     "POINTS_INVALID");
  if (faults->size() == before && !CombinedStep(redemption)) {
    faults->Add("redemption.step_points", "STEP_INVALID",
                "no amount of points fits both the step and whole minor units; change the worth");
  }
  faults->CheckRange("redemption.maximum_share_milli", redemption.maximum_share.value(), 1,
                     kWhole.value(), "PERCENT_INVALID");
  faults->CheckRange("redemption.minimum_line_minor", redemption.minimum_line.value(), 0,
                     kLargestUnitPrice, "AMOUNT_INVALID");
}

}  // namespace

void CheckPoints(const Program& program, FaultList* faults) {
  if (program.redemption) CheckRedemption(*program.redemption, faults);
  CheckPointsLife("points_life.", program.points_life, faults);
  faults->CheckRange("hold_seconds", program.hold.us / 1'000'000, 1, 30 * kSecondsPerDay,
                     "DURATION_INVALID");
}

}  // namespace tessera::engine
