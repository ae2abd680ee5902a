using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x moved towards 0 by lambda.</summary>
            public static Softshrink Softshrink(double lambda = 0.5) => new(lambda);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Softshrink : Module<Tensor, Tensor>
    {
        private readonly double _lambda;

        internal Softshrink(double lambda) : base(nameof(Softshrink)) => _lambda = lambda;

        public override Tensor forward(Tensor tensor) => functional.Softshrink(tensor, _lambda);
    }
}
