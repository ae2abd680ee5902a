using CausalFusion.Files;

namespace CausalFusion.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_writes_a_new_file_and_nothing_else()
    {
        AtomicFile.Write(_folder["a"], stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], _folder.FileNames);
    }

    [Fact]
    public void It_replaces_a_longer_file_completely()
    {
        File.WriteAllText(_folder["a"], "the old content");

        AtomicFile.Write(_folder["a"], stream => stream.Write("new"u8), expectedLength: 3);

        Assert.Equal("new", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], _folder.FileNames);
    }

    [Fact]
    public void The_old_file_is_whole_while_the_new_one_is_written()
    {
        File.WriteAllText(_folder["a"], "old");

        AtomicFile.Write(_folder["a"], stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(_folder["a"]));
        });

        Assert.Equal("new", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void When_writing_fails_the_old_file_is_intact_and_no_other_is_left()
    {
        File.WriteAllText(_folder["a"], "old");

        var thrown = Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(_folder["a"], stream =>
        {
            stream.Write("half of the new"u8);
            throw new OperationCanceledException("stop");
        }));

        Assert.Equal("stop", thrown.Message);
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], _folder.FileNames);
    }

    [Fact]
    public void When_writing_a_first_file_fails_there_is_none()
    {
        Assert.Throws<IOException>(() => AtomicFile.Write(_folder["a"], stream => new FullDiskStream(stream, 2).Write("abc"u8)));

        Assert.Empty(_folder.FileNames);
    }

    [SmallDiskFact]
    public void A_disk_that_is_too_small_is_found_out_before_anything_is_written()
    {
        using var disk = new SmallDisk();
        File.WriteAllText(disk["a"], "old");
        bool began = false;

        Assert.Throws<IOException>(() => AtomicFile.Write(disk["a"], _ => began = true, expectedLength: SmallDisk.Capacity + 1));

        Assert.False(began);
        Assert.Equal("old", File.ReadAllText(disk["a"]));
        Assert.Equal(["a"], disk.FileNames);
    }

    [SmallDiskFact]
    public void A_disk_that_fills_up_leaves_the_old_file_intact()
    {
        using var disk = new SmallDisk();
        File.WriteAllText(disk["a"], "old");

        Assert.Throws<IOException>(() => AtomicFile.Write(disk["a"], stream => stream.Write(new byte[SmallDisk.Capacity + 1])));

        Assert.Equal("old", File.ReadAllText(disk["a"]));
        Assert.Equal(["a"], disk.FileNames);
    }

    [SmallDiskFact]
    public void A_disk_found_full_only_by_the_last_flush_leaves_the_old_file_intact()
    {
        using var disk = new SmallDisk();
        File.WriteAllText(disk["a"], "old");
        File.WriteAllBytes(disk["rest"], new byte[SmallDisk.Capacity - 4096]);

        Assert.Throws<IOException>(() => AtomicFile.Write(disk["a"], stream => stream.WriteByte(1)));

        Assert.Equal("old", File.ReadAllText(disk["a"]));
        Assert.Equal(["a", "rest"], disk.FileNames);
    }

    [Fact]
    public void A_missing_folder_is_reported()
    {
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(_folder[Path.Combine("none", "a")], _ => { }));
    }

    [Fact]
    public void A_link_is_followed()
    {
        File.WriteAllText(_folder["target"], "old");
        File.CreateSymbolicLink(_folder["link"], "target");

        AtomicFile.Write(_folder["link"], stream => stream.Write("new"u8));

        Assert.Equal("target", new FileInfo(_folder["link"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_folder["target"]));
    }

    [Fact]
    public void A_replaced_file_keeps_who_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        File.WriteAllText(_folder["a"], "secret");
        File.SetUnixFileMode(_folder["a"], UnixFileMode.UserRead | UnixFileMode.UserWrite);

        AtomicFile.Write(_folder["a"], stream => stream.Write("new"u8));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["a"]));
    }
}
