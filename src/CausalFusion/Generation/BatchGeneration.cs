using CausalFusion.Attention;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>
/// The loop over AR steps × diffusion steps for one batch (FACTS.md §5): the condition is run once into a key/value cache, and kept tokens after it; each AR
/// step starts from noise, is denoised while attending to the cache, and its finished tokens are appended to the cache.
/// </summary>
/// <remarks>
/// With guidance the cache has a conditional and an unconditional half. A prediction outside the guidance interval runs the conditional half alone;
/// finished tokens are appended to both, so that the next guided prediction finds in each half all that came before.
/// </remarks>
internal sealed class BatchGeneration(CausalFusionModel model, GenerationPlan plan)
{
    private readonly bool _guided = plan.IsGuided;

    /// <summary>Called with the number of diffusion steps done, and of sequences that the network predicted for: before the first step and after each.</summary>
    public Action<int, long>? OnStep { get; init; }

    /// <summary>Called with the number of AR steps done and the tokens, (N, L, P), after each AR step.</summary>
    public Action<int, Tensor>? OnArStep { get; init; }

    /// <summary>Generates tokens in place.</summary>
    /// <param name="tokens">Tokens in raster order, (N, L, P): kept ones as they are to stay; those in <paramref name="orders"/> are overwritten.</param>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="orders">The raster indices of the tokens to generate, in generation order, int64, (N, M).</param>
    /// <param name="kept">The raster indices of the kept tokens, int64, (N, L − M); null where all are generated.</param>
    /// <param name="noise">Where the noise comes from.</param>
    public void Run(Tensor tokens, Tensor labels, Tensor orders, Tensor? kept, INoiseSource noise)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        ArSplit split = plan.Split;
        int finishedSteps = 0;
        long evaluations = 0;
        OnStep?.Invoke(finishedSteps, evaluations);

        using KeyValueCache cache = model.BeginGeneration(_guided ? cat([labels, full_like(labels, model.Config.NullClass)], 0) : labels);
        using KeyValueCache conditional = cache.FirstSequences((int)labels.shape[0]);
        if (kept is not null)
        {
            Tensor context = tokens.gather(1, Expanded(kept));
            model.AppendFinished(Doubled(context), Doubled(kept), cache);
        }
        for (int s = 0; s < split.Steps; s++)
        {
            using var stepScope = NewDisposeScope();
            Tensor positions = orders.narrow(1, split.Offsets[s], split.SizeOf(s)); // (N, T)
            Tensor doubledPositions = Doubled(positions);
            Tensor current = noise.Initial(s);                                      // (N, T, P)
            using DiffusionSampler sampler = plan.Sampler.Begin(plan.Schedule, plan.Temperature);
            for (int i = plan.Schedule.Timesteps - 1; i >= 0; i--)
            {
                using var diffusionScope = NewDisposeScope();
                double scale = plan.GuidanceScaleAt(s, i);
                int timestep = plan.Schedule.TimestepMap[i];
                Tensor predicted = scale == 1
                    ? model.PredictNoise(current, positions, timestep, conditional)
                    : ClassifierFreeGuidance.Combine(model.PredictNoise(Doubled(current), doubledPositions, timestep, cache), scale);
                evaluations += (scale == 1 ? 1 : 2) * labels.shape[0];

                var prediction = new DiffusionPrediction(predicted, model.Config.Target);
                Tensor next = sampler.Step(current, prediction, i, sampler.AddsNoise(i) ? noise.Step(s, i) : null);
                current.Dispose();
                current = next.MoveToOuterDisposeScope();
                OnStep?.Invoke(++finishedSteps, evaluations);
            }
            tokens.scatter_(1, Expanded(positions), current);
            OnArStep?.Invoke(s + 1, tokens);
            if (s + 1 < split.Steps)
            {
                model.AppendFinished(Doubled(current), doubledPositions, cache);
            }
        }

        Tensor Expanded(Tensor indices) => indices.unsqueeze(2).expand(-1, -1, tokens.shape[2]);
        Tensor Doubled(Tensor half) => _guided ? cat([half, half], 0) : half;
    }
}
