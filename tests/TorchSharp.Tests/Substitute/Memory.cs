using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>The substitute's caching allocator.</summary>
public class Memory
{
    private const long MB = 1 << 20;

    [Fact]
    public void Freed_memory_is_used_again_for_tensors_of_that_size()
    {
        using (var first = ones(16 * MB)) first.fill_(2);
        var before = Resident();
        for (var i = 0; i < 20; i++) using (ones(16 * MB)) { }
        Assert.InRange(Resident() - before, -64 * MB, 16 * MB);
    }

    [Fact]
    public void What_is_kept_never_makes_the_peak_higher()
    {
        var start = Resident();
        var highest = 0L;
        for (var size = 20; size < 60; size += 3)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < 3; i++) ones(size * MB / 4);
            highest = Math.Max(highest, Resident() - start);
        }
        Assert.InRange(highest, 0, 3 * 60 * MB * 11 / 10);
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

    private static long Resident()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}
