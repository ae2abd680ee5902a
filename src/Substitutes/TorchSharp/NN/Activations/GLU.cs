using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The first half along a dimension times the sigmoid of the second.</summary>
            public static GLU GLU(long dim = -1) => new(dim);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class GLU : Module<Tensor, Tensor>
    {
        private readonly long _dim;

        internal GLU(long dim) : base(nameof(GLU)) => _dim = dim;

        public override Tensor forward(Tensor tensor) => functional.glu(tensor, _dim);
    }
}
