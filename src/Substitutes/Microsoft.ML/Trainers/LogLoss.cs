namespace Microsoft.ML.Trainers;

/// <summary>log(1 + exp(−label · output)), the loss of logistic regression.</summary>
public sealed class LogLoss : ISupportSdcaClassificationLoss
{
    /// <summary>Larger steps are shared out where several threads take them at once.</summary>
    private const float LargeStep = 0.5f;

    public double Loss(float output, float label)
    {
        double margin = label > 0 ? output : -output;
        return margin >= 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
    }

    public float Derivative(float output, float label)
    {
        float sign = SdcaStep.SignOf(label);
        return -sign * Sigmoid(-sign * output);
    }

    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / Math.Max(1, 0.25f + scaledFeaturesNormSquared);

    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads) =>
        SdcaStep.Share((-Derivative(output, label) - dual) * invariant, LargeStep, maxNumThreads);

    public double DualLoss(float label, float dual)
    {
        double p = label > 0 ? dual : -dual;
        return p > 0 && p < 1 ? -p * Math.Log(p) - (1 - p) * Math.Log(1 - p) : p is 0 or 1 ? 0 : double.NegativeInfinity;
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
