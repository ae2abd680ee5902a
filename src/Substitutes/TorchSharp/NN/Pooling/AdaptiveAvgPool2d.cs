using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The means of as many windows as the output has places.</summary>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long outputSize) => new(Cube(outputSize, 2));

            /// <summary>The means of as many windows as the output has places.</summary>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) outputSize) => new(Each(outputSize));

            /// <summary>The means of as many windows as the output has places.</summary>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] outputSize) => new(outputSize);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AdaptiveAvgPool2d : Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveAvgPool2d(long[] size) : base(nameof(AdaptiveAvgPool2d)) => _size = size;

        public override Tensor forward(Tensor tensor) => functional.AdaptiveAveragePool(tensor, _size);
    }
}
