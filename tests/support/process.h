// A program of ours in a process of its own.
#ifndef TESSERA_SUPPORT_PROCESS_H_
#define TESSERA_SUPPORT_PROCESS_H_

#include <string>
#include <vector>

#include <sys/types.h>

namespace tessera::support {

// Gone (SIGKILL) when the object is. What cannot be done throws std::runtime_error.
class Process {
 public:
  // `arguments` without the program's name. Standard output and error go to a pipe.
  Process(const std::string& program, const std::vector<std::string>& arguments);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Reads until a line holds `text`, and returns that line; throws at the end of the output.
  std::string WaitForLine(const std::string& text);
  void Signal(int number) const;
  pid_t pid() const { return pid_; }
  // Waits for the end. The exit code, or minus the signal that ended it.
  int Wait();
  // All that was read so far and, after Wait, all there was.
  const std::string& output() const { return output_; }

 private:
  bool ReadSome();

  pid_t pid_ = -1;
  int pipe_ = -1;
  std::string output_;
  size_t searched_ = 0;
};

}  // namespace tessera::support

#endif  // TESSERA_SUPPORT_PROCESS_H_
