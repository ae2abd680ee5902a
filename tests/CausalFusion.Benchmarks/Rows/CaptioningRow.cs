using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Families.CausalFusion;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>Tokens of captions that both sides write with a key/value cache, greedily.</summary>
/// <param name="reference">The reference.</param>
/// <param name="command">What it is told to do, without how often and of how many images.</param>
/// <param name="config">The network.</param>
/// <param name="batch">Images of a batch.</param>
/// <param name="times">Batches of a measurement.</param>
internal sealed class CaptioningRow(ReferenceProcess reference, string command, CausalFusionConfig config, int batch, int times) : ComparisonRow
{
    private CaptioningWorkload? _workload;

    /// <inheritdoc/>
    public override void Prepare()
    {
        _workload = new CaptioningWorkload(config, batch);
        _workload.Run(1);
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => _workload!.Run(times);

    /// <inheritdoc/>
    public override double MeasureReference() => ReferenceProcess.PerSecond("tokens", reference.Ask($"{command} {times} {batch}"));

    /// <inheritdoc/>
    public override void Dispose() => _workload?.Dispose();
}
