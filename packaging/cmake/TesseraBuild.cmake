# Compiler settings, sanitizers and the packages that every part links.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
set(CMAKE_C_EXTENSIONS OFF)
# One object code for service and plugin: everything may end up in libtessera.so.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

# gRPC's targets ask for it; everywhere, so that all units can share precompiled headers.
add_compile_options(-pthread)

option(TESSERA_TESTS "Build the tests and tessera-bench" ON)
option(TESSERA_WERROR "Warnings are errors" OFF)
set(TESSERA_SANITIZE "" CACHE STRING "Sanitizers for the whole build, as -fsanitize takes them")
set(TESSERA_DEBUG_INFO 1 CACHE STRING "1: lines, for reports and profiles; 2: variables too, for a debugger, twice the disk")

add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wundef
  $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of g++ 12 on std::string at -O2 and above: GCC bug 105651.
  add_compile_options($<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:-Wno-restrict>)
endif()
if(TESSERA_WERROR)
  add_compile_options(-Werror)
endif()
if(TESSERA_SANITIZE)
  add_compile_options(-fsanitize=${TESSERA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${TESSERA_SANITIZE})
  # Some forty programs of some hundred megabytes each: 2 s instead of 10 s for each of them.
  find_program(TESSERA_LLD ld.lld)
  if(TESSERA_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()
add_compile_options(-g${TESSERA_DEBUG_INFO})

find_program(TESSERA_CCACHE ccache)
if(TESSERA_CCACHE)
  # It refuses units with a precompiled header unless told that their macros may differ.
  set(launcher "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${TESSERA_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(absl REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)

# Headers of dependencies are not ours to warn about.
foreach(dependency SQLite::SQLite3 yaml-cpp spdlog::spdlog CLI11::CLI11 nlohmann_json::nlohmann_json)
  if(TARGET ${dependency})
    get_target_property(directories ${dependency} INTERFACE_INCLUDE_DIRECTORIES)
    if(directories)
      set_property(TARGET ${dependency} APPEND PROPERTY INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${directories})
    endif()
  endif()
endforeach()
