using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static class special
    {
        public static Tensor airy_ai(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_airy_ai.Call(input));

        public static Tensor bessel_j0(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_bessel_j0.Call(input));

        public static Tensor bessel_j1(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_bessel_j1.Call(input));

        public static Tensor bessel_y0(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_bessel_y0.Call(input));

        public static Tensor bessel_y1(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_bessel_y1.Call(input));

        public static Tensor chebyshev_polynomial_t(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_chebyshev_polynomial_t.Call(x, n));

        public static Tensor chebyshev_polynomial_u(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_chebyshev_polynomial_u.Call(x, n));

        public static Tensor chebyshev_polynomial_v(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_chebyshev_polynomial_v.Call(x, n));

        public static Tensor chebyshev_polynomial_w(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_chebyshev_polynomial_w.Call(x, n));

        public static Tensor digamma(Tensor input) => Ops.special_digamma.Call(input);

        public static Tensor entr(Tensor input) => Ops.special_entr.Call(input);

        public static Tensor erf(Tensor input) => Ops.special_erf.Call(input);

        public static Tensor erfc(Tensor input) => Ops.special_erfc.Call(input);

        public static Tensor erfcx(Tensor input) => Ops.special_erfcx.Call(input);

        public static Tensor erfinv(Tensor input) => Ops.special_erfinv.Call(input);

        public static Tensor exp2(Tensor input) => Ops.special_exp2.Call(input);

        public static Tensor expit(Tensor input) => Ops.special_expit.Call(input);

        public static Tensor expm1(Tensor input) => Ops.special_expm1.Call(input);

        public static Tensor gammainc(Tensor input, Tensor other) => Ops.special_gammainc.Call(input, other);

        public static Tensor gammaincc(Tensor input, Tensor other) => Ops.special_gammaincc.Call(input, other);

        public static Tensor gammaln(Tensor input) => Ops.special_gammaln.Call(input);

        public static Tensor hermite_polynomial_h(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_hermite_polynomial_h.Call(x, n));

        public static Tensor hermite_polynomial_he(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_hermite_polynomial_he.Call(x, n));

        public static Tensor i0(Tensor input) => Ops.special_i0.Call(input);

        public static Tensor i0e(Tensor input) => Ops.special_i0e.Call(input);

        public static Tensor i1(Tensor input) => Ops.special_i1.Call(input);

        public static Tensor i1e(Tensor input) => Ops.special_i1e.Call(input);

        public static Tensor laguerre_polynomial_l(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_laguerre_polynomial_l.Call(x, n));

        public static Tensor legendre_polynomial_p(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_legendre_polynomial_p.Call(x, n));

        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => Ops.special_log_softmax.Call(input, dim, dtype);

        public static Tensor logit(Tensor input) => Ops.special_logit.Call(input);

        public static Tensor modified_bessel_i0(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_modified_bessel_i0.Call(input));

        public static Tensor modified_bessel_i1(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_modified_bessel_i1.Call(input));

        public static Tensor modified_bessel_k0(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_modified_bessel_k0.Call(input));

        public static Tensor modified_bessel_k1(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_modified_bessel_k1.Call(input));

        public static Tensor multigammaln(Tensor input, long p) => Ops.special_multigammaln.Call(input, p);

        public static Tensor ndtr(Tensor input) => Ops.special_ndtr.Call(input);

        public static Tensor ndtri(Tensor input) => Ops.special_ndtri.Call(input);

        public static Tensor polygamma(long n, Tensor input) => Ops.special_polygamma.Call(n, input);

        public static Tensor psi(Tensor input) => Ops.special_psi.Call(input);

        public static Tensor scaled_modified_bessel_k0(Tensor input, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_scaled_modified_bessel_k0.Call(input));

        public static Tensor scaled_modified_bessel_k1(Tensor input, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_scaled_modified_bessel_k1.Call(input));

        public static Tensor shifted_chebyshev_polynomial_t(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_shifted_chebyshev_polynomial_t.Call(x, n));

        public static Tensor shifted_chebyshev_polynomial_u(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_shifted_chebyshev_polynomial_u.Call(x, n));

        public static Tensor shifted_chebyshev_polynomial_v(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_shifted_chebyshev_polynomial_v.Call(x, n));

        public static Tensor shifted_chebyshev_polynomial_w(Tensor x, Tensor n, Tensor? @out = null) =>
            Tensor.Into(@out, Ops.special_shifted_chebyshev_polynomial_w.Call(x, n));

        public static Tensor sinc(Tensor input) => Ops.special_sinc.Call(input);

        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Ops.special_softmax.Call(input, dim, dtype);

        public static Tensor spherical_bessel_j0(Tensor input, Tensor? @out = null) => Tensor.Into(@out, Ops.special_spherical_bessel_j0.Call(input));

        public static Tensor xlog1py(Tensor input, Tensor other) => Ops.special_xlog1py.Call(input, other);

        public static Tensor zeta(Tensor x, Tensor q) => Ops.special_zeta.Call(x, q);

        public static Tensor sigmoid(Tensor input) => input.sigmoid();

        public static Tensor sigmoid_(Tensor input) => input.sigmoid_();
    }
}
