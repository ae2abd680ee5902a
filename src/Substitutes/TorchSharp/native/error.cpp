#include "error.h"

#include "abi.h"

#include <c10/util/Exception.h>

#include <string>

namespace ts {
namespace {

struct LastError {
  std::string message;
  int64_t managed = 0;
};
thread_local LastError last;

}  // namespace

void remember_current_exception() noexcept {
  try {
    last.managed = 0;
    try {
      throw;
    } catch (const ManagedException& e) {
      last.managed = e.id;
      last.message = e.what();
    } catch (const c10::Error& e) {
      last.message = e.what_without_backtrace();
    } catch (const std::bad_alloc&) {
      last.message = "out of memory";
    } catch (const std::exception& e) {
      last.message = e.what();
    } catch (...) {
      last.message = "unknown native exception";
    }
  } catch (...) {
    last.message.clear();
  }
}

}  // namespace ts

/// The message of this thread's last error; `managed` receives the id of a managed exception, or 0.
TS_EXPORT const char* ts_last_error(int64_t* managed) {
  *managed = ts::last.managed;
  return ts::last.message.c_str();
}
