namespace Microsoft.ML.Trainers;

/// <summary>A classification loss that stochastic dual coordinate ascent can minimise.</summary>
public interface ISupportSdcaClassificationLoss : ISupportSdcaLoss, IClassificationLoss
{
}
