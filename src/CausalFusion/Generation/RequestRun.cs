using System.Diagnostics;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>What generator and editor have in common: requests, checked and run batch by batch.</summary>
internal sealed class RequestRun
{
    private readonly ImageModel _model;
    private readonly IReadOnlyList<GenerationRequest> _requests;
    private readonly GenerationOptions _options;
    private readonly GenerationPlan _plan;
    private readonly EditMask _mask;

    /// <param name="model">The network.</param>
    /// <param name="requests">What to generate.</param>
    /// <param name="options">How.</param>
    /// <param name="mask">Which tokens; at least one.</param>
    /// <exception cref="ArgumentException">An option does not fit the network, or a class is out of range.</exception>
    public RequestRun(ImageModel model, IReadOnlyList<GenerationRequest> requests, GenerationOptions options, EditMask mask)
    {
        ImageModelConfig config = model.Config;
        options.Validate(config, model.Info.Schedule, mask.Count);
        for (int i = 0; i < requests.Count; i++)
        {
            ConditionCheck.Require(model, requests[i].Condition, () => $"request {i}", nameof(requests));
            RequireContext(config, requests[i].Context, i);
        }
        ConditionCheck.Require(model, options.Negative, () => nameof(options.Negative), nameof(options));
        _model = model;
        _requests = requests;
        _options = options;
        _plan = options.PlanFor(model.Info.Schedule, mask.Count);
        _mask = mask;
    }

    /// <summary>Told after every diffusion step.</summary>
    public IProgress<GenerationProgress>? Progress { get; init; }

    /// <summary>Given the batch after every AR step.</summary>
    public Action<PartialImages>? OnArStep { get; init; }

    /// <summary>Given the batch after every diffusion step, the tokens in progress as the network expects them to become.</summary>
    public Action<PartialImages>? OnDiffusionStep { get; init; }

    /// <summary>Noise to use in the place of the seeds'; null for none.</summary>
    public NoiseFile? Noise { get; init; }

    /// <summary>Checked before every diffusion step.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Runs all requests.</summary>
    /// <param name="images">The images whose other tokens are kept, (N, C, H, W), on the network's device; null where none are.</param>
    /// <returns>Images in the order of the requests, shape (N, C, H, W); the caller owns them.</returns>
    public Tensor Run(Tensor? images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        ImageModelConfig config = _model.Config;
        Noise?.Check(config, _plan, _mask, _requests.Count);
        using HalfPrecisionCopy? half = _options.Precision == ComputePrecision.BFloat16 ? new HalfPrecisionCopy(_model) : null;
        half?.Refresh();
        ImageModel network = half?.Network ?? _model;
        using IDisposable? hold = network.HoldWeights(); // for all batches and their shares
        long started = Stopwatch.GetTimestamp();
        var batches = new List<Tensor>();
        try
        {
            for (int start = 0; start < _requests.Count; start += _options.BatchSize)
            {
                using var batchScope = NewDisposeScope();
                GenerationRequest[] batch = [.. _requests.Skip(start).Take(_options.BatchSize)];
                Tensor tokens = images is null
                    ? zeros([batch.Length, config.Tokens, config.PatchDimension], device: _model.Device)
                    : Patches.FromImages(images.narrow(0, start, batch.Length), config.PatchSize);
                Generate(network, tokens, batch, start, started);
                batches.Add(Patches.ToImages(tokens, config.PatchSize, config.Grid).MoveToOuterDisposeScope());
            }
        }
        finally
        {
            _model.TrimMemory();
        }
        return batches switch
        {
            [] => empty([0, config.Channels, config.Shape.Height, config.Shape.Width], device: _model.Device).MoveToOuterDisposeScope(),
            [Tensor only] => only.MoveToOuterDisposeScope(),
            _ => cat(batches, 0).MoveToOuterDisposeScope(),
        };
    }

    private void Generate(ImageModel network, Tensor tokens, GenerationRequest[] batch, int start, long started)
    {
        ImageModelConfig config = _model.Config;
        INoiseSource noise = Noise is null
            ? new SeededNoise(batch, _plan.Split, _options.Order, _mask, config, _model.Device)
            : Noise.Batch(start, batch.Length, _plan.Split, _model.Device);
        Tensor orders = noise.Orders();
        Tensor? kept = null;
        if (_mask.Count < config.Tokens)
        {
            kept = tensor(_mask.Tokens(regenerated: false), device: _model.Device).unsqueeze(0).repeat(batch.Length, 1);
            tokens.scatter_(1, orders.unsqueeze(2).expand(-1, -1, config.PatchDimension),
                zeros([batch.Length, _mask.Count, config.PatchDimension], device: _model.Device));
        }
        var generation = new BatchGeneration(network, _plan with { Contexts = ContextsOf(batch) })
        {
            CancellationToken = CancellationToken,
            OnStep = Progress is null ? null : (step, evaluations) =>
            {
                double images = start + ((double)step / _plan.Steps * batch.Length);
                Progress.Report(new GenerationProgress(
                    step == _plan.Steps ? start + batch.Length : start,
                    _requests.Count,
                    step,
                    _plan.Steps,
                    images / Stopwatch.GetElapsedTime(started).TotalSeconds,
                    evaluations));
            },
            OnArStep = Reporting(OnArStep, orders, start),
            OnEstimate = Reporting(OnDiffusionStep, orders, start),
        };
        generation.Run(tokens, [.. batch.Select(request => request.Condition)], orders, kept, noise);
    }

    private static void RequireContext(ImageModelConfig config, IReadOnlyList<ContextPart>? context, int request)
    {
        if (context is null or [])
        {
            return;
        }
        if (config.Text is null)
        {
            throw new ArgumentException(
                $"request {request}: expected no context for a network that takes classes, found one of {context.Count} parts.");
        }
        foreach (ContextPart part in context)
        {
            part.Require(config, request);
        }
    }

    /// <summary>The contexts of a batch's requests; none where no request has one.</summary>
    private IReadOnlyList<ContextSegment>[] ContextsOf(GenerationRequest[] batch) => batch.All(request => request.Context is null or [])
        ? []
        : [.. batch.Select(request => (IReadOnlyList<ContextSegment>)[.. (request.Context ?? []).Select(part => part.ToSegment(_model))])];

    private Action<int, Tensor>? Reporting(Action<PartialImages>? watcher, Tensor orders, int start) =>
        watcher is null ? null : (arSteps, tokens) => Report(watcher, arSteps, tokens, orders, start);

    private void Report(Action<PartialImages> watcher, int arSteps, Tensor tokens, Tensor orders, int start)
    {
        using var scope = NewDisposeScope();
        int pending = _plan.Split.Tokens - _plan.Split.Offsets[arSteps];
        Tensor finished = ones([tokens.shape[0], tokens.shape[1]], dtype: ScalarType.Bool, device: tokens.device);
        if (pending > 0)
        {
            finished.scatter_(1, orders.narrow(1, _plan.Split.Offsets[arSteps], pending),
                zeros([tokens.shape[0], pending], dtype: ScalarType.Bool, device: tokens.device));
        }
        watcher(new PartialImages(
            start, arSteps, _plan.Split.Steps, Patches.ToImages(tokens, _model.Config.PatchSize, _model.Config.Grid), finished));
    }
}
