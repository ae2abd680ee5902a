using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The mean of each window in 2 dimensions.</summary>
            public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                new(Cube(kernel_size, 2), Cube(stride ?? kernel_size, 2), Cube(padding ?? 0, 2), ceil_mode, count_include_pad, divisor_override);

            /// <summary>The mean of each window in 2 dimensions.</summary>
            public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new(Each(kernel_size), Each(stride ?? kernel_size), Each(padding ?? (0, 0)), ceil_mode, count_include_pad, divisor_override);

            /// <summary>The mean of each window in 2 dimensions.</summary>
            public static AvgPool2d AvgPool2d(long[] kernel_size, long[] strides = null, long[] padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                new(kernel_size, strides ?? kernel_size, padding ?? new long[2], ceil_mode, count_include_pad, divisor_override);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AvgPool2d : Module<Tensor, Tensor>
    {
        private readonly long[] _kernel, _strides, _padding;
        private readonly bool _ceiling, _countPadding;
        private readonly long? _divisor;

        internal AvgPool2d(long[] kernel, long[] strides, long[] padding, bool ceiling, bool countPadding, long? divisor) : base(nameof(AvgPool2d)) =>
            (_kernel, _strides, _padding, _ceiling, _countPadding, _divisor) = (kernel, strides, padding, ceiling, countPadding, divisor);

        public override Tensor forward(Tensor tensor) =>
            functional.AveragePool(tensor, _kernel, _strides, _padding, _ceiling, _countPadding, _divisor);
    }
}
