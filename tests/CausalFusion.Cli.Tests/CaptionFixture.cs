using CausalFusion.Cli.Images;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Randomness;
using CausalFusion.Text;

namespace CausalFusion.Cli.Tests;

/// <summary>Small images with captions, and small networks that read text.</summary>
internal static class CaptionFixture
{
    public static string[] Captions { get; } = ["a dark square", "a dark square again", "a light square", "a light square again"];

    /// <summary>The options of a small network that is trained for a few steps, each with text behind images.</summary>
    public static string[] Tiny { get; } =
    [
        "--patch", "2", "--width", "16", "--layers", "1", "--heads", "2", "--batch-size", "4", "--learning-rate", "1e-3", "--warmup", "2",
        "--image-first-share", "0.5", "--max-text-tokens", "8",
    ];

    /// <summary>Writes four images, 0.png to 3.png, and a text file beside each.</summary>
    public static string Folder(string folder, int size = 8)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < Captions.Length; i++)
        {
            Image(Path.Combine(folder, $"{i}.png"), i, size);
            File.WriteAllText(Path.Combine(folder, $"{i}.txt"), Captions[i] + "\n");
        }
        return folder;
    }

    public static void Image(string path, int number, int size = 8, int channels = 3)
    {
        var shape = new ImageShape(size, size, channels);
        var random = new RandomStream((ulong)number);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFiles.SavePng(path, [.. Enumerable.Range(0, shape.ValueCount).Select(_ => (byte)((number / 2 * 160) + random.Next(40)))], shape);
    }

    /// <summary>Writes a network in which no weight is zero.</summary>
    /// <param name="path">The file.</param>
    /// <param name="change">What is different from a CausalFusion of 8×8 colored pixels.</param>
    public static CausalFusionConfig Network(string path, Func<CausalFusionConfig, CausalFusionConfig>? change = null)
    {
        Vocabulary vocabulary = VocabularyTrainer.Train(Captions, new VocabularyTrainingOptions { Size = 300 });
        var config = new CausalFusionConfig
        {
            ImageSize = 8, Channels = 3, PatchSize = 2, Width = 16, Layers = 1, Heads = 2, Classes = 0,
            Text = new TextShape { Vocabulary = vocabulary.Size, MaxTokens = 8 },
        };
        config = change?.Invoke(config) ?? config;
        using CausalFusionModel network = TestKit.Tiny.Model(config, seed: 3);
        if (config.Text is not null)
        {
            network.Info = network.Info with { Vocabulary = vocabulary };
        }
        network.Save(path);
        return config;
    }
}
