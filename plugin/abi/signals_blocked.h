// Threads of the library take no signals of the host.
#ifndef TESSERA_PLUGIN_ABI_SIGNALS_BLOCKED_H_
#define TESSERA_PLUGIN_ABI_SIGNALS_BLOCKED_H_

#include <pthread.h>
#include <signal.h>

namespace tessera::plugin {

// While it lives, threads that this thread starts are born with all signals blocked: a handler of the
// host would otherwise run on them, where it expects nobody. What a fault of the thread itself raises
// stays as it is, for the host's crash handler.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) {
      sigdelset(&all, fault);
    }
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace tessera::plugin

#endif  // TESSERA_PLUGIN_ABI_SIGNALS_BLOCKED_H_
