using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x · sigmoid(x).</summary>
            public static SiLU SiLU() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class SiLU : Module<Tensor, Tensor>
    {
        internal SiLU() : base(nameof(SiLU)) { }

        public override Tensor forward(Tensor tensor) => functional.silu(tensor);
    }
}
