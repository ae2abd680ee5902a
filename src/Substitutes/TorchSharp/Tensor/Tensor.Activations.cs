using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor celu() => Ops.celu.Call(this);

        public Tensor celu_() => Ops.celu_.RunOn(this);

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Ops.elu.Call(this, alpha, scale, input_scale);

        public Tensor elu_(Scalar alpha, Scalar scale, Scalar input_scale) => Ops.elu_.RunOn(this, alpha, scale, input_scale);

        public Tensor gelu() => Ops.gelu.Call(this);

        public Tensor hardsigmoid() => Ops.hardsigmoid.Call(this);

        public Tensor hardsigmoid_() => Ops.hardsigmoid_.RunOn(this);

        public Tensor hardswish() => Ops.hardswish.Call(this);

        public Tensor hardswish_() => Ops.hardswish_.RunOn(this);

        public Tensor hardtanh(Scalar min, Scalar max) => Ops.hardtanh.Call(this, min, max);

        public Tensor hardtanh_(Scalar min, Scalar max) => Ops.hardtanh_.RunOn(this, min, max);

        public Tensor leaky_relu(Scalar negative_slope) => Ops.leaky_relu.Call(this, negative_slope);

        public Tensor leaky_relu_(Scalar negative_slope) => Ops.leaky_relu_.RunOn(this, negative_slope);

        public Tensor log_sigmoid() => Ops.log_sigmoid.Call(this);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.log_softmax_int.Call(this, dim, dtype);

        public Tensor prelu(Tensor target) => Ops.prelu.Call(this, target);

        public Tensor relu() => Ops.relu.Call(this);

        public Tensor relu_() => Ops.relu_.RunOn(this);

        public Tensor relu6() => Ops.relu6.Call(this);

        public Tensor relu6_() => Ops.relu6_.RunOn(this);

        public Tensor selu() => Ops.selu.Call(this);

        public Tensor selu_() => Ops.selu_.RunOn(this);

        public Tensor sigmoid() => Ops.sigmoid.Call(this);

        public Tensor sigmoid_() => Ops.sigmoid_.RunOn(this);

        public Tensor silu() => Ops.silu.Call(this);

        public Tensor silu_() => Ops.silu_.RunOn(this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.softmax_int.Call(this, dim, dtype);

        public Tensor softplus() => Ops.softplus.Call(this);
    }
}
