using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Images;
using CausalFusion.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Tests.Data;

/// <summary>Small diffusion transformers whose images depend on all of their weights.</summary>
internal static class Diffusions
{
    /// <summary>Draws the pictures' three colors.</summary>
    public static DitConfig Config { get; } = new()
    {
        ImageSize = TestPictures.Size,
        Channels = 3,
        PatchSize = 4,
        Width = 16,
        Layers = 2,
        Heads = 2,
        Classes = 3,
    };

    /// <summary>Draws latents of as many channels as Stable Diffusion's.</summary>
    public static DitConfig LatentConfig { get; } = Config with { ImageSize = 4, Channels = 4, PatchSize = 2 };

    public static GenerationOptions Sampling { get; } = new() { DiffusionSteps = 3, BatchSize = 4 };

    /// <summary>A small network, and few steps that are long enough to be seen in what it draws.</summary>
    public static DitTrainerOptions Options() => new()
    {
        ImageSize = TestPictures.Size,
        PatchSize = 4,
        Width = 16,
        Layers = 2,
        Heads = 2,
        Seed = 5,
        Training = new TrainingOptions { Steps = 3, BatchSize = 4, WarmupSteps = 1, LearningRate = 1e-2 },
        Generation = Sampling,
    };

    /// <summary>A network with weights beside its initial ones, which are zero in the last layer.</summary>
    public static DitModel Make(DitConfig? config = null)
    {
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var network = new DitModel(config ?? Config, seed: 3);
        using var generator = new Generator(7);
        foreach ((string name, Tensor weight) in network.state_dict().Where(item => item.Key != "pos_embed"))
        {
            weight.add_(randn(weight.shape, generator: generator) * 0.1);
        }
        return network;
    }

    /// <summary>Saves a network as a bundle with the names of the pictures' labels.</summary>
    public static string Save(string path, DitConfig? config = null)
    {
        using DitModel network = Make(config);
        network.Info = network.Info with { ClassNames = ["red", "green", "blue"] };
        network.Save(path);
        return path;
    }

    /// <summary>The hashes of what a generator, used directly, draws with that network.</summary>
    public static List<string> Direct(IReadOnlyList<GenerationRequest> requests, GenerationOptions? options = null)
    {
        using DitModel network = Make();
        using DisposeScope scope = NewDisposeScope();
        return Hashes(new ImageGenerator(network).Generate(requests, options ?? Sampling));
    }

    /// <summary>The hashes of images, as they are in a column of images.</summary>
    public static List<string> Hashes(Tensor images) =>
        [.. PixelConversion.ToPixels(images).Select(pixels => TestPictures.Hash(
            ImagePixels.ToImage(pixels, new ImageShape((int)images.shape[2], (int)images.shape[3], (int)images.shape[1]))))];
}
