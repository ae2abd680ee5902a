using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x, or 0 where |x| is at most lambda.</summary>
            public static Hardshrink Hardshrink(double lambda = 0.5) => new(lambda);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Hardshrink : Module<Tensor, Tensor>
    {
        private readonly double _lambda;

        internal Hardshrink(double lambda) : base(nameof(Hardshrink)) => _lambda = lambda;

        public override Tensor forward(Tensor tensor) => functional.Hardshrink(tensor, _lambda);
    }
}
