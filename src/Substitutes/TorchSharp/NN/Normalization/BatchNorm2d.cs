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
            public static BatchNorm2d BatchNorm2d(long features, double eps = 1e-5, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device device = null, ScalarType? dtype = null) =>
                new(features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class BatchNorm2d : Module<Tensor, Tensor>
    {
        private readonly double _eps, _momentum;

        internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track_running_stats, Device device, ScalarType? dtype)
            : base(nameof(BatchNorm2d))
        {
            (_eps, _momentum) = (eps, momentum);
            RegisterChannels(features, affine, track_running_stats, device, dtype);
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

        public void reset_running_stats() => ResetChannels();

        public override Tensor forward(Tensor tensor)
        {
            RequireDimensions(tensor, 4, 4);
            if (training) CountBatch();
            return functional.batch_norm(tensor, running_mean, running_var, weight, bias, training || running_mean is null, _momentum, _eps);
        }
    }
}
