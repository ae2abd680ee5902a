using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x · Φ(x), exact.</summary>
            public static GELU GELU() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class GELU : Module<Tensor, Tensor>
    {
        internal GELU() : base(nameof(GELU)) { }

        public override Tensor forward(Tensor tensor) => functional.gelu(tensor);
    }
}
