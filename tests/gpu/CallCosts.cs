using System.Diagnostics;
using System.Globalization;
using CausalFusion.Attention;
using CausalFusion.Factorization;
using static TorchSharp.torch;

namespace CausalFusion.Gpu;

/// <summary>Measures what <see cref="AttentionCosts"/> says of a device: the price of a call and of a mask, forward and backward together.</summary>
internal sealed class CallCosts(MachineUse use)
{
    private const int Steps = 32, Repeats = 5;

    /// <summary>Prints a line for each number type.</summary>
    public void Print()
    {
        foreach ((string precision, ScalarType type) in new[] { ("float32", ScalarType.Float32), ("bfloat16", ScalarType.BFloat16) })
        {
            (int sequences, int heads, int dimension, int tokens) = use.IsDryRun ? (16, 6, 32, 256) : (64, 16, 64, 512);
            AttentionLayout manySmall = AttentionLayout.GeneralizedCausal(0, ArSplit.Equal(2 * Steps, Steps)),
                full = AttentionLayout.Full(tokens, tokens), masked = AttentionLayout.GeneralizedCausal(0, ArSplit.Equal(tokens / 2, tokens / 8));
            double call = Seconds(manySmall, 1, 1, 8, type, AttentionCosts.NeverMasked) / ((2 * Steps) - 1);
            double pair = Seconds(full, sequences, heads, dimension, type, AttentionCosts.NeverMasked) / ((double)full.Queries * full.Keys);
            double maskedPair =
                Seconds(masked, sequences, heads, dimension, type, AttentionCosts.AlwaysMasked) / ((double)masked.Queries * masked.Keys);
            double rate = 2.0 * sequences * heads * dimension / pair;
            AttentionCosts assumed = AttentionCosts.Of(use.Device.type, type);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"attention in {precision}: {call * 1e6:f0} µs a call, {rate:g2} multiply-adds/s, so {call * rate:g2} a call; with a mask "
                + $"{maskedPair / pair:f2} times the time; assumed are {assumed.Call:g2} and {assumed.Masked:f2}"));
        }
    }

    /// <summary>The fastest of a few passes forward and backward.</summary>
    private double Seconds(AttentionLayout layout, int sequences, int heads, int dimension, ScalarType type, AttentionCosts costs)
    {
        using var scope = NewDisposeScope();
        Tensor[] given =
        [
            .. Enumerable.Range(0, 3).Select(i => FilledModel.Normal((ulong)i, sequences, heads, i == 0 ? layout.Queries : layout.Keys, dimension)
                .to(type, use.Device).requires_grad_()),
        ];
        var context = new AttentionContext(layout, costs: costs);
        double least = double.PositiveInfinity;
        for (int i = 0; i <= Repeats; i++)
        {
            using var passScope = NewDisposeScope();
            use.Synchronize();
            long start = Stopwatch.GetTimestamp();
            ComposedAttention.Apply(given[0], given[1], given[2], context).sum().backward();
            use.Synchronize();
            least = i == 0 ? least : Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return least;
    }
}
