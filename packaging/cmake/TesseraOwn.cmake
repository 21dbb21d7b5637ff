# What libtessera.so stands on may be in its host as well, in another version: its own gRPC, OpenSSL or
# SQLite. What a program exports comes before what any shared library defines, so the plugin's calls would
# end there. It therefore carries copies of its own, which nobody else sees.

# tessera_own(NAME SHARED target OWN item...)
# A target NAME that is `target` for whoever links it, but the items for a target whose property
# TESSERA_OWN_LIBRARIES is set, through static libraries too. Where an archive is not to be found it is
# `target` for all.
function(tessera_own name)
  cmake_parse_arguments(PARSE_ARGV 1 own "" "SHARED" "OWN")
  add_library(${name} INTERFACE)
  list(FILTER own_OWN EXCLUDE REGEX "^$")
  if(own_OWN MATCHES "NOTFOUND")
    message(STATUS "${name}: no archive to be found, the plugin shares ${own_SHARED} with its host")
    target_link_libraries(${name} INTERFACE ${own_SHARED})
    return()
  endif()
  set(carries "$<BOOL:$<TARGET_PROPERTY:TESSERA_OWN_LIBRARIES>>")
  target_link_libraries(${name} INTERFACE "$<${carries}:${own_OWN}>" "$<$<NOT:${carries}>:${own_SHARED}>")
endfunction()

foreach(archive grpc++ grpc gpr upb address_sorting cares ssl crypto z sqlite3 sodium)
  string(MAKE_C_IDENTIFIER "TESSERA_ARCHIVE_${archive}" variable)
  find_library(${variable} NAMES "lib${archive}.a")
  mark_as_advanced(${variable})
endforeach()

# These are not to be had as archives that fit into a shared library.
get_target_property(tessera_shared_by_grpc gRPC::grpc INTERFACE_LINK_LIBRARIES)
get_target_property(tessera_shared_by_gpr gRPC::gpr INTERFACE_LINK_LIBRARIES)
set(tessera_shared ${tessera_shared_by_grpc} ${tessera_shared_by_gpr})
list(FILTER tessera_shared INCLUDE REGEX "^absl::")
list(REMOVE_DUPLICATES tessera_shared)

tessera_own(tessera_grpc_library SHARED gRPC::grpc++
  OWN "${TESSERA_ARCHIVE_grpc__}" "${TESSERA_ARCHIVE_grpc}" "${TESSERA_ARCHIVE_gpr}" "${TESSERA_ARCHIVE_upb}"
      "${TESSERA_ARCHIVE_address_sorting}" "${TESSERA_ARCHIVE_cares}" re2 "${TESSERA_ARCHIVE_ssl}"
      "${TESSERA_ARCHIVE_crypto}" "${TESSERA_ARCHIVE_z}" ${tessera_shared} protobuf::libprotobuf Threads::Threads
      ${CMAKE_DL_LIBS} m rt)
tessera_own(tessera_sqlite_library SHARED SQLite::SQLite3
  OWN "${TESSERA_ARCHIVE_sqlite3}" Threads::Threads ${CMAKE_DL_LIBS} m)
tessera_own(tessera_sodium_library SHARED PkgConfig::SODIUM OWN "${TESSERA_ARCHIVE_sodium}")
