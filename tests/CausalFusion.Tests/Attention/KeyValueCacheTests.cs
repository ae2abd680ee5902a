using CausalFusion.Attention;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Attention;

public sealed class KeyValueCacheTests
{
    [Fact]
    public void The_first_sequences_predict_alone_what_they_predict_among_the_others_also_after_more_was_cached()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        using ContextCaches whole = model.BeginClasses(tensor([1L, 2L, 7L, 7L]), first: 2);
        Tensor positions = arange(16, dtype: ScalarType.Int64).unsqueeze(0).repeat(4, 1);
        foreach (int start in new[] { 0, 5, 11 })
        {
            Tensor noised = Tiny.Normal(1, (ulong)start, 4, 5, 12), places = positions.narrow(1, start, 5);
            Tensor expected = model.Predict(noised, places, 300, whole).narrow(0, 0, 2);
            Tensor first = model.Predict(noised.narrow(0, 0, 2), places.narrow(0, 0, 2), 300, whole, onlyFirst: true);
            Approximately.Equal(expected, first, 1e-6, $"after {start} tokens");
            Approximately.Equal(
                expected, model.Predict(noised, places, 300, whole).narrow(0, 0, 2), 1e-6, "a prediction of some sequences changed the cache");
            model.AppendFinished(noised, places, whole);
        }
    }

    [Fact]
    public void Images_of_one_class_share_its_condition_and_predict_what_they_do_alone()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        Tensor positions = arange(16, dtype: ScalarType.Int64).unsqueeze(0).repeat(4, 1), noised = Tiny.Normal(1, 1, 4, 16, 12);
        long[] classes = [2, 5, 2, 7];
        using ContextCaches together = model.BeginClasses(tensor(classes));
        Tensor predicted = model.Predict(noised, positions, 300, together);
        for (int n = 0; n < classes.Length; n++)
        {
            using ContextCaches alone = model.BeginClasses(tensor([classes[n]]));
            Tensor own = model.Predict(noised.narrow(0, n, 1), positions.narrow(0, n, 1), 300, alone);
            Assert.True(own.contiguous().bytes.SequenceEqual(predicted.narrow(0, n, 1).contiguous().bytes), $"image {n}");
        }
    }

    [Fact]
    public void Some_sequences_alone_cannot_keep_tokens()
    {
        using var whole = new KeyValueCache(layers: 1, heads: 1, headDimension: 4, batch: 3, capacity: 5, CPU);
        using KeyValueCache first = whole.FirstSequences(2);
        Assert.Throws<InvalidOperationException>(() => first.Commit(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.FirstSequences(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.FirstSequences(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.Commit(6));
    }

    [Fact]
    public void It_holds_the_networks_number_type_and_refuses_another()
    {
        using var scope = NewDisposeScope();
        using var cache = new KeyValueCache(layers: 1, heads: 2, headDimension: 4, batch: 1, capacity: 5, CPU, ScalarType.BFloat16);
        Tensor given = Tiny.Normal(1, 1, 1, 2, 3, 4);
        Assert.Contains("BFloat16", Assert.Throws<ArgumentException>(() => cache.Extend(0, given, given)).Message, StringComparison.Ordinal);
        Tensor half = given.to(ScalarType.BFloat16);
        (Tensor keys, Tensor values) = cache.Extend(0, half, half);
        Assert.Equal([ScalarType.BFloat16, ScalarType.BFloat16], [keys.dtype, values.dtype]);
        Assert.True(keys.equal(half).all().item<bool>());
    }
}
