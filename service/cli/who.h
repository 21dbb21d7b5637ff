// Which member a command is about.
#ifndef TESSERA_CLI_WHO_H_
#define TESSERA_CLI_WHO_H_

#include <string>

#include "tessera/v1/member.pb.h"

namespace CLI {
class App;
}

namespace tessera::cli {

// Exactly one of them.
struct Who {
  std::string card;
  std::string phone;
  std::string member_id;
};

// Options --card, --phone and --id, of which one must be there; with a `role` --into-card ...
// `who` outlives the parsing.
void AddWho(CLI::App& command, Who& who, const std::string& role = "");
v1::MemberRef ToRef(const Who& who);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_WHO_H_
