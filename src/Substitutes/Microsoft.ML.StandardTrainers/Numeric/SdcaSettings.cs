namespace Microsoft.ML.Numeric;

internal sealed record SdcaSettings
{
    public required int MaximumIterations { get; init; }

    public required float L2 { get; init; }

    /// <summary>The weight of Σ|w|, as a multiple of <see cref="L2"/>.</summary>
    public required float L1Threshold { get; init; }

    public required float BiasLearningRate { get; init; }

    /// <summary>The part of the loss that the duality gap must fall below.</summary>
    public required float ConvergenceTolerance { get; init; }

    /// <summary>Iterations between two checks of convergence; none where it is not positive.</summary>
    public required int CheckFrequency { get; init; }

    /// <summary>Threads that check convergence.</summary>
    public required int Threads { get; init; }
}
