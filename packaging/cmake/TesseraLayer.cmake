# Folders are layers. A layer's headers are reached only as "tessera/<AT>/name.h", through an
# include directory in the build tree that holds one link to that folder and nothing else, and that
# a target gets only by linking the layer. So an include that goes the wrong way does not compile.

# Makes `directory` reachable as tessera/<at>/ for whoever links `target`.
function(tessera_expose target directory at)
  set(root "${CMAKE_BINARY_DIR}/layers/${target}")
  cmake_path(GET at PARENT_PATH parent)
  file(MAKE_DIRECTORY "${root}/tessera/${parent}")
  file(CREATE_LINK "${directory}" "${root}/tessera/${at}" SYMBOLIC)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    target_include_directories(${target} INTERFACE "${root}")
  else()
    target_include_directories(${target} PUBLIC "${root}")
  endif()
endfunction()

# tessera_layer(NAME AT path SOURCES file... [PUBLIC target...] [PRIVATE target...])
# A static library tessera_NAME from this folder, exposed as tessera/<AT>/.
# PUBLIC: layers whose types stand in this layer's headers. PRIVATE: the rest that it uses.
function(tessera_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "AT" "SOURCES;PUBLIC;PRIVATE")
  set(target "tessera_${name}")
  if(layer_SOURCES)
    add_library(${target} STATIC ${layer_SOURCES})
    target_link_libraries(${target} PUBLIC ${layer_PUBLIC} PRIVATE ${layer_PRIVATE})
    if(TESSERA_OTHER_FLAGS)
      # The precompiled headers were made with the flags of the product.
    elseif("tessera_grpc" IN_LIST layer_PUBLIC OR "tessera_grpc" IN_LIST layer_PRIVATE)
      target_precompile_headers(${target} REUSE_FROM tessera_call_headers)
    else()
      target_precompile_headers(${target} REUSE_FROM tessera_headers)
    endif()
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${layer_PUBLIC})
  endif()
  tessera_expose(${target} "${CMAKE_CURRENT_SOURCE_DIR}" "${layer_AT}")
endfunction()
