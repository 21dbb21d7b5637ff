#include "document_reader.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tessera/base/nearest.h"
#include "values.h"

namespace tessera::program {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kText[] = "tessera.v1.Text";

int LineAt(const YAML::Node& node) { return node.Mark().line + 1; }

// Enough of what was written to find it again, on one line.
std::string Quoted(absl::string_view text) {
  constexpr size_t kMost = 40;
  return absl::StrCat("\"", text.substr(0, kMost), text.size() > kMost ? "..." : "", "\"");
}

std::string Join(const std::string& path, absl::string_view name) {
  return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
}

// "99,90" instead of "99.90".
std::string WithPoint(absl::string_view text) {
  std::string mended(text);
  const size_t comma = mended.find(',');
  if (comma != std::string::npos && comma == mended.rfind(',')) mended[comma] = '.';
  return mended;
}

const char* HowToWrite(Form form) {
  switch (form) {
    case Form::kRaw: return "write a whole number";
    case Form::kMoney:
      return "write an amount such as 99.90, with no more digits than currency_digits";
    case Form::kQuantity: return "write a quantity such as 2 or 1.250";
    case Form::kPercent: return "write a percentage with its sign, such as 5% or 2.5%";
    case Form::kInstant:
      return "write date, time and offset, such as 2026-03-01T00:00:00+03:00";
    case Form::kDuration: return "write a length of time such as 24h, 30m or 1h30m";
  }
  return "";
}

std::optional<int64_t> ParseForm(absl::string_view text, Form form, int currency_digits) {
  switch (form) {
    case Form::kRaw: return ParseDecimal(text, 0);
    case Form::kMoney: return ParseDecimal(text, currency_digits);
    case Form::kQuantity: return ParseDecimal(text, 3);
    case Form::kPercent: return ParsePercent(text);
    case Form::kInstant: return ParseInstant(text);
    case Form::kDuration: return ParseDuration(text);
  }
  return std::nullopt;
}

// What was probably meant: a decimal comma, a missing percent sign, a fraction where the key asks for
// the contract's raw integer. Empty if nothing comes to mind.
std::string Meant(absl::string_view text, const FieldKey& key, int currency_digits) {
  const std::string mended = WithPoint(text);
  if (mended != text && ParseForm(mended, key.form, currency_digits)) return mended;
  if (key.form == Form::kPercent && ParsePercent(mended + "%")) return mended + "%";
  if (key.form != Form::kRaw) return "";
  const Form human = HumanForm(key.field->name());
  if (human == Form::kRaw || !ParseForm(mended, human, currency_digits)) return "";
  return absl::StrCat(WithoutUnit(key.field->name()), ": ", mended);
}

std::string Remedy(absl::string_view text, const FieldKey& key, int currency_digits) {
  const std::string meant = Meant(text, key, currency_digits);
  return absl::StrCat(Quoted(text), " can't be read; ", HowToWrite(key.form),
                      meant.empty() ? "" : absl::StrCat("; did you mean ", meant, "?"));
}

// "ROUNDING_HALF_UP" is also "HALF_UP" and "half_up".
std::string ShortName(const EnumValueDescriptor& value) {
  std::string prefix;
  for (char c : value.type()->name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return value.name().substr(prefix.size() + 1);
}

std::vector<std::string> ShortNames(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) names.push_back(ShortName(*type.value(i)));
  return names;
}

}  // namespace

DocumentReader::DocumentReader(Setting setting, std::vector<ProgramFault>* faults)
    : setting_(std::move(setting)), faults_(*faults) {}

void DocumentReader::Read(const YAML::Node& root, Message* message) {
  ReadMessage(root, "", message);
}

int DocumentReader::LineOf(absl::string_view path) const {
  for (;;) {
    if (const auto found = lines_.find(path); found != lines_.end()) return found->second;
    const size_t end = path.find_last_of(".[");
    if (end == absl::string_view::npos) return 1;
    path = path.substr(0, end);
  }
}

