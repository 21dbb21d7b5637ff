# The library exports one symbol and nothing else.
execute_process(COMMAND nm -D --defined-only "${LIBRARY}"
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX REPLACE "[0-9a-f]+ [A-Za-z] " "" symbols "${symbols}")
if(NOT symbols STREQUAL "tessera_get_api")
  message(FATAL_ERROR "exported: ${symbols}")
endif()
