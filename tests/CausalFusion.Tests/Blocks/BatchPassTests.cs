using CausalFusion.Attention;
using CausalFusion.Blocks;
using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

/// <summary>A batch on several lanes against the same on one thread.</summary>
[Collection(nameof(RunsAlone))]
public sealed class BatchPassTests
{
    [Theory]
    [InlineData(ScalarType.Float32, false, 1e-5)]
    [InlineData(ScalarType.Float32, true, 1e-5)]
    [InlineData(ScalarType.BFloat16, false, 1e-2)]
    public void Gradients_on_lanes_are_those_of_one_thread(ScalarType type, bool recomputes, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BlockWeights[] blocks = TinyBlocks.Weights(type);
        SequencePass pass = Training();
        Tensor x = Tiny.Normal(1, 1, pass.Rows, TinyBlocks.Width).to(type), given = Tiny.Normal(2, 1, pass.OutputRows, TinyBlocks.Width).to(type);
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
            using var pool = new BufferPool();
            using var batch = new BatchPass(pool, TinyBlocks.Shape(pass), blocks, type, recomputes);
            Assert.Equal((lanes, 1), batch.Lanes);
            Tensor output = batch.Forward(x);
            return batch.Backward(given).Prepend(output).ToArray();
        });
    }

    [Fact]
    public void What_goes_wrong_leaves_no_memory_borrowed()
    {
        using var scope = NewDisposeScope();
        BlockWeights[] blocks = TinyBlocks.Weights(ScalarType.Float32);
        SequencePass pass = Training();
        using var pool = new BufferPool();
        LibraryThreads.With(2, () =>
        {
            Fail(); // the first keeps memory for those that follow
            long before = Tensor.TotalCount;
            Fail();
            Assert.Equal(before, Tensor.TotalCount);
            return before;
        });

        void Fail()
        {
            using var inner = NewDisposeScope();
            using var noGrad = no_grad();
            using var batch = new BatchPass(pool, TinyBlocks.Shape(pass), blocks, ScalarType.Float32, recomputes: false);
            Assert.ThrowsAny<Exception>(() => batch.Forward(zeros(pass.Rows - 1, TinyBlocks.Width)));
        }
    }

    /// <summary>Sequences of two lengths, whose clean tokens are not wanted.</summary>
    private static SequencePass Training()
    {
        AttentionLayout one = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([16, 16, 32])),
            two = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([40, 24]));
        return new SequencePass(new SequenceGroup(7, new AttentionContext(one), 34), new SequenceGroup(6, new AttentionContext(two), 42));
    }
}
