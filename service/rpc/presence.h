// Which terminals were heard of, kept in memory: a table that moved with every call would cost each its
// share of the writer.
#ifndef TESSERA_RPC_PRESENCE_H_
#define TESSERA_RPC_PRESENCE_H_

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "tessera/base/clock.h"

namespace tessera::rpc {

// Thread-safe.
class Presence {
 public:
  using Terminal = std::pair<std::string, std::string>;  // store and terminal

  // It called.
  void Note(const std::string& store_id, const std::string& terminal_id, Instant now);
  // It hears changes as they happen, until as many Leave as Enter.
  void Enter(const std::string& store_id, const std::string& terminal_id);
  void Leave(const std::string& store_id, const std::string& terminal_id);
  bool IsWatching(const std::string& store_id, const std::string& terminal_id) const;
  // What it did so far does not count any more.
  void Forget(const std::string& store_id, const std::string& terminal_id);

  // Those that called since this was asked last, and those that watch, which are there now.
  std::map<Terminal, Instant> TakeMoved(Instant now);

 private:
  mutable std::mutex mutex_;
  std::map<Terminal, Instant> moved_;
  std::map<Terminal, int> watching_;
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_PRESENCE_H_
