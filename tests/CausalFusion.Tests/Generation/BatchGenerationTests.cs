using System.Collections.Concurrent;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Kernels;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Generation;

[Collection(nameof(RunsAlone))]
public sealed class BatchGenerationTests
{
    private const int Steps = 3, ArSteps = 2;

    private static readonly GenerationPlan _plan = new()
    {
        Split = ArSplit.Equal(16, ArSteps),
        Schedule = NoiseSchedule.Default.Respace(Steps),
        Guidance = new GuidancePlan { Scale = 2 },
    };

    [Theory]
    [InlineData(2, 6, 2)]
    [InlineData(2, 7, 2)] // 4 and 3
    [InlineData(2, 3, 1)] // 2 and 1 would leave one thread without work for long
    [InlineData(3, 8, 3)]
    [InlineData(4, 3, 1)]
    [InlineData(1, 6, 1)]
    public void Images_are_shared_out_where_the_shares_are_about_alike(int threads, int images, int shares) => LibraryThreads.With(threads, () =>
    {
        using var forced = new ForcedProducts(nameof(ProductKind.Packed));
        var noise = new Watched();
        Run(images, noise, _ => { });
        Assert.Equal(shares, noise.Threads.Distinct().Count());
        Assert.Equal(shares * ArSteps, noise.Threads.Count);
    });

    [Fact]
    public void Who_watches_unfinished_images_is_shown_all_at_once() => LibraryThreads.With(2, () =>
    {
        using var forced = new ForcedProducts(nameof(ProductKind.Packed));
        var noise = new Watched();
        var shown = new List<long>();
        Run(6, noise, _ => { }, onArStep: (_, tokens) => shown.Add(tokens.shape[0]));
        Assert.Single(noise.Threads.Distinct());
        Assert.Equal([6, 6], shown);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Steps_and_predictions_are_told_on_the_callers_thread_once_for_all_shares(int threads) => LibraryThreads.With(threads, () =>
    {
        using var forced = new ForcedProducts(nameof(ProductKind.Packed));
        var told = new List<(int, long)>();
        int caller = Environment.CurrentManagedThreadId;
        Run(4, new Watched(), step =>
        {
            Assert.Equal(caller, Environment.CurrentManagedThreadId);
            told.Add(step);
        });
        Assert.Equal(Enumerable.Range(0, (Steps * ArSteps) + 1).Select(step => (step, 2L * 4 * step)), told);
    });

    [Fact]
    public void What_goes_wrong_in_one_share_ends_the_others_and_is_thrown() => LibraryThreads.With(2, () =>
    {
        using var forced = new ForcedProducts(nameof(ProductKind.Packed));
        var noise = new Watched(fails: true);
        Assert.Equal("no noise", Assert.Throws<InvalidDataException>(() => Run(4, noise, _ => { })).Message);
        // The share that did not fail waited for that, and went no further than the step it was in.
        Assert.InRange(noise.Threads.Count, 2, 2);

        Assert.Equal("no more", Assert.Throws<InvalidDataException>(
            () => Run(4, new Watched(), step => throw new InvalidDataException("no more"))).Message);
    });

    [Fact]
    public void Canceled_it_ends_with_what_the_caller_canceled() => LibraryThreads.With(2, () =>
    {
        using var forced = new ForcedProducts(nameof(ProductKind.Packed));
        using var source = new CancellationTokenSource();
        int last = 0;
        var found = Assert.Throws<OperationCanceledException>(() => Run(4, new Watched(), step =>
        {
            last = step.Steps;
            if (last == 2)
            {
                source.Cancel();
            }
        }, cancellationToken: source.Token));
        Assert.Equal(source.Token, found.CancellationToken);
        Assert.InRange(last, 2, 3);
    });

    private static void Run(
        int images, Watched noise, Action<(int Steps, long Evaluations)> onStep, Action<int, Tensor>? onArStep = null,
        CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        Tensor tokens = zeros(images, 16, 12), orders = arange(16L).unsqueeze(0).repeat(images, 1);
        Condition[] conditions = [.. Enumerable.Range(0, images).Select(n => Condition.OfClass(n % 4))];
        noise.Images = images;
        new BatchGeneration(model, _plan)
        {
            OnStep = (steps, evaluations) => onStep((steps, evaluations)),
            OnArStep = onArStep,
            CancellationToken = cancellationToken,
        }.Run(tokens, conditions, orders, kept: null, noise);
        Assert.False(tokens.eq(0).any().item<bool>()); // all were generated
    }

    /// <summary>Notes which thread asks for the noise of an AR step; may fail for a share that does not begin with the first image.</summary>
    private sealed class Watched(ConcurrentQueue<int> threads, int first, TaskCompletionSource? failure) : INoiseSource
    {
        public Watched(bool fails = false) : this(new ConcurrentQueue<int>(), 0, fails ? new TaskCompletionSource() : null)
        {
        }

        public ConcurrentQueue<int> Threads => threads;

        public int Images { get; set; }

        public Tensor Orders() => throw new NotSupportedException();

        public Tensor Initial(int arStep)
        {
            threads.Enqueue(Environment.CurrentManagedThreadId);
            if (failure is not null && first > 0)
            {
                failure.SetResult();
                throw new InvalidDataException("no noise");
            }
            if (failure is not null)
            {
                Assert.True(failure.Task.Wait(TimeSpan.FromSeconds(30)));
                Thread.Sleep(100); // until it is known
            }
            return Step(arStep, 0);
        }

        public Tensor Step(int arStep, int index) => randn(Images, _plan.Split.SizeOf(arStep), 12);

        public INoiseSource Part(int begin, int count) => new Watched(threads, begin, failure) { Images = count };
    }
}
