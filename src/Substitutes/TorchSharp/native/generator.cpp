#include "abi.h"
#include "error.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Utils.h>

#include <mutex>

using ts::guarded;

namespace {

at::Generator borrow_generator(void* handle) {
  return at::Generator(
      c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(handle)));
}

template <typename Result, typename Body>
Result locked(void* handle, Result failed, Body&& body) {
  return guarded<Result>(failed, [&] {
    auto generator = borrow_generator(handle);
    const std::lock_guard<std::mutex> lock(generator.mutex());
    return body(generator);
  });
}

}  // namespace

TS_EXPORT void* ts_generator_new(uint64_t seed) {
  return guarded<void*>(nullptr, [&] { return at::make_generator<at::CPUGeneratorImpl>(seed).unsafeReleaseGeneratorImpl(); });
}

TS_EXPORT void* ts_generator_default() {
  return guarded<void*>(nullptr, [&] {
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    return generator.unsafeReleaseGeneratorImpl();
  });
}

TS_EXPORT void ts_generator_free(void* handle) {
  c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(handle));
}

TS_EXPORT int32_t ts_generator_set_seed(void* handle, uint64_t seed) {
  return locked<int32_t>(handle, -1, [&](at::Generator& generator) {
    generator.set_current_seed(seed);
    return 0;
  });
}

/// Seeds from the system's entropy and returns the seed.
TS_EXPORT int32_t ts_generator_seed(void* handle, uint64_t* seed) {
  return locked<int32_t>(handle, -1, [&](at::Generator& generator) {
    *seed = generator.seed();
    return 0;
  });
}

TS_EXPORT int32_t ts_generator_initial_seed(void* handle, uint64_t* seed) {
  return locked<int32_t>(handle, -1, [&](at::Generator& generator) {
    *seed = generator.current_seed();
    return 0;
  });
}

TS_EXPORT void* ts_generator_state(void* handle) {
  return locked<void*>(handle, nullptr, [&](at::Generator& generator) { return ts::release(generator.get_state()); });
}

TS_EXPORT int32_t ts_generator_set_state(void* handle, void* state) {
  return locked<int32_t>(handle, -1, [&](at::Generator& generator) {
    generator.set_state(ts::borrow(state));
    return 0;
  });
}
