// The shape of tessera.v1.Program at run time. The generated messages are lite and know nothing of
// their field names, so the descriptors are built into the program beside them.
#ifndef TESSERA_PROGRAM_PROGRAM_SCHEMA_H_
#define TESSERA_PROGRAM_PROGRAM_SCHEMA_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace tessera::program {

const google::protobuf::Descriptor& ProgramDescriptor();

// What a scalar is written as: the human forms belong to keys without the unit.
enum class Form { kRaw, kMoney, kQuantity, kPercent, kInstant, kDuration };

struct FieldKey {
  const google::protobuf::FieldDescriptor* field = nullptr;
  Form form = Form::kRaw;
};

// The field that `key` names, with its unit ("minimum_amount_minor": raw) or without
// ("minimum_amount": money). `field` is null if there is none.
FieldKey FindField(const google::protobuf::Descriptor& message, absl::string_view key);

// The human form that the unit in a field's name stands for; kRaw if it has none.
Form HumanForm(absl::string_view name);

// "amount_minor": "amount".
absl::string_view WithoutUnit(absl::string_view name);

// The key of `message` that is nearest to `key`; empty if none is near.
std::string NearestKey(const google::protobuf::Descriptor& message, absl::string_view key);

// What to do about a key that `message` does not have.
std::string WhereKeyBelongs(const google::protobuf::Descriptor& message, absl::string_view key);

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_PROGRAM_SCHEMA_H_
