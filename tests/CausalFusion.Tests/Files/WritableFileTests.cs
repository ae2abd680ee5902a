using CausalFusion.Files;

namespace CausalFusion.Tests.Files;

public sealed class WritableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_can_be_made_passes_and_is_not_made()
    {
        File.WriteAllText(_folder["old"], "old");

        WritableFile.Require(_folder["new"], 1000);
        WritableFile.Require(_folder["old"]);

        Assert.Equal(["old"], _folder.FileNames);
        Assert.Equal("old", File.ReadAllText(_folder["old"]));
    }

    [Fact]
    public void A_folder_in_a_files_place_is_refused()
    {
        Assert.Contains("found a folder", Assert.Throws<IOException>(() => WritableFile.Require(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("found a folder", Assert.Throws<IOException>(() => WritableFile.Require(_folder["a/"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_folder_is_refused() =>
        Assert.Contains(
            "there is no folder", Assert.Throws<DirectoryNotFoundException>(() => WritableFile.Require(_folder["no/file"])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_folder_in_which_nobody_can_make_a_file_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc/sys is Linux's");
        Assert.True(
            Record.Exception(() => WritableFile.Require("/proc/sys/file")) is IOException or UnauthorizedAccessException, "it passed");
    }

    [Fact]
    public void More_than_the_disk_has_room_for_is_refused() =>
        Assert.Contains(
            "expected room for 4,611,686,018,427,387,904 bytes",
            Assert.Throws<IOException>(() => WritableFile.Require(_folder["big"], 1L << 62)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_lock_is_held_by_one_and_gone_when_it_is_let_go()
    {
        using (FileLock.Take(_folder["a"], "writes"))
        {
            string refusal = Assert.Throws<IOException>(() => FileLock.Take(_folder["a"], "writes")).Message;
            Assert.Contains($"another process or thread writes '{_folder["a"]}'", refusal, StringComparison.Ordinal);
            FileLock.Take(_folder["b"], "writes").Dispose();
        }
        Assert.Empty(_folder.FileNames);
        FileLock.Take(_folder["a"], "writes").Dispose();
        Assert.Empty(_folder.FileNames);
    }

    [Fact]
    public void A_lock_that_a_killed_process_left_is_taken()
    {
        File.WriteAllText(FileLock.NameFor(_folder["a"]), "");
        FileLock.Take(_folder["a"], "writes").Dispose();
        Assert.Empty(_folder.FileNames);
    }
}
