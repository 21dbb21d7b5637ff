#include "write_program.h"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "google/protobuf/dynamic_message.h"
#include "lists.h"
#include "program_schema.h"
#include "yaml-cpp/yaml.h"

namespace tessera::program {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What YAML would take for something else than a text stands in quotes.
bool IsPlain(const std::string& text) {
  static const std::set<std::string>* const kWords =
      new std::set<std::string>{"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
  const auto is_plain = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '/';
  };
  return !text.empty() && absl::ascii_isalpha(static_cast<unsigned char>(text.front())) &&
         std::all_of(text.begin(), text.end(), is_plain) &&
         kWords->count(absl::AsciiStrToLower(text)) == 0;
}

class Writer {
 public:
  std::string Write(const Message& program) {
    Fields(program);
    return std::string(out_.c_str()) + "\n";
  }

 private:
  void Text(const std::string& text) {
    if (!IsPlain(text)) out_ << YAML::DoubleQuoted;
    out_ << text;
  }

  void Scalar(const Message& message, const FieldDescriptor& field, int index) {
    const auto& reflection = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      return Text(ScalarBytes(message, field, index));
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      out_ << (index < 0 ? reflection.GetEnum(message, &field)
                         : reflection.GetRepeatedEnum(message, &field, index))
                  ->name();
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      out_ << reflection.GetBool(message, &field);
    } else {
      out_ << ScalarBytes(message, field, index);
    }
  }

  void Map(const Message& message, const FieldDescriptor& field) {
    out_ << YAML::Flow << YAML::BeginMap;
    for (const auto& [key, value] : EntriesOf(message, field)) {
      out_ << YAML::Key;
      Text(key);
      out_ << YAML::Value;
      Text(value);
    }
    out_ << YAML::EndMap;
  }

  void List(const Message& message, const FieldDescriptor& field) {
    const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!is_message) out_ << YAML::Flow;
    out_ << YAML::BeginSeq;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
      if (is_message) {
        Fields(message.GetReflection()->GetRepeatedMessage(message, &field, i));
      } else {
        Scalar(message, field, i);
      }
    }
    out_ << YAML::EndSeq;
  }

  void Value(const Message& message, const FieldDescriptor& field) {
    if (field.is_map()) return Map(message, field);
    if (field.is_repeated()) return List(message, field);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return Scalar(message, field, -1);
    const Message& child = message.GetReflection()->GetMessage(message, &field);
    if (child.GetDescriptor()->name() == "Text") return Map(child, *child.GetDescriptor()->field(0));
    Fields(child);
  }

  void Fields(const Message& message) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    const FieldDescriptor* const digits = message.GetDescriptor()->FindFieldByName("currency_digits");
    // A document has to say it, also if there are none.
    if (digits != nullptr && std::find(fields.begin(), fields.end(), digits) == fields.end()) {
      fields.push_back(digits);
    }
    if (fields.empty()) out_ << YAML::Flow;
    out_ << YAML::BeginMap;
    for (const FieldDescriptor* field : fields) {
      out_ << YAML::Key << field->name() << YAML::Value;
      Value(message, *field);
    }
    out_ << YAML::EndMap;
  }

  YAML::Emitter out_;
};

}  // namespace

std::string WriteProgram(const v1::Program& program) {
  google::protobuf::DynamicMessageFactory factory;
  const std::unique_ptr<Message> message(factory.GetPrototype(&ProgramDescriptor())->New());
  message->ParseFromString(program.SerializeAsString());
  return Writer().Write(*message);
}

}  // namespace tessera::program
