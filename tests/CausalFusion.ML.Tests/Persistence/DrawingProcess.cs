using System.Diagnostics;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Persistence;

/// <summary>The test assembly run as a program: loads a model file and prints the hashes of what it draws.</summary>
public static class DrawingProcess
{
    public static void Main(string[] args)
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(args[0], out _);
        foreach (string hash in Draw(ml, (ITransformer)model))
        {
            Console.WriteLine(hash);
        }
    }

    /// <summary>The hashes of some images with seeds and some without.</summary>
    public static List<string> Draw(MLContext ml, ITransformer model) =>
    [
        .. Pictures.Hashes(model.Transform(ml.Data.LoadFromEnumerable(Pictures.Labels.Select((label, i) => new Request { Label = label, Seed = 100 + (ulong)i }).ToArray()))),
        .. Pictures.Hashes(model.Transform(ml.Data.LoadFromEnumerable(Pictures.Labels.Select(label => new Wish { Label = label }).ToArray()))),
    ];

    /// <summary>Runs the program in a new process.</summary>
    /// <param name="modelFile">The model file.</param>
    /// <returns>The hashes that it prints.</returns>
    public static string[] Run(string modelFile)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", typeof(DrawingProcess).Assembly.Location, modelFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
