namespace Microsoft.ML.Trainers;

/// <summary>max(0, margin − label · output), the loss of support vector machines.</summary>
public sealed class HingeLoss : ISupportSdcaClassificationLoss
{
    private const float LargeStep = 0.5f;

    private readonly float _margin;

    public HingeLoss(float margin = 1) => _margin = margin;

    public double Loss(float output, float label) => Math.Max(0, _margin - SdcaStep.SignOf(label) * output);

    public float Derivative(float output, float label) => _margin > SdcaStep.SignOf(label) * output ? -SdcaStep.SignOf(label) : 0;

    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / scaledFeaturesNormSquared;

    public float DualUpdate(float output, float label, float alpha, float invariant, int maxNumThreads)
    {
        float sign = SdcaStep.SignOf(label), feasible = sign * alpha;
        float best = Math.Clamp((_margin - sign * output) * invariant + feasible, 0, 1);
        return SdcaStep.Share(sign * (best - feasible), LargeStep, maxNumThreads);
    }

    public double DualLoss(float label, float dual)
    {
        float feasible = SdcaStep.SignOf(label) * dual;
        return feasible is >= 0 and <= 1 ? _margin * feasible : double.NegativeInfinity;
    }
}
