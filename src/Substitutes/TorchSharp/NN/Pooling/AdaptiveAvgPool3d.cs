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
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long outputSize) => new(Cube(outputSize, 3));

            /// <summary>The means of as many windows as the output has places.</summary>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) outputSize) => new(Each(outputSize));

            /// <summary>The means of as many windows as the output has places.</summary>
            public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] outputSize) => new(outputSize);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AdaptiveAvgPool3d : Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveAvgPool3d(long[] size) : base(nameof(AdaptiveAvgPool3d)) => _size = size;

        public override Tensor forward(Tensor tensor) => functional.AdaptiveAveragePool(tensor, _size);
    }
}
