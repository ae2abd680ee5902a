using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Ops.allclose.CallBool(this, target, rtol, atol, equal_nan);

        public Tensor argsort(long dim = -1, bool descending = false) => Ops.argsort.Call(this, dim, descending);

        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) =>
            Ops.bucketize_Tensor.Call(this, boundaries, outInt32, right);

        public Tensor eq(Scalar target) => Ops.eq_Scalar.Call(this, target);

        public Tensor eq(Tensor target) => Ops.eq_Tensor.Call(this, target);

        public Tensor eq_(Scalar target) => Ops.eq__Scalar.RunOn(this, target);

        public Tensor eq_(Tensor target) => Ops.eq__Tensor.RunOn(this, target);

        public Tensor equal(Tensor target) => eq(target);

        public Tensor ge(Scalar target) => Ops.ge_Scalar.Call(this, target);

        public Tensor ge(Tensor target) => Ops.ge_Tensor.Call(this, target);

        public Tensor ge_(Scalar target) => Ops.ge__Scalar.RunOn(this, target);

        public Tensor ge_(Tensor target) => Ops.ge__Tensor.RunOn(this, target);

        public Tensor greater(Tensor target) => gt(target);

        public Tensor greater_equal(Tensor target) => ge(target);

        public Tensor gt(Scalar target) => Ops.gt_Scalar.Call(this, target);

        public Tensor gt(Tensor target) => Ops.gt_Tensor.Call(this, target);

        public Tensor gt_(Scalar target) => Ops.gt__Scalar.RunOn(this, target);

        public Tensor gt_(Tensor target) => Ops.gt__Tensor.RunOn(this, target);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Ops.isclose.Call(this, other, rtol, atol, nanEqual);

        public Tensor isfinite() => Ops.isfinite.Call(this);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Ops.isin_Tensor_Tensor.Call(this, test_elements, assumeUnique, invert);

        public Tensor isinf() => Ops.isinf.Call(this);

        public Tensor isnan() => Ops.isnan.Call(this);

        public Tensor isneginf() => Ops.isneginf.Call(this);

        public Tensor isposinf() => Ops.isposinf.Call(this);

        public Tensor isreal() => Ops.isreal.Call(this);

        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false) =>
            Ops.kthvalue.CallPair(this, k, dim ?? -1, keepdim);

        public static (Tensor values, Tensor indices) kthvalue(Tensor input, long k, long? dim, bool keepdim = false) =>
            input.kthvalue(k, dim, keepdim);

        public Tensor le(Scalar target) => Ops.le_Scalar.Call(this, target);

        public Tensor le(Tensor target) => Ops.le_Tensor.Call(this, target);

        public Tensor le_(Scalar target) => Ops.le__Scalar.RunOn(this, target);

        public Tensor le_(Tensor target) => Ops.le__Tensor.RunOn(this, target);

        public Tensor less(Tensor target) => lt(target);

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor less_equal_(Tensor target) => le_(target);

        public Tensor lt(Scalar target) => Ops.lt_Scalar.Call(this, target);

        public Tensor lt(Tensor target) => Ops.lt_Tensor.Call(this, target);

        public Tensor lt_(Scalar target) => Ops.lt__Scalar.RunOn(this, target);

        public Tensor lt_(Tensor target) => Ops.lt__Tensor.RunOn(this, target);

        public Tensor msort() => Ops.msort.Call(this);

        public Tensor ne(Scalar target) => Ops.ne_Scalar.Call(this, target);

        public Tensor ne(Tensor target) => Ops.ne_Tensor.Call(this, target);

        public Tensor ne_(Scalar target) => Ops.ne__Scalar.RunOn(this, target);

        public Tensor ne_(Tensor target) => Ops.ne__Tensor.RunOn(this, target);

        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor not_equal_(Tensor target) => ne_(target);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Ops.sort_stable.CallPair(this, stable, dim, descending);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Ops.topk.CallPair(this, (long)k, (long)dim, largest, sorted);
    }
}
