using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Splits a dimension into several.</summary>
            public static Unflatten Unflatten(long dim, long[] unflattenedSize) => new(dim, unflattenedSize);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Unflatten : Module<Tensor, Tensor>
    {
        private readonly long _dim;
        private readonly long[] _unflattenedSize;

        internal Unflatten(long dim, long[] unflattenedSize) : base(nameof(Unflatten)) => (_dim, _unflattenedSize) = (dim, unflattenedSize);

        public override Tensor forward(Tensor tensor) => tensor.unflatten(_dim, _unflattenedSize);
    }
}
