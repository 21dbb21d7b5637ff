// The command line of tessera-till.
#ifndef TESSERA_TILL_OPTIONS_H_
#define TESSERA_TILL_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "replay.h"
#include "tessera/plugin.hpp"
#include "wording.h"

namespace tessera::till {

struct Options {
  pos::Config plugin;
  std::string library;
  Language language = Language::kRussian;
  std::string goods;
  std::string shop;
  std::string slips;
  size_t slip_width = 40;
  std::string consent_version;
  // One of these, or neither for the interactive mode. "-" is standard input.
  std::string script;
  std::string replay;
  bool expect_ok = false;
  ReplayOptions replaying;
};

// nullopt: what there is to say was printed (help, or what is wrong), leave with `exit_code`.
std::optional<Options> ParseOptions(int argc, const char* const* argv, int& exit_code);

}  // namespace tessera::till

#endif  // TESSERA_TILL_OPTIONS_H_
