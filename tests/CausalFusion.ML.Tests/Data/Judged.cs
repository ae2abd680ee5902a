using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Data;

/// <summary>A row of one of three classes, as a classifier leaves it. Keys of members count from 0.</summary>
internal sealed class Judged(uint label, uint takenFor)
{
    [KeyType(3)]
    public uint Label { get; set; } = label;

    [KeyType(3)]
    public uint PredictedLabel { get; set; } = takenFor;

    [VectorType(3)]
    public float[] Score { get; set; } = [.. Enumerable.Range(0, 3).Select(c => c == takenFor ? 0.8f : 0.1f)];
}
