using CausalFusion.Data;
using CausalFusion.Files;

namespace CausalFusion.Tests.Files;

/// <summary>What killed processes leave, the next one sweeps; what living ones hold stays.</summary>
public sealed class LeftoverFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_killed_process_was_writing_is_gone_after_the_next_write_into_the_folder()
    {
        File.WriteAllText(_folder["a"], "old");
        using (var process = WritingProcess.Start("file", _folder["a"]))
        {
            Assert.Equal(2, _folder.FileNames.Count());
            process.Kill();
        }
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
        Assert.Equal(2, _folder.FileNames.Count());

        AtomicFile.Write(_folder["b"], stream => stream.Write("new"u8));

        Assert.Equal(["a", "b"], _folder.FileNames);
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void What_a_living_process_is_writing_stays_and_becomes_whole()
    {
        using var process = WritingProcess.Start("file", _folder["a"]);

        AtomicFile.Write(_folder["b"], stream => stream.Write("new"u8));

        Assert.Equal(2, _folder.FileNames.Count());
        process.Finish();
        Assert.Equal(["a", "b"], _folder.FileNames);
        Assert.Equal(100_000, new FileInfo(_folder["a"]).Length);
    }

    [Fact]
    public void Writes_of_one_process_at_the_same_time_leave_each_other_alone()
    {
        File.WriteAllText(_folder[".partial-left.tmp"], "left");

        Parallel.For(0, 200, i => AtomicFile.Write(_folder[$"{i:d3}"], stream => stream.Write(new byte[i])));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:d3}"), _folder.FileNames);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(i, new FileInfo(_folder[$"{i:d3}"]).Length));
    }

    [SmallDiskFact]
    public void What_was_left_makes_room_on_a_full_disk()
    {
        using var disk = new SmallDisk();
        File.WriteAllBytes(disk[".partial-left.tmp"], new byte[SmallDisk.Capacity - 8192]);

        AtomicFile.Write(disk["a"], stream => stream.Write(new byte[SmallDisk.Capacity / 2]), expectedLength: SmallDisk.Capacity / 2);

        Assert.Equal(["a"], disk.FileNames);
    }

    [Fact]
    public void Links_and_files_of_other_names_stay()
    {
        File.WriteAllText(_folder["precious"], "precious");
        File.CreateSymbolicLink(_folder[".partial-link.tmp"], _folder["precious"]);
        File.WriteAllText(_folder[".partial-other"], "other");
        Directory.CreateDirectory(_folder[".partial-folder.tmp"]);

        AtomicFile.Write(_folder["a"], stream => stream.Write("new"u8));

        Assert.Equal([".partial-link.tmp", ".partial-other", "a", "precious"], _folder.FileNames);
        Assert.True(Directory.Exists(_folder[".partial-folder.tmp"]));
    }

    [Fact]
    public void A_killed_process_leaves_no_spilled_images_that_the_next_one_does_not_sweep()
    {
        using (var process = WritingProcess.Start("spill", _folder.Path))
        {
            process.Kill();
        }
        File.WriteAllText(_folder["causalfusion-left.tmp"], "left");

        using (new SpillFile(_folder.Path))
        {
            Assert.InRange(_folder.FileNames.Count(), 0, OperatingSystem.IsWindows() ? 1 : 0);
        }

        Assert.Empty(_folder.FileNames);
    }
}
