using System.Diagnostics;
using CausalFusion.Randomness;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Saving;

/// <summary>
/// Processes that are killed while they save a model over an older file: what is half-written does not load, and the next save leaves nothing behind.
/// CAUSALFUSION_KILLS says how often.
/// </summary>
public sealed class KilledSaveTests : IDisposable
{
    private const int Saves = 60;

    // ML.NET unpacks and packs a model there; it sweeps nothing of a killed process, and does not say whose a folder is.
    private const string OfMLNet = "ml_dotnet_";

    private static readonly string _model = Path.Combine(Repository.Root, "tests", "CausalFusion.ML.Tests", "Golden", "generator.zip");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What the process does: saves a model again and again.</summary>
    internal static void Save(string model, string output)
    {
        var ml = new MLContext().RegisterCausalFusion();
        using var loaded = (IDisposable)ml.Model.Load(model, out DataViewSchema schema);
        for (int i = 0; i < Saves; i++)
        {
            ml.Model.Save((ITransformer)loaded, schema, output);
        }
    }

    [Fact]
    public void What_a_killed_save_leaves_is_refused_or_whole_and_gone_after_the_next()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps temporary files elsewhere");
        List<string> expected = Results(_model);
        string output = _folder["saved/model.zip"];
        Directory.CreateDirectory(_folder["saved"]);
        TimeSpan duration = KilledProcess.Run(Start());
        var random = new RandomStream(9);
        int refused = 0;

        for (int trial = 0; trial < KilledProcess.Trials; trial++)
        {
            KilledProcess.Kill(Start(), 0.5 + (0.45 * random.NextDouble()), ref duration);
            try
            {
                Assert.Equal(expected, Results(output));
            }
            catch (Exception exception) when (exception is InvalidDataException or FormatException) // ML.NET says that it is no zip
            {
                refused++;
            }
        }
        KilledProcess.Run(Start());

        TestContext.Current.TestOutputHelper?.WriteLine($"{KilledProcess.Trials} killed, {refused} half-written and refused");
        Assert.Equal(expected, Results(output));
        Assert.Equal(["model.zip"], Directory.EnumerateFileSystemEntries(_folder["saved"]).Select(Path.GetFileName));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(_folder["temporary"]),
            entry => !Path.GetFileName(entry).StartsWith(OfMLNet, StringComparison.Ordinal));

        ProcessStartInfo Start() => ChildProcess.Dotnet("exec", typeof(KilledSaveTests).Assembly.Location, "save", _model, output)
            .WithTemporaryFiles(_folder["temporary"]);
    }

    private static List<string> Results(string file)
    {
        var ml = new MLContext().RegisterCausalFusion();
        using var model = (IDisposable)ml.Model.Load(file, out _);
        return LoadingProcess.Results(ml, (ITransformer)model);
    }
}
