// Reads the arguments of one script command; the first that is wrong is remembered.
#ifndef TESSERA_TILL_SCRIPT_ARGUMENTS_H_
#define TESSERA_TILL_SCRIPT_ARGUMENTS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "tessera/plugin.hpp"

namespace tessera::till {

class Arguments {
 public:
  // `object` must be a JSON object and outlive this.
  explicit Arguments(const nlohmann::json& object) : object_(object) {}

  // The value, or `otherwise` where it is absent; of the wrong type it is a fault.
  std::string Text(const char* name, const char* otherwise = "");
  int64_t Integer(const char* name, int64_t otherwise = 0);
  // Within 0 to 2^32-1.
  uint32_t Small(const char* name, uint32_t otherwise = 0);
  bool Flag(const char* name);
  // Enum tessera_line_flag of an array of words.
  uint32_t LineFlags(const char* name);
  // NULL if absent.
  const nlohmann::json* Object(const char* name);
  const nlohmann::json* Array(const char* name);

  void Fault(const char* name, const std::string& what);
  // What is wrong, if anything: a fault, or an argument that nobody asked for.
  std::optional<pos::Error> Check() const;

 private:
  const nlohmann::json* Find(const char* name);

  const nlohmann::json& object_;
  std::set<std::string> asked_;
  std::optional<pos::Error> fault_;
};

}  // namespace tessera::till

#endif  // TESSERA_TILL_SCRIPT_ARGUMENTS_H_
