using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Generation;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>A batch of images of both sides.</summary>
/// <param name="reference">The reference, which samples by DDPM over one AR step, guided, always with a doubled batch.</param>
/// <param name="batch">Images of a batch.</param>
internal sealed class SamplingRow(ReferenceProcess reference, int batch) : ComparisonRow
{
    private SamplingWorkload? _workload;

    /// <summary>How ours samples.</summary>
    public required GenerationOptions Options { get; init; }

    /// <summary>Diffusion steps that the reference does.</summary>
    public required int ReferenceSteps { get; init; }

    /// <summary>How many times the steps that are timed an image takes, of each side.</summary>
    public double StepsShare { get; init; } = 1;

    /// <inheritdoc/>
    public override void Prepare()
    {
        _workload = new SamplingWorkload(BenchmarkNetworks.Standard, batch);
        _workload.Run(Options with { DiffusionSteps = 4 });
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => batch / (StepsShare * _workload!.Run(Options));

    /// <inheritdoc/>
    public override double MeasureReference() =>
        ReferenceProcess.ImagesPerSecond(reference.Ask($"sample 1 1 {ReferenceSteps} {batch}")) / StepsShare;

    /// <inheritdoc/>
    public override void Dispose() => _workload?.Dispose();
}
