#include "tessera/operations/programs/segment_definitions.h"

#include <map>

#include "tessera/operations/common/program_proto.h"

namespace tessera::operations {
namespace {

using Definitions = std::map<std::string, const v1::Segment*>;

Definitions DefinitionsIn(const v1::Program& program) {
  Definitions definitions;
  for (const v1::Segment& segment : program.segments()) {
    definitions.emplace(segment.segment_id(), &segment);
  }
  return definitions;
}

// With itself. A circle ends where it began.
void Reach(const Definitions& definitions, const std::string& id, std::set<std::string>* reached) {
  const auto found = definitions.find(id);
  if (found == definitions.end() || !reached->insert(id).second) return;
  for (const std::string& next : found->second->any_of()) Reach(definitions, next, reached);
  for (const std::string& next : found->second->none_of()) Reach(definitions, next, reached);
}

// The set with all that it is made of.
void ReachSets(const v1::Program& program, const std::string& id, std::set<std::string>* reached) {
  if (id.empty() || !reached->insert(id).second) return;
  for (const v1::ProductSet& set : program.sets()) {
    if (set.set_id() != id) continue;
    for (const std::string& next : set.any_sets()) ReachSets(program, next, reached);
    for (const std::string& next : set.all_sets()) ReachSets(program, next, reached);
    for (const std::string& next : set.except_sets()) ReachSets(program, next, reached);
  }
}

// Empty where there is no such segment.
std::string DefinitionOf(const v1::Program& program, const Definitions& definitions,
                         const std::string& id) {
  std::set<std::string> reached;
  Reach(definitions, id, &reached);
  if (reached.empty()) return {};
  v1::Program part;
  std::set<std::string> sets;
  bool stages = false;
  bool cells = false;
  for (const std::string& each : reached) {
    v1::Segment& segment = *part.add_segments();
    segment = *definitions.at(each);
    segment.clear_name();
    stages |= !segment.stages().empty();
    cells |= !segment.rfm_cells().empty();
    for (const v1::Bought& bought : segment.bought()) ReachSets(program, bought.set_id(), &sets);
  }
  for (const v1::ProductSet& set : program.sets()) {
    if (sets.count(set.set_id()) > 0) *part.add_sets() = set;
  }
  if (stages) *part.mutable_life_cycle() = program.life_cycle();
  if (cells) *part.mutable_rfm() = program.rfm();
  part.set_time_zone(program.time_zone());
  return ProgramDocument(part);
}

}  // namespace

std::set<std::string> SegmentsNamed(const v1::Program& program, bool surveys) {
  std::set<std::string> named;
  for (const v1::Offer& offer : program.offers()) {
    named.insert(offer.audience().segments().begin(), offer.audience().segments().end());
  }
  if (!surveys) return named;
  for (const v1::Survey& survey : program.surveys()) {
    named.insert(survey.segments().begin(), survey.segments().end());
  }
  return named;
}

std::vector<std::string> UnlikeSegments(const v1::Program& program, const v1::Program& other,
                                        const std::set<std::string>& named) {
  const Definitions definitions = DefinitionsIn(program);
  const Definitions others = DefinitionsIn(other);
  std::vector<std::string> unlike;
  for (const std::string& id : named) {
    const std::string definition = DefinitionOf(program, definitions, id);
    if (!definition.empty() && definition != DefinitionOf(other, others, id)) unlike.push_back(id);
  }
  return unlike;
}

SegmentsAsk WhatSegmentsAsk(const v1::Program& program, const std::set<std::string>& segments) {
  const Definitions definitions = DefinitionsIn(program);
  std::set<std::string> reached;
  for (const std::string& id : segments) Reach(definitions, id, &reached);
  SegmentsAsk ask;
  for (const std::string& id : reached) {
    const v1::Segment& segment = *definitions.at(id);
    ask.cells |= !segment.rfm_cells().empty();
    for (const v1::Bought& bought : segment.bought()) ask.goods |= !bought.set_id().empty();
  }
  return ask;
}

}  // namespace tessera::operations
