// The parts of `tessera program`; each adds its commands, and `session` outlives them.
#ifndef TESSERA_CLI_PROGRAM_LIFE_H_
#define TESSERA_CLI_PROGRAM_LIFE_H_

#include <string>

#include "absl/status/status.h"
#include "tessera/cli/client.h"
#include "tessera/cli/session.h"
#include "tessera/v1/program_service.pb.h"

namespace CLI {
class App;
}

namespace tessera::cli {

void AddProgramDrafts(CLI::App& program, Session& session);   // draft save, list, show, delete
void AddProgramPublish(CLI::App& program, Session& session);  // publish, rollback
void AddProgramLists(CLI::App& program, Session& session);    // list, versions, publications, diff
void AddProgramTry(CLI::App& program, Session& session);      // try

// --language en|ru, for what the service says in words; `language` outlives the parsing.
void AddWordsLanguage(CLI::App& command, std::string& language);

// "for all", or the stores, divided by commas.
std::string StoresText(const v1::Publication& publication);

// What is different between the two; the one in force for all, where `before` is not set.
absl::Status FetchDifferences(const Client& client, const v1::DiffProgramsRequest& request,
                              v1::DiffProgramsResponse* response);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_PROGRAM_LIFE_H_
