// How often somebody tries codes of slips that are none.
#ifndef TESSERA_RPC_WRONG_LINKS_H_
#define TESSERA_RPC_WRONG_LINKS_H_

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "tessera/base/clock.h"

namespace tessera::rpc {

// A page of the shop hands on what all its visitors type, so ten of one sale shut out nobody but whoever
// guesses at that sale: 2^40 codes for the one that fits. Thread-safe. Times are monotonic.
class WrongLinks {
 public:
  // RESOURCE_EXHAUSTED / TOO_MANY_WRONG_LINKS after ten wrong ones of a sale within a minute.
  absl::Status Check(const std::string& caller, const std::string& link_code, Duration now);
  void Add(const std::string& caller, const std::string& link_code, Duration now);

 private:
  struct Wrong {
    Duration at;
    std::string sale;
  };

  std::mutex mutex_;
  std::map<std::string, std::deque<Wrong>> wrong_;  // by caller, oldest first
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_WRONG_LINKS_H_
