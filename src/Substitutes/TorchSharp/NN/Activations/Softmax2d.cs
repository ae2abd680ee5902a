using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Softmax over the channels of (N, C, H, W).</summary>
            public static Softmax2d Softmax2d() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Softmax2d : Module<Tensor, Tensor>
    {
        internal Softmax2d() : base(nameof(Softmax2d)) { }

        public override Tensor forward(Tensor tensor) => functional.softmax2d(tensor);
    }
}
