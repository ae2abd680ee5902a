namespace CausalFusion.Generation;

/// <summary>How far a generation has come.</summary>
/// <param name="FinishedImages">Images that are done.</param>
/// <param name="Images">Images asked for.</param>
/// <param name="FinishedSteps">Diffusion steps done in the batch being generated, over all its AR steps.</param>
/// <param name="Steps">Diffusion steps of a batch.</param>
/// <param name="ImagesPerSecond">Images generated per second so far, those in progress counted in part.</param>
/// <param name="Evaluations">
/// Sequences of this batch that the network has made a prediction for: one for each image and diffusion step, two where it is guided.
/// </param>
public readonly record struct GenerationProgress(
    int FinishedImages, int Images, int FinishedSteps, int Steps, double ImagesPerSecond, long Evaluations = 0);
