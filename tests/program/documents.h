// Reading the documents that are under test.
#ifndef TESSERA_TESTS_PROGRAM_DOCUMENTS_H_
#define TESSERA_TESTS_PROGRAM_DOCUMENTS_H_

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "tessera/program/read_program.h"

namespace tessera::program {

inline std::string ReadFile(const char* path) {
  std::ifstream file(path);
  BOOST_REQUIRE_MESSAGE(file, "cannot open " << path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline void CheckCompiles(const std::string& text) {
  BOOST_TEST_CONTEXT(text) {
    for (const ProgramFault& fault : ReadProgram(text).faults) BOOST_ERROR(ToText(fault));
  }
}

}  // namespace tessera::program

#endif  // TESSERA_TESTS_PROGRAM_DOCUMENTS_H_
