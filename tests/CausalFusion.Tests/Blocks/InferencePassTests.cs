using CausalFusion.Attention;
using CausalFusion.Blocks;
using CausalFusion.Kernels;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

[Collection(nameof(RunsAlone))]
public sealed class InferencePassTests
{
    private const int Tokens = 16, Cached = 3;

    [Theory]
    [InlineData(ScalarType.Float32, nameof(ProductKind.Packed))]
    [InlineData(ScalarType.Float32, nameof(ProductKind.Blas))]
    [InlineData(ScalarType.BFloat16, nameof(ProductKind.Blas))]
    public void A_sequence_gives_the_same_bits_on_whichever_lane_beside_whichever_others(ScalarType type, string kind)
    {
        using ForcedProducts forced = new(kind);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BlockWeights[] blocks = TinyBlocks.Weights(type);
        Tensor x = Tiny.Normal(3, 1, 24 * Tokens, TinyBlocks.Width).to(type), context = Tiny.Normal(4, 1, 24 * Cached, TinyBlocks.Width).to(type);
        var lanes = new HashSet<int>();
        Tensor all = Run(threads: 1, sequences: 24);
        foreach ((int threads, int sequences) in new[] { (2, 1), (2, 2), (2, 5), (2, 24), (3, 24), (4, 24), (4, 7) })
        {
            Tensor found = Run(threads, sequences), driven = empty_like(found);
            Tensor expected = all.narrow(0, 0, sequences * Tokens);
            Assert.True(found.equal(expected).all().item<bool>(), $"{sequences} sequences on {threads} threads");
            LibraryThreads.With(threads, () => ComputeDrivers.Run(1, (_, _) =>
            {
                using var noGrad = no_grad();
                driven.copy_(RunHere(sequences));
            }));
            Assert.True(driven.equal(expected).all().item<bool>(), $"{sequences} sequences on {threads} threads that are driven");
        }
        Assert.Contains(2, lanes);
        Assert.Contains(1, lanes);

        Tensor Run(int threads, int sequences) => LibraryThreads.With(threads, () => RunHere(sequences));

        Tensor RunHere(int sequences)
        {
            using var pool = new BufferPool();
            using var cache = new KeyValueCache(
                TinyBlocks.Count, TinyBlocks.Heads, TinyBlocks.Width / TinyBlocks.Heads, sequences, Cached + Tokens, CPU, type);
            Pass(AttentionLayout.Full(Cached, Cached), context.narrow(0, 0, sequences * Cached));
            cache.Commit(Cached);
            return Pass(AttentionLayout.Full(Tokens, Cached + Tokens), x.narrow(0, 0, sequences * Tokens));

            Tensor Pass(AttentionLayout layout, Tensor rows)
            {
                var sequence = new SequencePass(new SequenceGroup(sequences, new AttentionContext(layout, cache))) { HoldsWeights = true };
                var pass = new InferencePass(pool, TinyBlocks.Shape(sequence), blocks, type, new HeldWeights());
                lanes.Add(pass.Lanes.Count);
                return pass.Run(rows);
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 4)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    [InlineData(16, 2)]
    public void Packed_products_give_what_the_librarys_do(int firstOutput, int threads)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BlockWeights[] blocks = TinyBlocks.Weights(ScalarType.Float32);
        var sequences = new SequencePass(
            new SequenceGroup(19, new AttentionContext(AttentionLayout.Causal(Tokens, 0)), firstOutput),
            new SequenceGroup(2, new AttentionContext(AttentionLayout.Full(23, 23)), firstOutput))
        {
            HoldsWeights = true,
        };
        Tensor x = Tiny.Normal(3, 1, sequences.Rows, TinyBlocks.Width);
        Tensor expected = Run(nameof(ProductKind.Blas)), found = Run(nameof(ProductKind.Packed));
        Assert.Equal(sequences.OutputRows, found.shape[0]);
        if (sequences.OutputRows > 0)
        {
            Approximately.Equal(expected, found, 1e-5, "packed");
        }

        Tensor Run(string kind) => LibraryThreads.With(threads, () =>
        {
            using ForcedProducts forced = new(kind);
            using var pool = new BufferPool();
            var held = new HeldWeights();
            using IDisposable hold = held.Hold();
            Tensor output = new InferencePass(pool, TinyBlocks.Shape(sequences), blocks, ScalarType.Float32, held).Run(x);
            pool.Trim();
            long before = Tensor.TotalCount;
            hold.Dispose();
            Assert.Equal(kind == nameof(ProductKind.Packed) ? 4 * TinyBlocks.Count : 0, before - Tensor.TotalCount); // which way it went
            return output;
        });
    }
}
