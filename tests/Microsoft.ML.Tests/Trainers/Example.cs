using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Trainers;

/// <summary>A labelled row of the golden problems. Members that are keys count from 0; a number that the key does not reach is a missing label.</summary>
internal sealed class Example
{
    public const uint NoLabel = uint.MaxValue;

    [VectorType(GoldenProblem.FeatureCount)]
    public float[] Features { get; set; } = [];

    [KeyType(GoldenProblem.ClassCount)]
    public uint Label { get; set; }

    public float Weight { get; set; } = 1;
}
