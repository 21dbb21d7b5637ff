// A sale behind its handle: who may work on it, and whether it can be trusted.
#ifndef TESSERA_PLUGIN_ABI_OPEN_SALE_H_
#define TESSERA_PLUGIN_ABI_OPEN_SALE_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "tessera/base/status.h"
#include "tessera/plugin/abi/error.h"
#include "tessera/plugin/sale/sale.h"

namespace tessera::plugin {

class Instance;

inline absl::Status SaleBusy() {
  return Refused("SALE_BUSY", "", "another call of this sale is under way");
}

// The handle holds one share, each submission of the sale another: it ends with the last. One call at a
// time, or submissions in their order; whoever comes in between is sent away with SALE_BUSY.
class OpenSale {
 public:
  OpenSale(std::shared_ptr<Instance> instance, std::unique_ptr<Sale> sale)
      : instance_(std::move(instance)), sale_(std::move(sale)) {}
  OpenSale(const OpenSale&) = delete;
  OpenSale& operator=(const OpenSale&) = delete;

  Instance& instance() const { return *instance_; }
  const std::string& id() const { return sale_->id(); }

  // What its calls may wait.
  Wait wait;
  Wait commit_wait;

  // The turn of a call that the host waits for; false if it is somebody else's.
  bool TakeTurn() {
    int free = 0;
    return users_.compare_exchange_strong(free, kCall);
  }
  void EndTurn() { users_ = 0; }

  // A submission more, or less. False while a call is under way.
  bool Join() {
    int users = users_;
    while (users != kCall) {
      if (users_.compare_exchange_weak(users, users + 1)) return true;
    }
    return false;
  }
  void Leave() { --users_; }

  // work(Sale&) by whoever has the turn. After an internal fault the sale answers with one for good:
  // whatever state it is in, it is not trusted again.
  template <typename Work>
  absl::Status Run(Work&& work) {
    if (poisoned_) return Broken("an earlier call on this sale failed internally");
    // Until it is known to be otherwise: work may throw.
    poisoned_ = true;
    const absl::Status status = work(*sale_);
    poisoned_ = CodeOf(status) == TESSERA_INTERNAL;
    return status;
  }

 private:
  static constexpr int kCall = -1;

  const std::shared_ptr<Instance> instance_;  // outlives sale_
  const std::unique_ptr<Sale> sale_;
  std::atomic<int> users_{0};
  bool poisoned_ = false;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_OPEN_SALE_H_
