using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest value of each window in 3 dimensions.</summary>
            public static MaxPool3d MaxPool3d(long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceilMode = false) =>
                new(Cube(kernelSize, 3), Cube(stride ?? kernelSize, 3), Cube(padding ?? 0, 3), Cube(dilation ?? 1, 3), ceilMode);

            /// <summary>The largest value of each window in 3 dimensions.</summary>
            public static MaxPool3d MaxPool3d((long, long, long) kernelSize, (long, long, long)? stride = null, (long, long, long)? padding = null,
                (long, long, long)? dilation = null, bool ceilMode = false) =>
                new(Each(kernelSize), Each(stride ?? kernelSize), Each(padding ?? (0, 0, 0)), Each(dilation ?? (1, 1, 1)), ceilMode);

            /// <summary>The largest value of each window in 3 dimensions.</summary>
            public static MaxPool3d MaxPool3d(long[] kernelSize, long[] strides = null, long[] padding = null, long[] dilation = null,
                bool ceilMode = false) =>
                new(kernelSize, strides ?? kernelSize, padding ?? new long[3], dilation ?? Cube(1, 3), ceilMode);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class MaxPool3d : Module<Tensor, Tensor>
    {
        private readonly long[] _kernel, _strides, _padding, _dilation;
        private readonly bool _ceiling;

        internal MaxPool3d(long[] kernel, long[] strides, long[] padding, long[] dilation, bool ceiling) : base(nameof(MaxPool3d)) =>
            (_kernel, _strides, _padding, _dilation, _ceiling) = (kernel, strides, padding, dilation, ceiling);

        public override Tensor forward(Tensor tensor) => functional.First(forward_with_indices(tensor));

        public (Tensor output, Tensor indices) forward_with_indices(Tensor tensor) =>
            functional.MaxPool(tensor, _kernel, _strides, _padding, _dilation, _ceiling);
    }
}
