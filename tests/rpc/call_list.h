// The log of finished calls, to be waited for.
#ifndef TESSERA_TESTS_RPC_CALL_LIST_H_
#define TESSERA_TESTS_RPC_CALL_LIST_H_

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "tessera/rpc/call_record.h"

namespace tessera::tests {

class CallList {
 public:
  rpc::CallLog Log() {
    return [this](const rpc::CallRecord& record) {
      const std::lock_guard lock(mutex_);
      records_.push_back(record);
      changed_.notify_all();
    };
  }

  rpc::CallRecord WaitFor(const std::function<bool(const rpc::CallRecord&)>& wanted) {
    std::unique_lock lock(mutex_);
    std::vector<rpc::CallRecord>::iterator found;
    changed_.wait(lock, [&] {
      found = std::find_if(records_.begin(), records_.end(), wanted);
      return found != records_.end();
    });
    return *found;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<rpc::CallRecord> records_;
};

}  // namespace tessera::tests

#endif  // TESSERA_TESTS_RPC_CALL_LIST_H_
