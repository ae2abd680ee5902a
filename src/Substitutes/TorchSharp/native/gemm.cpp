#include "gemm.h"

#include <dlfcn.h>

namespace ts {

void use_gemm_threads(int count) {
  // OpenBLAS keeps its own pool; where another BLAS is installed there is nothing to set.
  using SetThreads = void (*)(int);
  static const auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (set_threads != nullptr) set_threads(count);
}

}  // namespace ts
