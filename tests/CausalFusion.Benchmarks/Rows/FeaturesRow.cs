using System.Diagnostics;
using CausalFusion.Families.CausalFusion;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>The features of clean images, of both sides at the same layer.</summary>
/// <param name="reference">The reference.</param>
/// <param name="batches">Batches of a measurement.</param>
/// <param name="layer">The layer.</param>
internal sealed class FeaturesRow(ReferenceProcess reference, int batches, int layer) : ComparisonRow
{
    private CausalFusionModel? _model;
    private IDisposable? _hold;
    private Tensor? _images;

    /// <inheritdoc/>
    public override void Prepare()
    {
        _model = new CausalFusionModel(BenchmarkNetworks.Standard, seed: 1);
        _hold = _model.HoldWeights(); // as ML.NET's featurizer does
        _images = (rand([BenchmarkNetworks.BatchSize, 3, 32, 32]) * 2) - 1;
        Run(1);
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => batches * BenchmarkNetworks.BatchSize / Run(batches);

    /// <inheritdoc/>
    public override double MeasureReference() => ReferenceProcess.ImagesPerSecond(reference.Ask($"features {batches} {layer}"));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _images?.Dispose();
        _hold?.Dispose();
        _model?.Dispose();
    }

    private double Run(int count)
    {
        using var noGrad = no_grad();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            _model!.FeaturesOfHeld(_images!, layer).Dispose();
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
