using System.Text.Json;

namespace Microsoft.ML.Tests.Trainers;

/// <summary>The rows of tests/reference/maxent_reference.py, and their optima under different regularisation.</summary>
internal sealed record GoldenProblem(float[][] Features, int[] Labels, float[] Weights, GoldenOptimum[] Lbfgs, GoldenOptimum[] Sdca)
{
    public const int FeatureCount = 5;
    public const int ClassCount = 3;

    private static readonly JsonSerializerOptions _naming = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public IEnumerable<Example> Examples() =>
        Features.Select((features, i) => new Example { Features = features, Label = (uint)Labels[i], Weight = Weights[i] });

    public static GoldenProblem Load()
    {
        string file = Path.Combine(RepositoryRoot(), "tests", "Microsoft.ML.Tests", "Trainers", "Golden", "maxent.json");
        return JsonSerializer.Deserialize<GoldenProblem>(File.ReadAllText(file), _naming)
            ?? throw new InvalidDataException($"{file} holds nothing.");
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CausalFusion.ML.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CausalFusion.ML.sln.");
    }
}
