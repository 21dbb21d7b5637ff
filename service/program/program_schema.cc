#include "program_schema.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"
#include "program_descriptor.h"
#include "tessera/base/nearest.h"

namespace tessera::program {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Never destroyed: descriptors are asked for as long as the process lives.
const google::protobuf::DescriptorPool& Pool() {
  static const google::protobuf::DescriptorPool* const pool = [] {
    google::protobuf::FileDescriptorSet files;
    auto* built = new google::protobuf::DescriptorPool();
    if (files.ParseFromArray(kProgramDescriptor, static_cast<int>(kProgramDescriptorSize))) {
      for (const auto& file : files.file()) built->BuildFile(file);
    }
    return built;
  }();
  return *pool;
}

}  // namespace

// Thousandths are used for quantities and for percentages; the names tell them apart.
Form HumanForm(absl::string_view name) {
  if (absl::EndsWith(name, "_minor")) return Form::kMoney;
  if (absl::EndsWith(name, "quantity_milli")) return Form::kQuantity;
  if (absl::EndsWith(name, "_milli")) return Form::kPercent;
  if (absl::EndsWith(name, "_us")) return Form::kInstant;
  if (absl::EndsWith(name, "_seconds")) return Form::kDuration;
  return Form::kRaw;
}

absl::string_view WithoutUnit(absl::string_view name) {
  return HumanForm(name) == Form::kRaw ? name : name.substr(0, name.rfind('_'));
}

const Descriptor& ProgramDescriptor() {
  return *Pool().FindMessageTypeByName("tessera.v1.Program");
}

FieldKey FindField(const Descriptor& message, absl::string_view key) {
  const std::string name(key);
  if (const FieldDescriptor* field = message.FindFieldByName(name)) return {field, Form::kRaw};
  for (const char* unit : {"_minor", "_milli", "_us", "_seconds"}) {
    const FieldDescriptor* field = message.FindFieldByName(name + unit);
    if (field != nullptr) return {field, HumanForm(field->name())};
  }
  return {};
}

std::string NearestKey(const Descriptor& message, absl::string_view key) {
  std::vector<std::string> keys;
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string& name = message.field(i)->name();
    keys.emplace_back(WithoutUnit(name));
    if (keys.back() != name) keys.push_back(name);
  }
  return NearestWord(keys, key);
}

namespace {

// The key of `message` whose own message has `key`; empty if none has.
std::string OwnerOf(const Descriptor& message, absl::string_view key) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field.is_map()) continue;
    if (FindField(*field.message_type(), key).field != nullptr) return field.name();
  }
  return "";
}

}  // namespace

std::string WhereKeyBelongs(const Descriptor& message, absl::string_view key) {
  if (!key.empty() && key.find_first_not_of("0123456789") == absl::string_view::npos) {
    return "a comma ends a value; write fractions with a point, such as 99.90";
  }
  const std::string nearest = NearestKey(message, key);
  if (!nearest.empty()) return absl::StrCat("did you mean ", nearest, "?");
  const std::string owner = OwnerOf(message, key);
  if (!owner.empty()) return absl::StrCat("it belongs into ", owner);
  return absl::StrCat("there is no such field in ", message.name());
}

}  // namespace tessera::program
