// Walks a YAML document along the descriptors of a message and fills the message in.
#ifndef TESSERA_PROGRAM_DOCUMENT_READER_H_
#define TESSERA_PROGRAM_DOCUMENT_READER_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/message.h"
#include "tessera/program/program_schema.h"
#include "tessera/program/read_program.h"
#include "yaml-cpp/yaml.h"

namespace tessera::program {

class DocumentReader {
 public:
  // What the meaning of human forms depends on, found at the top of the document beforehand.
  struct Setting {
    int currency_digits = 2;
    std::string first_language;
  };

  // Appends to `faults`, which outlives this.
  DocumentReader(Setting setting, std::vector<ProgramFault>* faults);

  // What cannot be read is left out of `message`.
  void Read(const YAML::Node& root, google::protobuf::Message* message);

  // Line of the element at `path`, or of the nearest one around it; 1 if there is none.
  int LineOf(absl::string_view path) const;

  // Whether the document has this element, be it empty. Only good after Read.
  bool Has(absl::string_view path) const;

 private:
  using Field = google::protobuf::FieldDescriptor;

  void ReadMessage(const YAML::Node& node, const std::string& path,
                   google::protobuf::Message* message);
  void ReadEntry(const YAML::Node& key, const YAML::Node& value, const std::string& path,
                 google::protobuf::Message* message);
  void ReadField(const YAML::Node& node, const FieldKey& key, const std::string& path,
                 google::protobuf::Message* message);
  void ReadList(const YAML::Node& node, const Field& field, const std::string& path,
                google::protobuf::Message* message);
  void ReadText(const YAML::Node& node, const std::string& path,
                google::protobuf::Message* message);
  void ReadMap(const YAML::Node& node, const Field& field, const std::string& path,
               google::protobuf::Message* message);
  static void AddToMap(const std::string& key, const std::string& value, const Field& field,
                       google::protobuf::Message* message);
  // Sets `field`, or appends to it if it is repeated.
  void ReadScalar(const YAML::Node& node, const FieldKey& key, const std::string& path,
                  google::protobuf::Message* message);
  void ReadBool(const YAML::Node& node, const Field& field, const std::string& path,
                google::protobuf::Message* message);
  void ReadEnum(const YAML::Node& node, const Field& field, const std::string& path,
                google::protobuf::Message* message);
  void ReadNumber(const YAML::Node& node, const FieldKey& key, const std::string& path,
                  google::protobuf::Message* message);

  void Add(const YAML::Node& node, const std::string& path, absl::string_view reason,
           absl::string_view message);
  void Remember(const YAML::Node& node, const std::string& path);

  const Setting setting_;
  std::vector<ProgramFault>& faults_;
  absl::flat_hash_map<std::string, int> lines_;
};

}  // namespace tessera::program

#endif  // TESSERA_PROGRAM_DOCUMENT_READER_H_
