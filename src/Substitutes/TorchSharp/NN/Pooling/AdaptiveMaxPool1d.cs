using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The largest values of as many windows as the output has places.</summary>
            public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long outputSize) => new([outputSize]);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AdaptiveMaxPool1d : Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveMaxPool1d(long[] size) : base(nameof(AdaptiveMaxPool1d)) => _size = size;

        public override Tensor forward(Tensor tensor) => functional.AdaptiveMaxPool(tensor, _size);
    }
}
