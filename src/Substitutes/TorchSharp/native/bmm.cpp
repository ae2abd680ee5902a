// Batched products: libtorch without MKL multiplies the matrices of a batch one after the other; here the batch runs in
// parallel over single-threaded products.
#include "abi.h"
#include "gemm.h"

#include <ATen/Parallel.h>
#include <ATen/ops/baddbmm_cpu_dispatch.h>
#include <ATen/ops/bmm_cpu_dispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>
#include <c10/util/Exception.h>
#include <torch/library.h>

#include <algorithm>
#include <limits>

namespace {

/// Multiplications in one matrix product below which ATen's own kernel for tiny matrices is the better one.
constexpr int64_t tiny = 1024;

/// A batch of matrices as BLAS wants them: row-major here is transposed there.
struct Batch {
  const float* data;
  int64_t step;   // from one matrix to the next
  int leading;
  char transpose;

  /// Whether one of the two inner dimensions is contiguous and the other does not overlap it.
  static bool fits(const at::Tensor& t) {
    const auto rows = t.size(1), columns = t.size(2), row = t.stride(1), column = t.stride(2);
    return (column == 1 && row >= std::max<int64_t>(1, columns)) || (row == 1 && column >= std::max<int64_t>(1, rows));
  }

  explicit Batch(const at::Tensor& t) : data(t.data_ptr<float>()), step(t.stride(0)) {
    const bool row_major = t.stride(2) == 1 && t.stride(1) >= std::max<int64_t>(1, t.size(2));
    transpose = row_major ? 'n' : 't';
    leading = static_cast<int>(row_major ? t.stride(1) : t.stride(2));
  }
};

bool can_run(const at::Tensor& a, const at::Tensor& b) {
  constexpr int64_t largest = std::numeric_limits<int>::max();
  return a.dim() == 3 && b.dim() == 3 && a.scalar_type() == at::kFloat && b.scalar_type() == at::kFloat &&
      a.size(0) == b.size(0) && a.size(2) == b.size(1) && a.size(0) > 1 && a.size(1) * a.size(2) * b.size(2) >= tiny &&
      a.numel() < largest && b.numel() < largest;
}

/// c ← alpha·a·b + beta·c for every matrix of the batch; c is contiguous.
void multiply(const at::Tensor& a, const at::Tensor& b, float alpha, float beta, at::Tensor& c) {
  const auto left = Batch::fits(a) ? a : a.contiguous(), right = Batch::fits(b) ? b : b.contiguous();
  const Batch x(left), y(right);
  const int rows = static_cast<int>(c.size(1)), columns = static_cast<int>(c.size(2)), inner = static_cast<int>(a.size(2));
  auto* out = c.data_ptr<float>();
  const int64_t step = c.stride(0);
  at::parallel_for(0, c.size(0), 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; i++) {
      // Row-major C = A·B is column-major Cᵀ = Bᵀ·Aᵀ.
      ts::gemm_one_thread(y.transpose, x.transpose, columns, rows, inner, alpha, y.data + i * y.step, y.leading,
          x.data + i * x.step, x.leading, beta, out + i * step, columns);
    }
  });
}

at::Tensor bmm(const at::Tensor& a, const at::Tensor& b) {
  if (!can_run(a, b)) return at::cpu::bmm(a, b);
  auto c = at::empty({a.size(0), a.size(1), b.size(2)}, a.options());
  multiply(a, b, 1, 0, c);
  return c;
}

at::Tensor baddbmm(const at::Tensor& self, const at::Tensor& a, const at::Tensor& b, const at::Scalar& beta, const at::Scalar& alpha) {
  const bool keeps = beta.isComplex() || beta.toDouble() != 0;
  if (!can_run(a, b) || self.scalar_type() != at::kFloat || alpha.isComplex() || beta.isComplex()) {
    // libtorch's kernel for tiny matrices multiplies uninitialised memory by a beta of zero, which a NaN survives.
    return keeps ? at::cpu::baddbmm(self, a, b, beta, alpha) : at::cpu::baddbmm(at::zeros_like(self), a, b, 1, alpha);
  }
  auto c = at::empty({a.size(0), a.size(1), b.size(2)}, a.options());
  if (keeps) c.copy_(self.expand_as(c));
  multiply(a, b, alpha.to<float>(), keeps ? beta.to<float>() : 0.0f, c);
  return c;
}

/// Registering over a kernel warns; here that is the intention.
struct Silence : c10::WarningHandler {
  void process(const c10::SourceLocation&, const std::string&, bool) override {}
};

}  // namespace

void ts::use_parallel_batches() {
  static Silence silence;
  c10::Warning::WarningHandlerGuard guard(&silence);
  static torch::Library library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
  library.impl("bmm", &bmm);
  library.impl("baddbmm", &baddbmm);
}
