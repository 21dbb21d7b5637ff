#include "tessera/operations/insight/groups.h"

#include <map>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/operations/insight/segment_rules.h"
#include "tessera/storage/stores.h"

namespace tessera::operations {
namespace {

// Numbers the names that the filter lets in, one group for each different `group_of`; "" for none.
template <typename GroupOf>
std::vector<Group> Number(const std::vector<std::string>& names, std::vector<int32_t>& numbers,
                          GroupOf group_of) {
  std::map<std::string, std::vector<size_t>> by_id;
  for (size_t i = 0; i < names.size(); ++i) {
    const bool is_in = numbers.empty() || numbers[i + 1] != insight::kLeftOut;
    const std::string id = is_in ? group_of(names[i]) : std::string();
    if (!id.empty()) by_id[id].push_back(i + 1);
  }
  numbers.assign(names.size() + 1, insight::kLeftOut);
  std::vector<Group> groups;
  for (const auto& [id, members] : by_id) {
    Group group;
    group.id = id;
    group.name = id;
    group.number = static_cast<int>(groups.size());
    for (const size_t number : members) numbers[number] = group.number;
    groups.push_back(std::move(group));
  }
  return groups;
}

absl::StatusOr<std::vector<Group>> ByStore(storage::ReadTransaction& transaction, Filter& filter) {
  std::vector<Group> groups = Number(filter.stores, filter.store_groups,
                                     [](const std::string& store) { return store; });
  for (Group& group : groups) {
    TESSERA_ASSIGN_OR_RETURN(const auto store,
                             std::as_const(transaction).stores().FindStore(group.id));
    if (store && !store->name.empty()) group.name = store->name;
  }
  return groups;
}

absl::StatusOr<std::vector<Group>> ByRegion(storage::ReadTransaction& transaction,
                                            Filter& filter) {
  TESSERA_ASSIGN_OR_RETURN(const auto regions, RegionsOf(transaction));
  return Number(filter.stores, filter.store_groups, [&](const std::string& store) {
    const auto region = regions.find(store);
    return region == regions.end() ? std::string() : region->second;
  });
}

std::vector<Group> ByTier(const v1::Program& program, Filter& filter) {
  std::vector<Group> groups =
      Number(filter.tiers, filter.tier_groups, [](const std::string& tier) { return tier; });
  for (Group& group : groups) {
    group.of_stores = false;
    for (const v1::Tier& tier : program.tiers()) {
      if (tier.tier_id() == group.id) group.name = NameIn(program, tier.name());
    }
  }
  return groups;
}

class ByMember {
 public:
  ByMember(storage::ReadTransaction& transaction, const Filter& filter, size_t members)
      : tables_(std::as_const(transaction).insight()), filter_(filter), members_(members) {}

  absl::Status Add(const std::string& key, std::string id, std::string name) {
    Group group;
    group.id = std::move(id);
    group.name = std::move(name);
    group.of_stores = false;
    TESSERA_ASSIGN_OR_RETURN(group.members, MembersIn(tables_, key, members_));
    if (filter_.only) {
      for (size_t word = 0; word < group.members->words().size(); ++word) {
        group.members->words()[word] &= filter_.only->words()[word];
      }
    }
    groups_.push_back(std::move(group));
    return absl::OkStatus();
  }
  std::vector<Group> Take() { return std::move(groups_); }

 private:
  const storage::InsightTables& tables_;
  const Filter& filter_;
  const size_t members_;
  std::vector<Group> groups_;
};

}  // namespace

absl::StatusOr<std::vector<Group>> GroupsFor(storage::ReadTransaction& transaction,
                                             const v1::Program& program, v1::GroupBy by,
                                             Filter& filter, size_t members) {
  ByMember by_member(transaction, filter, members);
  switch (by) {
    case v1::GROUP_BY_STORE: return ByStore(transaction, filter);
    case v1::GROUP_BY_REGION: return ByRegion(transaction, filter);
    case v1::GROUP_BY_TIER: return ByTier(program, filter);
    case v1::GROUP_BY_SEGMENT:
      for (const v1::Segment& segment : program.segments()) {
        TESSERA_RETURN_IF_ERROR(by_member.Add(segment.segment_id(), segment.segment_id(),
                                              NameIn(program, segment.name())));
      }
      return by_member.Take();
    case v1::GROUP_BY_STAGE:
      for (int stage = 1; stage < insight::kStages; ++stage) {
        const std::string name(insight::NameOf(static_cast<insight::Stage>(stage)));
        TESSERA_RETURN_IF_ERROR(
            by_member.Add(StageKey(static_cast<insight::Stage>(stage)), name, name));
      }
      return by_member.Take();
    default: return std::vector<Group>(1);
  }
}

std::string NameIn(const v1::Program& program, const v1::Text& text) {
  if (program.languages_size() > 0) {
    const auto found = text.by_language().find(program.languages(0));
    if (found != text.by_language().end()) return found->second;
  }
  return text.by_language().empty() ? std::string() : text.by_language().begin()->second;
}

}  // namespace tessera::operations
