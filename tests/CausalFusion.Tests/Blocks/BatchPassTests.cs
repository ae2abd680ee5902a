using CausalFusion.Attention;
using CausalFusion.Blocks;
using CausalFusion.Factorization;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

/// <summary>A batch on several lanes against the same on one thread.</summary>
[Collection(nameof(RunsAlone))]
public sealed class BatchPassTests
{
    [Theory]
    [InlineData(ScalarType.Float32, false, 1e-5, nameof(ProductKind.Blas))]
    [InlineData(ScalarType.Float32, true, 1e-5, nameof(ProductKind.Blas))]
    [InlineData(ScalarType.Float32, false, 1e-5, nameof(ProductKind.Packed))]
    [InlineData(ScalarType.Float32, true, 1e-5, nameof(ProductKind.Packed))]
    [InlineData(ScalarType.BFloat16, false, 1e-2, nameof(ProductKind.Packed))]
    public void Gradients_on_lanes_are_those_of_one_thread(ScalarType type, bool recomputes, double tolerance, string kind)
    {
        using var forced = new ForcedProducts(kind);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BlockWeights[] blocks = TinyBlocks.Weights(type);
        SequencePass pass = Training();
        Tensor x = Tiny.Normal(1, 1, pass.Rows, TinyBlocks.Width).to(type), given = Tiny.Normal(2, 1, pass.OutputRows, TinyBlocks.Width).to(type);
        Assert.Equal(kind == nameof(ProductKind.Packed) && type == ScalarType.Float32, TrainingPacks.IsWanted(blocks, pass.Rows));
        Assert.False(TrainingPacks.IsWanted(blocks, rows: 100));
        Tensor[] expected = Run(threads: 1, lanes: 1);
        foreach (int threads in new[] { 2, 3, 5 })
        {
            Tensor[] found = Run(threads, threads);
            Assert.Equal(expected.Length, found.Length);
            for (int i = 0; i < found.Length; i++)
            {
                Assert.Equal(expected[i].dtype, found[i].dtype);
                Assert.Equal(expected[i].shape, found[i].shape);
                Tensor difference = (expected[i].to(ScalarType.Float64) - found[i].to(ScalarType.Float64)).abs().max();
                double largest = expected[i].to(ScalarType.Float64).abs().max().item<double>();
                Assert.InRange(difference.item<double>(), 0, tolerance * largest);
            }
            Tensor[] again = Run(threads, threads);
            Assert.All(found.Zip(again), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>(), "other sums each time"));
        }

        Tensor[] Run(int threads, int lanes) => LibraryThreads.With(threads, () =>
        {
            using BufferPool pool = new(), packs = new();
            using var batch = new BatchPass(pool, packs, TinyBlocks.Shape(pass), blocks, type, recomputes);
            Assert.Equal((lanes, 1), batch.Lanes);
            Tensor output = batch.Forward(x);
            return batch.Backward(given).Prepend(output).ToArray();
        });
    }

    [Theory]
    [InlineData(nameof(ProductKind.Blas), false)]
    [InlineData(nameof(ProductKind.Packed), false)]
    [InlineData(nameof(ProductKind.Packed), true)]
    public void What_goes_wrong_or_is_not_run_back_leaves_no_memory_borrowed(string kind, bool recomputes)
    {
        using var forced = new ForcedProducts(kind);
        using var scope = NewDisposeScope();
        BlockWeights[] blocks = TinyBlocks.Weights(ScalarType.Float32);
        SequencePass pass = Training();
        using BufferPool pool = new(), packs = new();
        LibraryThreads.With(2, () =>
        {
            Begin(Fail);
            Begin(FailBack); // the first keep memory for those that follow
            long before = Tensor.TotalCount;
            foreach (Action<BatchPass> work in new Action<BatchPass>[] { Fail, FailBack, Leave, Fail })
            {
                Begin(work);
                Assert.Equal(before, Tensor.TotalCount);
            }
            return before;
        });

        void Begin(Action<BatchPass> work)
        {
            using var inner = NewDisposeScope();
            using var noGrad = no_grad();
            using var batch = new BatchPass(pool, packs, TinyBlocks.Shape(pass), blocks, ScalarType.Float32, recomputes);
            work(batch);
        }

        void Fail(BatchPass batch) => Assert.ThrowsAny<Exception>(() => batch.Forward(zeros(pass.Rows - 1, TinyBlocks.Width)));

        void FailBack(BatchPass batch)
        {
            Leave(batch);
            Assert.ThrowsAny<Exception>(() => batch.Backward(zeros(pass.OutputRows - 1, TinyBlocks.Width)));
        }

        void Leave(BatchPass batch) => batch.Forward(zeros(pass.Rows, TinyBlocks.Width));
    }

    /// <summary>Sequences of two lengths, whose clean tokens are not wanted.</summary>
    private static SequencePass Training()
    {
        AttentionLayout one = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([16, 16, 32])),
            two = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([40, 24]));
        return new SequencePass(new SequenceGroup(7, new AttentionContext(one), 34), new SequenceGroup(6, new AttentionContext(two), 42));
    }
}
