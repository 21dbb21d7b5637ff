// The gRPC server: every service of tessera.v1 over one store.
#ifndef TESSERA_RPC_SERVER_H_
#define TESSERA_RPC_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/base/clock.h"
#include "tessera/base/random.h"
#include "tessera/jobs/jobs.h"
#include "tessera/operations/common/operation.h"
#include "tessera/rpc/call_record.h"
#include "tessera/storage/store.h"
#include "tessera/v1/sync_service.pb.h"

namespace tessera::rpc {

struct ServerOptions {
  std::string listen = "127.0.0.1:7443";  // host:port; port 0 picks a free one

  // Mutual TLS: PEM texts, or absolute paths of all three, which are read anew when they change.
  std::string ca_pem;
  std::string certificate_pem;
  std::string key_pem;
  // Instead of TLS, on a loopback address only: identities come from metadata, an admin without any.
  bool plain_text = false;

  size_t read_threads = 4;
  size_t read_queue = 512;      // reads that wait; beyond: RESOURCE_EXHAUSTED / QUEUE_FULL
  size_t long_threads = 2;      // snapshots, watches, checks of the whole ledger
  size_t long_queue = 64;
  size_t operator_threads = 2;  // jobs and backups
  size_t operator_queue = 8;
  size_t feed_threads = 2;      // HQ's feed
  size_t feed_queue = 64;
  size_t hq_threads = 2;        // figures, lists and programs
  size_t hq_queue = 64;
  int imports = 2;              // at once, each with a thread; beyond: IMPORT_RUNNING
  int streams_per_connection = 256;
  size_t watchers = 2'000;      // snapshots and watches at once; beyond: TOO_MANY_STREAMS
  int receive_bytes = 1 << 20;  // the largest request
  int send_bytes = 4 << 20;

  Duration connection_age = Seconds(1'800);  // then clients reconnect, which spreads and renews them
  // As long as the longest call, a check or a copy of everything, which nothing may cut off; watches end
  // by themselves once their connection is old.
  Duration connection_age_grace = Seconds(86'400);
  Duration keepalive = Seconds(30);
  Duration keepalive_timeout = Seconds(10);
  Duration heartbeat = Seconds(15);           // a watch says at least so often that it lives
  Duration import_idle = Seconds(300);        // an import that sends no rows for so long ends
  Duration change_pause = Milliseconds(50);   // watches are woken at most so often
  Duration keep_events = Days(90);            // so long HQ's feed can be read back
  Duration seen_pause = Seconds(60);          // so often it is written when terminals called last

  // Where backups go; empty: nowhere. Opens one of them to see what is in it; may be empty likewise.
  std::string backup_folder;
  std::function<absl::StatusOr<std::unique_ptr<storage::Store>>(const std::string& path)> open_copy;

  CallLog on_call;  // may be empty
  ItemLog on_item;  // may be empty
  // Files of certificates that are no pair any more, or can't be read: the old ones stay in use. On any
  // thread; may be empty.
  std::function<void(const absl::Status&)> on_tls_fault;
  // What terminals say of themselves, once it is kept; may be empty. On any thread; must not block.
  std::function<void(const std::string& store_id, const std::string& terminal_id,
                     const v1::TerminalReport&)> on_report;
};

// Starts in Start, serves on gRPC's own threads and its pools until Stop. Start and Stop on one
// thread; the rest is thread-safe. `store`, `programs`, `secrets`, `clock` and `random` outlive it;
// it takes the store's OnChange, so the store must not have been written through Write yet.
class Server {
 public:
  // INVALID_ARGUMENT / LISTEN_INVALID, PLAIN_TEXT_REFUSED, TLS_INVALID; UNAVAILABLE / PORT_IN_USE,
  // LISTEN_FAILED, TLS_FILE_UNREADABLE.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options,
                                                       storage::Store& store,
                                                       operations::Programs& programs,
                                                       const operations::Secrets& secrets,
                                                       const Clock& clock, Random& random);
  // Stops with one second of grace unless Stop was called.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The port that it listens on.
  int port() const;

  // Those that operators ask for and those that run by themselves are the same.
  jobs::Jobs& jobs();

  // Says NOT_SERVING, ends what is long (watches, snapshots, checks of the ledger) between two of its
  // pages, takes no new calls, lets running ones finish for `grace`, then cancels them. Work that is queued in the store is waited for in any case. Idempotent.
  void Stop(Duration grace);

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace tessera::rpc

#endif  // TESSERA_RPC_SERVER_H_
