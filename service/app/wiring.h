// Puts the parts of a running service together, and takes them apart in the right order.
#ifndef TESSERA_APP_WIRING_H_
#define TESSERA_APP_WIRING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tessera/app/config.h"

namespace tessera::app {

// Version of the program, "0.1.0".
const char* Version();

// A service that runs. Start, Stop and the destructor on one thread.
class Service {
 public:
  // Opens the folder, the keys and the store, and listens. The errors say what to do.
  // `on_dead` is called at most once, on another thread, when the service does not answer itself any
  // more; it must not block.
  static absl::StatusOr<std::unique_ptr<Service>> Start(const Config& config,
                                                        std::function<void()> on_dead);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // For the line that says that it runs.
  struct Summary {
    int port = 0;
    int metrics_port = 0;  // 0: nobody scrapes
    int schema_version = 0;
    int64_t members = 0;
    int64_t program_version = 0;  // 0: none was published
  };
  const Summary& summary() const;

  // Lets running calls finish for the configured grace. Idempotent.
  void Stop();

 private:
  struct Parts;
  explicit Service(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

// OK for plain text. NOT_FOUND / TLS_FILE_MISSING; INVALID_ARGUMENT / TLS_INVALID, also where key and
// certificate do not belong together.
absl::Status CheckCertificates(const Config& config);

// Makes the data folder and the key file of a new chain. ALREADY_EXISTS / KEY_FILE_EXISTS.
absl::Status Initialize(const Config& config);

}  // namespace tessera::app

#endif  // TESSERA_APP_WIRING_H_
