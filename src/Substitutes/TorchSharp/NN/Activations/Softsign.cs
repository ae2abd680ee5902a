using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x / (1 + |x|).</summary>
            public static Softsign Softsign() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Softsign : Module<Tensor, Tensor>
    {
        internal Softsign() : base(nameof(Softsign)) { }

        public override Tensor forward(Tensor tensor) => functional.Softsign(tensor);
    }
}
