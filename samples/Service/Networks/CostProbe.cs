using System.Diagnostics;
using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using TorchSharp;

namespace CausalFusion.Samples.Service.Networks;

/// <summary>Measures, before the service is ready, what the steps of a network cost.</summary>
internal static class CostProbe
{
    private const int ManyArSteps = 16, Repetitions = 2;

    // Where the machine is slow, larger batches are not tried any more.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    /// <summary>Measures batches of 1, 2, 4, … images, up to the largest that there may be.</summary>
    public static StepCosts Measure(ImageModel network, int maximumBatch, CancellationToken cancellationToken)
    {
        int many = network.Config.Capabilities.HasArAxis ? Math.Min(ManyArSteps, network.Config.Tokens) : 1;
        IReadOnlyList<(int, double)> one = Measure(network, 1, 4, maximumBatch, cancellationToken);
        return new StepCosts(one, many, many == 1 ? one : Measure(network, many, 1, maximumBatch, cancellationToken));
    }

    private static List<(int Images, double Seconds)> Measure(
        ImageModel network, int arSteps, int diffusionSteps, int maximumBatch, CancellationToken cancellationToken)
    {
        var generator = new ImageGenerator(network);
        var measured = new List<(int Images, double Seconds)>();
        long started = Stopwatch.GetTimestamp();
        for (int images = 1; images <= maximumBatch && (images == 1 || Stopwatch.GetElapsedTime(started) < _patience); images *= 2)
        {
            GenerationRequest[] requests = [.. Enumerable.Range(0, images).Select(i => new GenerationRequest(default, (ulong)i))];
            var options = new GenerationOptions
            {
                ArSteps = arSteps,
                DiffusionSteps = diffusionSteps,
                GuidanceScale = 2,
                Sampler = SamplerMethod.Ddim(),
                BatchSize = images,
            };
            double best = double.PositiveInfinity;
            // The first one is warmth: compiled code and memory.
            for (int i = 0; i <= Repetitions; i++)
            {
                long begun = Stopwatch.GetTimestamp();
                using torch.Tensor made = generator.Generate(requests, options, cancellationToken: cancellationToken);
                best = i == 0 ? best : Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
            // A batch is never taken for cheaper than a smaller one.
            measured.Add((images, Math.Max(best / (arSteps * diffusionSteps), measured.Count == 0 ? 0 : measured[^1].Seconds)));
        }
        return measured;
    }
}
