using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;

namespace CausalFusion.Cli.Tests;

/// <summary>A small network with known weights: 8×8 gray pixels, 16 tokens, 5 classes.</summary>
internal static class GoldenModel
{
    public static CausalFusionConfig Config { get; } = new()
    {
        ImageSize = 8, Channels = 1, PatchSize = 2, Width = 32, Layers = 2, Heads = 2, Classes = 5, ClassTokens = 2,
    };

    /// <summary>What its classes are called.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["ant", "bee", "cat", "dog", "elk"];

    /// <summary>Noise, and the images that the reference implementation draws from it.</summary>
    public static string Samples { get; } = Path.Combine(Repository.Golden, "sampling_loop_50.safetensors");

    /// <summary>Writes it as a bundle.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classNames">The names of the classes, as JSON.</param>
    public static void Save(string path, string classNames = """["ant","bee","cat","dog","elk"]""")
    {
        using var weights = new SafetensorsReader(Path.Combine(Repository.Golden, "model_sinusoidal.safetensors"));
        ModelBundle.Save(
            path, weights, Config.Kind, Config.ToJson(), new Dictionary<string, string> { [ModelBundleInfo.ClassNamesEntry] = classNames });
    }
}
