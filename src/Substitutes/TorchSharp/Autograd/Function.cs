using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation with a backward of its own. One instance serves all calls: state belongs into the context.</summary>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            private static readonly T instance = new();

            public abstract string Name { get; }

            /// <summary>Runs forward and puts its outputs into the graph.</summary>
            public static List<Tensor> apply_internal(params object[] vars) =>
                FunctionNode.Apply(instance.Name, instance.forward_internal, instance.backward_internal, vars);

            internal abstract List<Tensor> forward_internal(AutogradContext ctx, object[] vars);

            internal abstract List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs);
        }
    }
}
