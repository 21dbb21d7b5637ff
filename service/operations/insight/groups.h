// What rows an answer has.
#ifndef TESSERA_OPERATIONS_INSIGHT_GROUPS_H_
#define TESSERA_OPERATIONS_INSIGHT_GROUPS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/insight/scan.h"
#include "tessera/operations/insight/query.h"
#include "tessera/v1/insight_service.pb.h"

namespace tessera::operations {

struct Group {
  std::string id;    // empty: all
  std::string name;  // what people call it
  int number = 0;    // in the filter's tables
  bool of_stores = true;  // told apart by the store alone
  std::optional<insight::MemberSet> members;  // of segments and stages, those whom the filter lets in
};

// In the order in which they are shown; stores and tiers that never sold anything are left out. Puts the
// groups' numbers into `filter`.
absl::StatusOr<std::vector<Group>> GroupsFor(storage::ReadTransaction& transaction,
                                             const v1::Program& program, v1::GroupBy by,
                                             Filter& filter, size_t members);

// What people call it, in the program's first language.
std::string NameIn(const v1::Program& program, const v1::Text& text);

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_INSIGHT_GROUPS_H_
