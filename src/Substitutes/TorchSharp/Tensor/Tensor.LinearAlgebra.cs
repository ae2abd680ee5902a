using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Ops.addbmm.Call(this, batch1, batch2, beta, alpha);

        public Tensor addbmm_(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Ops.addbmm_.RunOn(this, batch1, batch2, beta, alpha);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Ops.addmm.Call(this, mat1, mat2, beta, alpha);

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Ops.addmm_.RunOn(this, mat1, mat2, beta, alpha);

        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Ops.addmv.Call(this, mat, vec, beta, alpha);

        public Tensor addmv_(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) => Ops.addmv_.RunOn(this, mat, vec, beta, alpha);

        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Ops.addr.Call(this, vec1, vec2, beta, alpha);

        public Tensor addr_(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) => Ops.addr_.RunOn(this, vec1, vec2, beta, alpha);

        public Tensor adjoint() => Ops.adjoint.Call(this);

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Ops.baddbmm.Call(this, batch1, batch2, beta, alpha);

        public Tensor bmm(Tensor batch2) => Ops.bmm.Call(this, batch2);

        public Tensor cholesky(bool upper = false) => Ops.cholesky.Call(this, upper);

        public Tensor cholesky_inverse(bool upper = false) => Ops.cholesky_inverse.Call(this, upper);

        public Tensor cholesky_solve(Tensor input2, bool upper = false) => Ops.cholesky_solve.Call(this, input2, upper);

        public Tensor cross(Scalar other, long dim) => Ops.cross.Call(this, torch.tensor(other.Real), dim);

        public Tensor det() => Ops.det.Call(this);

        public Tensor dot(Tensor target) => Ops.dot.Call(this, target);

        public (Tensor, Tensor) geqrf() => Ops.geqrf.CallPair(this);

        public Tensor ger(Tensor vec2) => Ops.ger.Call(this, vec2);

        public Tensor H => Ops.matrix_H.Call(this);

        public Tensor inner(Tensor vec2) => Ops.inner.Call(this, vec2);

        public Tensor inverse() => Ops.inverse.Call(this);

        public Tensor kron(Tensor other) => Ops.kron.Call(this, other);

        public Tensor logdet() => Ops.logdet.Call(this);

        public Tensor matmul(Tensor target) => Ops.matmul.Call(this, target);

        public Tensor matrix_exp() => Ops.matrix_exp.Call(this);

        public Tensor matrix_power(int n) => Ops.matrix_power.Call(this, (long)n);

        public Tensor mH => Ops.mH.Call(this);

        public Tensor mm(Tensor target) => Ops.mm.Call(this, target);

        public Tensor mT => Ops.mT.Call(this);

        public Tensor mv(Tensor target) => Ops.mv.Call(this, target);

        public Tensor ormqr(Tensor tau, Tensor other, bool left = true, bool transpose = false) => Ops.ormqr.Call(this, tau, other, left, transpose);

        public Tensor outer(Tensor vec2) => Ops.outer.Call(this, vec2);

        public Tensor pinverse(double rcond = 1e-15, bool hermitian = false) => Ops.linalg_pinv.Call(this, rcond, hermitian);

        public Tensor t() => Ops.t.Call(this);

        public Tensor T => Ops.numpy_T.Call(this);

        public Tensor tensordot(Tensor b, long dims = 2)
        {
            var first = new long[dims];
            var second = new long[dims];
            for (var i = 0; i < dims; i++)
            {
                first[i] = i - dims;
                second[i] = i;
            }
            return tensordot(b, first, second);
        }

        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Ops.tensordot.Call(this, b, dims1, dims2);

        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, pair => pair.Item1), Array.ConvertAll(dims, pair => pair.Item2));

        public Tensor trace() => Ops.trace.Call(this);

        public Tensor vander(long N = -1, bool increasing = false) => Ops.vander.Call(this, N < 0 ? Arg.None : N, increasing);

        public Tensor vdot(Tensor target) => Ops.vdot.Call(this, target);
    }
}
