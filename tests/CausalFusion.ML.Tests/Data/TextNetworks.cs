using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Transfusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Text;
using CausalFusion.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Tests.Data;

/// <summary>Small networks that read and write text, whose images and captions depend on all of their weights.</summary>
internal static class TextNetworks
{
    private const int MaxTokens = 8;

    /// <summary>The bytes, and a few tokens of the pictures' captions.</summary>
    public static Vocabulary Vocabulary { get; } =
        VocabularyTrainer.Train(Enumerable.Range(0, 12).Select(TestPictures.Caption), new VocabularyTrainingOptions { Size = 280 });

    /// <summary>The shape of the networks' texts.</summary>
    public static TextShape Text { get; } = new() { Vocabulary = Vocabulary.Size, MaxTokens = MaxTokens };

    public static CausalFusionConfig Config { get; } = new()
    {
        ImageSize = TestPictures.Size,
        Channels = 3,
        PatchSize = 4,
        Width = 16,
        Layers = 2,
        Heads = 2,
        Classes = 0,
        Text = Text,
    };

    public static TransfusionConfig TransfusionConfig { get; } = new()
    {
        ImageSize = TestPictures.Size,
        Channels = 3,
        PatchSize = 4,
        Width = 16,
        Layers = 2,
        Heads = 2,
        Classes = 0,
        Text = Text,
    };

    /// <summary>A small network, and few steps that are long enough to be seen in what it writes.</summary>
    public static CausalFusionCaptioningTrainerOptions Options() => Small(new CausalFusionCaptioningTrainerOptions());

    /// <summary>The same of Transfusion.</summary>
    public static TransfusionTrainerOptions TransfusionOptions() => Small(new TransfusionTrainerOptions());

    /// <summary>A network with weights beside its initial ones.</summary>
    public static ImageModel Make(ImageModelConfig? config = null)
    {
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        ImageModel network = ModelFamilies.Create(config ?? Config, seed: 3, CPU);
        using var generator = new Generator(7);
        foreach ((string name, Tensor weight) in network.state_dict().Where(item => item.Key != "pos_embed"))
        {
            weight.add_(randn(weight.shape, generator: generator) * 0.3);
        }
        network.Info = network.Info with { Vocabulary = Vocabulary };
        return network;
    }

    private static TOptions Small<TOptions>(TOptions options) where TOptions : ImageCaptioningTrainerOptions
    {
        (options.ImageSize, options.PatchSize, options.Width, options.Layers, options.Heads) = (TestPictures.Size, 4, 16, 2, 2);
        (options.MaxTokens, options.Seed, options.VocabularyTraining) = (MaxTokens, 5, new() { Size = 280 });
        options.Training = new TrainingOptions { Steps = 3, BatchSize = 4, WarmupSteps = 1, LearningRate = 1e-2, ImageFirstShare = 0.5 };
        options.Captioning = new CaptionOptions { BatchSize = 4 };
        return options;
    }

    /// <summary>Saves a network as a bundle.</summary>
    public static string Save(string path, ImageModelConfig? config = null)
    {
        using ImageModel network = Make(config);
        network.Save(path);
        return path;
    }
}
