#include "receipt_counter.h"

#include <filesystem>
#include <fstream>
#include <utility>

namespace tessera::till {

ReceiptCounter::ReceiptCounter(std::string path) : path_(std::move(path)) {
  std::ifstream file(path_);
  int64_t read = 0;
  if (file >> read && read > 0) next_ = read;
}

bool ReceiptCounter::Advance() {
  ++next_;
  const std::string fresh = path_ + ".new";
  {
    std::ofstream file(fresh, std::ios::trunc);
    file << next_ << '\n';
    file.flush();
    if (!file) return false;
  }
  std::error_code error;
  std::filesystem::rename(fresh, path_, error);
  return !error;
}

}  // namespace tessera::till
