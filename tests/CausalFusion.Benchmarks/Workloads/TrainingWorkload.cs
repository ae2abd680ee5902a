using System.Diagnostics;
using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Randomness;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Workloads;

/// <summary>Our training steps of one network on made-up images.</summary>
internal sealed class TrainingWorkload : IDisposable
{
    private readonly CausalFusionModel _model;
    private readonly TrainingOptions _options;
    private readonly IReadOnlyList<ArSplit> _splits;
    private readonly TrainingSession _session;
    private readonly Tensor _images;
    private readonly Condition[] _conditions;
    private int _step;

    /// <param name="config">The network.</param>
    /// <param name="options">How it is trained; the splits are given.</param>
    /// <param name="splits">The AR splits that the steps go through, again and again.</param>
    public TrainingWorkload(CausalFusionConfig config, TrainingOptions options, IReadOnlyList<ArSplit> splits)
    {
        _model = new CausalFusionModel(config, seed: 1);
        _options = options;
        _splits = splits;
        _session = new TrainingSession(_model, options);
        _images = (rand([options.ImagesPerStep, config.Channels, config.ImageSize, config.ImageSize]) * 2) - 1;
        _conditions = [.. Enumerable.Range(0, options.ImagesPerStep).Select(i => Condition.OfClass(i % config.Classes))];
    }

    /// <summary>Runs steps; what is random in them is drawn as part of each.</summary>
    /// <returns>The seconds that they took.</returns>
    public double Run(int steps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps; i++, _step++)
        {
            using var scope = NewDisposeScope();
            _session.Step(_step, _images, _conditions, Drawn(_splits[_step % _splits.Count]));
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _images.Dispose();
        _session.Dispose();
        _model.Dispose();
    }

    private TrainingDraws Drawn(ArSplit split)
    {
        TrainingDraws draws = _session.Draw(_step);
        if (_options.TimestepSharing == TimestepSharing.ArStep)
        {
            // There are as many timesteps as AR steps, and the session has drawn another split.
            var random = new RandomStream(_options.Seed, (ulong)_step);
            int count = draws.Images * draws.Copies * split.Steps;
            draws = draws with { Timesteps = [.. Enumerable.Range(0, count).Select(_ => random.Next(_model.Info.Schedule.Timesteps))] };
        }
        return draws with { Split = split };
    }
}
