#include "heap.h"

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace tessera::bench {
namespace {

thread_local Heap heap;

void* Take(size_t size, size_t alignment) {
  void* const block = alignment <= alignof(std::max_align_t)
                          ? std::malloc(size == 0 ? 1 : size)
                          : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (block == nullptr) return nullptr;
  ++heap.allocations;
  heap.live_bytes += static_cast<int64_t>(malloc_usable_size(block));
  return block;
}

void* TakeOrThrow(size_t size, size_t alignment) {
  void* const block = Take(size, alignment);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void Return(void* block) {
  if (block == nullptr) return;
  heap.live_bytes -= static_cast<int64_t>(malloc_usable_size(block));
  std::free(block);
}

}  // namespace

Heap HeapNow() { return heap; }

}  // namespace tessera::bench

using tessera::bench::Return;
using tessera::bench::Take;
using tessera::bench::TakeOrThrow;

// Every form, so that none of a sanitizer's own is left to pair with one of these.
void* operator new(size_t size) { return TakeOrThrow(size, 1); }
void* operator new[](size_t size) { return TakeOrThrow(size, 1); }
void* operator new(size_t size, const std::nothrow_t&) noexcept { return Take(size, 1); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return Take(size, 1); }
void* operator new(size_t size, std::align_val_t alignment) {
  return TakeOrThrow(size, static_cast<size_t>(alignment));
}
void* operator new[](size_t size, std::align_val_t alignment) {
  return TakeOrThrow(size, static_cast<size_t>(alignment));
}
void operator delete(void* block) noexcept { Return(block); }
void operator delete[](void* block) noexcept { Return(block); }
void operator delete(void* block, size_t) noexcept { Return(block); }
void operator delete[](void* block, size_t) noexcept { Return(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { Return(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { Return(block); }
void operator delete(void* block, std::align_val_t) noexcept { Return(block); }
void operator delete[](void* block, std::align_val_t) noexcept { Return(block); }
void operator delete(void* block, size_t, std::align_val_t) noexcept { Return(block); }
void operator delete[](void* block, size_t, std::align_val_t) noexcept { Return(block); }
