#pragma once

#include <cstdint>

namespace ts {

/// A single-threaded C ← alpha·op(A)·op(B) + beta·C in the column-major terms of BLAS.
void gemm_one_thread(char transpose_a, char transpose_b, int m, int n, int k, float alpha, const float* a, int lda,
    const float* b, int ldb, float beta, float* c, int ldc);

/// Leaves OpenBLAS's own pool without work: products are split over ATen's threads instead.
void keep_blas_single_threaded();

/// Puts parallel batched products in place of the serial ones of libtorch; once per process.
void use_parallel_batches();

}  // namespace ts
