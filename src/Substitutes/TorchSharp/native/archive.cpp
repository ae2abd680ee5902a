// libtorch's own file format for tensors.
#include "abi.h"
#include "error.h"

#include <torch/serialize.h>

TS_EXPORT int32_t ts_tensor_save(void* handle, const char* path) {
  return ts::guarded<int32_t>(-1, [&] {
    torch::save(ts::borrow(handle), std::string(path));
    return 0;
  });
}

TS_EXPORT void* ts_tensor_load(const char* path) {
  return ts::guarded<void*>(nullptr, [&] {
    at::Tensor tensor;
    torch::load(tensor, std::string(path));
    return ts::release(std::move(tensor));
  });
}
