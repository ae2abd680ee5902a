using CausalFusion.Attention;
using CausalFusion.Blocks;
using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

/// <summary>A batch on several lanes against the same on one thread.</summary>
[Collection(nameof(RunsAlone))]
public sealed class BatchPassTests
{
    private const int Width = 96, Heads = 3, Blocks = 3;

    [Theory]
    [InlineData(ScalarType.Float32, false, 1e-5)]
    [InlineData(ScalarType.Float32, true, 1e-5)]
    [InlineData(ScalarType.BFloat16, false, 1e-2)]
    public void Gradients_on_lanes_are_those_of_one_thread(ScalarType type, bool recomputes, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BlockWeights[] blocks = Weights(type);
        SequencePass pass = Training();
        Tensor x = Tiny.Normal(1, 1, pass.Rows, Width).to(type), given = Tiny.Normal(2, 1, pass.OutputRows, Width).to(type);
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

        Tensor[] Run(int threads, int lanes) => WithThreads(threads, () =>
        {
            using var pool = new BufferPool();
            using var batch = new BatchPass(pool, Shape(pass), blocks, type, isTraining: true, recomputes);
            Assert.Equal((lanes, 1), batch.Lanes);
            Tensor output = batch.Forward(x);
            return batch.Backward(given).Prepend(output).ToArray();
        });
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_sequence_gives_the_same_bits_on_whichever_lane_beside_whichever_others(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BlockWeights[] blocks = Weights(type);
        const int tokens = 16, cached = 3;
        Tensor x = Tiny.Normal(3, 1, 24 * tokens, Width).to(type), context = Tiny.Normal(4, 1, 24 * cached, Width).to(type);
        var lanes = new HashSet<int>();
        Tensor all = Run(threads: 1, sequences: 24);
        foreach ((int threads, int sequences) in new[] { (2, 1), (2, 2), (2, 5), (2, 24), (3, 24), (4, 24), (4, 7) })
        {
            Tensor found = Run(threads, sequences);
            Assert.True(
                found.equal(all.narrow(0, 0, sequences * tokens)).all().item<bool>(), $"{sequences} sequences on {threads} threads");
        }
        Assert.Contains(2, lanes);
        Assert.Contains(1, lanes);

        Tensor Run(int threads, int sequences) => WithThreads(threads, () =>
        {
            using var pool = new BufferPool();
            using var cache = new KeyValueCache(Blocks, Heads, Width / Heads, sequences, cached + tokens, CPU, type);
            Pass(AttentionLayout.Full(cached, cached), context.narrow(0, 0, sequences * cached));
            cache.Commit(cached);
            return Pass(AttentionLayout.Full(tokens, cached + tokens), x.narrow(0, 0, sequences * tokens));

            Tensor Pass(AttentionLayout layout, Tensor rows)
            {
                var pass = new SequencePass(new SequenceGroup(sequences, new AttentionContext(layout, cache)));
                using var batch = new BatchPass(pool, Shape(pass), blocks, type, isTraining: false, recomputes: false);
                lanes.Add(batch.Lanes.Count);
                return batch.Forward(rows);
            }
        });
    }

    [Fact]
    public void What_goes_wrong_leaves_no_memory_borrowed()
    {
        using var scope = NewDisposeScope();
        BlockWeights[] blocks = Weights(ScalarType.Float32);
        SequencePass pass = Training();
        using var pool = new BufferPool();
        WithThreads(2, () =>
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
            using var batch = new BatchPass(pool, Shape(pass), blocks, ScalarType.Float32, isTraining: true, recomputes: false);
            Assert.ThrowsAny<Exception>(() => batch.Forward(zeros(pass.Rows - 1, Width)));
        }
    }

    private static StackShape Shape(SequencePass pass) => new(Width, 4 * Width, Heads, 1e-5f, pass);

    /// <summary>Sequences of two lengths, whose clean tokens are not wanted.</summary>
    private static SequencePass Training()
    {
        AttentionLayout one = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([16, 16, 32])),
            two = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([40, 24]));
        return new SequencePass(new SequenceGroup(7, new AttentionContext(one), 34), new SequenceGroup(6, new AttentionContext(two), 42));
    }

    private static BlockWeights[] Weights(ScalarType type) =>
    [
        .. Enumerable.Range(0, Blocks).Select(block =>
        {
            ulong name = 0;
            int head = Width / Heads;
            return new BlockWeights(
                Near(1, Width), Near(0, Width), Drawn(3 * Width, Width), [Near(1, head), Near(0, head), Near(1, head), Near(0, head)],
                Drawn(Width, Width), Near(0, Width), Near(1, Width), Near(0, Width), Drawn(4 * Width, Width), Near(0, 4 * Width),
                Drawn(Width, 4 * Width), Near(0, Width));

            Tensor Near(double value, long size) => ((Tiny.Normal((ulong)block, ++name, size) * 0.1) + value).to(type);

            Tensor Drawn(long outputs, long inputs) => (Tiny.Normal((ulong)block, ++name, outputs, inputs) / Math.Sqrt(inputs)).to(type);
        }),
    ];

    private static T WithThreads<T>(int threads, Func<T> work)
    {
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            return work();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
