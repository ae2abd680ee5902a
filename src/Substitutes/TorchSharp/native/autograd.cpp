// Gradient modes, the backward pass, and functions whose backward is managed code.
#include "abi.h"
#include "error.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/saved_variable.h>

#include <unordered_set>

using ts::borrow;
using ts::guarded;
using ts::release;
using torch::autograd::variable_list;

namespace {

using Backward = int64_t (*)(void* context, void* const* grad_outputs, int64_t count, void** grad_inputs, int64_t capacity);
using Free = void (*)(void* context);

/// A graph node whose backward is managed code; `context` is the managed side's handle to it.
struct ManagedNode : torch::autograd::Node {
  ManagedNode(std::string name, void* context, Backward backward, Free free)
      : label(std::move(name)), context(context), backward(backward), free(free) {}
  ~ManagedNode() override { free(context); }

  std::string name() const override { return label; }
  void release_variables() override {
    for (auto& variable : saved) variable.reset_data();
  }

  variable_list apply(variable_list&& grads) override {
    std::vector<void*> handles;
    handles.reserve(grads.size());
    for (auto& grad : grads) handles.push_back(release(std::move(grad)));
    std::vector<void*> results(inputs.size(), nullptr);
    const int64_t failure = backward(context, handles.data(), handles.size(), results.data(), results.size());
    variable_list outputs;
    outputs.reserve(num_outputs());
    for (size_t i = 0; i < results.size(); i++) {
      at::Tensor grad;
      if (results[i] != nullptr)
        grad = at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(
            static_cast<at::TensorImpl*>(results[i])));
      if (inputs[i]) outputs.push_back(std::move(grad));
    }
    if (failure != 0) throw ts::ManagedException(failure);
    return outputs;
  }

  std::string label;
  void* context;
  Backward backward;
  Free free;
  std::vector<bool> inputs;  // for each argument of forward, whether it is a tensor
  std::vector<torch::autograd::SavedVariable> saved;
};

ManagedNode* node_of(void* handle) { return static_cast<std::shared_ptr<ManagedNode>*>(handle)->get(); }

std::unordered_set<at::TensorImpl*> impls(void* const* handles, int64_t count) {
  std::unordered_set<at::TensorImpl*> set;
  for (int64_t i = 0; i < count; i++) set.insert(static_cast<at::TensorImpl*>(handles[i]));
  return set;
}

}  // namespace

TS_EXPORT int32_t ts_grad_enabled() { return c10::GradMode::is_enabled() ? 1 : 0; }
TS_EXPORT void ts_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }
TS_EXPORT int32_t ts_inference_mode() { return c10::InferenceMode::is_enabled() ? 1 : 0; }
TS_EXPORT void* ts_inference_mode_enter(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }
TS_EXPORT void ts_inference_mode_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
TS_EXPORT int32_t ts_anomaly_mode() {
  return (torch::autograd::AnomalyMode::is_enabled() ? 1 : 0) | (torch::autograd::AnomalyMode::should_check_nan() ? 2 : 0);
}
TS_EXPORT void ts_set_anomaly_mode(int32_t enabled, int32_t check_nan) {
  torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0);
}

TS_EXPORT int32_t ts_backward(void* const* tensors, int64_t tensor_count, void* const* grads, int64_t grad_count,
    int32_t retain_graph, int32_t create_graph, void* const* inputs, int64_t input_count) {
  return guarded<int32_t>(-1, [&] {
    torch::autograd::backward(borrow(tensors, tensor_count), borrow(grads, grad_count), retain_graph != 0,
        create_graph != 0, borrow(inputs, input_count));
    return 0;
  });
}

/// Gradients of `outputs` by `inputs`, written to `results` (one per input, null where unused and allowed).
TS_EXPORT int32_t ts_grad(void* const* outputs, int64_t output_count, void* const* inputs, int64_t input_count,
    void* const* grads, int64_t grad_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, void** results) {
  return guarded<int32_t>(-1, [&] {
    auto found = torch::autograd::grad(borrow(outputs, output_count), borrow(inputs, input_count),
        borrow(grads, grad_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); i++) results[i] = release(std::move(found[i]));
    return 0;
  });
}

