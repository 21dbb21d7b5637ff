#include "tessera/plugin/json/structs.h"

#include <cstring>
#include <limits>

#include "absl/strings/str_cat.h"
#include "tessera/base/status.h"

namespace tessera::plugin::json {
namespace {

constexpr size_t kMostItems = 1000;

template <typename Value>
void Store(char* out, size_t offset, Value value) {
  std::memcpy(out + offset, &value, sizeof value);
}

template <typename Value>
Value Load(const void* view, size_t offset) {
  Value value{};
  std::memcpy(&value, static_cast<const char*>(view) + offset, sizeof value);
  return value;
}

template <typename Value>
absl::Status StoreInteger(const Document& given, const std::string& path, char* out,
                          size_t offset) {
  TESSERA_ASSIGN_OR_RETURN(const int64_t number, ReadInteger(given, path));
  const bool fits = number >= int64_t{std::numeric_limits<Value>::min()} &&
                    number <= int64_t{std::numeric_limits<Value>::max()};
  if (!fits) return InvalidInput("FIELD_INVALID", path, "is out of range");
  Store(out, offset, static_cast<Value>(number));
  return absl::OkStatus();
}

absl::Status Unknown(const std::string& path) {
  return InvalidInput("FIELD_UNKNOWN", path, "there is no such field here");
}

}  // namespace

const Document* Arguments::Find(const char* field) {
  known_.insert(field);
  const auto found = object_.find(field);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

absl::StatusOr<tessera_string> Arguments::Text(const char* field) {
  const Document* value = Find(field);
  if (value == nullptr) return tessera_string{nullptr, 0};
  if (!value->is_string()) return InvalidInput("FIELD_INVALID", field, "must be a string");
  const std::string& text = value->get_ref<const std::string&>();
  return tessera_string{text.data(), text.size()};
}

absl::StatusOr<int64_t> Arguments::Integer(const char* field, int64_t least, int64_t most) {
  const Document* value = Find(field);
  if (value == nullptr) return 0;
  TESSERA_ASSIGN_OR_RETURN(const int64_t number, ReadInteger(*value, field));
  if (number < least || number > most) {
    return InvalidInput("FIELD_INVALID", field, "is out of range");
  }
  return number;
}

absl::Status Arguments::Finish() const {
  for (const auto& [key, value] : object_.items()) {
    if (known_.count(key) == 0) return Unknown(key);
  }
  return absl::OkStatus();
}

void* Arguments::Allocate(size_t bytes) {
  memory_.emplace_back((bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t));
  return memory_.back().data();
}

absl::StatusOr<void*> Arguments::Make(const Document& value, const Shape& shape,
                                      const std::string& path) {
  if (!value.is_object()) return InvalidInput("FIELD_INVALID", path, "must be an object");
  void* out = Allocate(shape.size);
  std::set<std::string> known;
  TESSERA_RETURN_IF_ERROR(Fill(value, shape, path + ".", out, &known));
  for (const auto& [key, ignored] : value.items()) {
    if (known.count(key) == 0) return Unknown(absl::StrCat(path, ".", key));
  }
  return out;
}

absl::Status Arguments::MakeMany(const Document& value, const Field& field,
                                 const std::string& path, char* out) {
  if (!value.is_array()) return InvalidInput("FIELD_INVALID", path, "must be an array");
  if (value.size() > kMostItems) {
    return InvalidInput("TOO_MANY_LINES", path, "at most 1000");
  }
  char* items = static_cast<char*>(Allocate(field.of->size * value.size()));
  for (size_t i = 0; i < value.size(); ++i) {
    TESSERA_ASSIGN_OR_RETURN(void* one,
                             Make(value[i], *field.of, absl::StrCat(path, "[", i, "]")));
    std::memcpy(items + i * field.of->size, one, field.of->size);
  }
  Store<const void*>(out, field.offset, items);
  Store(out, field.count_offset, static_cast<uint32_t>(value.size()));
  Store(out, field.stride_offset, static_cast<uint32_t>(field.of->size));
  return absl::OkStatus();
}

absl::Status Arguments::Put(const Document& value, const Field& field, const std::string& path,
                            char* out) {
  switch (field.kind) {
    case Kind::kUint32: return StoreInteger<uint32_t>(value, path, out, field.offset);
    case Kind::kInt32: return StoreInteger<int32_t>(value, path, out, field.offset);
    case Kind::kInt64: return StoreInteger<int64_t>(value, path, out, field.offset);
    case Kind::kUint64: {
      TESSERA_ASSIGN_OR_RETURN(const int64_t number, ReadInteger(value, path));
      if (number < 0) return InvalidInput("FIELD_INVALID", path, "is out of range");
      Store(out, field.offset, static_cast<uint64_t>(number));
      return absl::OkStatus();
    }
    case Kind::kText: {
      if (!value.is_string()) return InvalidInput("FIELD_INVALID", path, "must be a string");
      const std::string& text = value.get_ref<const std::string&>();
      Store(out, field.offset, tessera_string{text.data(), text.size()});
      return absl::OkStatus();
    }
    case Kind::kOne: {
      TESSERA_ASSIGN_OR_RETURN(const void* one, Make(value, *field.of, path));
      Store(out, field.offset, one);
      return absl::OkStatus();
    }
    case Kind::kMany: return MakeMany(value, field, path, out);
    case Kind::kChars: break;
  }
  return Broken("a field that only comes out");
}

absl::Status Arguments::Fill(const Document& object, const Shape& shape, const std::string& path,
                             void* out, std::set<std::string>* known) {
  char* bytes = static_cast<char*>(out);
  if (shape.has_struct_size) Store(bytes, 0, static_cast<uint32_t>(shape.size));
  for (const Field& field : shape.fields) {
    known->insert(field.name);
    const auto found = object.find(field.name);
    if (found == object.end() || found->is_null()) continue;
    TESSERA_RETURN_IF_ERROR(Put(*found, field, path + field.name, bytes));
  }
  return absl::OkStatus();
}

std::string TextOf(tessera_string text) {
  return text.size == 0 ? std::string() : std::string(text.bytes, text.size);
}

Document ToJson(const Shape& shape, const void* view) {
  Document object = Document::object();
  for (const Field& field : shape.fields) {
    Document& value = object[field.name];
    switch (field.kind) {
      case Kind::kUint32: value = Load<uint32_t>(view, field.offset); break;
      case Kind::kInt32: value = Load<int32_t>(view, field.offset); break;
      case Kind::kUint64: value = WriteUnsigned(Load<uint64_t>(view, field.offset)); break;
      case Kind::kInt64: value = WriteInteger(Load<int64_t>(view, field.offset)); break;
      case Kind::kText: value = TextOf(Load<tessera_string>(view, field.offset)); break;
      case Kind::kChars: value = std::string(static_cast<const char*>(view) + field.offset); break;
      case Kind::kOne:
      case Kind::kMany: break;
    }
  }
  return object;
}

}  // namespace tessera::plugin::json
