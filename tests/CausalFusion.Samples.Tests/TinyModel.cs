using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.Samples.Tests;

/// <summary>A network of the samples' kind, Fashion-MNIST's size and classes, but tiny and of random weights.</summary>
internal static class TinyModel
{
    public static CausalFusionConfig Config { get; } = new()
    {
        ImageSize = 28,
        Channels = 1,
        PatchSize = 4,
        Width = 16,
        Layers = 2,
        Heads = 2,
        Classes = FashionMnist.ClassNames.Count,
        ClassTokens = 2,
    };

    /// <summary>Saves one that reads and writes text, of the world of shapes' size.</summary>
    public static string SaveWithText(string path)
    {
        Vocabulary vocabulary = VocabularyTrainer.Train(["a red circle above a blue square"]);
        using var model = new CausalFusionModel(
            Config with
            {
                ImageSize = 32,
                Channels = 3,
                Classes = 0,
                Text = new TextShape { Vocabulary = vocabulary.Size, MaxTokens = 35 },
            }, seed: 1);
        model.Info = model.Info with { Vocabulary = vocabulary };
        model.Save(path);
        return path;
    }

    public static string Save(string path)
    {
        using var model = new CausalFusionModel(Config, seed: 1);
        model.Info = model.Info with { ClassNames = FashionMnist.ClassNames };
        model.Save(path);
        return path;
    }
}
