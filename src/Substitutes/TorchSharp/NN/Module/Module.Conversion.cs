using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                Convert(device, dtype, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                Convert(new Device(deviceType, deviceIndex), null, non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                Convert(null, dtype, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => Convert(null, dtype, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => Convert(device, dtype, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Convert(new Device(deviceType, deviceIndex), null, non_blocking);

            private void Convert(Device device, ScalarType? dtype, bool non_blocking)
            {
                foreach (var (_, child) in named_children())
                {
                    if (device is null) child._to(dtype.Value, non_blocking);
                    else if (dtype is null) child._to(device.type, device.index, non_blocking);
                    else child._to(device, dtype.Value, non_blocking);
                }

                // A converted parameter is a new object: what the registry and a field of the same name hold is replaced, other references go stale.
                var fields = GetType().GetFields(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance)
                    .ToLookup(field => field.ComponentName());
                foreach (var (key, parameter) in named_parameters(false).ToList())
                    if (Converted(parameter, device, dtype, non_blocking) is { } replacement)
                    {
                        parameter.Dispose();
                        _internal_params[key] = replacement;
                        foreach (var field in fields[key]) field.SetValue(this, replacement);
                    }
                foreach (var (key, (buffer, persistent)) in _internal_buffers.Values.Zip(_internal_buffers.Keys,
                (value, key) => (key, value)).ToList())
                    if (Converted(buffer, device, dtype, non_blocking) is { } replacement)
                    {
                        buffer.Dispose();
                        _internal_buffers[key] = (replacement, persistent);
                        foreach (var field in fields[key]) field.SetValue(this, replacement);
                    }
            }

            private static Parameter Converted(Parameter parameter, Device device, ScalarType? dtype, bool non_blocking)
            {
                // Without gradients: the result must be a leaf.
                using var mode = no_grad();
                if (Converted((Tensor)parameter, device, dtype, non_blocking) is not { } data) return null;
                var result = new Parameter(data, parameter.requires_grad);
                using var gradient = parameter.grad;
                if (gradient is not null)
                {
                    using var converted = Converted(gradient, device, dtype, non_blocking);
                    result.grad = converted ?? gradient;
                }
                return result;
            }

            // The tensor as asked for and free of any dispose scope, or null where it is so already.
            private static Tensor Converted(Tensor tensor, Device device, ScalarType? dtype, bool non_blocking)
            {
                var newType = dtype is { } asked && IsFloatingPoint(tensor.dtype) ? asked : tensor.dtype;
                var newDevice = device ?? tensor.device;
                var sameDevice = newDevice.type == tensor.device_type && (newDevice.type == DeviceType.CPU || newDevice.index == tensor.device_index);
                if (newType == tensor.dtype && sameDevice) return null;
                return tensor.to(newType, newDevice, non_blocking: non_blocking).DetachFromDisposeScope();
            }

            private static void RequireFloatingPoint(ScalarType dtype)
            {
                if (!IsFloatingPoint(dtype))
                    throw new ArgumentException($"A module can only be converted to a floating-point or complex type, got {dtype}.", nameof(dtype));
            }

            private static bool IsFloatingPoint(ScalarType dtype) => dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32
                or ScalarType.Float64 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;
        }
    }
}
