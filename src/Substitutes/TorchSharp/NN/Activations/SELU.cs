using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The scaled exponential linear unit.</summary>
            public static SELU SELU(bool inplace = false) => new(inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class SELU : Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal SELU(bool inplace) : base(nameof(SELU)) => _inplace = inplace;

        public override Tensor forward(Tensor tensor) => functional.selu(tensor, _inplace);
    }
}
