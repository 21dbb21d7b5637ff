#include "program_schema.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"
#include "program_descriptor.h"

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

size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t k = 1; k <= b.size(); ++k) {
      const size_t change = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
      diagonal = row[k];
      row[k] = std::min({row[k] + 1, row[k - 1] + 1, change});
    }
  }
  return row[b.size()];
}

}  // namespace

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
  constexpr size_t kLongestKey = 64;
  std::string nearest;
  if (key.size() > kLongestKey) return nearest;
  size_t least = std::max<size_t>(2, key.size() / 3) + 1;
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string& name = message.field(i)->name();
    for (absl::string_view candidate : {WithoutUnit(name), absl::string_view(name)}) {
      const size_t distance = EditDistance(key, candidate);
      if (distance >= least) continue;
      least = distance;
      nearest = std::string(candidate);
    }
  }
  return nearest;
}

}  // namespace tessera::program
