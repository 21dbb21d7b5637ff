// A clock that stands still until it is told, and chance that repeats.
#ifndef TESSERA_PLUGIN_FAKES_FAKES_H_
#define TESSERA_PLUGIN_FAKES_FAKES_H_

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>

#include "tessera/base/clock.h"
#include "tessera/base/random.h"

namespace tessera::fakes {

class ManualClock final : public Clock {
 public:
  Instant Now() const override { return {now_us_}; }
  Duration Monotonic() const override { return {now_us_ - kBegin}; }
  void Advance(Duration duration) { now_us_ += duration.us; }

 private:
  static constexpr int64_t kBegin = 1'767'225'600'000'000;  // 2026-01-01
  std::atomic<int64_t> now_us_{kBegin};
};

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : engine_(seed) {}
  void Fill(void* bytes, size_t size) override {
    std::lock_guard<std::mutex> lock(mutex_);
    for (size_t i = 0; i < size; ++i) {
      static_cast<unsigned char*>(bytes)[i] = static_cast<unsigned char>(engine_());
    }
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

// Gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tessera-till-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace tessera::fakes

#endif  // TESSERA_PLUGIN_FAKES_FAKES_H_
