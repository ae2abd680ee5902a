using System.Diagnostics;
using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks;

/// <summary>Our side of the benchmark: training steps and sampling of one network on made-up images.</summary>
internal sealed class Workload : IDisposable
{
    public const int BatchSize = 64;

    private readonly IReadOnlyList<ArSplit> _splits;
    private readonly CausalFusionModel _model = new(Config, seed: 1);
    private readonly TrainingOptions _options = new() { BatchSize = BatchSize };
    private readonly TrainingSession _training;
    private readonly ImageGenerator _generator;
    private readonly Tensor _images;
    private readonly Condition[] _conditions = [.. Enumerable.Range(0, BatchSize).Select(i => Condition.OfClass(i % 10))];
    private int _step;

    public Workload(IReadOnlyList<ArSplit> splits)
    {
        _splits = splits;
        _training = new TrainingSession(_model, _options);
        _generator = new ImageGenerator(_model);
        _images = (rand([BatchSize, 3, 32, 32]) * 2) - 1;
    }

    /// <summary>32×32 pixels, patch 4, 6 layers, width 192, 6 heads: the reference has the same.</summary>
    public static CausalFusionConfig Config { get; } = new()
    {
        ImageSize = 32,
        Channels = 3,
        PatchSize = 4,
        Width = 192,
        Layers = 6,
        Heads = 6,
        Classes = 10,
        ClassTokens = 4,
    };

    /// <summary>Runs training steps.</summary>
    /// <returns>Images per second.</returns>
    public double Train(int steps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps; i++, _step++)
        {
            using var scope = NewDisposeScope();
            TrainingDraws draws = _training.Draw(_step);
            _training.Step(_step, _images, _conditions, draws with { Split = _splits[_step % _splits.Count] });
        }
        return steps * BatchSize / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Generates batches with guidance 1.5.</summary>
    /// <returns>Images per second.</returns>
    public double Sample(int calls, int arSteps, int diffusionSteps)
    {
        GenerationRequest[] requests = [.. Enumerable.Range(0, BatchSize).Select(i => new GenerationRequest(i % 10, (ulong)i))];
        var options = new GenerationOptions { ArSteps = arSteps, DiffusionSteps = diffusionSteps, GuidanceScale = 1.5, BatchSize = BatchSize };
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            _generator.Generate(requests, options).Dispose();
        }
        return calls * BatchSize / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _images.Dispose();
        _training.Dispose();
        _model.Dispose();
    }
}
