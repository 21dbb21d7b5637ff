// What programs say about the segments that they name.
#ifndef TESSERA_OPERATIONS_PROGRAMS_SEGMENT_DEFINITIONS_H_
#define TESSERA_OPERATIONS_PROGRAMS_SEGMENT_DEFINITIONS_H_

#include <set>
#include <string>
#include <vector>

#include "tessera/v1/program.pb.h"

namespace tessera::operations {

// Ids of segments that offers ask for; with `surveys` those that surveys ask for, too.
std::set<std::string> SegmentsNamed(const v1::Program& program, bool surveys);

// Those of `named` that `other` defines otherwise than `program` (with all that a definition refers to), or
// not at all; sorted. Names for people don't count.
std::vector<std::string> UnlikeSegments(const v1::Program& program, const v1::Program& other,
                                        const std::set<std::string>& named);

// What segments of the program ask for beyond days of purchase, those included that they refer to.
struct SegmentsAsk {
  bool cells = false;  // of scores
  bool goods = false;  // of a set
};
SegmentsAsk WhatSegmentsAsk(const v1::Program& program, const std::set<std::string>& segments);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_PROGRAMS_SEGMENT_DEFINITIONS_H_
