using CausalFusion.Families.Transfusion;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.Tests.Models;

/// <summary>Small networks that read and write text.</summary>
internal static class TextNetworks
{
    /// <summary>What they could be trained on.</summary>
    public static string[] Captions { get; } =
        ["a red circle", "a large blue square above a small red circle", "green", "two blue triangles left of a red one", "a red square"];

    /// <summary>The tokens of these.</summary>
    public static Vocabulary Vocabulary { get; } = VocabularyTrainer.Train(Captions, new VocabularyTrainingOptions { Size = 300 });

    /// <summary>A network of a family, in which no weight is zero.</summary>
    public static TokenTransformer Of(string family)
    {
        var text = new TextShape { Vocabulary = Vocabulary.Size, MaxTokens = 24 };
        TokenTransformer model = family == TransfusionConfig.FamilyName
            ? Tiny.Filled(new TransfusionModel(new TransfusionConfig
            {
                ImageSize = 8,
                Channels = 3,
                PatchSize = 2,
                Width = 48,
                Layers = 3,
                Heads = 4,
                Classes = 0,
                Text = text,
            }))
            : Tiny.Model(Tiny.Config with { Classes = 0, Text = text });
        model.Info = new ModelInfo { Vocabulary = Vocabulary };
        return model;
    }
}
