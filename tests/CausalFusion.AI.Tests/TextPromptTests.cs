using CausalFusion.Conditions;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Text;
using Microsoft.Extensions.AI;
using static TorchSharp.torch;

namespace CausalFusion.AI.Tests;

/// <summary>A network that reads text takes any prompt.</summary>
public sealed class TextPromptTests : IDisposable
{
    private static readonly Vocabulary _vocabulary =
        VocabularyTrainer.Train(["a red bag", "a blue bag", "a red shoe"], new VocabularyTrainingOptions { Size = 270 });

    private static readonly CausalFusionConfig _config = new()
    {
        ImageSize = 8,
        Channels = 3,
        PatchSize = 2,
        Width = 16,
        Layers = 1,
        Heads = 2,
        Classes = 0,
        Text = new TextShape { Vocabulary = _vocabulary.Size, MaxTokens = 8 },
    };

    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 3, GuidanceScale = 2 };

    private readonly TemporaryFolder _folder = new();

    public TextPromptTests()
    {
        using CausalFusionModel model = Network();
        model.Save(_folder["network"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Images_are_what_a_generator_draws_of_the_prompt()
    {
        using var generator = CausalFusionImageGenerator.Load(_folder["network"], new() { Generation = _sampling });
        var options = new ImageGenerationOptions { Count = 2, AdditionalProperties = new() { ["seed"] = 5 } };

        DataContent[] images = [.. (await generator.GenerateImagesAsync(" a red bag ", options)).Contents.Cast<DataContent>()];
        DataContent[] free = [.. (await generator.GenerateImagesAsync("", options)).Contents.Cast<DataContent>()];

        Assert.Equal(Direct(Condition.OfText("a red bag"), _sampling), images.Select(Bytes));
        Assert.Equal(Direct(Condition.None, _sampling), free.Select(Bytes));
        Assert.NotEqual(Bytes(images[0]), Bytes(free[0]));
        Assert.Equal(["seed"], images[0].AdditionalProperties!.Keys);
    }

    [Fact]
    public async Task A_request_may_name_a_negative_prompt()
    {
        using var generator = CausalFusionImageGenerator.Load(_folder["network"], new() { Generation = _sampling });
        GenerationOptions sampling = _sampling with { Negative = Condition.OfText("a blue bag") };
        var options = new ImageGenerationOptions
        {
            Count = 2, AdditionalProperties = new() { ["seed"] = 5 }, RawRepresentationFactory = _ => sampling,
        };

        ImageGenerationResponse response = await generator.GenerateImagesAsync("a red bag", options);

        Assert.Equal(Direct(Condition.OfText("a red bag"), sampling), response.Contents.Cast<DataContent>().Select(Bytes));
    }

    [Fact]
    public async Task What_the_network_does_not_read_is_refused_by_name()
    {
        using var generator = CausalFusionImageGenerator.Load(_folder["network"], new() { Generation = _sampling });
        using CausalFusionModel bare = Network();
        bare.Info = bare.Info with { Vocabulary = null };

        Assert.Contains(
            "The prompt: '0123456789': expected a prompt of at most 8 tokens, found 10",
            (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateImagesAsync("0123456789"))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "ClassNames must be null for a network that reads text; found 1 names",
            Assert.Throws<ArgumentException>(() => CausalFusionImageGenerator.Load(_folder["network"], new() { ClassNames = ["a"] })).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected a network with the vocabulary that it was trained with",
            Assert.Throws<ArgumentException>(() => new CausalFusionImageGenerator(bare, leaveOpen: true)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Negative: expected a prompt, as the network reads text, found class 1",
            Assert.Throws<ArgumentException>(() => CausalFusionImageGenerator.Load(
                _folder["network"], new() { Generation = _sampling with { Negative = Condition.OfClass(1) } })).Message, StringComparison.Ordinal);
    }

    private static CausalFusionModel Network()
    {
        CausalFusionModel model = Tiny.Model(_config, seed: 3);
        model.Info = model.Info with { Vocabulary = _vocabulary };
        return model;
    }

    private static byte[][] Direct(Condition condition, GenerationOptions sampling)
    {
        using CausalFusionModel model = Network();
        using Tensor images = new ImageGenerator(model).Generate([new(condition, 5), new(condition, 6)], sampling);
        return [.. PixelConversion.ToPixels(images).Select(pixels => PngEncoding.Encode(pixels, new ImageShape(8, 8, 3)))];
    }

    private static byte[] Bytes(DataContent content) => content.Data.ToArray();
}
