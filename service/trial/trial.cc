#include "tessera/trial/trial.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "documents.h"
#include "receipt.h"
#include "tessera/base/status.h"
#include "tessera/codec/evaluation.h"
#include "tessera/codec/program.h"
#include "tessera/engine/evaluate.h"

namespace tessera::trial {
namespace {

void Add(const std::string& file, std::vector<ProgramFault> found, std::vector<TrialFault>* faults) {
  for (ProgramFault& fault : found) faults->push_back({file, std::move(fault)});
}

absl::TimeZone ZoneOf(const v1::Program& program, const std::string& store_id) {
  std::string name = program.time_zone();
  for (const v1::Store& store : program.stores()) {
    if (store.store_id() == store_id && !store.time_zone().empty()) name = store.time_zone();
  }
  absl::TimeZone zone;
  return absl::LoadTimeZone(name, &zone) ? zone : absl::UTCTimeZone();
}

std::optional<Instant> ParseTime(const std::string& text, const absl::TimeZone& zone) {
  for (const char* format : {absl::RFC3339_full, "%Y-%m-%d%ET%H:%M:%E*S", "%Y-%m-%d%ET%H:%M",
                             "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(format, text, zone, &time, &error)) continue;
    if (time == absl::InfiniteFuture() || time < absl::UnixEpoch()) return std::nullopt;
    return Instant{absl::ToUnixMicros(time)};
  }
  return std::nullopt;
}

}  // namespace

TrialResult RunTrial(const TrialInput& input, Instant now) {
  TrialResult result;
  program::ReadProgramResult read = program::ReadProgram(input.program.text);
  const bool program_is_good = read.faults.empty();
  Add(input.program.name, std::move(read.faults), &result.faults);
  ReadBasketResult basket = ReadBasket(input.basket.text, read.program);
  Add(input.basket.name, std::move(basket.faults), &result.faults);
  ReadMemberResult member;
  if (input.member) {
    member = ReadMember(input.member->text, read.program, program_is_good);
    Add(input.member->name, std::move(member.faults), &result.faults);
  }
  const absl::TimeZone zone = ZoneOf(read.program, input.store_id);
  const std::optional<Instant> at = input.at.empty() ? now : ParseTime(input.at, zone);
  if (!at) {
    result.faults.push_back({"--at", {"", 0, "TIME_INVALID",
                                      "write a time such as 2026-03-01T18:30, or one with its "
                                      "offset, such as 2026-03-01T18:30:00+03:00"}});
  }
  if (!result.faults.empty()) return result;

  std::vector<engine::Fault> none;
  const auto compiled = codec::CompileProto(read.program, 1, &none);
  basket.basket.store_id = input.store_id;
  const auto evaluation = engine::Evaluate(*compiled, member.member, basket.basket, *at);
  if (!evaluation.ok()) {
    const std::string field = FieldOf(evaluation.status());
    result.faults.push_back(
        {input.basket.name, {field, basket.line_of(field), ReasonOf(evaluation.status()),
                             std::string(evaluation.status().message())}});
    return result;
  }
  result.evaluation = codec::EvaluationToProto(*compiled, *evaluation, input.language);
  const Scene scene{*compiled, basket.basket, member.member,
                    *evaluation, result.evaluation, *at, zone};
  result.receipt = WriteReceipt(scene, input.language);
  return result;
}

std::string ToText(const TrialFault& fault) {
  if (fault.fault.line == 0) {
    return absl::StrCat(fault.file, ": ", fault.fault.reason, ": ", fault.fault.message);
  }
  return absl::StrCat(fault.file, ":", program::ToText(fault.fault));
}

}  // namespace tessera::trial
