using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>The substitute's caching allocator.</summary>
public class Memory
{
    private const long MB = 1 << 20;

    [Fact]
    public unsafe void Freed_memory_is_used_again_for_tensors_of_that_size()
    {
        nint first;
        using (var tensor = ones(17 * MB)) first = (nint)tensor.DataPointer;
        using var next = zeros(17 * MB);
        Assert.Equal(first, (nint)next.DataPointer);
    }

    [Fact]
    public void What_is_kept_never_makes_the_peak_higher()
    {
        var random = new Random(1);
        var held = new Queue<Tensor>();
        for (var i = 0; i < 300; i++)
        {
            held.Enqueue(empty(random.NextInt64(MB / 8, 8 * MB)));
            while (held.Count > random.Next(1, 12)) held.Dequeue().Dispose();
            var (used, unused, most) = Blocks();
            Assert.InRange(used + unused, 1, most);
        }
        foreach (var tensor in held) tensor.Dispose();
    }

    [Fact]
    public void What_nobody_wants_for_some_seconds_goes_back()
    {
        empty(40 * MB).Dispose();
        var before = Blocks().Unused;
        Thread.Sleep(2200);
        for (var i = 0; i < 64; i++) empty(MB).Dispose();
        Assert.InRange(Blocks().Unused, 0, before - (160 * MB));
    }

    [Fact]
    public void Tensors_may_be_freed_on_other_threads_than_they_were_made_on()
    {
        Parallel.For(0, 64, i =>
        {
            var tensor = full(MB / 2 + i, i);
            Task.Run(() =>
            {
                Assert.Equal(i, tensor[tensor.numel() - 1].ToSingle());
                tensor.Dispose();
            }).Wait();
        });
    }

    [Fact]
    public void Memory_is_aligned_and_zeros_are_zero_in_reused_blocks()
    {
        using (var dirty = full(MB, 7)) dirty.add_(1);
        using var clean = zeros(MB);
        Assert.Equal(0, clean.abs().max().ToSingle());
        unsafe { Assert.Equal(0, (long)clean.DataPointer % 64); }
    }

    [Fact]
    public void More_than_there_is_is_an_exception()
    {
        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => empty(1L << 50));
        Assert.Contains("can't allocate memory", error.Message);
    }

    private static unsafe (long Used, long Unused, long Most) Blocks()
    {
        long used, unused, most;
        Native.ts_memory(&used, &unused, &most);
        return (used, unused, most);
    }
}
