#include "left_out.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "tessera/base/status.h"

namespace tessera::cases {

absl::StatusOr<LeftOut> ReadLeftOut(const std::string& path) {
  std::ifstream stream(path);
  const auto json = nlohmann::json::parse(stream, nullptr, false);
  if (!stream.is_open() || !json.is_object()) {
    return InvalidInput("LIST_UNREADABLE", path, path + ": must be an object of case id to reason");
  }
  LeftOut list;
  for (const auto& [id, reason] : json.items()) {
    if (!reason.is_string() || reason.get<std::string>().empty()) {
      return InvalidInput("LIST_UNREADABLE", path, path + ": " + id + " must have a reason");
    }
    list.emplace(id, reason.get<std::string>());
  }
  return list;
}

}  // namespace tessera::cases
