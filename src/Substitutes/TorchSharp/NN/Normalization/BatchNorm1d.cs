using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalises each channel over the batch.</summary>
            public static BatchNorm1d BatchNorm1d(long features, double eps = 1e-5, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device device = null, ScalarType? dtype = null) =>
                new(features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class BatchNorm1d : Module<Tensor, Tensor>
    {
        private readonly double _eps, _momentum;

        internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype)
            : base(nameof(BatchNorm1d))
        {
            (_eps, _momentum) = (eps, momentum);
            if (affine)
            {
                weight = NewParameter([features], device, dtype);
                init.ones_(weight);
                bias = NewParameter([features], device, dtype);
                init.zeros_(bias);
            }
            if (!track_running_stats) return;
            (device, var type) = GetDefaultDeviceAndType(device, dtype);
            register_buffer(nameof(running_mean), zeros(features, type, device));
            register_buffer(nameof(running_var), ones(features, type, device));
            register_buffer(nameof(num_batches_tracked), zeros([], ScalarType.Int64, device));
        }

        public Parameter weight
        {
            get => Registered(nameof(weight));
            set => ConditionallyRegisterParameter(nameof(weight), value);
        }

        public Parameter bias
        {
            get => Registered(nameof(bias));
            set => ConditionallyRegisterParameter(nameof(bias), value);
        }

        public Tensor running_mean
        {
            get => get_buffer(nameof(running_mean));
            set => ConditionallyRegisterBuffer(nameof(running_mean), value);
        }

        public Tensor running_var
        {
            get => get_buffer(nameof(running_var));
            set => ConditionallyRegisterBuffer(nameof(running_var), value);
        }

        public Tensor num_batches_tracked => get_buffer(nameof(num_batches_tracked));

        public void reset_running_stats()
        {
            if (running_mean is null) return;
            using var mode = no_grad();
            running_mean.zero_();
            running_var.fill_(1);
            num_batches_tracked.zero_();
        }

        public override Tensor forward(Tensor tensor)
        {
            if (tensor.Dimensions is not (2 or 3))
                throw new ArgumentException($"BatchNorm1d expects a tensor of 2 or 3 dimensions, got {tensor.Dimensions}.", nameof(tensor));
            if (training && num_batches_tracked is { } tracked)
            {
                using var mode = no_grad();
                tracked.add_(1);
            }
            return functional.batch_norm(tensor, running_mean, running_var, weight, bias, training || running_mean is null, _momentum, _eps);
        }
    }
}
