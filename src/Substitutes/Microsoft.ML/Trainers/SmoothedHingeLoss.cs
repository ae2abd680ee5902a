namespace Microsoft.ML.Trainers;

/// <summary>The hinge loss with a quadratic piece of the given length in place of its corner.</summary>
public sealed class SmoothedHingeLoss : ISupportSdcaClassificationLoss
{
    private const float LargeStep = 0.5f;

    private readonly float _smoothing;

    public SmoothedHingeLoss(float smoothingConstant = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(smoothingConstant);
        _smoothing = smoothingConstant;
    }

    public double Loss(float output, float label)
    {
        double gap = 1 - SdcaStep.SignOf(label) * output;
        return gap <= 0 ? 0 : gap >= _smoothing ? gap - _smoothing / 2 : gap * gap / (2 * _smoothing);
    }

    public float Derivative(float output, float label)
    {
        float sign = SdcaStep.SignOf(label), gap = 1 - sign * output;
        return gap <= 0 ? 0 : gap >= _smoothing ? -sign : -sign * gap / _smoothing;
    }

    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / (scaledFeaturesNormSquared + _smoothing);

    public float DualUpdate(float output, float label, float alpha, float invariant, int maxNumThreads)
    {
        float sign = SdcaStep.SignOf(label), feasible = sign * alpha;
        float best = Math.Clamp((1 - sign * output - _smoothing * feasible) * invariant + feasible, 0, 1);
        return SdcaStep.Share(sign * (best - feasible), LargeStep, maxNumThreads);
    }

    public double DualLoss(float label, float dual)
    {
        float feasible = SdcaStep.SignOf(label) * dual;
        return feasible is >= 0 and <= 1 ? feasible * (1 - feasible * _smoothing / 2) : double.NegativeInfinity;
    }
}
