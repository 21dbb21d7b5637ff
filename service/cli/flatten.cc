#include "tessera/cli/flatten.h"

#include <algorithm>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "tessera/base/status.h"
#include "tessera/cli/output.h"
#include "tessera/cli/rows.h"

namespace tessera::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// No message of the API stands deeper in another than this.
constexpr size_t kDepth = 5;

std::string NameOf(const FieldDescriptor& field) {
  absl::string_view name = field.name();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 && !absl::ConsumeSuffix(&name, "_us")) {
    absl::ConsumeSuffix(&name, "_minor");
  }
  return std::string(name);
}

bool IsPoints(const FieldDescriptor& field) {
  return field.name() == "points" || absl::EndsWith(field.name(), "_points");
}

std::string NumberText(const FieldDescriptor& field, int64_t value, const Units& units) {
  if (absl::EndsWith(field.name(), "_us")) return TimeCell(value).plain;
  if (absl::EndsWith(field.name(), "_minor")) return DecimalText(value, units.currency_digits);
  if (IsPoints(field)) return units.Points(value);
  return absl::StrCat(value);
}

std::string ScalarText(const Message& message, const FieldDescriptor& field, const Units& units) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32: return absl::StrCat(reflection.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64: return absl::StrCat(reflection.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return NumberText(field, reflection.GetInt64(message, &field), units);
    case FieldDescriptor::CPPTYPE_BOOL: return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM: return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? absl::BytesToHexString(text) : text;
    }
    default: return "";
  }
}

std::string ListText(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<std::string> words;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    words.push_back(field.cpp_type() == FieldDescriptor::CPPTYPE_STRING
                        ? reflection.GetRepeatedString(message, &field, i)
                        : reflection.GetRepeatedEnum(message, &field, i)->name());
  }
  return absl::StrJoin(words, "|");
}

bool HasColumn(const FieldDescriptor& field) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return false;
  return !field.is_repeated() || field.cpp_type() == FieldDescriptor::CPPTYPE_STRING ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
}

}  // namespace

struct Flattener::Parts {
  Units units;
  std::vector<std::string> leave_out;
  google::protobuf::DynamicMessageFactory factory;
  std::unique_ptr<Message> message;
  std::vector<Path> columns;
  std::vector<std::string> names;

  void Add(const Descriptor& type, Path path, const std::string& prefix) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string name = absl::StrCat(prefix, NameOf(field));
      if (std::find(leave_out.begin(), leave_out.end(), name) != leave_out.end()) continue;
      Path to = path;
      to.push_back(&field);
      if (HasColumn(field)) {
        columns.push_back(std::move(to));
        names.push_back(name);
      } else if (!field.is_repeated() && to.size() < kDepth) {
        Add(*field.message_type(), std::move(to), absl::StrCat(name, "."));
      }
    }
  }
};

Flattener::Flattener(std::unique_ptr<Parts> parts) : parts_(std::move(parts)), header_(parts_->names) {}
Flattener::Flattener(Flattener&&) noexcept = default;
Flattener& Flattener::operator=(Flattener&&) noexcept = default;
Flattener::~Flattener() = default;

absl::StatusOr<Flattener> Flattener::Make(const std::string& type, const Units& units,
                                          const std::vector<std::string>& leave_out) {
  const Descriptor* const descriptor = ApiMessages().FindMessageTypeByName(type);
  if (descriptor == nullptr) return Broken(absl::StrCat("the API has no ", type));
  auto parts = std::make_unique<Parts>();
  parts->units = units;
  parts->leave_out = leave_out;
  parts->message.reset(parts->factory.GetPrototype(descriptor)->New());
  parts->Add(*descriptor, {}, "");
  return Flattener(std::move(parts));
}

absl::StatusOr<std::vector<std::string>> Flattener::Cells(
    const google::protobuf::MessageLite& message) {
  Message& read = *parts_->message;
  if (message.GetTypeName() != read.GetTypeName() ||
      !read.ParseFromString(message.SerializeAsString())) {
    return Broken(absl::StrCat("a ", message.GetTypeName(), " is no ", read.GetTypeName()));
  }
  std::vector<std::string> cells;
  for (const Path& path : parts_->columns) cells.push_back(CellOf(read, path));
  return cells;
}

std::string Flattener::CellOf(const Message& message, const Path& path) const {
  const Message* at = &message;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!at->GetReflection()->HasField(*at, path[i])) return "";
    at = &at->GetReflection()->GetMessage(*at, path[i]);
  }
  const FieldDescriptor& field = *path.back();
  if (field.is_repeated()) return ListText(*at, field);
  // What was not said is empty and not 0, where the two differ.
  if (field.has_presence() && !at->GetReflection()->HasField(*at, &field)) return "";
  return ScalarText(*at, field, parts_->units);
}

}  // namespace tessera::cli
