using CausalFusion.Generation;

namespace CausalFusion.ML.Transforms;

/// <summary>The progress of drawing some images of a batch as progress of the batch.</summary>
/// <param name="batch">Told how many of the batch's images are done.</param>
/// <param name="before">How many of them were done before.</param>
internal sealed class DrawingProgress(IProgress<double> batch, int before) : IProgress<GenerationProgress>
{
    public void Report(GenerationProgress value) => batch.Report(before + ((double)value.FinishedSteps / value.Steps * value.Images));
}
