using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Families.CausalFusion;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>Our captioning with a key/value cache against our own without one.</summary>
/// <param name="config">The network.</param>
/// <param name="batch">Images of a batch.</param>
/// <param name="times">Batches of a measurement with the cache; without it, one.</param>
internal sealed class CaptioningCacheRow(CausalFusionConfig config, int batch, int times) : ComparisonRow
{
    private CaptioningWorkload? _workload;

    /// <inheritdoc/>
    public override void Prepare()
    {
        _workload = new CaptioningWorkload(config, batch);
        _workload.Run(1);
        _workload.RunWithoutCache(1);
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => _workload!.Run(times);

    /// <inheritdoc/>
    public override double MeasureReference() => _workload!.RunWithoutCache(1);

    /// <inheritdoc/>
    public override void Dispose() => _workload?.Dispose();
}
