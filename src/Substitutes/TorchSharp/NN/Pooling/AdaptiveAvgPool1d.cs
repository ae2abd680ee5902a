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
            public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long outputSize) => new([outputSize]);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AdaptiveAvgPool1d : Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveAvgPool1d(long[] size) : base(nameof(AdaptiveAvgPool1d)) => _size = size;

        public override Tensor forward(Tensor tensor) => functional.AdaptiveAveragePool(tensor, _size);
    }
}
