using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x − tanh(x).</summary>
            public static Tanhshrink Tanhshrink() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Tanhshrink : Module<Tensor, Tensor>
    {
        internal Tanhshrink() : base(nameof(Tanhshrink)) { }

        public override Tensor forward(Tensor tensor) => functional.Tanhshrink(tensor);
    }
}