bool DocumentReader::Has(absl::string_view path) const { return lines_.contains(path); }

void DocumentReader::Add(const YAML::Node& node, const std::string& path, absl::string_view reason,
                         absl::string_view message) {
  faults_.push_back({path, LineAt(node), std::string(reason), std::string(message)});
}

void DocumentReader::Remember(const YAML::Node& node, const std::string& path) {
  lines_.try_emplace(path, LineAt(node));
}

void DocumentReader::ReadMessage(const YAML::Node& node, const std::string& path,
                                 Message* message) {
  if (!node.IsMap()) {
    Add(node, path, "TYPE_WRONG", "write keys and values here");
    return;
  }
  for (const auto& entry : node) ReadEntry(entry.first, entry.second, path, message);
}

void DocumentReader::ReadEntry(const YAML::Node& key, const YAML::Node& value,
                               const std::string& path, Message* message) {
  const auto& descriptor = *message->GetDescriptor();
  const std::string name = key.IsScalar() ? key.Scalar() : std::string();
  const FieldKey found = FindField(descriptor, name);
  if (found.field == nullptr) {
    Add(key, Join(path, name), "FIELD_UNKNOWN", WhereKeyBelongs(descriptor, name));
    return;
  }
  const std::string at = Join(path, found.field->name());
  if (lines_.contains(at)) {
    Add(key, at, "FIELD_REPEATED", absl::StrCat("it stands on line ", lines_[at], " already"));
    return;
  }
  Remember(key, at);
  if (value.IsNull()) return;
  ReadField(value, found, at, message);
}

void DocumentReader::ReadField(const YAML::Node& node, const FieldKey& key, const std::string& path,
                               Message* message) {
  const FieldDescriptor& field = *key.field;
  if (field.is_map()) return ReadMap(node, field, path, message);
  if (field.is_repeated()) return ReadList(node, field, path, message);
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return ReadScalar(node, key, path, message);
  }
  if (const auto* choice = field.containing_oneof();
      choice != nullptr && message->GetReflection()->HasOneof(*message, choice)) {
    const auto* other = message->GetReflection()->GetOneofFieldDescriptor(*message, choice);
    Add(node, path, "FIELD_CONFLICT",
        absl::StrCat("there is ", other->name(), " already; only one ", choice->name(),
                     " is allowed"));
    return;
  }
  Message* child = message->GetReflection()->MutableMessage(message, &field);
  if (field.message_type()->full_name() == kText) return ReadText(node, path, child);
  ReadMessage(node, path, child);
}

void DocumentReader::ReadList(const YAML::Node& node, const Field& field, const std::string& path,
                              Message* message) {
  if (!node.IsSequence()) {
    Add(node, path, "TYPE_WRONG", node.IsScalar()
            ? absl::StrCat("write a list: [", node.Scalar(), "]")
            : std::string("write a list: [a, b], or one item a line with - before it"));
    return;
  }
  for (size_t i = 0; i < node.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    Remember(node[i], at);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ReadMessage(node[i], at, message->GetReflection()->AddMessage(message, &field));
    } else {
      ReadScalar(node[i], {&field, Form::kRaw}, at, message);
    }
  }
}

void DocumentReader::ReadText(const YAML::Node& node, const std::string& path, Message* message) {
  const Field& field = *message->GetDescriptor()->FindFieldByName("by_language");
  if (node.IsMap()) {
    return ReadMap(node["by_language"] ? node["by_language"] : node, field, path, message);
  }
  if (!node.IsScalar()) {
    Add(node, path, "TYPE_WRONG", "write a text, or {ru: ..., en: ...}");
    return;
  }
  AddToMap(setting_.first_language, node.Scalar(), field, message);
}

void DocumentReader::AddToMap(const std::string& key, const std::string& value, const Field& field,
                              Message* message) {
  Message* pair = message->GetReflection()->AddMessage(message, &field);
  const auto& type = *pair->GetDescriptor();
  pair->GetReflection()->SetString(pair, type.map_key(), key);
  pair->GetReflection()->SetString(pair, type.map_value(), value);
}

