#include "abi.h"
#include "allocator.h"
#include "error.h"
#include "gemm.h"

#include <ATen/Parallel.h>

/// To be called once, before anything else.
TS_EXPORT int32_t ts_start(int32_t threads) {
  return ts::guarded<int32_t>(-1, [&] {
    ts::use_caching_allocator();
    ts::keep_blas_single_threaded();
    ts::use_parallel_batches();
    if (threads > 0) at::set_num_threads(threads);
    return 0;
  });
}

/// Threads of operators and of matrix products alike.
TS_EXPORT int32_t ts_set_num_threads(int32_t count) {
  return ts::guarded<int32_t>(-1, [&] {
    at::set_num_threads(count);
    return 0;
  });
}

TS_EXPORT int32_t ts_get_num_threads() { return at::get_num_threads(); }

TS_EXPORT int32_t ts_set_num_interop_threads(int32_t count) {
  return ts::guarded<int32_t>(-1, [&] {
    at::set_num_interop_threads(count);
    return 0;
  });
}

TS_EXPORT int32_t ts_get_num_interop_threads() { return at::get_num_interop_threads(); }
