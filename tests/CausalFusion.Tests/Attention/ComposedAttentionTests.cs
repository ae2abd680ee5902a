using CausalFusion.Attention;
using CausalFusion.Factorization;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Attention;

/// <summary>The attention of other devices and number types, on the processor, against a dense mask.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ComposedAttentionTests
{
    private const int Sequences = 2, Heads = 3, Dimension = 8;

    /// <summary>Ways to choose calls: as on a processor and on a GPU, never masked with and without causal calls, mixed, all in one mask.</summary>
    private static readonly Dictionary<string, AttentionCosts?> _costs = new()
    {
        ["default"] = null,
        ["GPU"] = AttentionCosts.Of(DeviceType.CUDA, ScalarType.BFloat16),
        ["never masked"] = AttentionCosts.NeverMasked,
        ["causal"] = new AttentionCosts(1e9, double.PositiveInfinity, 0),
        ["mixed"] = new AttentionCosts(30.0 * 2 * Sequences * Heads * Dimension, 1.5, 0),
        ["always masked"] = AttentionCosts.AlwaysMasked,
    };

    public static TheoryData<string> Ways => [.. _costs.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Outputs_and_gradients_are_those_of_the_dense_mask_in_float32(string way) => AssertEqualsDense(way, ScalarType.Float32, 1e-5);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Outputs_and_gradients_are_nearly_so_in_bfloat16(string way) => AssertEqualsDense(way, ScalarType.BFloat16, 0.03);

    [Fact]
    public void The_ways_take_every_kind_of_call()
    {
        AttentionCallKind[] KindsOf(string way) =>
        [
            .. AttentionLayouts.All().SelectMany(test =>
            {
                AttentionPlan plan = AttentionPlan.For(
                    test.Layout, 2 * Sequences * Heads * Dimension, _costs[way] ?? AttentionCosts.Of(DeviceType.CPU, ScalarType.Float32));
                return plan.Shared.ToArray().Concat(plan.Copied.ToArray()).Select(call => call.Kind);
            }).Distinct().Order(),
        ];

        Assert.Equal([AttentionCallKind.Full, AttentionCallKind.Causal], KindsOf("causal"));
        Assert.Equal([AttentionCallKind.Full, AttentionCallKind.Causal, AttentionCallKind.Masked], KindsOf("mixed"));
        Assert.DoesNotContain(AttentionCallKind.Masked, KindsOf("never masked"));
    }

    [Fact]
    public void Masks_are_made_once_for_all_blocks_and_freed_with_the_pass()
    {
        using var first = new GeneralizedCausalAttention(0, 24, 3);
        using var second = new GeneralizedCausalAttention(1, 24, 3);
        AttentionLayout layout = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([3, 2, 4]), copies: 2);
        using Tensor qkv = Tiny.Normal(1, 1, 2, layout.Queries, 72);
        void Pass()
        {
            using var scope = NewDisposeScope();
            var context = new AttentionContext(layout, costs: AttentionCosts.AlwaysMasked);
            first.Attend(qkv, context);
            second.Attend(qkv, context);
            Assert.Equal(1, context.MaskBuilds);
        }

        Pass();
        long before = LiveTensors.CountHeld();
        Pass();
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void A_block_that_runs_again_after_the_pass_makes_its_masks_anew()
    {
        using var scope = NewDisposeScope();
        using var attention = new GeneralizedCausalAttention(0, 24, 3);
        AttentionLayout layout = AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([3, 2, 4]));
        Tensor qkv = Tiny.Normal(1, 1, 2, layout.Queries, 72), expected;
        AttentionContext context;
        using (NewDisposeScope())
        {
            context = new AttentionContext(layout, costs: AttentionCosts.AlwaysMasked);
            expected = attention.Attend(qkv, context).MoveToOuterDisposeScope();
        }
        Assert.True(expected.equal(attention.Attend(qkv, context)).all().item<bool>());
        Assert.Equal(2, context.MaskBuilds);
    }

    [Fact]
    public void In_bfloat16_queries_keys_and_outputs_stay_so()
    {
        using var scope = NewDisposeScope();
        using var attention = new GeneralizedCausalAttention(0, 24, 3);
        attention.to(ScalarType.BFloat16);
        var context = new AttentionContext(AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([3, 2, 4])));
        Tensor x = Tiny.Normal(1, 1, 2, context.Layout.Queries, 24).to(ScalarType.BFloat16);
        Assert.Equal(ScalarType.BFloat16, attention.call(x, context).dtype);
    }

    [Fact]
    public void A_layout_of_another_length_is_refused()
    {
        using var scope = NewDisposeScope();
        Tensor given = Tiny.Normal(1, 1, 1, 1, 4, 8);
        Assert.Contains("5 queries", Assert.Throws<ArgumentException>(
            () => ComposedAttention.Apply(given, given, given, new AttentionContext(AttentionLayout.Full(5, 4)))).Message, StringComparison.Ordinal);
    }

    private static void AssertEqualsDense(string way, ScalarType type, double tolerance)
    {
        ulong seed = 0;
        foreach ((string name, AttentionLayout layout) in AttentionLayouts.All())
        {
            using var scope = NewDisposeScope();
            seed++;
            Tensor[] given =
            [
                Values(1, layout.Queries), Values(2, layout.Keys), Values(3, layout.Keys),
                Tiny.Normal(seed, 4, Sequences, layout.Queries, Heads * Dimension).to(type).to(ScalarType.Float32),
            ];

            // Seen as a part of a larger tensor, as in the network.
            Tensor Values(ulong part, int tokens) =>
                Tiny.Normal(seed, part, Sequences, tokens, Heads, Dimension).transpose(1, 2).to(type).to(ScalarType.Float32);

            Tensor[] expected = Run(given, (q, k, v) => nn.functional.scaled_dot_product_attention(q, k, v, layout.ToAdditiveMask(CPU))
                .transpose(1, 2).reshape(Sequences, layout.Queries, Heads * Dimension));
            var context = new AttentionContext(layout, costs: _costs[way]);
            Tensor[] found = Run([.. given.Select(x => x.to(type))], (q, k, v) => ComposedAttention.Apply(q, k, v, context));
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(type, found[i].dtype);
                Approximately.Equal(expected[i], found[i], tolerance, $"result {i} of {name}", Math.Max(1, Approximately.Largest(expected[i])));
            }
        }
    }

    /// <summary>The output and the gradients of queries, keys and values.</summary>
    private static Tensor[] Run(Tensor[] given, Func<Tensor, Tensor, Tensor, Tensor> attend)
    {
        Tensor[] inputs = [.. given.Take(3).Select(x => x.detach().clone().requires_grad_())];
        Tensor output = attend(inputs[0], inputs[1], inputs[2]);
        (output * given[3]).sum().backward();
        return [output.detach(), .. inputs.Select(x => x.grad!)];
    }
}
