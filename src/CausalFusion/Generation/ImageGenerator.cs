using System.Diagnostics;
using CausalFusion.Attention;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>
/// Draws images from a trained network (FACTS.md §5): the condition is run once into a key/value cache; each AR step starts from noise, is denoised
/// over the diffusion steps while attending to the cache, and its finished tokens are appended to the cache.
/// </summary>
/// <remarks>The generator does not own the network. Several may share one, also on several threads.</remarks>
public sealed class ImageGenerator
{
    private readonly CausalFusionModel _model;
    private readonly NoiseSchedule _schedule;

    /// <param name="model">The trained network.</param>
    /// <param name="schedule">The noise schedule that it was trained with; the paper's by default.</param>
    public ImageGenerator(CausalFusionModel model, NoiseSchedule? schedule = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _schedule = schedule ?? NoiseSchedule.Default;
    }

    /// <summary>Generates one image for each request.</summary>
    /// <param name="requests">What to generate.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every diffusion step.</param>
    /// <param name="cancellationToken">Checked before every diffusion step.</param>
    /// <returns>Images in the order of the requests, shape (N, C, H, W), nominally in [−1, 1] and not clamped, on the network's device; the caller owns them.</returns>
    /// <exception cref="ArgumentException">An option does not fit the network, or a class is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Tensor Generate(
        IReadOnlyList<GenerationRequest> requests,
        GenerationOptions? options = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        options ??= new GenerationOptions();
        CausalFusionConfig config = _model.Config;
        options.Validate(config.GridSize, _schedule.Timesteps);
        for (int i = 0; i < requests.Count; i++)
        {
            if (requests[i].Class is { } label && (uint)label >= (uint)config.Classes)
            {
                throw new ArgumentException($"The class of request {i} must lie in 0…{config.Classes - 1}; found {label}.", nameof(requests));
            }
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (requests.Count == 0)
        {
            return empty([0, config.Channels, config.ImageSize, config.ImageSize], device: _model.Device).MoveToOuterDisposeScope();
        }

        var plan = new GenerationPlan
        {
            Split = options.SplitOf(config.Tokens),
            Schedule = _schedule.Respace(options.DiffusionSteps),
            Sampler = options.Sampler,
            Temperature = options.Temperature,
            GuidanceScale = options.GuidanceScale,
        };
        long started = Stopwatch.GetTimestamp();
        var batches = new List<Tensor>();
        for (int start = 0; start < requests.Count; start += options.BatchSize)
        {
            GenerationRequest[] batch = [.. requests.Skip(start).Take(options.BatchSize)];
            var noise = new SeededNoise(batch, plan.Split, options.Order, config, _model.Device);
            using Tensor labels = tensor(batch.Select(r => (long)(r.Class ?? config.NullClass)).ToArray(), device: _model.Device);
            using Tensor orders = noise.Orders();
            int finished = start;
            batches.Add(GenerateBatch(labels, orders, plan, noise, step =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                double images = finished + ((double)step / plan.Steps * batch.Length);
                progress?.Report(new GenerationProgress(
                    step == plan.Steps ? finished + batch.Length : finished, requests.Count, step, plan.Steps, images / Stopwatch.GetElapsedTime(started).TotalSeconds));
            }));
        }
        return (batches.Count == 1 ? batches[0] : cat(batches, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>Generates one batch from the given noise.</summary>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="orders">Token orders, int64, (N, L).</param>
    /// <param name="plan">How.</param>
    /// <param name="noise">Where the noise comes from.</param>
    /// <param name="onStep">Called with the number of diffusion steps done: before the first and after each.</param>
    /// <returns>Images (N, C, H, W).</returns>
    internal Tensor GenerateBatch(Tensor labels, Tensor orders, GenerationPlan plan, INoiseSource noise, Action<int>? onStep = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        (ArSplit split, NoiseSchedule schedule) = (plan.Split, plan.Schedule);
        bool guided = plan.GuidanceScale != 1;
        if (guided)
        {
            labels = cat([labels, full_like(labels, _model.Config.NullClass)], 0);
        }
        int done = 0;
        onStep?.Invoke(done);
        using KeyValueCache cache = _model.BeginGeneration(labels);
        Tensor tokens = zeros([orders.shape[0], split.Tokens, _model.Config.PatchDimension], device: orders.device); // raster order
        for (int s = 0; s < split.Steps; s++)
        {
            using var stepScope = NewDisposeScope();
            Tensor positions = orders.narrow(1, split.Offsets[s], split.SizeOf(s)); // (N, T)
            Tensor doubledPositions = Doubled(positions);
            Tensor current = noise.Initial(s);
            using DiffusionSampler sampler = plan.Sampler.Begin(schedule, plan.Temperature);
            for (int i = schedule.Timesteps - 1; i >= 0; i--)
            {
                using var diffusionScope = NewDisposeScope();
                Tensor predicted = _model.PredictNoise(Doubled(current), doubledPositions, schedule.TimestepMap[i], cache);
                if (guided)
                {
                    predicted = ClassifierFreeGuidance.Combine(predicted, plan.GuidanceScale);
                }
                var prediction = new DiffusionPrediction(predicted, _model.Config.Target);
                Tensor next = sampler.Step(current, prediction, i, sampler.AddsNoise(i) ? noise.Step(s, i) : null);
                current.Dispose();
                current = next.MoveToOuterDisposeScope();
                onStep?.Invoke(++done);
            }
            tokens.scatter_(1, positions.unsqueeze(2).expand(-1, -1, tokens.shape[2]), current);
            if (s + 1 < split.Steps)
            {
                _model.AppendFinished(Doubled(current), doubledPositions, cache);
            }
        }
        return Patches.ToImages(tokens, _model.Config.PatchSize).MoveToOuterDisposeScope();

        Tensor Doubled(Tensor half) => guided ? cat([half, half], 0) : half;
    }
}
