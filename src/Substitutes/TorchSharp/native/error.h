#pragma once

#include <cstdint>
#include <stdexcept>
#include <utility>

namespace ts {

/// A managed exception on its way through native frames: `id` finds it again on the managed side.
struct ManagedException : std::runtime_error {
  explicit ManagedException(int64_t id) : std::runtime_error("an exception was thrown by managed code"), id(id) {}
  int64_t id;
};

/// Stores the exception being handled as this thread's last error.
void remember_current_exception() noexcept;

/// Runs `body`; an exception becomes this thread's last error and `failed` is returned.
template <typename Result, typename Body>
Result guarded(Result failed, Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    remember_current_exception();
    return failed;
  }
}

}  // namespace ts
