using CausalFusion.Cli.Images;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Cli.Tests;

/// <summary>Small images and a small network to train on them.</summary>
internal static class TrainingFixture
{
    /// <summary>The options of a small network.</summary>
    public static string[] Tiny { get; } =
    [
        "--patch", "2", "--width", "16", "--layers", "1", "--heads", "2", "--class-tokens", "2", "--batch-size", "4", "--learning-rate", "1e-3",
        "--warmup", "2",
    ];

    /// <summary>Writes a folder of two classes, dark and light, three images each.</summary>
    public static string Images(string folder, int size = 8)
    {
        var shape = new ImageShape(size, size, 3);
        foreach ((string name, int brightness) in new[] { ("dark", 40), ("light", 200) })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (int i = 0; i < 3; i++)
            {
                var random = new RandomStream((ulong)brightness, (ulong)i);
                ImageFiles.SavePng(
                    Path.Combine(folder, name, $"{i}.png"),
                    [.. Enumerable.Range(0, shape.ValueCount).Select(_ => (byte)(brightness + random.Next(40)))], shape);
            }
        }
        return folder;
    }
}
