// tesserad itself, in a process of its own, without TLS on a free port of this machine.
#ifndef TESSERA_SUPPORT_TESSERAD_H_
#define TESSERA_SUPPORT_TESSERAD_H_

#include <string>
#include <thread>

#include "tessera/support/process.h"

namespace tessera::support {

// Killed when the object goes. Reads its log all the time: a full pipe would stop the service.
class Tesserad {
 public:
  // Waits until it says that it has started; throws std::runtime_error if it never does.
  Tesserad(const std::string& program, const std::string& data_folder);
  ~Tesserad();
  Tesserad(const Tesserad&) = delete;
  Tesserad& operator=(const Tesserad&) = delete;

  const std::string& address() const { return address_; }
  pid_t pid() const { return process_.pid(); }

  // Each returns the exit code, or minus the signal that ended it. One of them, once.
  int Kill();
  int Stop();

 private:
  int End(int signal);

  Process process_;
  std::string address_;
  std::thread reader_;
};

}  // namespace tessera::support

#endif  // TESSERA_SUPPORT_TESSERAD_H_