/// A node for one application of a managed function; the graph keeps it alive after ts_node_release.
TS_EXPORT void* ts_node_new(const char* name, void* context, Backward backward, Free free) {
  return guarded<void*>(nullptr, [&] {
    return new std::shared_ptr<ManagedNode>(new ManagedNode(name, context, backward, free), torch::autograd::deleteNode);
  });
}

TS_EXPORT void ts_node_release(void* node) { delete static_cast<std::shared_ptr<ManagedNode>*>(node); }

/// Links the node to its arguments: one handle per argument of forward, null where it is no tensor. Returns whether any needs a gradient.
TS_EXPORT int32_t ts_node_connect(void* node, void* const* arguments, int64_t count) {
  return guarded<int32_t>(-1, [&] {
    auto* self = node_of(node);
    variable_list tensors;
    for (int64_t i = 0; i < count; i++) {
      self->inputs.push_back(arguments[i] != nullptr);
      if (arguments[i] != nullptr) tensors.push_back(borrow(arguments[i]));
    }
    const bool executable = c10::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad(tensors);
    if (executable) self->set_next_edges(torch::autograd::collect_next_edges(tensors));
    self->clear_input_metadata();
    return executable ? 1 : 0;
  });
}

/// Gives the outputs of forward their history; `results` receives one owned handle per output.
TS_EXPORT int32_t ts_node_wrap(void* node, int32_t executable, void* const* arguments, int64_t argument_count,
    void* const* non_differentiable, int64_t non_differentiable_count, void* const* dirty, int64_t dirty_count,
    void* const* outputs, int64_t output_count, void** results) {
  return guarded<int32_t>(-1, [&] {
    variable_list inputs;
    for (int64_t i = 0; i < argument_count; i++)
      if (arguments[i] != nullptr) inputs.push_back(borrow(arguments[i]));
    std::vector<c10::optional<at::Tensor>> raw;
    for (int64_t i = 0; i < output_count; i++) raw.emplace_back(borrow(outputs[i]));
    const auto dirty_set = impls(dirty, dirty_count);
    for (auto* tensor : dirty_set) tensor->bump_version();
    torch::autograd::_jvp_fn_t forward_mode = [](variable_list, variable_list) -> variable_list {
      TORCH_CHECK(false, "forward-mode differentiation of a managed function is not supported");
    };
    std::shared_ptr<torch::autograd::Node> history;
    if (executable) history = *static_cast<std::shared_ptr<ManagedNode>*>(node);
    auto wrapped = torch::autograd::_wrap_outputs(
        inputs, impls(non_differentiable, non_differentiable_count), dirty_set, raw, history, forward_mode);
    for (size_t i = 0; i < wrapped.size(); i++) results[i] = wrapped[i] ? release(std::move(*wrapped[i])) : nullptr;
    return 0;
  });
}

/// Saves tensors for backward; null stands for an absent one.
TS_EXPORT int32_t ts_node_save(void* node, void* const* tensors, int64_t count) {
  return guarded<int32_t>(-1, [&] {
    auto* self = node_of(node);
    self->saved.clear();
    self->saved.reserve(count);
    for (int64_t i = 0; i < count; i++) {
      const auto tensor = borrow(tensors[i]);
      const bool is_output = tensor.defined() && tensor.grad_fn().get() == self;
      self->saved.emplace_back(tensor, is_output);
    }
    return 0;
  });
}

/// The node itself, as seen from its own backward: what ts_node_unpack takes.
TS_EXPORT void* ts_node_raw(void* node) { return node_of(node); }

TS_EXPORT int64_t ts_node_saved_count(void* raw) { return static_cast<int64_t>(static_cast<ManagedNode*>(raw)->saved.size()); }

TS_EXPORT int32_t ts_node_unpack(void* raw, void** results) {
  return guarded<int32_t>(-1, [&] {
    auto* self = static_cast<ManagedNode*>(raw);
    auto owner = self->shared_from_this();
    for (size_t i = 0; i < self->saved.size(); i++) results[i] = release(self->saved[i].unpack(owner));
    return 0;
  });
}
