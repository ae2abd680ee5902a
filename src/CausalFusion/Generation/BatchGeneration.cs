using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Kernels;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>
/// The loop over AR steps × diffusion steps for one batch (paper, §3): each AR step starts from noise, is denoised given the condition and all tokens
/// that are kept or finished, and its finished tokens are appended to these.
/// </summary>
internal sealed class BatchGeneration(ImageModel model, GenerationPlan plan)
{
    /// <summary>Checked before the first diffusion step and after each.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// Called with the number of diffusion steps done, and of sequences that the network predicted for: before the first step and after each.
    /// </summary>
    public Action<int, long>? OnStep { get; init; }

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
        if (model.ComputesOnLanes)
        {
            ComputeLanes.Drive(tell => RunHere(tokens, conditions, orders, kept, noise, tell));
        }
        else
        {
            RunHere(tokens, conditions, orders, kept, noise, static told => told());
        }
    }

    /// <param name="tokens">As above.</param>
    /// <param name="conditions">As above.</param>
    /// <param name="orders">As above.</param>
    /// <param name="kept">As above.</param>
    /// <param name="noise">As above.</param>
    /// <param name="tell">Runs what tells the caller something, on the caller's thread.</param>
    private void RunHere(
        Tensor tokens, IReadOnlyList<Condition> conditions, Tensor orders, Tensor? kept, INoiseSource noise, Action<Action> tell)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        ArSplit split = plan.Split;
        int finishedSteps = 0;
        long evaluations = 0;
        TellStep();

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
                evaluations += (scale == 1 ? 1 : 2) * conditions.Count;
                if (OnEstimate is { } onEstimate)
                {
                    Tensor estimate = tokens.scatter(1, Expanded(positions), prediction.Clean(plan.Schedule, current, i));
                    int arStep = s;
                    tell(() => onEstimate(arStep, estimate));
                }
                Tensor next = sampler.Step(current, prediction, i, sampler.AddsNoise(i) ? noise.Step(s, i) : null);
                current.Dispose();
                current = next.MoveToOuterDisposeScope();
                finishedSteps++;
                TellStep();
            }
            tokens.scatter_(1, Expanded(positions), current);
            if (OnArStep is { } onArStep)
            {
                int finishedArSteps = s + 1;
                tell(() => onArStep(finishedArSteps, tokens));
            }
            if (s + 1 < split.Steps)
            {
                denoiser.Append(current, positions);
            }
        }

        void TellStep()
        {
            CancellationToken.ThrowIfCancellationRequested();
            if (OnStep is { } onStep)
            {
                tell(() => onStep(finishedSteps, evaluations));
            }
        }

        Tensor Expanded(Tensor indices) => indices.unsqueeze(2).expand(-1, -1, tokens.shape[2]);
    }
}
