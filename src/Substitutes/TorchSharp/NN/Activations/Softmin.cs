using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The softmax of −x along a dimension.</summary>
            public static Softmin Softmin(long dim) => new(dim);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Softmin : Module<Tensor, Tensor>
    {
        private readonly long _dim;

        internal Softmin(long dim) : base(nameof(Softmin)) => _dim = dim;

        public override Tensor forward(Tensor tensor) => functional.softmin(tensor, _dim);
    }
}
