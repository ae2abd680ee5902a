using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Makes a parameter of a tensor, which becomes empty.</summary>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module trains.</summary>
    public class Parameter : Tensor
    {
        /// <param name="data">A tensor, which becomes empty: the parameter takes its native tensor and its place in a dispose scope.</param>
        /// <param name="requires_grad">Whether gradients reach the parameter.</param>
        public Parameter(Tensor data, bool requires_grad = true) : base(data.with_requires_grad(requires_grad).DecoupleFromNativeHandle())
        {
            if (data.OwningDisposeScope is not { } scope) return;
            data.DetachFromDisposeScope();
            MoveToOtherDisposeScope(scope);
        }
    }
}
