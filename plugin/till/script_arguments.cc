#include "script_arguments.h"

#include <limits>

#include "goods.h"

namespace tessera::till {

using nlohmann::json;

const json* Arguments::Find(const char* name) {
  asked_.insert(name);
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

void Arguments::Fault(const char* name, const std::string& what) {
  if (!fault_) fault_ = pos::Error{TESSERA_INVALID, "ARGUMENT_INVALID", name, what};
}

std::string Arguments::Text(const char* name, const char* otherwise) {
  const json* value = Find(name);
  if (value == nullptr) return otherwise;
  if (value->is_string()) return value->get<std::string>();
  Fault(name, "must be a string");
  return otherwise;
}

int64_t Arguments::Integer(const char* name, int64_t otherwise) {
  const json* value = Find(name);
  if (value == nullptr) return otherwise;
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() ||
                     value->get<uint64_t>() <=
                         static_cast<uint64_t>(std::numeric_limits<int64_t>::max()));
  if (fits) return value->get<int64_t>();
  Fault(name, "must be an integer of 64 bits");
  return otherwise;
}

uint32_t Arguments::Small(const char* name, uint32_t otherwise) {
  const int64_t value = Integer(name, otherwise);
  if (value >= 0 && value <= std::numeric_limits<uint32_t>::max()) {
    return static_cast<uint32_t>(value);
  }
  Fault(name, "must be 0 to 4294967295");
  return otherwise;
}

bool Arguments::Flag(const char* name) {
  const json* value = Find(name);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  Fault(name, "must be true or false");
  return false;
}

uint32_t Arguments::LineFlags(const char* name) {
  uint32_t flags = 0;
  const json* words = Array(name);
  if (words == nullptr) return flags;
  for (const json& word : *words) {
    const std::optional<uint32_t> flag =
        word.is_string() ? ParseLineFlag(word.get<std::string>()) : std::nullopt;
    if (!flag) Fault(name, "knows no_discount, no_earn and no_spend");
    flags |= flag.value_or(0);
  }
  return flags;
}

const json* Arguments::Object(const char* name) {
  const json* value = Find(name);
  if (value == nullptr || value->is_object()) return value;
  Fault(name, "must be an object");
  return nullptr;
}

const json* Arguments::Array(const char* name) {
  const json* value = Find(name);
  if (value == nullptr || value->is_array()) return value;
  Fault(name, "must be an array");
  return nullptr;
}

std::optional<pos::Error> Arguments::Check() const {
  if (fault_) return fault_;
  for (const auto& [name, value] : object_.items()) {
    if (asked_.count(name) == 0) {
      return pos::Error{TESSERA_INVALID, "ARGUMENT_INVALID", name,
                        "this command has no such argument; see --help-script"};
    }
  }
  return std::nullopt;
}

}  // namespace tessera::till
