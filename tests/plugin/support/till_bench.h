// A till's parts on a temporary folder, joined to a real service by a link with weather.
#ifndef TESSERA_PLUGIN_FAKES_TILL_BENCH_H_
#define TESSERA_PLUGIN_FAKES_TILL_BENCH_H_

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "tessera/base/status.h"
#include "tessera/plugin/cache/cache.h"
#include "tessera/plugin/folder/folder.h"
#include "tessera/plugin/outbox/outbox.h"
#include "tessera/plugin/remote/breaker.h"
#include "tessera/plugin/remote/grpc_service.h"
#include "tessera/plugin/remote/guarded_service.h"
#include "tessera/plugin/sync/background.h"
#include "tessera/plugin/sync/delivery.h"
#include "tessera/plugin_fakes/fakes.h"
#include "tessera/plugin_fakes/faulty_link.h"
#include "tessera/plugin_fakes/lying_disk.h"

namespace tessera::fakes {

// Without threads of its own: a test says what happens when.
struct TillBench {
  explicit TillBench(const std::string& server, const Clock& till_clock = SystemClock())
      : clock(till_clock), real(Connect(server)) {}

  static std::unique_ptr<plugin::Service> Connect(const std::string& server,
                                                  const std::string& store_id = "store-1") {
    plugin::Endpoint endpoint;
    endpoint.server = server;
    endpoint.insecure = true;
    endpoint.store_id = store_id;
    endpoint.terminal_id = "till-1";
    return plugin::MakeGrpcService(endpoint).value();
  }

  static plugin::Delivery::Options DeliveryOptions() {
    plugin::Delivery::Options options;
    options.store_id = "store-1";
    options.terminal_id = "till-1";
    return options;
  }

  // Fills the cache, on a connection of its own, as the background would.
  absl::Status FillCache(const std::string& server) {
    const std::unique_ptr<plugin::Service> own = Connect(server);
    plugin::GuardedService direct(*own, breaker);
    const plugin::Follower* following = nullptr;
    plugin::Follower follower(*cache, *outbox, direct, clock, {"store-1", "till-1", "0.1.0"}, [&] {
      // The first response says that the cache has everything.
      if (following != nullptr && following->following() > 0) own->Shutdown();
    });
    following = &follower;
    absl::Status ended = follower.Follow();
    // Another program may ask more of members: then everything is fetched anew.
    if (ended.ok() || ReasonOf(ended) == "CURSOR_TOO_OLD") ended = follower.Follow();
    breaker.Succeeded();
    return cache->fresh_at().has_value() ? absl::OkStatus() : ended;
  }

  // Writes over the cache's file while it is open: everything but its first page.
  void SpoilCache() {
    const std::string path = cache->path();
    {
      // Until then the rows are in the log.
      const auto connection = sqlite::Connection::Open(path, sqlite::OpenOptions()).value();
      static_cast<void>(connection->Checkpoint(sqlite::CheckpointMode::kTruncate).value());
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(std::filesystem::file_size(path) - 4096, '\x5a');
  }

  const Clock& clock;
  TemporaryFolder place;
  SeededRandom random{11};
  std::unique_ptr<plugin::Folder> folder = plugin::Folder::Open(place.path()).value();
  std::unique_ptr<plugin::Outbox> outbox = plugin::Outbox::Open(*folder, LyingDisk()).value();
  std::unique_ptr<plugin::Cache> cache = plugin::Cache::Open(*folder, SecretKey{1}, random, clock);
  std::unique_ptr<plugin::Service> real;
  FaultyLink link{*real};
  plugin::Breaker breaker{clock, random, plugin::Breaker::Options()};
  plugin::GuardedService guarded{link, breaker};
  plugin::Delivery delivery{*outbox, guarded, clock, DeliveryOptions()};
};

}  // namespace tessera::fakes

#endif  // TESSERA_PLUGIN_FAKES_TILL_BENCH_H_
