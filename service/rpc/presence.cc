#include "tessera/rpc/presence.h"

#include <algorithm>

namespace tessera::rpc {

void Presence::Note(const std::string& store_id, const std::string& terminal_id, Instant now) {
  const std::lock_guard lock(mutex_);
  Instant& at = moved_[{store_id, terminal_id}];
  at = std::max(at, now);
}

void Presence::Enter(const std::string& store_id, const std::string& terminal_id) {
  const std::lock_guard lock(mutex_);
  ++watching_[{store_id, terminal_id}];
}

void Presence::Leave(const std::string& store_id, const std::string& terminal_id) {
  const std::lock_guard lock(mutex_);
  const auto found = watching_.find({store_id, terminal_id});
  if (found != watching_.end() && --found->second == 0) watching_.erase(found);
}

bool Presence::IsWatching(const std::string& store_id, const std::string& terminal_id) const {
  const std::lock_guard lock(mutex_);
  return watching_.count({store_id, terminal_id}) > 0;
}

void Presence::Forget(const std::string& store_id, const std::string& terminal_id) {
  const std::lock_guard lock(mutex_);
  moved_.erase({store_id, terminal_id});
}

std::map<Presence::Terminal, Instant> Presence::TakeMoved(Instant now) {
  const std::lock_guard lock(mutex_);
  std::map<Terminal, Instant> moved = std::exchange(moved_, {});
  for (const auto& [terminal, streams] : watching_) moved[terminal] = now;
  return moved;
}

}  // namespace tessera::rpc
