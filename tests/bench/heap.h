// What this thread takes from the heap: operator new and delete of the whole program count here.
#ifndef TESSERA_BENCH_HEAP_H_
#define TESSERA_BENCH_HEAP_H_

#include <cstdint>

namespace tessera::bench {

// Of the calling thread, since it started. Blocks that another thread frees stay live.
struct Heap {
  int64_t allocations = 0;
  int64_t live_bytes = 0;  // as the allocator hands them out, rounded up
};

Heap HeapNow();

}  // namespace tessera::bench

#endif  // TESSERA_BENCH_HEAP_H_
