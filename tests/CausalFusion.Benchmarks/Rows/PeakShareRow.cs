using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Training;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>The rate of a float32 training step against the highest that matrix products have in this process.</summary>
internal sealed class PeakShareRow : ComparisonRow
{
    private TrainingWorkload? _workload;

    /// <inheritdoc/>
    public override void Prepare()
    {
        _workload = new TrainingWorkload(
            BenchmarkNetworks.Standard, new TrainingOptions { BatchSize = BenchmarkNetworks.BatchSize }, BenchmarkNetworks.Splits);
        _workload.Run(2);
        MatrixPeak.Measure();
    }

    /// <inheritdoc/>
    public override double MeasureOurs()
    {
        double operations = BenchmarkNetworks.Splits.Sum(
            split => TrainingOperations.OfStep(BenchmarkNetworks.Standard, split, BenchmarkNetworks.BatchSize));
        return operations / _workload!.Run(BenchmarkNetworks.Splits.Count) / 1e9;
    }

    /// <inheritdoc/>
    public override double MeasureReference() => MatrixPeak.Measure();

    /// <inheritdoc/>
    public override void Dispose() => _workload?.Dispose();
}
