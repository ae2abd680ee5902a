namespace CausalFusion.ML.Tests.Fuzz;

/// <summary>The campaign of <c>tests/fuzz</c>, in its short form.</summary>
public sealed class CampaignTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("safetensors,pickle,index,weights,bundle,names,idx,latents,captions", 20)]
    [InlineData("png,jpeg,gif,bmp,webp,folder", 15)]
    [InlineData("pipeline", 8)]
    public void Inputs_that_are_changed_in_every_way_are_read_or_refused_as_documented(string targets, int seconds)
    {
        (int exitCode, string output) = Run(targets, seconds);

        Assert.True(exitCode == 0, output);
        Assert.All(targets.Split(','), target => Assert.Matches($@"(?m)^{target} +[\d,]+ tried", output));
        Assert.Contains("0 failures in ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_abort_a_hang_too_much_memory_and_an_undocumented_exception_are_caught_and_their_inputs_kept()
    {
        (int exitCode, string output) = Run("self-test", 25);

        Assert.True(exitCode == 1, output);
        foreach (string kind in (string[])["Abort", "Hang", "Memory", "Undocumented"])
        {
            Assert.Contains($"self-test: {kind}: ", output, StringComparison.Ordinal);
            Assert.Single(Directory.EnumerateFiles(_folder.Path, $"self-test-{kind}-*.bin"));
        }
        Assert.Contains("InvalidDataException ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_command_line_is_told()
    {
        (int exitCode, string output) = Run("nonsense", 1);

        Assert.Equal(2, exitCode);
        Assert.Contains("target 'nonsense': expected one of safetensors, pickle", output, StringComparison.Ordinal);
    }

    private (int ExitCode, string Output) Run(string targets, int seconds)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "CausalFusion.Fuzz.dll");
        (int exitCode, string output, string error) = ChildProcess.Run(
            ChildProcess.Dotnet("exec", program, "--target", targets, "--seconds", $"{seconds}", "--seed", "1", "--keep", _folder.Path));
        return (exitCode, output + error);
    }
}
