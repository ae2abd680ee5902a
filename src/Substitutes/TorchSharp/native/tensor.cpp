// What is read from a tensor without going through an operator.
#include "abi.h"
#include "error.h"

#include <ATen/Functions.h>
#include <ATen/core/NamedTensor.h>
#include <c10/core/DefaultDtype.h>

using ts::borrow;
using ts::guarded;
using ts::release;

namespace {

at::TensorImpl* impl(void* handle) { return static_cast<at::TensorImpl*>(handle); }

}  // namespace

TS_EXPORT void ts_tensor_free(void* handle) {
  c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(impl(handle));
}

TS_EXPORT void* ts_tensor_alias(void* handle) { return release(borrow(handle)); }

TS_EXPORT int64_t ts_tensor_dim(void* handle) { return impl(handle)->dim(); }
TS_EXPORT int64_t ts_tensor_numel(void* handle) { return impl(handle)->numel(); }
TS_EXPORT int32_t ts_tensor_dtype(void* handle) { return static_cast<int32_t>(c10::typeMetaToScalarType(impl(handle)->dtype())); }
TS_EXPORT int64_t ts_tensor_element_size(void* handle) { return static_cast<int64_t>(impl(handle)->itemsize()); }
TS_EXPORT int64_t ts_tensor_device(void* handle) {
  const auto device = impl(handle)->device();
  return static_cast<int64_t>(static_cast<uint32_t>(device.type())) | (static_cast<int64_t>(device.index()) << 32);
}
TS_EXPORT int32_t ts_tensor_layout(void* handle) { return static_cast<int32_t>(impl(handle)->layout()); }
TS_EXPORT int32_t ts_tensor_requires_grad(void* handle) { return borrow(handle).requires_grad() ? 1 : 0; }
TS_EXPORT int32_t ts_tensor_is_leaf(void* handle) { return borrow(handle).is_leaf() ? 1 : 0; }

/// Copies sizes and strides (either may be null), `capacity` numbers at most; returns the number of dimensions or -1.
TS_EXPORT int64_t ts_tensor_shape(void* handle, int64_t* sizes, int64_t* strides, int64_t capacity) {
  return guarded<int64_t>(-1, [&] {
    const auto size = impl(handle)->sizes();
    const auto count = std::min<int64_t>(capacity, static_cast<int64_t>(size.size()));
    if (sizes != nullptr) std::copy_n(size.begin(), count, sizes);
    if (strides != nullptr) std::copy_n(impl(handle)->strides().begin(), count, strides);
    return static_cast<int64_t>(size.size());
  });
}

/// Size (or stride) of one dimension, negative ones counting from the end; -1 with a last error if out of range.
TS_EXPORT int64_t ts_tensor_size(void* handle, int64_t dim) {
  return guarded<int64_t>(-1, [&] { return impl(handle)->size(dim); });
}
TS_EXPORT int32_t ts_tensor_stride(void* handle, int64_t dim, int64_t* stride) {
  return guarded<int32_t>(-1, [&] {
    *stride = borrow(handle).stride(dim);
    return 0;
  });
}
TS_EXPORT int64_t ts_tensor_storage_offset(void* handle) {
  return guarded<int64_t>(-1, [&] { return impl(handle)->storage_offset(); });
}
TS_EXPORT int32_t ts_tensor_is_contiguous(void* handle) {
  return guarded<int32_t>(-1, [&] { return impl(handle)->is_contiguous() ? 1 : 0; });
}

/// First element; null for tensors without memory (meta, empty), with a last error if there is no storage at all.
TS_EXPORT int32_t ts_tensor_data(void* handle, void** data) {
  return guarded<int32_t>(-1, [&] {
    const auto tensor = borrow(handle);
    TORCH_CHECK(!tensor._is_zerotensor(), "a tensor that is all zeros without memory has no data; clone it first");
    *data = tensor.data_ptr();
    return 0;
  });
}

TS_EXPORT int32_t ts_tensor_storage(void* handle, void** data, int64_t* bytes) {
  return guarded<int32_t>(-1, [&] {
    const auto& storage = impl(handle)->storage();
    *data = storage.data();
    *bytes = static_cast<int64_t>(storage.nbytes());
    return 0;
  });
}

TS_EXPORT int32_t ts_tensor_set_requires_grad(void* handle, int32_t value) {
  return guarded<int32_t>(-1, [&] {
    borrow(handle).requires_grad_(value != 0);
    return 0;
  });
}

TS_EXPORT int32_t ts_tensor_retain_grad(void* handle) {
  return guarded<int32_t>(-1, [&] {
    borrow(handle).retain_grad();
    return 0;
  });
}

/// The gradient, or null if there is none.
TS_EXPORT void* ts_tensor_grad(void* handle) {
  auto tensor = borrow(handle);
  const auto& grad = tensor.grad();
  // Gradients that are zero by rule have no memory, which most of what is done with a gradient needs.
  if (grad.defined() && grad._is_zerotensor()) tensor.mutable_grad() = at::zeros(grad.sizes(), grad.options());
  return release(tensor.grad());
}

TS_EXPORT int32_t ts_tensor_set_grad(void* handle, void* grad) {
  return guarded<int32_t>(-1, [&] {
    borrow(handle).mutable_grad() = borrow(grad);
    return 0;
  });
}

/// A tensor over memory that someone else owns; `free(context)` is called when the last reference goes.
TS_EXPORT void* ts_tensor_from_blob(void* data, const int64_t* sizes, int64_t dims, int32_t dtype, void (*free)(void*), void* context) {
  return guarded<void*>(nullptr, [&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    return release(at::from_blob(data, at::IntArrayRef(sizes, dims), [free, context](void*) {
      if (free != nullptr) free(context);
    }, options));
  });
}

TS_EXPORT int32_t ts_default_dtype() { return static_cast<int32_t>(c10::get_default_dtype_as_scalartype()); }
TS_EXPORT int32_t ts_set_default_dtype(int32_t dtype) {
  return guarded<int32_t>(-1, [&] {
    c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<at::ScalarType>(dtype)));
    return 0;
  });
}

/// Names the dimensions; "*" or null leaves one without a name, no names at all drop those there are.
TS_EXPORT int32_t ts_tensor_set_names(void* handle, const char* const* names, int64_t count) {
  return guarded<int32_t>(-1, [&] {
    auto tensor = borrow(handle);
    if (count == 0) {
      at::internal_set_names_inplace(tensor, c10::nullopt);
      return 0;
    }
    std::vector<at::Dimname> dimnames;
    for (int64_t i = 0; i < count; i++) {
      const bool named = names[i] != nullptr && std::string(names[i]) != "*";
      dimnames.push_back(named ? at::Dimname::fromSymbol(at::Symbol::dimname(names[i])) : at::Dimname::wildcard());
    }
    at::internal_set_names_inplace(tensor, at::DimnameList(dimnames));
    return 0;
  });
}

/// The name of one dimension, valid for ever (names are interned); null if it has none.
TS_EXPORT const char* ts_tensor_name(void* handle, int64_t dim) {
  const auto tensor = borrow(handle);
  if (!tensor.has_names()) return nullptr;
  const auto name = tensor.names()[dim];
  return name.isWildcard() ? nullptr : name.symbol().toUnqualString();
}

TS_EXPORT int32_t ts_tensor_has_names(void* handle) { return borrow(handle).has_names() ? 1 : 0; }
