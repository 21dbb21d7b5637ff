// Groups that share members: segments, into several of which a member may fall.
#ifndef TESSERA_INSIGHT_OVERLAPPING_H_
#define TESSERA_INSIGHT_OVERLAPPING_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/insight/scan.h"

namespace tessera::insight {

// Scan by groups of members, each a set of whom they are now. The question's own groups, parts and groups
// of members are not looked at. One pass where there are not thousands of different ways to be in the
// groups, and as few as memory allows else.
absl::StatusOr<Answer> ScanOverlapping(ReceiptSource& source, const MemberColumns& members,
                                       Question question,
                                       const std::vector<const MemberSet*>& groups);

}  // namespace tessera::insight

#endif  // TESSERA_INSIGHT_OVERLAPPING_H_
