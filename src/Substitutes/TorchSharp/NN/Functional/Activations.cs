using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op ReluOp = new("relu");
            private static readonly Op ReluOpInPlace = new("relu_");
            private static readonly Op Relu6Op = new("relu6");
            private static readonly Op Relu6OpInPlace = new("relu6_");
            private static readonly Op LeakyReluOp = new("leaky_relu");
            private static readonly Op LeakyReluOpInPlace = new("leaky_relu_");
            private static readonly Op EluOp = new("elu");
            private static readonly Op EluOpInPlace = new("elu_");
            private static readonly Op SeluOp = new("selu");
            private static readonly Op SeluOpInPlace = new("selu_");
            private static readonly Op CeluOp = new("celu");
            private static readonly Op CeluOpInPlace = new("celu_");
            private static readonly Op GeluOp = new("gelu");
            private static readonly Op GluOp = new("glu");
            private static readonly Op SiluOp = new("silu");
            private static readonly Op SiluOpInPlace = new("silu_");
            private static readonly Op MishOp = new("mish");
            private static readonly Op SigmoidOp = new("sigmoid");
            private static readonly Op TanhOp = new("tanh");
            private static readonly Op TanhOpInPlace = new("tanh_");
            private static readonly Op LogSigmoidOp = new("log_sigmoid");
            private static readonly Op HardsigmoidOp = new("hardsigmoid");
            private static readonly Op HardsigmoidOpInPlace = new("hardsigmoid_");
            private static readonly Op HardswishOp = new("hardswish");
            private static readonly Op HardswishOpInPlace = new("hardswish_");
            private static readonly Op HardtanhOp = new("hardtanh");
            private static readonly Op HardtanhOpInPlace = new("hardtanh_");
            private static readonly Op HardshrinkOp = new("hardshrink");
            private static readonly Op SoftshrinkOp = new("softshrink");
            private static readonly Op SoftplusOp = new("softplus");
            private static readonly Op ThresholdOp = new("threshold");
            private static readonly Op ThresholdOpInPlace = new("threshold_");
            private static readonly Op PreluOp = new("prelu");
            private static readonly Op SoftmaxOp = new("softmax", "int");
            private static readonly Op LogSoftmaxOp = new("log_softmax", "int");

            public static Tensor relu(Tensor x, bool inplace = false) =>
                inplace ? ReluOpInPlace.RunOn(x) : ReluOp.Call(x);

            public static Tensor relu6(Tensor x, bool inplace = false) =>
                inplace ? Relu6OpInPlace.RunOn(x) : Relu6Op.Call(x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? LeakyReluOpInPlace.RunOn(input, negative_slope) : LeakyReluOp.Call(input, negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                inplace ? EluOpInPlace.RunOn(x, alpha) : EluOp.Call(x, alpha);

            public static Tensor selu(Tensor x, bool inplace = false) =>
                inplace ? SeluOpInPlace.RunOn(x) : SeluOp.Call(x);

            public static Tensor celu(Tensor x, double alpha, bool inplace = false) =>
                inplace ? CeluOpInPlace.RunOn(x, alpha) : CeluOp.Call(x, alpha);

            public static Tensor gelu(Tensor x) => GeluOp.Call(x);

            public static Tensor glu(Tensor input, long dim = -1) => GluOp.Call(input, dim);

            public static Tensor silu(Tensor x, bool inplace = false) =>
                inplace ? SiluOpInPlace.RunOn(x) : SiluOp.Call(x);

            public static Tensor Mish(Tensor x) => MishOp.Call(x);

            public static Tensor sigmoid(Tensor x) => SigmoidOp.Call(x);

            public static Tensor tanh(Tensor x, bool inplace = false) =>
                inplace ? TanhOpInPlace.RunOn(x) : TanhOp.Call(x);

            public static Tensor logsigmoid(Tensor x) => LogSigmoidOp.Call(x);

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) =>
                inplace ? HardsigmoidOpInPlace.RunOn(input) : HardsigmoidOp.Call(input);

            public static Tensor hardswish(Tensor input, bool inplace = false) =>
                inplace ? HardswishOpInPlace.RunOn(input) : HardswishOp.Call(input);

            public static Tensor Hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) =>
                inplace ? HardtanhOpInPlace.RunOn(x, min_val, max_val) : HardtanhOp.Call(x, min_val, max_val);

            public static Tensor Hardshrink(Tensor x, double lambda = 0.5) => HardshrinkOp.Call(x, lambda);

            public static Tensor Softshrink(Tensor x, double lambda = 0.5) => SoftshrinkOp.Call(x, lambda);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => SoftplusOp.Call(x, beta, threshold);

            public static Tensor Threshold(Tensor x, double threshold, double value, bool inplace = false) =>
                inplace ? ThresholdOpInPlace.RunOn(x, threshold, value) : ThresholdOp.Call(x, threshold, value);

            public static Tensor prelu(Tensor input, Tensor weight) => PreluOp.Call(input, weight);

            public static Tensor SiLU(Tensor x, bool inplace = false) => silu(x, inplace);

            public static Tensor Softsign(Tensor x)
            {
                using var magnitude = x.abs();
                using var denominator = magnitude + 1;
                return x / denominator;
            }

            public static Tensor Tanhshrink(Tensor x)
            {
                using var bounded = x.tanh();
                return x - bounded;
            }

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxOp.Call(input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => LogSoftmaxOp.Call(x, dim);

            public static Tensor softmin(Tensor x, long dim)
            {
                using var negated = -x;
                return softmax(negated, dim);
            }

            public static Tensor softmax2d(Tensor x)
            {
                if (x.Dimensions is not (3 or 4))
                    throw new ArgumentException($"softmax2d expects a tensor of 3 or 4 dimensions, got {x.Dimensions}.", nameof(x));
                return softmax(x, -3);
            }
        }
    }
}
