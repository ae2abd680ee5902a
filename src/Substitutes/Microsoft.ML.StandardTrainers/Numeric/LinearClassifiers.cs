namespace Microsoft.ML.Numeric;

/// <summary>Each class's weights, padded to whole vectors, and bias.</summary>
internal sealed class LinearClassifiers(int classCount, int stride)
{
    /// <summary>Shape (classes, stride).</summary>
    public float[] Weights { get; private init; } = new float[classCount * stride];

    public float[] Biases { get; private init; } = new float[classCount];

    /// <summary>A copy with something added to the biases.</summary>
    public LinearClassifiers Copy(float[] addedToBiases) => new(classCount, stride)
    {
        Weights = [.. Weights],
        Biases = [.. Biases.Zip(addedToBiases, (a, b) => a + b)],
    };
}
