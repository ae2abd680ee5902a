using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>
/// The loop over AR steps × diffusion steps for some images (paper, §3): each AR step starts from noise, is denoised given the condition and all
/// tokens that are kept or finished, and its finished tokens are appended to these.
/// </summary>
internal sealed class GenerationLoop(ImageModel model, GenerationPlan plan)
{
    /// <summary>
    /// Called with the number of diffusion steps done, and of predictions that the network made for each image: before the first step and after each.
    /// What it throws ends the loop.
    /// </summary>
    public required Action<int, int> OnStep { get; init; }

    /// <summary>Called with the number of AR steps done and the tokens, (N, L, P), after each AR step.</summary>
    public Action<int, Tensor>? OnArStep { get; init; }

    /// <summary>
    /// Called with the number of AR steps done and the tokens, (N, L, P), after each diffusion step: those in progress are the x₀ that the network
    /// expects.
    /// </summary>
    public Action<int, Tensor>? OnEstimate { get; init; }

    /// <summary>Generates tokens in place.</summary>
    /// <param name="tokens">
    /// Tokens in raster order, (N, L, P): kept ones as they are to stay; those in <paramref name="orders"/> are overwritten.
    /// </param>
    /// <param name="conditions">What each of the N images is of.</param>
    /// <param name="orders">The raster indices of the tokens to generate, in generation order, int64, (N, M), as the noise says them.</param>
    /// <param name="kept">The raster indices of the kept tokens, int64, (N, L − M); null where all are generated.</param>
    /// <param name="noise">Where the noise comes from.</param>
    public void Run(Tensor tokens, IReadOnlyList<Condition> conditions, Tensor orders, Tensor? kept, INoiseSource noise)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        ArSplit split = plan.Split;
        int finishedSteps = 0, evaluations = 0;
        OnStep(finishedSteps, evaluations);

        using Denoiser denoiser = model.Begin(conditions, plan);
        if (kept is not null)
        {
            denoiser.Append(tokens.gather(1, Expanded(kept)), kept);
        }
        for (int s = 0; s < split.Steps; s++)
        {
            using var stepScope = NewDisposeScope();
            Tensor positions = orders.narrow(1, split.Offsets[s], split.SizeOf(s)); // (N, T)
            Tensor current = noise.Initial(s);                                      // (N, T, P)
            using DiffusionSampler sampler = plan.Sampler.Begin(plan.Schedule, plan.Temperature);
            for (int i = plan.Schedule.Timesteps - 1; i >= 0; i--)
            {
                using var diffusionScope = NewDisposeScope();
                double scale = plan.GuidanceScaleAt(s, i);
                DiffusionPrediction prediction = denoiser.Predict(current, positions, i, scale);
                evaluations += scale == 1 ? 1 : 2;
                OnEstimate?.Invoke(s, tokens.scatter(1, Expanded(positions), prediction.Clean(plan.Schedule, current, i)));
                Tensor next = sampler.Step(current, prediction, i, sampler.AddsNoise(i) ? noise.Step(s, i) : null);
                current.Dispose();
                current = next.MoveToOuterDisposeScope();
                finishedSteps++;
                OnStep(finishedSteps, evaluations);
            }
            tokens.scatter_(1, Expanded(positions), current);
            OnArStep?.Invoke(s + 1, tokens);
            if (s + 1 < split.Steps)
            {
                denoiser.Append(current, positions);
            }
        }

        Tensor Expanded(Tensor indices) => indices.unsqueeze(2).expand(-1, -1, tokens.shape[2]);
    }
}
