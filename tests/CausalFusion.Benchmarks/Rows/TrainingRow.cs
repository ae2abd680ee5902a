using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Training;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>Training steps of both sides.</summary>
/// <param name="reference">The reference.</param>
/// <param name="command">What it is told to do, without the number of steps.</param>
/// <param name="argument">What it is told behind the number of steps; null for nothing.</param>
internal sealed class TrainingRow(ReferenceProcess reference, string command, int? argument = null) : ComparisonRow
{
    private TrainingWorkload? _workload;

    /// <summary>The network.</summary>
    public CausalFusionConfig Config { get; init; } = BenchmarkNetworks.Standard;

    /// <summary>How ours is trained.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The AR splits of the steps.</summary>
    public IReadOnlyList<ArSplit> Splits { get; init; } = BenchmarkNetworks.Splits;

    /// <summary>Steps of a measurement, of each side.</summary>
    public int Steps { get; init; } = BenchmarkNetworks.Splits.Count;

    /// <summary>How many of the unit a noised sequence is.</summary>
    public int UnitsOfSequence { get; init; } = 1;

    /// <inheritdoc/>
    public override void Prepare()
    {
        _workload = new TrainingWorkload(Config, Options, Splits);
        _workload.Run(2);
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => UnitsOfSequence * Steps * Options.BatchSize / _workload!.Run(Steps);

    /// <inheritdoc/>
    public override double MeasureReference() =>
        UnitsOfSequence * ReferenceProcess.ImagesPerSecond(reference.Ask($"{command} {Steps}{(argument is { } value ? $" {value}" : "")}"));

    /// <inheritdoc/>
    public override void Dispose() => _workload?.Dispose();
}
