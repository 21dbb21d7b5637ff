#include "value_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "choices.h"
#include "google/protobuf/descriptor.pb.h"
#include "program_schema.h"

namespace tessera::program {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kMostDigits = 6;

int DigitsIn(const Message& program, const char* name) {
  const FieldDescriptor& field = *program.GetDescriptor()->FindFieldByName(name);
  return std::clamp(program.GetReflection()->GetInt32(program, &field), 0, kMostDigits);
}

// 123450 with 2 digits: "1234.50"; `trim`: without zeros at the end.
std::string Decimal(int64_t value, int digits, bool trim) {
  const bool negative = value < 0;
  std::string text = absl::StrCat(value);
  if (negative) text.erase(0, 1);
  if (digits > 0) {
    const auto places = static_cast<size_t>(digits);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    text.insert(text.size() - places, 1, '.');
    if (trim) {
      text.erase(text.find_last_not_of('0') + 1);
      if (text.back() == '.') text.pop_back();
    }
  }
  return negative ? "-" + text : text;
}

std::string DurationText(int64_t seconds) {
  if (seconds <= 0) return absl::StrCat(seconds, "s");
  std::string text;
  for (const auto& [unit, length] : {std::pair{"d", int64_t{86'400}}, std::pair{"h", int64_t{3'600}},
                                     std::pair{"m", int64_t{60}}, std::pair{"s", int64_t{1}}}) {
    if (seconds >= length) absl::StrAppend(&text, seconds / length, unit);
    seconds %= length;
  }
  return text;
}

bool IsPoints(absl::string_view name) { return name == "points" || absl::EndsWith(name, "_points"); }

}  // namespace

ValueText::ValueText(const Message& program, Tongue tongue)
    : currency_digits_(DigitsIn(program, "currency_digits")),
      points_digits_(DigitsIn(program, "points_digits")),
      zone_(absl::UTCTimeZone()),
      tongue_(tongue) {
  const FieldDescriptor& zone = *program.GetDescriptor()->FindFieldByName("time_zone");
  absl::LoadTimeZone(program.GetReflection()->GetString(program, &zone), &zone_);
}

std::string ValueText::Integer(const FieldDescriptor& field, int64_t value) const {
  if (IsPoints(field.name())) return Decimal(value, points_digits_, /*trim=*/true);
  // Thousandths of a number, as only these are, and not of a percent.
  if (field.name() == "lifetime_years_milli" || field.name() == "factor_milli") {
    return Decimal(value, 3, /*trim=*/true);
  }
  switch (HumanForm(field.name())) {
    case Form::kMoney: return Decimal(value, currency_digits_, /*trim=*/false);
    case Form::kQuantity: return Decimal(value, 3, /*trim=*/true);
    case Form::kPercent: return absl::StrCat(Decimal(value, 3, /*trim=*/true), "%");
    case Form::kInstant:
      return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixMicros(value), zone_);
    case Form::kDuration: return DurationText(value);
    case Form::kRaw: break;
  }
  return absl::StrCat(value);
}

std::string ValueText::Scalar(const Message& message, const FieldDescriptor& field,
                              int index) const {
  const auto& reflection = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool value = one ? reflection.GetBool(message, &field)
                             : reflection.GetRepeatedBool(message, &field, index);
      if (tongue_ == Tongue::kRussian) return value ? "да" : "нет";
      return value ? "yes" : "no";
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return ChoiceText(one ? *reflection.GetEnum(message, &field)
                            : *reflection.GetRepeatedEnum(message, &field, index),
                        tongue_);
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? reflection.GetString(message, &field)
                 : reflection.GetRepeatedString(message, &field, index);
    case FieldDescriptor::CPPTYPE_INT32:
      return Integer(field, one ? reflection.GetInt32(message, &field)
                                : reflection.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Integer(field, one ? reflection.GetUInt32(message, &field)
                                : reflection.GetRepeatedUInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return Integer(field, one ? reflection.GetInt64(message, &field)
                                : reflection.GetRepeatedInt64(message, &field, index));
    default: return message.ShortDebugString();
  }
}

std::string ValueText::Field(const Message& message, const FieldDescriptor& field) const {
  const auto& reflection = *message.GetReflection();
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (!field.is_repeated()) {
    return is_message ? Whole(reflection.GetMessage(message, &field)) : Scalar(message, field);
  }
  std::vector<std::string> elements;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    elements.push_back(is_message ? Whole(reflection.GetRepeatedMessage(message, &field, i))
                                  : Scalar(message, field, i));
  }
  if (field.is_map()) std::sort(elements.begin(), elements.end());
  return absl::StrJoin(elements, ", ");
}

std::string ValueText::Whole(const Message& message) const {
  const google::protobuf::Descriptor& shape = *message.GetDescriptor();
  if (shape.options().map_entry()) {
    return absl::StrCat(Scalar(message, *shape.field(0)), ": ", Scalar(message, *shape.field(1)));
  }
  if (shape.name() == "Text") return Field(message, *shape.field(0));
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::vector<std::string> parts;
  for (const FieldDescriptor* field : fields) {
    const std::string value = Field(message, *field);
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const std::string label = LabelOf(field->name(), tongue_);
    parts.push_back(is_message && !value.empty() ? absl::StrCat(label, " (", value, ")")
                    : value.empty()              ? label
                                                 : absl::StrCat(label, " ", value));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace tessera::program
