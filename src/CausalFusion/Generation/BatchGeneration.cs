using CausalFusion.Conditions;
using CausalFusion.Models;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>
/// Generates one batch: on the CPU, where each image is the same to the last bit on one thread as on all, its images are shared out among threads
/// that need not wait for each other until the end. Where the shares would be uneven, or where unfinished images are watched, one loop has all.
/// </summary>
/// <remarks>The caller holds the weights (<see cref="ImageModel.HoldWeights"/>), so that they are packed once for all batches and shares.</remarks>
internal sealed class BatchGeneration(ImageModel model, GenerationPlan plan)
{
    // How much longer the largest share may take than one of them would if all were alike; beyond that the passes' own lanes are faster.
    private const double MostUneven = 1.15;

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
        int images = conditions.Count, shares = SharesOf(images);
        var steps = new SharedSteps(shares, (finished, evaluations) => OnStep?.Invoke(finished, (long)evaluations * images));
        using var failed = new CancellationTokenSource();
        if (model.ComputesOnLanes)
        {
            ComputeDrivers.Run(shares, Generate);
        }
        else
        {
            Generate(0, static told => told());
        }

        void Generate(int share, Action<Action> tell)
        {
            using var scope = NewDisposeScope();
            int first = images * share / shares, count = (images * (share + 1) / shares) - first;
            var loop = new GenerationLoop(model, plan.Part(first, count))
            {
                OnStep = (finished, evaluations) =>
                {
                    CancellationToken.ThrowIfCancellationRequested();
                    failed.Token.ThrowIfCancellationRequested();
                    steps.Finish(share, finished, evaluations, OnStep is null ? static _ => { } : tell);
                },
                OnArStep = Telling(OnArStep),
                OnEstimate = Telling(OnEstimate),
            };
            try
            {
                loop.Run(
                    tokens.narrow(0, first, count), [.. conditions.Skip(first).Take(count)], orders.narrow(0, first, count),
                    kept?.narrow(0, first, count), noise.Part(first, count));
            }
            catch (OperationCanceledException e) when (e.CancellationToken == failed.Token)
            {
                // Another share has failed: what it threw is what the caller is to see, whichever of the two comes there first.
            }
            catch
            {
                failed.Cancel();
                throw;
            }

            Action<int, Tensor>? Telling(Action<int, Tensor>? watcher) =>
                watcher is null ? null : (arSteps, unfinished) => tell(() => watcher(arSteps, unfinished));
        }
    }

    /// <summary>How many shares a batch is cut into: who watches unfinished images is shown all of them at once.</summary>
    private int SharesOf(int images)
    {
        int threads = ThreadBudget.Threads, largest = (images + threads - 1) / threads;
        bool isEven = images >= threads && largest * threads <= MostUneven * images;
        return isEven && OnArStep is null && OnEstimate is null && model.ComputesOnLanes && model.IsSameOnOneThread ? threads : 1;
    }
}
