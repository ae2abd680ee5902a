using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Ops.add_Tensor.Call(this, target);

        public Tensor add(Tensor target, Scalar alpha) => Ops.add_Tensor.Call(this, target, alpha);

        public Tensor add(Scalar scalar) => Ops.add_Scalar.Call(this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Ops.add_Scalar.Call(this, scalar, alpha);

        public Tensor add_(Tensor target) => Ops.add__Tensor.RunOn(this, target);

        public Tensor add_(Tensor target, Scalar alpha) => Ops.add__Tensor.RunOn(this, target, alpha);

        public Tensor add_(Scalar scalar) => Ops.add__Scalar.RunOn(this, scalar);

        public Tensor add_(Scalar scalar, Scalar alpha) => Ops.add__Scalar.RunOn(this, scalar, alpha);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Ops.addcdiv.Call(this, tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Ops.addcdiv_.RunOn(this, tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv_.RunOn(this, tensor1, tensor2, value);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul_.RunOn(this, tensor1, tensor2, value);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div_Tensor.Call(this, target) : Ops.div_Tensor_mode.Call(this, target, Rounding(rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div_Scalar.Call(this, target) : Ops.div_Scalar_mode.Call(this, target, Rounding(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Ops.div__Tensor.RunOn(this, target)
                : Ops.div__Tensor_mode.RunOn(this, target, Rounding(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Ops.div__Scalar.RunOn(this, target)
                : Ops.div__Scalar_mode.RunOn(this, target, Rounding(rounding_mode));

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor floor_divide(Scalar other) => Ops.floor_divide_Scalar.Call(this, other);

        public Tensor floor_divide(Tensor other) => Ops.floor_divide.Call(this, other);

        public Tensor floor_divide_(Scalar other) => Ops.floor_divide__Scalar.RunOn(this, other);

        public Tensor floor_divide_(Tensor other) => Ops.floor_divide__Tensor.RunOn(this, other);

        public Tensor fmod(Scalar scalar) => Ops.fmod_Scalar.Call(this, scalar);

        public Tensor fmod(Tensor target) => Ops.fmod_Tensor.Call(this, target);

        public Tensor fmod_(Scalar scalar) => Ops.fmod__Scalar.RunOn(this, scalar);

        public Tensor fmod_(Tensor target) => Ops.fmod__Tensor.RunOn(this, target);

        public Tensor gcd(Tensor other) => Ops.gcd.Call(this, other);

        public Tensor gcd_(Tensor other) => Ops.gcd_.RunOn(this, other);

        public Tensor lcm(Tensor other) => Ops.lcm.Call(this, other);

        public Tensor lcm_(Tensor other) => Ops.lcm_.RunOn(this, other);

        public Tensor mul(Scalar target) => Ops.mul_Scalar.Call(this, target);

        public Tensor mul(Tensor target) => Ops.mul_Tensor.Call(this, target);

        public Tensor mul_(Scalar target) => Ops.mul__Scalar.RunOn(this, target);

        public Tensor mul_(Tensor target) => Ops.mul__Tensor.RunOn(this, target);

        public Tensor multiply(Scalar target) => Ops.multiply_Scalar.Call(this, target);

        public Tensor multiply(Tensor target) => Ops.multiply_Tensor.Call(this, target);

        public Tensor remainder(Scalar scalar) => Ops.remainder_Scalar.Call(this, scalar);

        public Tensor remainder(Tensor target) => Ops.remainder_Tensor.Call(this, target);

        public Tensor remainder_(Scalar scalar) => Ops.remainder__Scalar.RunOn(this, scalar);

        public Tensor remainder_(Tensor target) => Ops.remainder__Tensor.RunOn(this, target);

        public Tensor sub(Scalar target) => Ops.sub_Scalar.Call(this, target);

        public Tensor sub(Tensor target) => Ops.sub_Tensor.Call(this, target);

        public Tensor sub_(Scalar target) => Ops.sub__Scalar.RunOn(this, target);

        public Tensor sub_(Tensor target) => Ops.sub__Tensor.RunOn(this, target);

        public Tensor subtract(Scalar target) => Ops.subtract_Scalar.Call(this, target);

        public Tensor subtract(Tensor target) => Ops.subtract_Tensor.Call(this, target);

        public Tensor subtract_(Scalar target) => Ops.subtract__Scalar.RunOn(this, target);

        public Tensor subtract_(Tensor target) => Ops.subtract__Tensor.RunOn(this, target);

        public Tensor true_divide(Tensor other) => div(other);

        public Tensor true_divide(Scalar other) => div(other);

        public Tensor true_divide_(Tensor other) => div_(other);

        public Tensor true_divide_(Scalar other) => div_(other);
    }
}
