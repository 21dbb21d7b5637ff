// What is in force where, as the list of publications tells.
#ifndef TESSERA_CLI_PUBLICATIONS_H_
#define TESSERA_CLI_PUBLICATIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tessera/cli/client.h"
#include "tessera/v1/program_service.pb.h"

namespace tessera::cli {

// All of them, newest first.
absl::StatusOr<std::vector<v1::Publication>> FetchPublications(const Client& client);

// What counts in a store; for an empty one, what counts where nobody says otherwise. Null if nothing does.
// Points into `publications`.
const v1::Publication* InForceIn(const std::vector<v1::Publication>& publications,
                                 const std::string& store_id);

// Those in force for some stores that the one for all does not end: the pilots.
std::vector<const v1::Publication*> Pilots(const std::vector<v1::Publication>& publications);

// "publication 5 (version 8) in msk-1, msk-2"
std::string PilotText(const v1::Publication& publication);

// What counts where once `taken`, one of them, is taken back, in lines for people: "Version 1 is in force for
// all again, but not everywhere:", then each group of stores that goes by another program all the same. Empty
// where nothing would be left for all.
std::string TextWithout(const v1::Publication& taken, const std::vector<v1::Publication>& publications);

}  // namespace tessera::cli

#endif  // TESSERA_CLI_PUBLICATIONS_H_
