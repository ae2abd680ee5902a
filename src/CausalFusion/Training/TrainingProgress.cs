namespace CausalFusion.Training;

/// <summary>How far a training has come; reported after every step.</summary>
/// <param name="Step">Steps done, those before a resume included.</param>
/// <param name="Steps">Steps to do.</param>
/// <param name="Loss">The weighted loss of this step.</param>
/// <param name="LearningRate">The learning rate of this step.</param>
/// <param name="GradientNorm">The norm of the gradient before clipping.</param>
/// <param name="ImagesPerSecond">Images trained on per second since this run began.</param>
/// <param name="TimeLeft">Estimated time to the end.</param>
/// <param name="TextLoss">The mean cross-entropy of the text tokens that this step predicted, not weighed; null where there were none.</param>
public readonly record struct TrainingProgress(
    int Step, int Steps, double Loss, double LearningRate, double GradientNorm, double ImagesPerSecond, TimeSpan TimeLeft,
    double? TextLoss = null);
