using System.Diagnostics;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;

namespace CausalFusion.Benchmarks.Workloads;

/// <summary>Our sampling with one network of random weights.</summary>
internal sealed class SamplingWorkload : IDisposable
{
    private readonly CausalFusionModel _model;
    private readonly ImageGenerator _generator;
    private readonly GenerationRequest[] _requests;

    /// <param name="config">The network.</param>
    /// <param name="images">Images to generate at once.</param>
    public SamplingWorkload(CausalFusionConfig config, int images)
    {
        _model = new CausalFusionModel(config, seed: 1);
        _generator = new ImageGenerator(_model);
        _requests = [.. Enumerable.Range(0, images).Select(i => new GenerationRequest(i % config.Classes, (ulong)i))];
    }

    /// <summary>Generates one batch.</summary>
    /// <returns>The seconds that it took.</returns>
    public double Run(GenerationOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        _generator.Generate(_requests, options).Dispose();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _model.Dispose();
}
