// Every ATen operator through one entry point: c10's boxed dispatcher, autograd included.
#include "abi.h"
#include "error.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace ts {
namespace {

struct Operator {
  c10::OperatorHandle handle;
  size_t arity;
  std::vector<c10::optional<c10::IValue>> defaults;  // by position
  std::vector<bool> floating;                        // takes a double where the caller may have an integer
};

std::mutex operators_lock;
std::unordered_map<std::string, std::unique_ptr<Operator>> operators;

bool wants_double(const c10::TypePtr& type) {
  if (type->kind() == c10::TypeKind::FloatType) return true;
  if (type->kind() == c10::TypeKind::OptionalType)
    return wants_double(type->castRaw<c10::OptionalType>()->getElementType());
  return false;
}

Operator* find(const std::string& name, const std::string& overload) {
  const std::lock_guard<std::mutex> guard(operators_lock);
  auto& slot = operators[name + "." + overload];
  if (!slot) {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name.c_str(), overload.c_str());
    const auto& arguments = handle.schema().arguments();
    auto found = std::make_unique<Operator>(Operator{handle, arguments.size(), {}, {}});
    for (const auto& argument : arguments) {
      found->defaults.push_back(argument.default_value());
      found->floating.push_back(wants_double(argument.type()));
    }
    slot = std::move(found);
  }
  return slot.get();
}

c10::IValue to_ivalue(const Value& value, bool floating) {
  switch (value.tag) {
    case Tag::None:
      return c10::IValue();
    case Tag::Tensor:
      return c10::IValue(borrow(value.p));
    case Tag::Int:
      return floating ? c10::IValue(static_cast<double>(value.i)) : c10::IValue(value.i);
    case Tag::Double:
      return c10::IValue(value.d);
    case Tag::Bool:
      return c10::IValue(value.i != 0);
    case Tag::IntList:
      return c10::IValue(c10::IntArrayRef(static_cast<const int64_t*>(value.p), value.n));
    case Tag::DoubleList:
      return c10::IValue(c10::ArrayRef<double>(static_cast<const double*>(value.p), value.n));
    case Tag::TensorList: {
      c10::List<at::Tensor> list;
      list.reserve(value.n);
      for (int32_t i = 0; i < value.n; i++) list.push_back(borrow(static_cast<void* const*>(value.p)[i]));
      return c10::IValue(std::move(list));
    }
    case Tag::OptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> list;
      list.reserve(value.n);
      for (int32_t i = 0; i < value.n; i++) {
        void* handle = static_cast<void* const*>(value.p)[i];
        list.push_back(handle ? c10::optional<at::Tensor>(borrow(handle)) : c10::nullopt);
      }
      return c10::IValue(std::move(list));
    }
    case Tag::String:
      return c10::IValue(std::string(static_cast<const char*>(value.p), value.n));
    case Tag::Generator:
      return c10::IValue(at::Generator(
          c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(value.p))));
    case Tag::Device:
      return c10::IValue(c10::Device(
          static_cast<c10::DeviceType>(static_cast<int32_t>(value.i)), static_cast<c10::DeviceIndex>(value.i >> 32)));
    case Tag::Complex: {
      const auto* parts = static_cast<const double*>(value.p);
      return c10::IValue(c10::complex<double>(parts[0], parts[1]));
    }
  }
  TORCH_CHECK(false, "unknown argument tag ", static_cast<int32_t>(value.tag));
}

// Lists live until the thread's next call: the managed side copies them at once.
thread_local std::vector<void*> result_tensors;
thread_local std::vector<int64_t> result_ints;

Value from_ivalue(c10::IValue&& value) {
  Value result{};
  if (value.isTensor()) {
    result.tag = Tag::Tensor;
    result.p = release(std::move(value).toTensor());
  } else if (value.isTensorList()) {
    auto tensors = std::move(value).toTensorVector();
    result_tensors.clear();
    for (auto& tensor : tensors) result_tensors.push_back(release(std::move(tensor)));
    result.tag = Tag::TensorList;
    result.p = result_tensors.data();
    result.n = static_cast<int32_t>(result_tensors.size());
  } else if (value.isInt()) {
    result.tag = Tag::Int;
    result.i = value.toInt();
  } else if (value.isDouble()) {
    result.tag = Tag::Double;
    result.d = value.toDouble();
  } else if (value.isBool()) {
    result.tag = Tag::Bool;
    result.i = value.toBool() ? 1 : 0;
  } else if (value.isIntList()) {
    result_ints = value.toIntVector();
    result.tag = Tag::IntList;
    result.p = result_ints.data();
    result.n = static_cast<int32_t>(result_ints.size());
  } else {
    TORCH_CHECK(value.isNone(), "a result of type ", value.tagKind(), " cannot be returned to managed code");
  }
  return result;
}

}  // namespace
}  // namespace ts

/// Finds an operator such as ("aten::add", "Tensor"); null and a last error if there is none.
TS_EXPORT void* ts_find(const char* name, const char* overload) {
  return ts::guarded<void*>(nullptr, [&] { return ts::find(name, overload); });
}

/// Calls an operator; arguments that are left out take the schema's defaults. Returns the number of results, or -1.
TS_EXPORT int32_t ts_call(void* op, const ts::Value* arguments, int32_t count, ts::Value* results, int32_t capacity) {
  return ts::guarded<int32_t>(-1, [&] {
    const auto* target = static_cast<ts::Operator*>(op);
    TORCH_CHECK(static_cast<size_t>(count) <= target->arity, toString(target->handle.operator_name()), " takes ",
        target->arity, " arguments, ", count, " were given");
    torch::jit::Stack stack;
    stack.reserve(target->arity);
    for (int32_t i = 0; i < count; i++) stack.push_back(ts::to_ivalue(arguments[i], target->floating[i]));
    for (size_t i = count; i < target->arity; i++) {
      const auto& value = target->defaults[i];
      TORCH_CHECK(value.has_value(), toString(target->handle.operator_name()), " is missing argument ", i);
      stack.push_back(*value);
    }
    target->handle.callBoxed(&stack);
    TORCH_CHECK(stack.size() <= static_cast<size_t>(capacity), toString(target->handle.operator_name()), " returned ",
        stack.size(), " values");
    for (size_t i = 0; i < stack.size(); i++) results[i] = ts::from_ivalue(std::move(stack[i]));
    return static_cast<int32_t>(stack.size());
  });
}

/// As ts_call for an operator whose only result is its first argument, changed in place: nothing is returned but 0 or -1.
TS_EXPORT int32_t ts_call_inplace(void* op, const ts::Value* arguments, int32_t count) {
  return ts::guarded<int32_t>(-1, [&] {
    const auto* target = static_cast<ts::Operator*>(op);
    torch::jit::Stack stack;
    stack.reserve(target->arity);
    for (int32_t i = 0; i < count; i++) stack.push_back(ts::to_ivalue(arguments[i], target->floating[i]));
    for (size_t i = count; i < target->arity; i++) {
      const auto& value = target->defaults[i];
      TORCH_CHECK(value.has_value(), toString(target->handle.operator_name()), " is missing argument ", i);
      stack.push_back(*value);
    }
    target->handle.callBoxed(&stack);
    return 0;
  });
}
