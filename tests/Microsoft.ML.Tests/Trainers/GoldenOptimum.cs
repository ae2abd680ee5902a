namespace Microsoft.ML.Tests.Trainers;

/// <summary>How a problem is regularised, and the optimum that an independent method found.</summary>
internal sealed record GoldenOptimum(string Name, float L1, float L2, float Threshold, bool Weighted, bool NonNegative,
    double Objective, double[] Biases, double[][] Coefficients, double[][] Probabilities)
{
    public string? WeightColumn => Weighted ? nameof(Example.Weight) : null;
}
