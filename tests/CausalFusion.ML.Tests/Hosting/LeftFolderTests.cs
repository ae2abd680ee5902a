using OwnFolder = CausalFusion.ML.Hosting.TemporaryFolder;

namespace CausalFusion.ML.Tests.Hosting;

/// <summary>Folders of temporary files that a killed process left.</summary>
public sealed class LeftFolderTests : IDisposable
{
    private readonly TemporaryFolder _parent = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void What_a_killed_process_left_is_gone_when_the_next_folder_is_made_and_what_is_in_use_stays()
    {
        string left = _parent["causalfusion-left"], other = _parent["causalfusion-other"];
        foreach (string folder in (string[])[left, other])
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "latents"), "latents");
        }
        File.WriteAllText(left + ".lock", "");
        using var living = new OwnFolder(_parent.Path);
        File.WriteAllText(Path.Combine(living.Path, "latents"), "latents");
        Assert.False(Directory.Exists(left));

        using (var next = new OwnFolder(_parent.Path))
        {
            Assert.True(Directory.Exists(next.Path));
            Assert.True(Directory.Exists(other)); // no lock says whose it is
            Assert.Equal("latents", File.ReadAllText(Path.Combine(living.Path, "latents")));
        }

        Assert.Equal(
            new[] { Path.GetFileName(living.Path), "causalfusion-other" }.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(_parent.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(left + ".lock"));
    }
}
