// The number of the next receipt, in a small text file: what a fiscal drive would count.
#ifndef TESSERA_TILL_RECEIPT_COUNTER_H_
#define TESSERA_TILL_RECEIPT_COUNTER_H_

#include <cstdint>
#include <string>

namespace tessera::till {

class ReceiptCounter {
 public:
  // A file that is missing or unreadable counts from 1.
  explicit ReceiptCounter(std::string path);

  // A number that is never given out again: the file says so, through a power failure, before this
  // returns. Where the file can't be written counting goes on in memory.
  int64_t Take();

 private:
  bool Keep() const;

  const std::string path_;
  int64_t next_ = 1;
};

}  // namespace tessera::till

#endif  // TESSERA_TILL_RECEIPT_COUNTER_H_
