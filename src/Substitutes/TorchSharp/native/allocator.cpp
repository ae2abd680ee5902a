// A training step frees and asks for the same large blocks again and again, and each time the kernel takes the pages back and
// hands out zeroed ones, fault by fault. This allocator keeps large blocks for the next tensor of that size.
//
// What it keeps is bounded: blocks in use and kept together never exceed the most that was ever in use, which is what
// the process would have needed without it; and a block that nobody wanted for some seconds goes back.
#include "allocator.h"

#include "abi.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/alignment.h>
#include <c10/util/Exception.h>

#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <new>

namespace ts {
namespace {

using Clock = std::chrono::steady_clock;

/// From here on the C library would ask the kernel at every allocation.
constexpr size_t smallest = 1 << 20;

/// How long an unused block is kept.
constexpr auto patience = std::chrono::seconds(2);

/// Freed blocks between two looks for stale ones.
constexpr int rounds = 64;

/// Lies before the tensor's memory: libtorch hands back nothing but the pointer.
struct alignas(64) Header {
  size_t bytes;  // of the whole block with this header; 0 for a small one, which the C library owns
};
static_assert(sizeof(Header) == c10::gAlignment, "what follows the header is aligned as libtorch expects");

struct Kept {
  Header* block;
  Clock::time_point since;
};

/// Sizes are rounded up to sixteenths of a power of two: similar tensors share blocks, and what is not touched costs no memory.
size_t class_of(size_t bytes) {
  size_t step = smallest / 16;
  while (step * 32 <= bytes) step *= 2;
  return (bytes + step - 1) / step * step;
}

std::mutex lock;
size_t live, kept_bytes, peak;
int returns;

/// By size, the oldest first. Never destroyed: tensors may be freed while the process ends.
std::map<size_t, std::deque<Kept>>& kept = *new std::map<size_t, std::deque<Kept>>();

class CachingAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) const override {
    if (bytes == 0) return {nullptr, nullptr, &give_back, c10::Device(c10::DeviceType::CPU)};
    const size_t whole = bytes + sizeof(Header);
    Header* block = whole < smallest ? create_small(whole) : take(class_of(whole));
    TORCH_CHECK(block != nullptr, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes, " bytes.");
    void* data = block + 1;
    return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

 private:
  static Header* take(size_t bytes) {
    std::deque<Header*> surplus;
    Header* found = nullptr;
    {
      const std::lock_guard<std::mutex> guard(lock);
      live += bytes;
      peak = std::max(peak, live);
      auto& same = kept[bytes];
      if (!same.empty()) {
        found = same.back().block;  // the most recent: its lines may still be in the cache
        same.pop_back();
        kept_bytes -= bytes;
      }
      while (kept_bytes > 0 && live + kept_bytes > peak) surplus.push_back(oldest());
    }
    for (Header* block : surplus) destroy(block);
    return found != nullptr ? found : create(bytes);
  }

  static void give_back(void* data) {
    if (data == nullptr) return;
    auto* block = static_cast<Header*>(data) - 1;
    if (block->bytes == 0) {
      std::free(block);
      return;
    }
    std::deque<Header*> stale;
    {
      const std::lock_guard<std::mutex> guard(lock);
      live -= block->bytes;
      const auto now = Clock::now();
      kept[block->bytes].push_back({block, now});
      kept_bytes += block->bytes;
      if (++returns % rounds == 0) {
        for (auto& [bytes, same] : kept) {
          while (!same.empty() && now - same.front().since > patience) {
            stale.push_back(same.front().block);
            same.pop_front();
            kept_bytes -= bytes;
          }
        }
      }
    }
    for (Header* old : stale) destroy(old);
  }

  /// Removes the block that has been kept longest; there is one.
  static Header* oldest() {
    std::deque<Kept>* from = nullptr;
    for (auto& [bytes, same] : kept)
      if (!same.empty() && (from == nullptr || same.front().since < from->front().since)) from = &same;
    Header* block = from->front().block;
    from->pop_front();
    kept_bytes -= block->bytes;
    return block;
  }

  static Header* create_small(size_t bytes) {
    void* memory = nullptr;
    if (posix_memalign(&memory, alignof(Header), bytes) != 0) return nullptr;
    return new (memory) Header{0};
  }

  static Header* create(size_t bytes) {
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) return new (memory) Header{bytes};
    const std::lock_guard<std::mutex> guard(lock);
    live -= bytes;
    return nullptr;
  }

  static void destroy(Header* block) { munmap(block, block->bytes); }

};

}  // namespace

void use_caching_allocator() {
  c10::SetCPUAllocator(new CachingAllocator(), 1);
}

}  // namespace ts

/// Bytes of large blocks in use, kept unused, and the most that were ever in use.
TS_EXPORT void ts_memory(int64_t* in_use, int64_t* unused, int64_t* most) {
  const std::lock_guard<std::mutex> guard(ts::lock);
  *in_use = static_cast<int64_t>(ts::live);
  *unused = static_cast<int64_t>(ts::kept_bytes);
  *most = static_cast<int64_t>(ts::peak);
}
