using CausalFusion.Attention;
using CausalFusion.Factorization;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Attention;

public sealed class AttentionPlanTests
{
    // 2·N·H·d of 64 sequences, 16 heads of 72, and of 64 sequences, 6 heads of 32.
    private const double LargeWork = 2.0 * 64 * 16 * 72, SmallWork = 2.0 * 64 * 6 * 32;

    private static readonly (DeviceType Device, ScalarType Type)[] _kinds =
    [
        (DeviceType.CUDA, ScalarType.BFloat16), (DeviceType.CUDA, ScalarType.Float32), (DeviceType.CPU, ScalarType.BFloat16),
    ];

    [Fact]
    public void One_and_two_steps_need_no_mask_whatever_the_device_and_the_size()
    {
        foreach ((DeviceType device, ScalarType type) in _kinds)
        {
            foreach (double work in new[] { 10, SmallWork, LargeWork })
            {
                foreach (int copies in new[] { 1, 8 })
                {
                    AttentionPlan one = Plan(AttentionLayout.GeneralizedCausal(4, ArSplit.OneStep(64), copies: copies), work, device, type);
                    AttentionPlan two = Plan(AttentionLayout.GeneralizedCausal(4, ArSplit.Equal(64, 2), copies: copies), work, device, type);
                    Assert.Equal((2, 0), (one.Calls, one.MaskedCalls));
                    Assert.Equal((4, 0), (two.Calls, two.MaskedCalls));
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Steps_of_a_large_network_are_calls_of_their_own_one_for_all_copies(int copies)
    {
        foreach ((DeviceType device, ScalarType type) in _kinds)
        {
            AttentionPlan plan = Plan(AttentionLayout.GeneralizedCausal(4, ArSplit.Equal(1024, 8), copies: copies), LargeWork, device, type);
            Assert.Equal((1 + 7 + 8, 0), (plan.Calls, plan.MaskedCalls));
            Assert.All(plan.Shared.ToArray().Concat(plan.Copied.ToArray()), call => Assert.Equal(AttentionCallKind.Full, call.Kind));
        }
    }

    [Fact]
    public void A_chain_of_single_clean_tokens_is_one_causal_call()
    {
        foreach (int condition in new[] { 0, 1, 4 })
        {
            AttentionPlan plan = Plan(
                AttentionLayout.GeneralizedCausal(condition, ArSplit.Equal(256, 256)), LargeWork, DeviceType.CUDA, ScalarType.BFloat16);
            AttentionCall causal = Assert.Single(plan.Shared.ToArray(), call => call.Kind == AttentionCallKind.Causal);
            Assert.InRange(causal.Queries, 200, 256);
            Assert.InRange(plan.Calls, 2, 20);
        }
    }

    [Fact]
    public void Where_runs_are_many_and_small_a_few_masks_stand_for_them()
    {
        AttentionPlan plan = Plan(
            AttentionLayout.GeneralizedCausal(4, ArSplit.Equal(256, 64)), SmallWork, DeviceType.CUDA, ScalarType.BFloat16);
        Assert.InRange(plan.Calls, 1, 8);
        Assert.InRange(plan.MaskedCalls, 1, plan.Calls);
    }

    [Fact]
    public void What_sees_everything_is_one_call_without_a_mask()
    {
        foreach (AttentionLayout layout in new[] { AttentionLayout.Full(5, 5), AttentionLayout.Full(5, 60) })
        {
            AttentionPlan plan = AttentionPlan.For(layout, 100, AttentionCosts.AlwaysMasked);
            Assert.Equal(AttentionCallKind.Full, Assert.Single(plan.Shared.ToArray()).Kind);
        }
    }

    [Fact]
    public void One_mask_of_everything_is_the_layouts()
    {
        foreach ((string name, AttentionLayout layout) in AttentionLayouts.All().Where(test => test.Layout.Copies == 1 && !test.Layout.IsFull))
        {
            using var scope = NewDisposeScope();
            AttentionPlan plan = AttentionPlan.For(layout, 1, AttentionCosts.AlwaysMasked);
            if (plan.MaskedCalls == 0)
            {
                Assert.Equal(1, plan.Calls); // a chain of single tokens
                continue;
            }
            Tensor mask = Assert.Single(plan.Masks(CPU, ScalarType.Float32)), expected = layout.ToAdditiveMask(CPU);
            Assert.True(mask.equal(expected).all().item<bool>(), name);
        }
    }

    private static AttentionPlan Plan(AttentionLayout layout, double work, DeviceType device, ScalarType type) =>
        AttentionPlan.For(layout, work, AttentionCosts.Of(device, type));
}
