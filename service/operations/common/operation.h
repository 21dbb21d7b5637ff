// What every operation gets. An operation is one function, one transaction, one file: it takes a
// request of the public API and gives its response, checks its input wholly, and knows nothing of
// gRPC, threads or SQL.
//
//   absl::StatusOr<v1::QuoteResponse> Quote(const Context&, storage::ReadTransaction&,
//                                           const v1::QuoteRequest&);
//   absl::StatusOr<v1::CommitResponse> Commit(const Context&, storage::Transaction&,
//                                             const v1::CommitRequest&);
#ifndef TESSERA_OPERATIONS_COMMON_OPERATION_H_
#define TESSERA_OPERATIONS_COMMON_OPERATION_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/base/secret.h"
#include "tessera/operations/common/programs.h"

namespace tessera::operations {

// The chain's keys, from the service's key file.
struct Secrets {
  SecretKey lookup_key{};  // identifier hashes; terminals get it too
  SecretKey seal_key{};    // personal fields at rest
};

// Who calls, as authenticated. HQ callers have no terminal.
struct Caller {
  bool is_terminal = false;
  std::string store_id;
  std::string terminal_id;
  std::string principal{};  // "hq/anna", "terminal/12/3"; kept with what is asked for
  std::string outbox_id{};  // whose records a terminal hands over, 16 bytes; empty if it does not say
};

// For one call; cheap to make.
struct Context {
  Instant now;
  Random& random;
  const Secrets& secrets;
  Programs& programs;
  Caller caller;
  // Long operations ask it now and then, and end with what it says; empty: there is no hurry. For the
  // time of the call only.
  std::function<absl::Status()> still_wanted{};
};

}  // namespace tessera::operations

#endif  // TESSERA_OPERATIONS_COMMON_OPERATION_H_
