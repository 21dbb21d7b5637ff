// Collecting what is wrong with a program, and the checks that several parts of it share.
#ifndef TESSERA_ENGINE_FAULTS_H_
#define TESSERA_ENGINE_FAULTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "tessera/engine/compiled_program.h"

namespace tessera::engine {

// More than any amount or number of points in a program can sensibly be; low enough that a handful
// of them can be added without thought.
inline constexpr int64_t kLargestAmount = 1'000'000'000'000'000;

// Position of each set id; of repeated ids the first.
using SetNumbers = absl::flat_hash_map<std::string, uint32_t>;

class FaultList {
 public:
  // `currency_digits` is how messages write money; it may itself be at fault.
  FaultList(std::vector<Fault>* faults, int32_t currency_digits)
      : faults_(*faults), currency_digits_(currency_digits) {}

  void Add(std::string field, absl::string_view reason, absl::string_view message) {
    faults_.push_back({std::move(field), std::string(reason), std::string(message)});
  }

  size_t size() const { return faults_.size(); }

  // 1 to 64 of a-z 0-9 - _.
  void CheckId(const std::string& field, absl::string_view id, absl::string_view reason);
  // `id` is new to `seen`; empty ids are left to CheckId.
  void CheckNew(const std::string& field, const std::string& id, absl::string_view reason,
                absl::flat_hash_set<std::string>* seen);
  // The message says the limits as the field's unit is read: 100% for 100000 in a _milli of percent.
  void CheckRange(const std::string& field, int64_t value, int64_t least, int64_t most,
                  absl::string_view reason);
  void CheckCount(const std::string& field, size_t count, size_t most);
  // `required`: the program's first language must be there.
  void CheckText(const std::string& field, const Text& text, const Program& program, bool required);

 private:
  // "100000", and for fields with a unit also what people call it: "100% (100000)".
  std::string Shown(absl::string_view field, int64_t value) const;

  std::vector<Fault>& faults_;
  const int32_t currency_digits_;
};

// "there is no set "chese"; did you mean "cheese"?", or that it has to be added to `list`.
std::string UnknownName(absl::string_view kind, absl::string_view name, absl::string_view list,
                        const std::vector<std::string>& known);
std::string UnknownSet(absl::string_view name, const SetNumbers& sets);

SetNumbers NumberSets(const Program& program);

// The parts of CompiledProgram::Compile's checks, in the document's order.
void CheckHead(const Program& program, FaultList* faults);
void CheckSets(const Program& program, const SetNumbers& sets, FaultList* faults);
void CheckRestrictions(const Program& program, const SetNumbers& sets, FaultList* faults);
void CheckTiers(const Program& program, FaultList* faults);
void CheckOffers(const Program& program, const SetNumbers& sets, FaultList* faults);
void CheckStores(const Program& program, FaultList* faults);
void CheckStacking(const Program& program, FaultList* faults);
void CheckTenders(const Program& program, FaultList* faults);
void CheckPoints(const Program& program, FaultList* faults);
// `at` is the path with its point.
void CheckPointsLife(const std::string& at, const PointsLife& life, FaultList* faults);
// What refunds do, how tiers are reached, stamp cards, batches of coupons, phone numbers.
void CheckLedgerRules(const Program& program, FaultList* faults);
// What terminals may do alone, whom they keep, what they watch for and ask.
void CheckTillRules(const Program& program, FaultList* faults);

// The step in which points can be spent such that their worth is whole minor units, folded with the
// program's own. nullopt if that does not fit the largest amount. All terms at least 1.
std::optional<Points> CombinedStep(const Redemption& redemption);

}  // namespace tessera::engine

#endif  // TESSERA_ENGINE_FAULTS_H_
