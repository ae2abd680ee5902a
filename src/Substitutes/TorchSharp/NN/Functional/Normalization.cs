using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            private static readonly Op LayerNormOp = new("layer_norm");
            private static readonly Op GroupNormOp = new("group_norm");
            private static readonly Op BatchNormOp = new("batch_norm");
            private static readonly Op InstanceNormOp = new("instance_norm");

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor weight = null, Tensor bias = null, double eps = 1e-5)
            {
                fixed (long* shape = normalized_shape) return LayerNormOp.Call(input, Arg.List(shape, normalized_shape.Length), weight, bias, eps,
                    false);
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor weight = null, Tensor bias = null, double eps = 1e-5) =>
                GroupNormOp.Call(input, num_groups, weight, bias, eps, false);

            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor weight = null, Tensor bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            public static Tensor instance_norm(Tensor input, Tensor running_mean = null, Tensor running_var = null, Tensor weight = null,
                Tensor bias = null,
                bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5) =>
                InstanceNormOp.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, false);
        }
    }
}
