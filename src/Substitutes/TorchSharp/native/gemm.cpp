// One pool for everything: `sgemm_` and `dgemm_` as libtorch sees them are these, which split a product over the threads that
// ATen's other operators run on and leave each part to a single-threaded BLAS. With a pool of its own BLAS contends with them.
#include "gemm.h"

#include "abi.h"

#include <ATen/Parallel.h>

#include <dlfcn.h>

#include <algorithm>
#include <limits>

namespace {

template <typename T>
using Gemm = void (*)(const char*, const char*, const int*, const int*, const int*, const T*, const T*, const int*, const T*,
    const int*, const T*, T*, const int*);

/// Multiplications below which another thread costs more than it brings.
constexpr double smallest_share = 1 << 20;

/// Rows and columns of a part are a multiple of this, so that the kernel's tiles stay whole.
constexpr int tile = 16;

void* blas() {
  static void* const library = dlopen("libblas.so.3", RTLD_LAZY | RTLD_LOCAL);
  return library;
}

/// BLAS's own product; the one exported below goes by the same name.
template <typename T>
Gemm<T> own(const char* name) {
  static const auto gemm = reinterpret_cast<Gemm<T>>(dlsym(blas(), name));
  return gemm;
}

int round_up(int value, int step) { return (value + step - 1) / step * step; }

bool transposed(char flag) { return flag != 'n' && flag != 'N'; }

/// C in parts, as square as the number of threads allows: the less of A and B is packed more than once.
struct Grid {
  int rows, columns, height, width;

  Grid(int m, int n, int threads) {
    double least = std::numeric_limits<double>::max();
    for (int r = 1; r <= threads; r++) {
      if (threads % r != 0) continue;
      const double edge = static_cast<double>(m) / r + static_cast<double>(n) / (threads / r);
      if (edge >= least) continue;
      least = edge;
      rows = r;
      columns = threads / r;
    }
    height = round_up((m + rows - 1) / rows, tile);
    width = round_up((n + columns - 1) / columns, tile);
  }
};

template <typename T>
void split(Gemm<T> gemm, const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
    const T* alpha, const T* a, const int* lda, const T* b, const int* ldb, const T* beta, T* c, const int* ldc) {
  const double shares = static_cast<double>(*m) * *n * *k / smallest_share;
  const int threads = at::in_parallel_region() ? 1 : static_cast<int>(std::min<double>(at::get_num_threads(), shares));
  if (threads <= 1) {
    gemm(transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    return;
  }
  const Grid grid(*m, *n, threads);
  const int64_t step_a = transposed(*transpose_a) ? *lda : 1, step_b = transposed(*transpose_b) ? 1 : *ldb, step_c = *ldc;
  at::parallel_for(0, static_cast<int64_t>(grid.rows) * grid.columns, 1, [&](int64_t first, int64_t last) {
    for (int64_t part = first; part < last; part++) {
      const int i = static_cast<int>(part % grid.rows) * grid.height, j = static_cast<int>(part / grid.rows) * grid.width;
      const int part_m = std::min(grid.height, *m - i), part_n = std::min(grid.width, *n - j);
      if (part_m <= 0 || part_n <= 0) continue;
      gemm(transpose_a, transpose_b, &part_m, &part_n, k, alpha, a + i * step_a, lda, b + j * step_b, ldb, beta,
          c + i + j * step_c, ldc);
    }
  });
}

}  // namespace

namespace ts {

void gemm_one_thread(char transpose_a, char transpose_b, int m, int n, int k, float alpha, const float* a, int lda,
    const float* b, int ldb, float beta, float* c, int ldc) {
  own<float>("sgemm_")(&transpose_a, &transpose_b, &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc);
}

void keep_blas_single_threaded() {
  using SetThreads = void (*)(int);
  if (const auto set_threads = reinterpret_cast<SetThreads>(dlsym(blas(), "openblas_set_num_threads"))) set_threads(1);
}

}  // namespace ts

TS_EXPORT void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
    const float* alpha, const float* a, const int* lda, const float* b, const int* ldb, const float* beta, float* c, const int* ldc) {
  split(own<float>("sgemm_"), transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

TS_EXPORT void dgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
    const double* alpha, const double* a, const int* lda, const double* b, const int* ldb, const double* beta, double* c,
    const int* ldc) {
  split(own<double>("dgemm_"), transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
