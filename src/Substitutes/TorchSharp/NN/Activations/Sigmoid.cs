using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>1 / (1 + exp(−x)).</summary>
            public static Sigmoid Sigmoid() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Sigmoid : Module<Tensor, Tensor>
    {
        internal Sigmoid() : base(nameof(Sigmoid)) { }

        public override Tensor forward(Tensor tensor) => functional.sigmoid(tensor);
    }
}
