using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest value of each window in 1 dimension.</summary>
            public static MaxPool1d MaxPool1d(long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceilMode = false) =>
                new([kernelSize], [stride ?? kernelSize], [padding ?? 0], [dilation ?? 1], ceilMode);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class MaxPool1d : Module<Tensor, Tensor>
    {
        private readonly long[] _kernel, _strides, _padding, _dilation;
        private readonly bool _ceiling;

        internal MaxPool1d(long[] kernel, long[] strides, long[] padding, long[] dilation, bool ceiling) : base(nameof(MaxPool1d)) =>
            (_kernel, _strides, _padding, _dilation, _ceiling) = (kernel, strides, padding, dilation, ceiling);

        public override Tensor forward(Tensor tensor) => functional.First(forward_with_indices(tensor));

        public (Tensor output, Tensor indices) forward_with_indices(Tensor tensor) =>
            functional.MaxPool(tensor, _kernel, _strides, _padding, _dilation, _ceiling);
    }
}
