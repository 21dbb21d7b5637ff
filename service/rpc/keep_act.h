// Keeps that somebody asked for what changes no row by itself.
#ifndef TESSERA_RPC_KEEP_ACT_H_
#define TESSERA_RPC_KEEP_ACT_H_

#include <string>

#include "absl/status/status.h"
#include "tessera/rpc/call.h"

namespace tessera::rpc {

// Names and birthdays of everybody do not leave without a trace.
inline constexpr char kWithProfiles[] = "members, with profiles";

// Before the work begins, so that it is not done without a trace; waits for the disk. On a thread of a lane
// only. `comment` says on what.
absl::Status KeepAct(Call& call, const char* method, const std::string& comment);

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_KEEP_ACT_H_
