using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Ops.abs.Call(this);

        public Tensor abs_() => Ops.abs_.RunOn(this);

        public Tensor absolute() => Ops.absolute.Call(this);

        public Tensor absolute_() => Ops.absolute_.RunOn(this);

        public Tensor angle() => Ops.angle.Call(this);

        public Tensor ceil() => Ops.ceil.Call(this);

        public Tensor ceil_() => Ops.ceil_.RunOn(this);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.clamp.Call(this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.clamp_Tensor.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Ops.clamp_.RunOn(this, min, max);

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Ops.clamp__Tensor.RunOn(this, min, max);

        public Tensor clamp_max(Scalar max) => Ops.clamp_max.Call(this, max);

        public Tensor clamp_max_(Scalar max) => Ops.clamp_max_.RunOn(this, max);

        public Tensor clamp_min(Scalar min) => Ops.clamp_min.Call(this, min);

        public Tensor clamp_min_(Scalar min) => Ops.clamp_min_.RunOn(this, min);

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor conj() => Ops.conj.Call(this);

        public Tensor conj_physical() => Ops.conj_physical.Call(this);

        public Tensor conj_physical_() => Ops.conj_physical_.RunOn(this);

        public Tensor copysign(Tensor other) => Ops.copysign_Tensor.Call(this, other);

        public Tensor digamma() => Ops.digamma.Call(this);

        public Tensor digamma_() => Ops.digamma_.RunOn(this);

        public Tensor erf() => Ops.erf.Call(this);

        public Tensor erf_() => Ops.erf_.RunOn(this);

        public Tensor erfc() => Ops.erfc.Call(this);

        public Tensor erfc_() => Ops.erfc_.RunOn(this);

        public Tensor erfinv() => Ops.erfinv.Call(this);

        public Tensor erfinv_() => Ops.erfinv_.RunOn(this);

        public Tensor exp() => Ops.exp.Call(this);

        public Tensor exp_() => Ops.exp_.RunOn(this);

        public Tensor exp2() => Ops.exp2.Call(this);

        public Tensor expm1() => Ops.expm1.Call(this);

        public Tensor expm1_() => Ops.expm1_.RunOn(this);

        public Tensor fill_(Scalar value) => Ops.fill__Scalar.RunOn(this, value);

        public Tensor fix() => Ops.fix.Call(this);

        public Tensor fix_() => Ops.fix_.RunOn(this);

        public Tensor float_power(Tensor target) => Ops.float_power_Tensor_Tensor.Call(this, target);

        public Tensor floor() => Ops.floor.Call(this);

        public Tensor floor_() => Ops.floor_.RunOn(this);

        public Tensor fmax(Tensor other) => Ops.fmax.Call(this, other);

        public Tensor fmin(Tensor other) => Ops.fmin.Call(this, other);

        public Tensor frac() => Ops.frac.Call(this);

        public Tensor frac_() => Ops.frac_.RunOn(this);

        public (Tensor Mantissa, Tensor Exponent) frexp() => Ops.frexp_Tensor.CallPair(this);

        public Tensor heaviside(Tensor other) => Ops.heaviside.Call(this, other);

        public Tensor i0() => Ops.i0.Call(this);

        public Tensor igamma(Tensor other) => Ops.igamma.Call(this, other);

        public Tensor igammac(Tensor other) => Ops.igammac.Call(this, other);

        public Tensor ldexp(Tensor other) => Ops.ldexp_Tensor.Call(this, other);

        public Tensor ldexp_(Tensor other) => Ops.ldexp_.RunOn(this, other);

        public Tensor lerp(Tensor end, Tensor weight) => Ops.lerp_Tensor.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => Ops.lerp__Tensor.RunOn(this, end, weight);

        public Tensor lgamma() => Ops.lgamma.Call(this);

        public Tensor lgamma_() => Ops.lgamma_.RunOn(this);

        public Tensor log() => Ops.log.Call(this);

        public Tensor log_() => Ops.log_.RunOn(this);

        public Tensor log10() => Ops.log10.Call(this);

        public Tensor log10_() => Ops.log10_.RunOn(this);

        public Tensor log1p() => Ops.log1p.Call(this);

        public Tensor log1p_() => Ops.log1p_.RunOn(this);

        public Tensor log2() => Ops.log2.Call(this);

        public Tensor log2_() => Ops.log2_.RunOn(this);

        public Tensor logaddexp(Tensor other) => Ops.logaddexp.Call(this, other);

        public Tensor logaddexp2(Tensor other) => Ops.logaddexp2.Call(this, other);

        public Tensor logit(double? eps = null) => Ops.logit.Call(this, eps);

        public Tensor maximum(Tensor other) => Ops.maximum.Call(this, other);

        public Tensor minimum(Tensor other) => Ops.minimum.Call(this, other);

        public Tensor mvlgamma(long p) => Ops.mvlgamma.Call(this, p);

        public Tensor mvlgamma_(long p) => Ops.mvlgamma_.RunOn(this, p);

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => Ops.nan_to_num.Call(this, nan, posinf, neginf);

        public Tensor neg() => Ops.neg.Call(this);

        public Tensor neg_() => Ops.neg_.RunOn(this);

        public Tensor negative() => Ops.negative.Call(this);

        public Tensor nextafter(Tensor other) => Ops.nextafter.Call(this, other);

        public Tensor polygamma(long p) => Ops.polygamma.Call(p, this);

        public Tensor polygamma_(long p) => Ops.polygamma_.RunOn(this, p);

        public Tensor positive() => Ops.positive.Call(this);

        public Tensor pow(Scalar exponent) => Ops.pow_Tensor_Scalar.Call(this, exponent);

        public Tensor pow(Tensor exponent) => Ops.pow_Tensor_Tensor.Call(this, exponent);

        public Tensor pow_(Scalar exponent) => Ops.pow__Scalar.RunOn(this, exponent);

        public Tensor pow_(Tensor exponent) => Ops.pow__Tensor.RunOn(this, exponent);

        public Tensor reciprocal() => Ops.reciprocal.Call(this);

        public Tensor reciprocal_() => Ops.reciprocal_.RunOn(this);

        public Tensor renorm(float p, long dim, float maxnorm) => Ops.renorm.Call(this, p, dim, maxnorm);

        public Tensor resolve_conj() => Ops.resolve_conj.Call(this);

        public Tensor resolve_neg() => Ops.resolve_neg.Call(this);

        public Tensor round(long decimals = 0) => decimals == 0 ? Ops.round.Call(this) : Ops.round_decimals.Call(this, decimals);

        public Tensor round_(long decimals = 0) => decimals == 0 ? Ops.round_.RunOn(this) : Ops.round__decimals.RunOn(this, decimals);

        public Tensor rsqrt() => Ops.rsqrt.Call(this);

        public Tensor rsqrt_() => Ops.rsqrt_.RunOn(this);

        public Tensor sgn() => Ops.sgn.Call(this);

        public Tensor sgn_() => Ops.sgn_.RunOn(this);

        public Tensor sign() => Ops.sign.Call(this);

        public Tensor sign_() => Ops.sign_.RunOn(this);

        public Tensor signbit() => Ops.signbit.Call(this);

        public Tensor sqrt() => Ops.sqrt.Call(this);

        public Tensor sqrt_() => Ops.sqrt_.RunOn(this);

        public Tensor square() => Ops.square.Call(this);

        public Tensor trunc() => Ops.trunc.Call(this);

        public Tensor trunc_() => Ops.trunc_.RunOn(this);

        public Tensor xlogy(Scalar y) => Ops.xlogy_Scalar_Other.Call(this, y);

        public Tensor xlogy(Tensor y) => Ops.xlogy_Tensor.Call(this, y);

        public Tensor xlogy_(Scalar y) => Ops.xlogy__Scalar_Other.RunOn(this, y);

        public Tensor xlogy_(Tensor y) => Ops.xlogy__Tensor.RunOn(this, y);

        public Tensor zero_() => Ops.zero_.RunOn(this);
    }
}
