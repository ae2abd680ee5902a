// The C ABI that the managed side calls: 16-byte tagged values, plain pointers, no exception ever crossing.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/GeneratorImpl.h>

#include <cstdint>

#define TS_EXPORT extern "C" __attribute__((visibility("default")))

namespace ts {

enum class Tag : int32_t {
  None = 0,
  Tensor = 1,      // p: at::TensorImpl*; borrowed in arguments, owned in results; null is an undefined tensor
  Int = 2,         // i
  Double = 3,      // d
  Bool = 4,        // i
  IntList = 5,     // p: int64_t[n]
  DoubleList = 6,  // p: double[n]
  TensorList = 7,  // p: at::TensorImpl*[n]
  OptionalTensorList = 8,
  String = 9,      // p: char[n], UTF-8
  Generator = 10,  // p: c10::GeneratorImpl*
  Device = 11,     // i: type in the low 32 bits, index in the high
  Complex = 12,    // p: double[2] in arguments; results carry it in two values
};

struct Value {
  union {
    int64_t i;
    double d;
    void* p;
  };
  Tag tag;
  int32_t n;
};
static_assert(sizeof(Value) == 16, "the managed side lays values out in 16 bytes");

/// A tensor that shares ownership with the handle the managed side holds.
inline at::Tensor borrow(void* handle) {
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(
      c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(static_cast<at::TensorImpl*>(handle)));
}

/// The handle that the managed side will own and give back to ts_tensor_free.
inline void* release(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

inline std::vector<at::Tensor> borrow(void* const* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int64_t i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
  return tensors;
}

}  // namespace ts
