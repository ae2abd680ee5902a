using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CausalFusion.ML.Tests.Conformance;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Saving;

/// <summary>The test assembly run as a program: loads model files, each from its path and from a stream, and prints what comes out of them.</summary>
public static class LoadingProcess
{
    private static readonly string[] _columns = [Component.Output, TrainerTask.Generation.Output, TrainerTask.Captioning.Output, "Score"];

    /// <summary>What the program does.</summary>
    public static void Print(IReadOnlyList<string> files)
    {
        var ml = new MLContext();
        foreach (string file in files)
        {
            using var model = (IDisposable)ml.Model.Load(file, out _);
            Write((ITransformer)model);
            using FileStream stream = File.OpenRead(file);
            using var streamed = (IDisposable)ml.Model.Load(stream, out _);
            Write((ITransformer)streamed);
        }

        void Write(ITransformer transformer) => Console.WriteLine(string.Join(' ', Results(ml, transformer)));
    }

    /// <summary>
    /// The hashes of every row's values in the columns that our components, and classifiers behind them, make: of rows with seeds and of rows
    /// without.
    /// </summary>
    public static List<string> Results(MLContext ml, ITransformer model) =>
        [.. Results(model.Transform(
            ml.Data.LoadFromEnumerable(Example.Make(5)))), .. Results(model.Transform(ml.Data.LoadFromEnumerable(TestPictures.Make(5))))];

    /// <summary>Runs the program in a new process.</summary>
    /// <param name="modelFiles">The model files.</param>
    /// <returns>For each file two lines of hashes: when loaded from its path, and from a stream.</returns>
    public static string[] Run(params string[] modelFiles)
    {
        (int exitCode, string output, string error) =
            ChildProcess.Run(ChildProcess.Dotnet(["exec", typeof(LoadingProcess).Assembly.Location, "load", .. modelFiles]));
        Assert.True(exitCode == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static IEnumerable<string> Results(IDataView data) =>
        _columns.Where(name => data.Schema.GetColumnOrNull(name) is not null).SelectMany(name => Component.Values(data, name)).Select(Hash);

    private static string Hash(float[] values) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));
}
