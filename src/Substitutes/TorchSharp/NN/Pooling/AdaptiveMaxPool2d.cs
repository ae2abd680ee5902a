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
            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] outputSize) => new(outputSize);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AdaptiveMaxPool2d : Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveMaxPool2d(long[] size) : base(nameof(AdaptiveMaxPool2d)) => _size = size;

        public override Tensor forward(Tensor tensor) => functional.AdaptiveMaxPool(tensor, _size);
    }
}
