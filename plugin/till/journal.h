// What a replay was told is committed: one line "sale_id,total_minor,earned,spent,delivered" for each
// receipt, written before the next is begun.
#ifndef TESSERA_TILL_JOURNAL_H_
#define TESSERA_TILL_JOURNAL_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_set>

namespace tessera::till {

class Journal {
 public:
  Journal() = default;
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Reads what is there, drops a last line that was not finished, and appends from then on. False
  // with `error` otherwise. Never called: Append does nothing.
  bool Open(const std::string& path, std::string& error);

  bool Has(const std::string& sale_id) const { return known_.count(sale_id) != 0; }
  size_t size() const { return known_.size(); }

  // [any thread] One write to the file; it outlives this process, not the machine. False on a full
  // disk.
  bool Append(const std::string& sale_id, int64_t total_minor, int64_t earned, int64_t spent,
              bool delivered);

 private:
  int file_ = -1;
  std::mutex mutex_;
  // Of earlier runs.
  std::unordered_set<std::string> known_;
};

}  // namespace tessera::till

#endif  // TESSERA_TILL_JOURNAL_H_
