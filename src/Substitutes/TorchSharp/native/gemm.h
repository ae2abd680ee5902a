#pragma once

namespace ts {

/// How many threads a matrix product may use.
void use_gemm_threads(int count);

}  // namespace ts
