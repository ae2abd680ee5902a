using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Alpha dropout of whole channels.</summary>
            public static FeatureAlphaDropout FeatureAlphaDropout(double p = 0.5) => new(p);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class FeatureAlphaDropout : Module<Tensor, Tensor>
    {
        private readonly double _p;

        internal FeatureAlphaDropout(double p) : base(nameof(FeatureAlphaDropout))
        {
            if (p is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), $"A dropout probability must be in [0, 1], got {p}.");
            _p = p;
        }

        public override Tensor forward(Tensor tensor) => functional.feature_alpha_dropout(tensor, _p, training);
    }
}
