using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Merges a range of dimensions into one.</summary>
            public static Flatten Flatten(long startDim = 1, long endDim = -1) => new(startDim, endDim);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Flatten : Module<Tensor, Tensor>
    {
        private readonly long _startDim;
        private readonly long _endDim;

        internal Flatten(long startDim, long endDim) : base(nameof(Flatten)) => (_startDim, _endDim) = (startDim, endDim);

        public override Tensor forward(Tensor tensor) => tensor.flatten(_startDim, _endDim);
    }
}
