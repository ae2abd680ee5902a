using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            private static readonly Op ForeachNormOp = new("_foreach_norm", "Scalar");
            private static readonly Op ForeachMultiplyOp = new("_foreach_mul_", "Scalar");
            private static readonly Op NormOp = new("linalg_vector_norm");
            private static readonly Op StackOp = new("stack");

            /// <summary>Scales all gradients down together so that their common norm is at most max_norm.</summary>
            /// <returns>The norm before clipping.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                var gradients = Gradients(tensors);
                if (gradients.Count == 0) return 0;
                double total;
                if (double.IsPositiveInfinity(norm_type)) total = gradients.Max(gradient => gradient.abs().max().ToDouble());
                else
                {
                    var norms = ForeachNormOp.CallList(Arg.List(gradients), norm_type);
                    total = NormOp.Call(StackOp.Call(Arg.List(norms), 0L), norm_type).ToDouble();
                }
                var coefficient = max_norm / (total + 1e-6);
                // Not "coefficient < 1 only": a norm that is not a number must show in the gradients.
                if (!(coefficient >= 1)) ForeachMultiplyOp.Run(Arg.List(gradients), coefficient);
                return total;
            }

            /// <summary>Limits every value of the gradients to [−clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors)) gradient.clamp_(-clip_value, clip_value);
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat([.. tensors.Select(tensor => tensor.view(-1))]).MoveToOuterDisposeScope();
            }

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                var all = tensors.ToList();
                var needed = all.Sum(tensor => tensor.numel());
                if (vec.numel() != needed)
                    throw new ArgumentException($"The parameters hold {needed} values, the vector {vec.numel()}.", nameof(vec));
                long start = 0;
                foreach (var tensor in all)
                {
                    tensor.copy_(vec.narrow(0, start, tensor.numel()).view_as(tensor));
                    start += tensor.numel();
                }
            }

            private static List<Tensor> Gradients(IEnumerable<Parameter> tensors) =>
                [.. tensors.Select(tensor => tensor.grad).Where(gradient => gradient is not null)];
        }
    }
}
