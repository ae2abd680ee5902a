using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Generation;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>Our sampling over several AR steps against our own over one, with as many diffusion steps in each.</summary>
/// <param name="batch">Images of a batch.</param>
/// <param name="arSteps">The AR steps.</param>
internal sealed class ArStepsRow(int batch, int arSteps) : ComparisonRow
{
    private SamplingWorkload? _workload;

    /// <summary>How both sample.</summary>
    public required GenerationOptions Options { get; init; }

    /// <inheritdoc/>
    public override void Prepare()
    {
        _workload = new SamplingWorkload(BenchmarkNetworks.Standard, batch);
        _workload.Run(Options with { DiffusionSteps = 4, ArSteps = arSteps });
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => batch / _workload!.Run(Options with { ArSteps = arSteps });

    /// <inheritdoc/>
    public override double MeasureReference() => batch / _workload!.Run(Options);

    /// <inheritdoc/>
    public override void Dispose() => _workload?.Dispose();
}
