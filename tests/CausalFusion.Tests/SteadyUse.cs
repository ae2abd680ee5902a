using TorchSharp;

namespace CausalFusion.Tests;

/// <summary>What the process holds after each of many uses: tensors and memory must not grow with their number.</summary>
/// <remarks>
/// Memory is measured in three windows, each a thousand uses after the one before, and the smallest measurements of two windows are compared: what
/// libtorch, the C library and the runtime keep for later comes and goes by megabytes, but the smallest repeats to within one. The smaller growth
/// counts, since once on the way the runtime compiles anew what is used much. A leak of 4 KB at each use, one small tensor, shows as 4 MB.
/// </remarks>
internal sealed class SteadyUse
{
    /// <summary>The uses to make.</summary>
    public const int Count = WarmUp + (2 * Apart) + Length;

    private const int WarmUp = 600, Apart = 1000, Length = 200, Interval = 10;
    private const long Allowed = 2 << 20;

    private readonly List<(long Live, long Total)> _tensors = [];
    private readonly List<long>[] _windows = [[], [], []];

    /// <summary>Measures where it is time to.</summary>
    /// <param name="use">The number of the use that was made, from 1.</param>
    public void After(int use)
    {
        if (use <= WarmUp || use % Interval != 0 || (use - WarmUp - 1) % Apart >= Length)
        {
            return;
        }
        // Before the collector runs: nothing is to be left to finalizers.
        _tensors.Add((LiveTensors.Count, torch.Tensor.TotalCount));
        _windows[(use - WarmUp - 1) / Apart].Add(ResidentMemory.Bytes());
    }

    /// <summary>Fails unless as many tensors were there each time, and as much memory.</summary>
    /// <remarks>No use makes parameters, so that TorchSharp's own count, which knows every thread, means something here.</remarks>
    public void AssertSteady()
    {
        long[] least = [.. _windows.Select(window => window.Min())];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_tensors[^1].Live - _tensors[0].Live} tensors more; {string.Join(", ", least.Select(bytes => bytes >> 10))} KB at each {Apart} uses");
        Assert.Single(_tensors.Distinct());
        Assert.InRange(least.Zip(least.Skip(1), (before, after) => after - before).Min(), long.MinValue, Allowed);
    }
}
