using CausalFusion.Data;

namespace CausalFusion.ML.Trainers;

/// <summary>What was read to train on.</summary>
/// <param name="Dataset">The examples.</param>
/// <param name="ClassNames">What their classes are called, in their order; null where that is not known.</param>
internal sealed record TrainingData(ITrainingDataset Dataset, string[]? ClassNames) : IDisposable
{
    public void Dispose() => Dataset.Dispose();
}
