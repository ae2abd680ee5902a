#include "abi.h"
#include "error.h"
#include "gemm.h"

#include <ATen/Parallel.h>

/// Threads of operators and of matrix products alike.
TS_EXPORT int32_t ts_set_num_threads(int32_t count) {
  return ts::guarded<int32_t>(-1, [&] {
    at::set_num_threads(count);
    ts::use_gemm_threads(count);
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
