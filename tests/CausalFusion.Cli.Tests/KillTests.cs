using System.Diagnostics;
using CausalFusion.Checkpoints;
using CausalFusion.Families.Dit;
using CausalFusion.Randomness;

namespace CausalFusion.Cli.Tests;

/// <summary>
/// Commands that are killed at any moment: what has its final name is whole, and the next run ends as if nothing had happened and leaves nothing
/// behind. CAUSALFUSION_KILLS says how often each is killed.
/// </summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train() => AssertHolds("train", folder =>
    [
        "train", .. TrainingFixture.Tiny, "--data", TrainingFixture.Images(_folder["data"]), "--image-size", "8", "--steps", "60",
        "--checkpoint", Path.Combine(folder, "run.safetensors"), "--checkpoint-interval", "1", "--out", Path.Combine(folder, "model.safetensors"),
    ]);

    [Fact]
    public async Task Sample()
    {
        string model = _folder["model.safetensors"], data = TrainingFixture.Images(_folder["data"]);
        await CliRun.InProcess(["train", .. TrainingFixture.Tiny, "--data", data, "--image-size", "8", "--steps", "1", "--out", model]);
        AssertHolds("sample", folder =>
            ["sample", "--model", model, "--classes", "dark,light", "--count", "100", "--steps", "2", "--out", folder, "--grid",
                Path.Combine(folder, "grid.png")]);
    }

    [Fact]
    public void Encode()
    {
        string autoencoder = _folder["kl.safetensors"], data = TrainingFixture.Images(_folder["data"], size: 32);
        using (Autoencoders.KlAutoencoder kl = new(
            new() { LatentChannels = 4, LatentScale = 0.5, ChannelMultipliers = [1, 2], BaseChannels = 32, NormGroups = 2 }))
        {
            kl.Save(autoencoder);
        }
        AssertHolds("encode", folder => ["encode", "--data", data, "--autoencoder", autoencoder, "--shard-size", "1", "--out", folder]);
    }

    [Fact]
    public void Convert()
    {
        string large = _folder["large.safetensors"];
        using (var dit = new DitModel(
            new DitConfig { ImageSize = 32, PatchSize = 2, Channels = 4, Width = 384, Layers = 4, Heads = 6, Classes = 10 }))
        {
            dit.Save(large);
        }
        AssertHolds("convert", folder => ["convert", large, Path.Combine(folder, "large.pt")]);
    }

    /// <param name="name">The command.</param>
    /// <param name="arguments">The command line for a folder that it is to write into.</param>
    private void AssertHolds(string name, Func<string, string[]> arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps temporary files elsewhere");
        string whole = Directory.CreateDirectory(_folder["whole"]).FullName, work = Directory.CreateDirectory(_folder["work"]).FullName,
            temporary = _folder["temporary"];
        TimeSpan duration = KilledProcess.Run(Start(whole));
        Dictionary<string, byte[]> expected = Directory.EnumerateFiles(whole).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
        Assert.DoesNotContain(expected.Keys, file => file.StartsWith('.') || file.EndsWith(".lock", StringComparison.Ordinal));
        var random = new RandomStream((ulong)name.Length);

        for (int trial = 0; trial < KilledProcess.Trials; trial++)
        {
            KilledProcess.Kill(Start(work), 0.3 + (0.65 * random.NextDouble()), ref duration);
            foreach (string file in Directory.EnumerateFiles(work).Where(file => expected.ContainsKey(Path.GetFileName(file))))
            {
                AssertWhole(file, expected[Path.GetFileName(file)]);
            }
            if (trial % 4 == 3)
            {
                AssertEndsWell();
            }
        }
        AssertEndsWell();

        ProcessStartInfo Start(string folder) =>
            ChildProcess.Dotnet([typeof(CommandLine).Assembly.Location, .. arguments(folder)]).WithTemporaryFiles(temporary);

        void AssertEndsWell()
        {
            KilledProcess.Run(Start(work));
            Assert.Equal(expected.Keys.Order(), Directory.EnumerateFileSystemEntries(work).Select(Path.GetFileName).Order());
            Assert.All(expected, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(work, file.Key))));
            Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
            Directory.Delete(work, recursive: true);
            Directory.CreateDirectory(work);
        }
    }

    private static void AssertWhole(string file, byte[] expected)
    {
        if (Path.GetFileName(file) == "run.safetensors")
        {
            using ModelFile checkpoint = ModelFile.Open(file); // of any step: its header says how long it must be
            Assert.InRange(new FileInfo(file).Length, expected.Length - 16, expected.Length + 16);
        }
        else
        {
            Assert.Equal(expected, File.ReadAllBytes(file));
        }
    }
}
