#include "receipt_counter.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <utility>

namespace tessera::till {
namespace {

bool Sync(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return false;
  const bool good = fsync(file) == 0;
  close(file);
  return good;
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

ReceiptCounter::ReceiptCounter(std::string path) : path_(std::move(path)) {
  std::ifstream file(path_);
  int64_t read = 0;
  if (file >> read && read > 0) next_ = read;
}

int64_t ReceiptCounter::Take() {
  const int64_t taken = next_++;
  static_cast<void>(Keep());
  return taken;
}

bool ReceiptCounter::Keep() const {
  const std::string fresh = path_ + ".new";
  {
    std::ofstream file(fresh, std::ios::trunc);
    file << next_ << '\n';
    file.flush();
    if (!file) return false;
  }
  return Sync(fresh, O_WRONLY) && std::rename(fresh.c_str(), path_.c_str()) == 0 &&
         Sync(FolderOf(path_), O_RDONLY | O_DIRECTORY);
}

}  // namespace tessera::till
