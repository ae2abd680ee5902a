using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x · relu6(x + 3) / 6.</summary>
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Hardswish : Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal Hardswish(bool inplace) : base(nameof(Hardswish)) => _inplace = inplace;

        public override Tensor forward(Tensor tensor) => functional.hardswish(tensor, _inplace);
    }
}
