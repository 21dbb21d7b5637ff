#include "lint.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace tessera::proto_lint {
namespace {

namespace pb = google::protobuf;

bool IsSnake(std::string_view name, bool upper) {
  const auto letter = [upper](char c) { return upper ? c >= 'A' && c <= 'Z' : c >= 'a' && c <= 'z'; };
  if (name.empty() || !letter(name.front()) || name.back() == '_') return false;
  if (name.find("__") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

// OfferOutcome -> OFFER_OUTCOME.
std::string UpperSnake(std::string_view camel) {
  std::string out;
  for (size_t i = 0; i < camel.size(); ++i) {
    const char c = camel[i];
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && i > 0) out += '_';
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

// Whether `name` is `word`, or has it between underscores.
bool HasWord(std::string_view name, std::string_view word) {
  const std::string padded = '_' + std::string(name) + '_';
  return padded.find('_' + std::string(word) + '_') != std::string::npos;
}

bool EndsWithWord(std::string_view name, std::string_view word) {
  return name == word || (name.size() > word.size() && name.ends_with(word) &&
                          name[name.size() - word.size() - 1] == '_');
}

bool IsInteger(const pb::FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
    case pb::FieldDescriptor::CPPTYPE_INT64:
    case pb::FieldDescriptor::CPPTYPE_UINT32:
    case pb::FieldDescriptor::CPPTYPE_UINT64: return true;
    default: return false;
  }
}

class Linter {
 public:
  void File(const pb::FileDescriptor& file) {
    if (file.package() != "tessera.v1" || !file.name().starts_with("tessera/v1/"))
      Fault(file.name(), "PLACE", "must be package tessera.v1 in the folder tessera/v1");
    if (file.options().optimize_for() != pb::FileOptions::LITE_RUNTIME)
      Fault(file.name(), "RUNTIME", "must say option optimize_for = LITE_RUNTIME");
    for (int i = 0; i < file.message_type_count(); ++i) Message(*file.message_type(i));
    for (int i = 0; i < file.enum_type_count(); ++i) Enum(*file.enum_type(i));
    for (int i = 0; i < file.service_count(); ++i) Service(*file.service(i));
  }

  // After every file: pairs are unique across services.
  std::vector<std::string> Finish() {
    for (const auto& [name, uses] : message_uses_)
      if (uses > 1)
        Fault(name, "METHOD_PAIR", "is used " + std::to_string(uses) + " times; give each method its own");
    return std::move(faults_);
  }

 private:
  void Fault(const std::string& name, std::string_view rule, const std::string& what) {
    faults_.push_back(name + ": " + std::string(rule) + ": " + what);
  }

  template <typename Descriptor>
  void Commented(const Descriptor& descriptor) {
    pb::SourceLocation location;
    const bool found = descriptor.GetSourceLocation(&location);
    const std::string text = location.leading_comments + location.trailing_comments;
    if (!found || text.find_first_not_of(" \n*/") == std::string::npos)
      Fault(descriptor.full_name(), "COMMENT", "has no comment");
  }

  void Message(const pb::Descriptor& message) {
    if (message.options().map_entry()) return;
    Commented(message);
    for (int i = 0; i < message.field_count(); ++i) Field(*message.field(i));
    for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
      Commented(*message.oneof_decl(i));
      if (!IsSnake(message.oneof_decl(i)->name(), false))
        Fault(message.oneof_decl(i)->full_name(), "FIELD_NAME", "must be lower_snake_case");
    }
    for (int i = 0; i < message.nested_type_count(); ++i) Message(*message.nested_type(i));
    for (int i = 0; i < message.enum_type_count(); ++i) Enum(*message.enum_type(i));
  }

  void Field(const pb::FieldDescriptor& field) {
    Commented(field);
    if (!IsSnake(field.name(), false))
      Fault(field.full_name(), "FIELD_NAME", "must be lower_snake_case");
    const auto type = field.cpp_type();
    if (type == pb::FieldDescriptor::CPPTYPE_FLOAT || type == pb::FieldDescriptor::CPPTYPE_DOUBLE) {
      Fault(field.full_name(), "FLOATING", "must be an integer with a unit");
      return;
    }
    Unit(field);
  }

  void Unit(const pb::FieldDescriptor& field) {
    constexpr std::array kUnits = {"minor", "us", "milli", "points"};
    constexpr std::array kCounts = {"uses", "units", "times"};
    constexpr std::array kMoney = {"amount", "price", "total",    "gross", "net",
                                   "value",  "cost",  "discount", "money"};
    const std::string& name = field.name();
    const bool has_unit = std::any_of(kUnits.begin(), kUnits.end(),
                                      [&](const char* unit) { return EndsWithWord(name, unit); });
    if (has_unit && (IsInteger(field) || field.cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING) &&
        field.type() != pb::FieldDescriptor::TYPE_INT64)
      Fault(field.full_name(), "UNIT", "must be int64");
    const bool money = std::any_of(kMoney.begin(), kMoney.end(),
                                   [&](const char* word) { return HasWord(name, word); });
    const bool count = std::any_of(kCounts.begin(), kCounts.end(),
                                   [&](const char* word) { return HasWord(name, word); });
    if (money && !count && !has_unit && IsInteger(field))
      Fault(field.full_name(), "UNIT", "is money by its name and must end in _minor");
  }

  void Enum(const pb::EnumDescriptor& type) {
    Commented(type);
    const std::string prefix = UpperSnake(type.name()) + '_';
    for (int i = 0; i < type.value_count(); ++i) {
      const pb::EnumValueDescriptor& value = *type.value(i);
      Commented(value);
      if (!IsSnake(value.name(), true) || !value.name().starts_with(prefix))
        Fault(value.full_name(), "ENUM_VALUE", "must be UPPER_SNAKE_CASE and begin with " + prefix);
      if (value.number() == 0 && value.name() != prefix + "UNSPECIFIED")
        Fault(value.full_name(), "ENUM_ZERO", "must be " + prefix + "UNSPECIFIED");
    }
  }

  static bool IsPair(const pb::MethodDescriptor& method, const std::string& name) {
    return method.input_type()->name() == name + "Request" &&
           method.output_type()->name() == name + "Response";
  }

  // "Feed" of FeedService.
  static std::string SubjectOf(const pb::ServiceDescriptor& service) {
    const size_t suffix = service.name().rfind("Service");
    return service.name().substr(0, suffix == std::string::npos ? service.name().size() : suffix);
  }

  void Service(const pb::ServiceDescriptor& service) {
    Commented(service);
    for (int i = 0; i < service.method_count(); ++i) {
      const pb::MethodDescriptor& method = *service.method(i);
      Commented(method);
      if (!IsPair(method, method.name()) && !IsPair(method, method.name() + SubjectOf(service)))
        Fault(method.full_name(), "METHOD_PAIR",
              "must take " + method.name() + "Request and return " + method.name() +
                  "Response, or the same with " + SubjectOf(service) + " behind the method's name");
      ++message_uses_[method.input_type()->full_name()];
      ++message_uses_[method.output_type()->full_name()];
    }
  }

  std::vector<std::string> faults_;
  std::map<std::string, int> message_uses_;
};

}  // namespace

std::vector<std::string> Lint(const pb::FileDescriptorSet& set) {
  pb::DescriptorPool pool;
  Linter linter;
  for (const pb::FileDescriptorProto& file : set.file()) {
    const pb::FileDescriptor* built = pool.BuildFile(file);
    if (built == nullptr) return {file.name() + ": PLACE: cannot be built; is an import missing?"};
    linter.File(*built);
  }
  return linter.Finish();
}

}  // namespace tessera::proto_lint
