using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;

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

    public static string Save(string path)
    {
        using var model = new CausalFusionModel(Config, seed: 1);
        model.Info = model.Info with { ClassNames = FashionMnist.ClassNames };
        model.Save(path);
        return path;
    }
}
