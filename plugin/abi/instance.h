// An open plugin: its parts, wired.
#ifndef TESSERA_PLUGIN_ABI_INSTANCE_H_
#define TESSERA_PLUGIN_ABI_INSTANCE_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/plugin/abi/submissions.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/plugin/guard/guard.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/remote/breaker.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin/remote/service.h"
#include "tessera/plugin/sale/till.h"
#include "tessera/plugin/sync/background.h"
#include "tessera/plugin/sync/delivery.h"

namespace tessera::plugin {

inline constexpr char kVersion[] = "0.1.0";

// As tessera_config, checked by Instance::Open.
struct Config {
  bool insecure = false;
  std::string data_folder;
  std::string server;
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string store_id;
  std::string terminal_id;
  std::string language;
  Duration deadline;         // 0: the default
  Duration commit_deadline;  // 0: the default
  uint32_t worker_threads = 0;  // 0: the default
  void (*wake)(void*) = nullptr;
  void* wake_context = nullptr;
};

// Thread-safe.
class Instance {
 public:
  // Errors as at `open` in tessera/plugin.h.
  static absl::StatusOr<std::shared_ptr<Instance>> Open(const Config& config, const Clock& clock,
                                                        Random& random);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  // Ends submissions and the background work; sales that are still open go on without the service.
  void Stop();

  // False in a child of the process that opened: threads and connections did not come along.
  bool IsOpener() const;

  Till& till() { return *till_; }
  Background& background() { return *background_; }
  Submissions& submissions() const { return *submissions_; }
  const Cache& cache() const { return *cache_; }
  const Outbox& outbox() const { return *outbox_; }
  const Breaker& breaker() const { return breaker_; }
  const Clock& clock() const { return clock_; }

 private:
  Instance(const Clock& clock, Random& random);
  absl::Status Wire(const Config& config);

  const Clock& clock_;
  Random& random_;
  const pid_t opener_;
  Breaker breaker_;
  // Each uses those above it.
  std::unique_ptr<Folder> folder_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Cache> cache_;
  std::unique_ptr<Guard> guard_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<GuardedService> guarded_;
  std::unique_ptr<Delivery> delivery_;
  std::unique_ptr<Till> till_;
  std::unique_ptr<Background> background_;
  std::unique_ptr<Submissions> submissions_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_INSTANCE_H_
