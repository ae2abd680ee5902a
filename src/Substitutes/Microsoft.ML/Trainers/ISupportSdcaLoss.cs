namespace Microsoft.ML.Trainers;

/// <summary>A loss that stochastic dual coordinate ascent can minimise.</summary>
public interface ISupportSdcaLoss : IScalarLoss
{
    /// <summary>What an update depends on and that does not change between updates of the same example.</summary>
    /// <param name="scaledFeaturesNormSquared">‖x‖² · weight / (λ · number of examples).</param>
    float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared);

    /// <summary>How much to change an example's dual variable.</summary>
    float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads);

    /// <summary>The example's part of the dual objective.</summary>
    double DualLoss(float label, float dual);
}
