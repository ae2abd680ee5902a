using CausalFusion.Attention;
using CausalFusion.Factorization;
using CausalFusion.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Attention;

[Collection(nameof(RunsAlone))]
public sealed class FusedAttentionTests
{
    [Theory]
    [InlineData(32, 2, 16, true)]
    [InlineData(24, 2, 40, true)]
    [InlineData(30, 3, 9, true)]
    [InlineData(64, 1, 100, true)]
    [InlineData(128, 2, 1, true)]
    [InlineData(24, 2, 40, false)]
    [InlineData(30, 3, 9, false)]
    public void The_kernel_agrees_with_the_general_operators_forward_and_backward(int width, int heads, int tokens, bool qkNorm)
    {
        var random = new RandomStream(21, (ulong)width);
        using var attention = new GeneralizedCausalAttention(0, width, heads, qkNorm);
        for (int trial = 0; trial < 4; trial++)
        {
            using var scope = NewDisposeScope();
            ArSplit split = new ArSplitSampler(tokens, 1).Sample(random);
            var context = new AttentionContext(AttentionLayout.GeneralizedCausal(random.Next(5), split));
            int length = context.Layout.Queries;
            Parameter[] norms = [.. attention.named_parameters().Where(p => p.name.Contains("_norm",
                StringComparison.Ordinal)).Select(p => p.parameter)];
            Randomize(norms, (ulong)trial);
            Tensor qkv = Tiny.Normal(5, (ulong)trial, 3, length, 3 * width), gradient = Tiny.Normal(6, (ulong)trial, 3, length, width);

            Tensor[] Run(Func<Tensor, Tensor> attend)
            {
                attention.zero_grad();
                Tensor input = qkv.clone().requires_grad_();
                Tensor output = attend(input);
                (output * gradient).sum().backward();
                return [output.detach(), input.grad!, .. norms.Select(p => p.grad!.clone())];
            }

            Assert.True(FusedAttention.IsSupported(qkv));
            Tensor[] fused = Run(input => FusedAttention.Apply(input, NormsInOrder(attention), heads, 1e-5, 0, context));
            Tensor[] general = Run(input => attention.Attend(input, context));
            for (int i = 0; i < fused.Length; i++)
            {
                // The gradient of the key norm's bias is zero but for rounding.
                bool isKeyBias = i >= 2
                    && attention.named_parameters().Where(p => p.name.Contains("_norm",
                        StringComparison.Ordinal)).ElementAt(i - 2).name == "k_norm.bias";
                Approximately.Equal(general[i], fused[i], 1e-5, $"result {i} of split {split}",
                    isKeyBias ? Approximately.Largest(general[1]) * length : null);
            }
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        using var attention = new GeneralizedCausalAttention(0, 64, 4);
        var context = new AttentionContext(AttentionLayout.GeneralizedCausal(2, ArSplit.FromSizes([5, 9, 3])));
        int before = get_num_threads();
        float[] Run(int threads)
        {
            using var scope = NewDisposeScope();
            set_num_threads(threads);
            Tensor qkv = Tiny.Normal(5, 1, 6, context.Layout.Queries, 3 * 64).requires_grad_();
            FusedAttention.Apply(qkv, NormsInOrder(attention), 4, 1e-5, 0, context).sin().sum().backward();
            return [.. qkv.grad!.data<float>()];
        }

        try
        {
            Assert.Equal(Run(1), Run(3));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void A_layout_of_another_length_is_refused()
    {
        using var attention = new GeneralizedCausalAttention(0, 32, 2);
        using Tensor qkv = Tiny.Normal(1, 1, 1, 4, 96);
        var context = new AttentionContext(AttentionLayout.Full(5, 5));
        Assert.Contains("5 queries",
            Assert.Throws<ArgumentException>(() => FusedAttention.Apply(qkv, NormsInOrder(attention), 2, 1e-5, 0, context)).Message,
                StringComparison.Ordinal);
    }

    private static Tensor[] NormsInOrder(GeneralizedCausalAttention attention)
    {
        var named = attention.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        return !named.TryGetValue("q_norm.weight", out Parameter? weight) ? [] : [weight, named["q_norm.bias"], named["k_norm.weight"],
            named["k_norm.bias"]];
    }

    private static void Randomize(Parameter[] parameters, ulong seed)
    {
        using var noGrad = no_grad();
        for (int i = 0; i < parameters.Length; i++)
        {
            using Tensor values = Tiny.Normal(seed, (ulong)i, parameters[i].shape);
            parameters[i].copy_(values);
        }
    }
}
