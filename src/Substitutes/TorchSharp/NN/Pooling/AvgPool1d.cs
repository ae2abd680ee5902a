using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The mean of each window in 1 dimension.</summary>
            public static AvgPool1d AvgPool1d(long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                divisor_override is null
                    ? new([kernel_size], [stride ?? kernel_size], [padding], ceil_mode, count_include_pad, null)
                    : throw new ArgumentException("The operator of one dimension has no divisor of its own.", nameof(divisor_override));
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AvgPool1d : Module<Tensor, Tensor>
    {
        private readonly long[] _kernel, _strides, _padding;
        private readonly bool _ceiling, _countPadding;
        private readonly long? _divisor;

        internal AvgPool1d(long[] kernel, long[] strides, long[] padding, bool ceiling, bool countPadding, long? divisor) : base(nameof(AvgPool1d)) =>
            (_kernel, _strides, _padding, _ceiling, _countPadding, _divisor) = (kernel, strides, padding, ceiling, countPadding, divisor);

        public override Tensor forward(Tensor tensor) =>
            functional.AveragePool(tensor, _kernel, _strides, _padding, _ceiling, _countPadding, _divisor);
    }
}
