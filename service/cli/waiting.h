// Says that an answer is being waited for, when that takes longer than two seconds.
#ifndef TESSERA_CLI_WAITING_H_
#define TESSERA_CLI_WAITING_H_

#include <memory>

namespace tessera::cli {

// While it lives, a line of standard error counts the seconds, where that is a terminal; the line is gone
// when it ends. Has a thread of its own.
class Waiting {
 public:
  Waiting();
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tessera::cli

#endif  // TESSERA_CLI_WAITING_H_
