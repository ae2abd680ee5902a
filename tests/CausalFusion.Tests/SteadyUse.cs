using TorchSharp;

namespace CausalFusion.Tests;

/// <summary>What the process holds after each of many uses: tensors and memory must not grow with their number.</summary>
/// <remarks>
/// Memory is measured in windows, each a thousand uses after the one before, of which the smallest measurements are compared: what libtorch, the C
/// library and the runtime keep for later comes and goes by megabytes, but the smallest repeats to within one. A leak of 4 KB at each use, one small
/// tensor, adds 4 MB from each window to the next. What the runtime adds while it compiles anew what is used much, or gives back after that, ends
/// some thousand uses later: warming up lasts until nothing was added twice in a row.
/// </remarks>
internal sealed class SteadyUse
{
    /// <summary>The uses after which it must have shown that nothing grows.</summary>
    public const int Most = WarmUp + (6 * Apart) + Length;

    private const int WarmUp = 600, Apart = 1000, Length = 200, Interval = 10;
    private const long Allowed = 2 << 20;

    private readonly List<(long Live, long Total)> _tensors = [];
    private readonly List<long> _least = [];

    private bool IsSteady => _least.Count > 2 && Math.Max(_least[^1] - _least[^2], _least[^2] - _least[^3]) <= Allowed;

    /// <summary>Measures where it is time to.</summary>
    /// <param name="use">The number of the use that was made, from 1.</param>
    /// <returns>Whether memory is no more than it was a thousand uses before, and then too.</returns>
    public bool After(int use)
    {
        int place = use - WarmUp - 1;
        if (place < 0 || place % Apart >= Length)
        {
            return false;
        }
        if (place % Apart == 0)
        {
            _least.Add(long.MaxValue);
        }
        if (use % Interval == 0)
        {
            // Before the collector runs: nothing is to be left to finalizers.
            _tensors.Add((LiveTensors.Count, torch.Tensor.TotalCount));
            _least[^1] = Math.Min(_least[^1], ResidentMemory.Bytes());
        }
        return place % Apart == Length - 1 && IsSteady;
    }

    /// <summary>Fails unless as many tensors were there each time, and in the end as much memory as two thousand uses before.</summary>
    /// <remarks>No use makes parameters, so that TorchSharp's own count, which knows every thread, means something here.</remarks>
    public void AssertSteady()
    {
        string memory = string.Join(", ", _least.Select(bytes => bytes >> 10));
        TestContext.Current.TestOutputHelper?.WriteLine($"{_tensors[^1].Live - _tensors[0].Live} tensors more; {memory} KB, at each {Apart} uses");
        Assert.Single(_tensors.Distinct());
        Assert.True(IsSteady, $"Memory grew at each {Apart} uses: {memory} KB.");
    }
}
