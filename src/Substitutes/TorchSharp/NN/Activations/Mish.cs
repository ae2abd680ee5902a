using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x · tanh(softplus(x)).</summary>
            public static Mish Mish() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Mish : Module<Tensor, Tensor>
    {
        internal Mish() : base(nameof(Mish)) { }

        public override Tensor forward(Tensor tensor) => functional.Mish(tensor);
    }
}
