// The rules of the wire contract, checked on descriptors.
#ifndef TESSERA_TESTS_PROTO_LINT_H_
#define TESSERA_TESTS_PROTO_LINT_H_

#include <google/protobuf/descriptor.pb.h>

#include <string>
#include <vector>

namespace tessera::proto_lint {

// One line per fault, "full.name: RULE: what is wrong"; empty for a set without faults. The set must
// carry source locations (protoc --include_source_info), or everything counts as uncommented.
//
// COMMENT        every service, method, message, field, oneof, enum and value has a comment
// PLACE          package tessera.v1, in the folder tessera/v1
// RUNTIME        every file is LITE_RUNTIME: the plugin must not touch a host's descriptor pool
// FIELD_NAME     fields and oneofs are lower_snake_case
// ENUM_VALUE     values are UPPER_SNAKE_CASE and begin with the enum's name
// ENUM_ZERO      value zero is called ..._UNSPECIFIED
// METHOD_PAIR    method X takes XRequest and returns XResponse, and nobody else does; where two services have
//                an X, that of YService may call them XYRequest and XYResponse
// FLOATING       no float, no double
// UNIT           amounts of money are int64 `_minor`; `_minor`, `_us`, `_milli`, points are int64
std::vector<std::string> Lint(const google::protobuf::FileDescriptorSet& set);

}  // namespace tessera::proto_lint

#endif  // TESSERA_TESTS_PROTO_LINT_H_
