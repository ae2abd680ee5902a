using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Trainers;

/// <summary>A labelled row of the golden problems: classes 1, 2 and 3 as a key, 0 for a missing label.</summary>
internal sealed class Example
{
    [VectorType(GoldenProblem.FeatureCount)]
    public float[] Features { get; set; } = [];

    [KeyType(GoldenProblem.ClassCount)]
    public uint Label { get; set; }

    public float Weight { get; set; } = 1;
}
