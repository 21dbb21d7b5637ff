#include <algorithm>
#include <filesystem>
#include <fstream>

#include "case.h"
#include "tessera/base/status.h"

namespace tessera::cases {
namespace {

using Json = nlohmann::json;

absl::Status Unreadable(const std::string& where, const std::string& why) {
  return InvalidInput("CASES_UNREADABLE", where, where + ": " + why);
}

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Json ObjectOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? Json::object() : *found;
}

absl::StatusOr<Case> ReadCase(const Json& json, const std::string& file, const std::string& where) {
  if (!json.is_object()) return Unreadable(where, "a case must be an object");
  Case one;
  one.id = TextOf(json, "id");
  if (one.id.empty()) return Unreadable(where, "a case must have an id");
  one.title = TextOf(json, "title");
  one.file = file;
  one.source = TextOf(json, "source");
  one.portability = TextOf(json, "portability");
  for (const Json& feature : ObjectOf(json, "features")) {
    if (feature.is_string()) one.features.push_back(feature.get<std::string>());
  }
  const Json currency = ObjectOf(json, "currency");
  one.currency_code = TextOf(currency, "code");
  const Json digits = ObjectOf(currency, "minor_digits");
  if (!digits.is_number_integer() || digits < 0 || digits > 4) {
    return Unreadable(where, "currency.minor_digits must be 0 to 4");
  }
  one.currency_digits = digits.get<int>();
  one.programme = ObjectOf(json, "programme");
  one.customer = ObjectOf(json, "customer");
  one.basket = ObjectOf(json, "basket");
  one.expected = ObjectOf(json, "expected");
  return one;
}

absl::Status ReadFile(const std::filesystem::path& path, std::vector<Case>* cases) {
  std::ifstream stream(path);
  const Json json = Json::parse(stream, nullptr, false);
  if (!stream.is_open() || !json.is_array()) return Unreadable(path.string(), "no list of cases");
  for (size_t i = 0; i < json.size(); ++i) {
    const std::string where = path.string() + "[" + std::to_string(i) + "]";
    TESSERA_ASSIGN_OR_RETURN(Case one, ReadCase(json[i], path.stem().string(), where));
    cases->push_back(std::move(one));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Case>> ReadCases(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  if (error) return Unreadable(folder, error.message());
  if (paths.empty()) return Unreadable(folder, "there is no *.json file in it");
  std::sort(paths.begin(), paths.end());
  std::vector<Case> cases;
  for (const std::filesystem::path& path : paths) {
    TESSERA_RETURN_IF_ERROR(ReadFile(path, &cases));
  }
  return cases;
}

}  // namespace tessera::cases
