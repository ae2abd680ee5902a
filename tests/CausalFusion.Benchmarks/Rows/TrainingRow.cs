using System.Text.Json;
using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Training;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>Training steps of both sides.</summary>
/// <param name="reference">The reference.</param>
/// <param name="command">What it is told to do, without the number of steps.</param>
internal sealed class TrainingRow(ReferenceProcess reference, string command) : ComparisonRow
{
    private TrainingWorkload? _workload;
    private string? _chosen;

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

    /// <summary>What the reference chooses, a field of its answer; null where it has no choice.</summary>
    public string? Choice { get; init; }

    /// <inheritdoc/>
    public override string? Note => _chosen is null ? null : $"{Choice} of the reference: {_chosen}";

    /// <inheritdoc/>
    public override void Prepare()
    {
        _workload = new TrainingWorkload(Config, Options, Splits);
        _workload.Run(2);
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => UnitsOfSequence * Steps * Options.BatchSize / _workload!.Run(Steps);

    /// <inheritdoc/>
    public override double MeasureReference()
    {
        JsonElement answer = reference.Ask($"{command} {Steps}");
        _chosen = Choice is null ? null : answer.GetProperty(Choice).GetString();
        return UnitsOfSequence * ReferenceProcess.ImagesPerSecond(answer);
    }

    /// <inheritdoc/>
    public override void Dispose() => _workload?.Dispose();
}
