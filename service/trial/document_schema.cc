#include "document_schema.h"

#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "tessera/program/document.h"
#include "trial_descriptor.h"

namespace tessera::trial {
namespace {

// Never destroyed: descriptors are asked for as long as the process lives.
const google::protobuf::DescriptorPool& Pool() {
  static const google::protobuf::DescriptorPool* const pool = [] {
    google::protobuf::FileDescriptorSet files;
    auto* built = new google::protobuf::DescriptorPool();
    if (files.ParseFromArray(kTrialDescriptor, static_cast<int>(kTrialDescriptorSize))) {
      for (const auto& file : files.file()) built->BuildFile(file);
    }
    return built;
  }();
  return *pool;
}

}  // namespace

std::unique_ptr<program::DocumentReader> ReadInto(absl::string_view text, const v1::Program& program,
                                                  google::protobuf::MessageLite* message,
                                                  std::vector<program::ProgramFault>* faults) {
  const auto root = program::ParseDocument(text, faults);
  if (!root) return nullptr;
  const program::DocumentReader::Setting setting{
      program.currency_digits(), program.languages_size() > 0 ? program.languages(0) : ""};
  auto reader = std::make_unique<program::DocumentReader>(setting, faults);
  google::protobuf::DynamicMessageFactory factory;
  const std::unique_ptr<google::protobuf::Message> read(
      factory.GetPrototype(Pool().FindMessageTypeByName(message->GetTypeName()))->New());
  // An empty document is one without anything in it.
  if (!root->IsNull()) reader->Read(*root, read.get());
  if (!message->ParseFromString(read->SerializeAsString())) {
    faults->push_back({"", 1, "DOCUMENT_INVALID", "it does not fit the contract"});
  }
  return reader;
}

}  // namespace tessera::trial
