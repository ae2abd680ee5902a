using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Dropout that keeps the mean and deviation of SELU activations.</summary>
            public static AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class AlphaDropout : Module<Tensor, Tensor>
    {
        private readonly double _p;
        private readonly bool _inplace;

        internal AlphaDropout(double p, bool inplace) : base(nameof(AlphaDropout))
        {
            if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), $"A dropout probability must be in [0, 1], got {p}.");
            (_p, _inplace) = (p, inplace);
        }

        public override Tensor forward(Tensor tensor) => functional.alpha_dropout(tensor, _p, training, _inplace);
    }
}
