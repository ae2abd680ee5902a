namespace CausalFusion.Training;

/// <summary>What a training came to.</summary>
/// <param name="Steps">Steps done, those before a resume included.</param>
/// <param name="FinalLoss">Mean loss of the last steps of this run, at most 100; NaN where a resumed training had nothing left to do.</param>
/// <param name="ImagesPerSecond">Images trained on per second in this run.</param>
public sealed record TrainingResult(int Steps, double FinalLoss, double ImagesPerSecond)
{
    /// <summary>Mean cross-entropy of text tokens in those steps, not weighed; null where none were predicted.</summary>
    public double? FinalTextLoss { get; init; }
}
