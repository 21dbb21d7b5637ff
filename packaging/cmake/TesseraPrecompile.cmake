# Headers of the standard library and of dependencies, parsed once instead of in each unit: about a
# third of a build. Ours are not among them, so a change recompiles only what includes it. A unit
# still includes what it uses: the second compiler's test takes every unit without these.
#
# A precompiled header serves only units with the same compiler flags, hence one for each kind.

set(TESSERA_COMMON_HEADERS
  <algorithm> <cstdint> <functional> <map> <memory> <optional> <set> <string> <string_view> <utility>
  <variant> <vector> <absl/container/flat_hash_map.h> <absl/status/statusor.h>
  <absl/strings/str_cat.h> <absl/strings/string_view.h> <google/protobuf/arena.h>
  <google/protobuf/extension_set.h> <google/protobuf/map.h> <google/protobuf/map_entry_lite.h>
  <google/protobuf/map_field_lite.h> <google/protobuf/message_lite.h>
  <google/protobuf/repeated_field.h>)

# tessera_precompile(NAME [PROGRAM] HEADERS header... [LINKS target...])
# tessera_NAME holds `headers` compiled as units of this kind are, those of a library or of a PROGRAM:
# others take them by REUSE_FROM.
function(tessera_precompile name)
  cmake_parse_arguments(PARSE_ARGV 1 kind "PROGRAM" "" "HEADERS;LINKS")
  set(unit "${CMAKE_BINARY_DIR}/precompiled/${name}.cc")
  if(kind_PROGRAM)
    file(CONFIGURE OUTPUT "${unit}" CONTENT "int main() { return 0; }\n")
    add_executable(tessera_${name} "${unit}")
  else()
    file(CONFIGURE OUTPUT "${unit}" CONTENT "")
    add_library(tessera_${name} OBJECT "${unit}")
  endif()
  target_link_libraries(tessera_${name} PRIVATE ${kind_LINKS})
  target_precompile_headers(tessera_${name} PRIVATE ${kind_HEADERS})
endfunction()

tessera_precompile(headers HEADERS ${TESSERA_COMMON_HEADERS} LINKS protobuf::libprotobuf-lite absl::statusor)
tessera_precompile(call_headers
  HEADERS ${TESSERA_COMMON_HEADERS} <google/protobuf/message.h> <grpcpp/grpcpp.h>
  LINKS gRPC::grpc++)
