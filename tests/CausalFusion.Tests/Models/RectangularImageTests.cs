using CausalFusion.Data;
using CausalFusion.Factorization;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>Networks of images that are no squares, such as 8×12: trained, saved, sampled and edited.</summary>
public sealed class RectangularImageTests
{
    private static readonly CausalFusionConfig _causal =
        new() { ImageSize = 8, ImageWidth = 12, Channels = 1, PatchSize = 2, Width = 16, Layers = 2, Heads = 2, Classes = 2 };

    private static readonly DitConfig _dit =
        new() { ImageSize = 8, ImageWidth = 12, Channels = 1, PatchSize = 2, Width = 16, Layers = 2, Heads = 2, Classes = 2 };

    public static TheoryData<string> Kinds => [CausalFusionConfig.FamilyName, DitConfig.FamilyName];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_trained_saved_and_sampled(string kind)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using ImageModel model = ModelFamilies.Create(kind == DitConfig.FamilyName ? _dit : _causal, seed: 1);
        using IImageDataset images = Stripes();
        Assert.Equal((24, TokenGrid.OfImage(4, 6), new ImageShape(8, 12, 1)), (model.Config.Tokens, model.Config.Grid, model.Config.Shape));

        TrainingResult result = new Trainer(
            new() { Steps = 60, BatchSize = 8, LearningRate = 3e-3, WarmupSteps = 5, EmaDecay = 0.9, HorizontalFlip = false }).Train(model, images);
        Assert.InRange(result.FinalLoss, 0, 1.9);
        model.Save(folder["network"]);
        using ImageModel loaded = ModelFamilies.Load(folder["network"]);

        GenerationRequest[] requests = [new(0, 1), new(1, 2), new(null, 3)];
        Tensor expected = new ImageGenerator(model).Generate(requests, new() { DiffusionSteps = 3 });
        Assert.Equal([3, 1, 8, 12], expected.shape);
        Assert.Equal([.. expected.data<float>()], [.. new ImageGenerator(loaded).Generate(requests, new() { DiffusionSteps = 3 }).data<float>()]);
    }

    [Fact]
    public void Every_order_and_split_generates_every_token_and_an_edit_keeps_what_it_keeps()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model(_causal);
        GenerationRequest[] requests = [new(0, 1), new(1, 2)];
        foreach (string order in (string[])["random", "raster", "block:2", "dilated:3"])
        {
            var options = new GenerationOptions { ArSteps = 5, DiffusionSteps = 2, Order = TokenOrder.Parse(order) };
            Tensor generated = new ImageGenerator(model).Generate(requests, options);
            Assert.All(Patches.FromImages(generated, 2).abs().amax([2L]).data<float>().ToArray(), most => Assert.True(most > 0));
        }

        Tensor images = rand([2, 1, 8, 12]);
        EditMask right = EditMask.Right(_causal.Grid);
        Tensor edited = new ImageEditor(model).Edit(images, right, requests, new() { ArSteps = 3, DiffusionSteps = 2 });
        Assert.Equal([.. images.narrow(3, 0, 6).contiguous().data<float>()], [.. edited.narrow(3, 0, 6).contiguous().data<float>()]);
        Assert.NotEqual([.. images.narrow(3, 6, 6).contiguous().data<float>()], [.. edited.narrow(3, 6, 6).contiguous().data<float>()]);
        Assert.Contains(
            "Expected a mask of 4×6 tokens; found 4×4",
            Assert.Throws<ArgumentException>(
                () => new ImageEditor(model).Edit(images, EditMask.Top(TokenGrid.Square(4)), requests)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patches_of_an_image_come_back_in_their_places()
    {
        using var scope = NewDisposeScope();
        Tensor images = arange(2 * 3 * 8 * 12).view(2, 3, 8, 12);
        Assert.Equal([.. images.data<long>()], [.. Patches.ToImages(Patches.FromImages(images, 2), 2, TokenGrid.OfImage(4, 6)).data<long>()]);
        Assert.Throws<ArgumentException>(() => Patches.ToImages(Patches.FromImages(images, 2), 2, TokenGrid.OfImage(6, 6)));
    }

    [Fact]
    public void A_square_configuration_says_no_width_and_a_width_must_hold_whole_patches()
    {
        Assert.DoesNotContain("image_width", (_causal with { ImageWidth = null }).ToJson(), StringComparison.Ordinal);
        Assert.Equal(_causal, CausalFusionConfig.FromJson(_causal.ToJson()));
        Assert.Contains("PatchSize must divide ImageWidth; found 2 and 9",
            Assert.Throws<ArgumentException>((_causal with { ImageWidth = 9 }).Validate).Message, StringComparison.Ordinal);
        Assert.Contains(
            "must be at most", Assert.Throws<ArgumentException>((_causal with { ImageWidth = 1_200_000_000, Channels = 4 }).Validate).Message,
            StringComparison.Ordinal);
        Assert.Contains("ImageWidth must be at least 1", Assert.Throws<ArgumentException>((_dit with { ImageWidth = 0 }).Validate).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Images of 8×12 pixels: upright stripes of one class, level ones of the other.</summary>
    private static IImageDataset Stripes()
    {
        using var builder = new ImageDatasetBuilder(new ImageShape(8, 12, 1));
        for (int i = 0; i < 16; i++)
        {
            byte[] pixels = [.. Enumerable.Range(0, 96).Select(p => (byte)((((i % 2 == 0 ? p % 12 : p / 12) + i) / 2 % 2) * 255))];
            builder.Add(pixels, i % 2);
        }
        return builder.Build();
    }
}
