#include "journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace tessera::till {

Journal::~Journal() {
  if (file_ >= 0) close(file_);
}

bool Journal::Open(const std::string& path, std::string& error) {
  off_t whole = 0;
  {
    std::ifstream in(path, std::ios::binary);
    std::string line;
    while (std::getline(in, line) && !in.eof()) {
      whole += static_cast<off_t>(line.size() + 1);
      known_.insert(line.substr(0, line.find(',')));
    }
  }
  file_ = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0 || ftruncate(file_, whole) != 0) {
    error = "can't write the journal " + path + ": " + std::strerror(errno);
    return false;
  }
  return true;
}

bool Journal::Append(const std::string& sale_id, int64_t total_minor, int64_t earned, int64_t spent,
                     bool delivered) {
  if (file_ < 0) return true;
  const std::string line = sale_id + "," + std::to_string(total_minor) + "," +
                           std::to_string(earned) + "," + std::to_string(spent) + "," +
                           (delivered ? "1" : "0") + "\n";
  const std::lock_guard<std::mutex> lock(mutex_);
  return write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace tessera::till