void DocumentReader::ReadMap(const YAML::Node& node, const Field& field, const std::string& path,
                             Message* message) {
  if (!node.IsMap()) {
    Add(node, path, "TYPE_WRONG", "write {ru: ..., en: ...}");
    return;
  }
  for (const auto& entry : node) {
    if (!entry.first.IsScalar() || !entry.second.IsScalar()) {
      Add(entry.second, path, "TYPE_WRONG", "write a text for each language");
      continue;
    }
    AddToMap(entry.first.Scalar(), entry.second.Scalar(), field, message);
  }
}

void DocumentReader::ReadScalar(const YAML::Node& node, const FieldKey& key,
                                const std::string& path, Message* message) {
  const Field& field = *key.field;
  if (!node.IsScalar()) {
    Add(node, path, "TYPE_WRONG", "write a single value here");
    return;
  }
  switch (field.cpp_type()) {
    case Field::CPPTYPE_STRING:
      if (field.is_repeated()) {
        message->GetReflection()->AddString(message, &field, node.Scalar());
      } else {
        message->GetReflection()->SetString(message, &field, node.Scalar());
      }
      return;
    case Field::CPPTYPE_BOOL: return ReadBool(node, field, path, message);
    case Field::CPPTYPE_ENUM: return ReadEnum(node, field, path, message);
    default: return ReadNumber(node, key, path, message);
  }
}

void DocumentReader::ReadBool(const YAML::Node& node, const Field& field, const std::string& path,
                              Message* message) {
  if (node.Scalar() != "true" && node.Scalar() != "false") {
    Add(node, path, "TYPE_WRONG", "write true or false");
    return;
  }
  message->GetReflection()->SetBool(message, &field, node.Scalar() == "true");
}

void DocumentReader::ReadEnum(const YAML::Node& node, const Field& field, const std::string& path,
                              Message* message) {
  const EnumDescriptor& type = *field.enum_type();
  const std::string name = absl::AsciiStrToUpper(node.Scalar());
  for (int i = 0; i < type.value_count(); ++i) {
    if (name != type.value(i)->name() && name != ShortName(*type.value(i))) continue;
    if (field.is_repeated()) {
      message->GetReflection()->AddEnum(message, &field, type.value(i));
    } else {
      message->GetReflection()->SetEnum(message, &field, type.value(i));
    }
    return;
  }
  const std::string nearest = NearestWord(ShortNames(type), name);
  Add(node, path, "VALUE_INVALID",
      absl::StrCat("write one of ", absl::StrJoin(ShortNames(type), ", "),
                   nearest.empty() ? "" : absl::StrCat("; did you mean ", nearest, "?")));
}

void DocumentReader::ReadNumber(const YAML::Node& node, const FieldKey& key,
                                const std::string& path, Message* message) {
  const auto value = ParseForm(node.Scalar(), key.form, setting_.currency_digits);
  const Field& field = *key.field;
  const auto* reflection = message->GetReflection();
  if (!value) {
    Add(node, path, "VALUE_INVALID", Remedy(node.Scalar(), key, setting_.currency_digits));
  } else if (field.cpp_type() == Field::CPPTYPE_INT64) {
    reflection->SetInt64(message, &field, *value);
  } else if (field.cpp_type() == Field::CPPTYPE_INT32 &&
             *value >= std::numeric_limits<int32_t>::min() &&
             *value <= std::numeric_limits<int32_t>::max()) {
    reflection->SetInt32(message, &field, static_cast<int32_t>(*value));
  } else if (field.cpp_type() == Field::CPPTYPE_UINT32 && *value >= 0 &&
             *value <= std::numeric_limits<uint32_t>::max()) {
    reflection->SetUInt32(message, &field, static_cast<uint32_t>(*value));
  } else {
    Add(node, path, "VALUE_INVALID", "the number is out of range");
  }
}

}  // namespace tessera::program
