using CausalFusion.Conditions;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Transfusion;
using CausalFusion.Files;
using CausalFusion.Generation;
using CausalFusion.Kernels;
using CausalFusion.Models;
using CausalFusion.Tests.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Generation;

/// <summary>What is shared out among threads is, image by image, what is generated one at a time.</summary>
[Collection(nameof(RunsAlone))]
public sealed class SharedImagesTests
{
    private const int Images = 12;

    private static readonly GenerationOptions _options = new()
    {
        ArSteps = 2,
        DiffusionSteps = 3,
        GuidanceScale = 2,
        Order = TokenOrder.Random,
    };

    [Theory]
    [InlineData(CausalFusionConfig.FamilyName, 2)]
    [InlineData(CausalFusionConfig.FamilyName, 3)]
    [InlineData(CausalFusionConfig.FamilyName, 4)]
    [InlineData(TransfusionConfig.FamilyName, 2)]
    public void Images_of_texts_behind_contexts(string family, int threads)
    {
        using ImageModel model = TextNetworks.Of(family);
        float[] first = [.. Tiny.Normal(1, 1, 3, 8, 8).data<float>()], second = [.. Tiny.Normal(2, 1, 3, 8, 8).data<float>()];
        IReadOnlyList<ContextPart>?[] contexts =
        [
            [ContextPart.OfText("green"), ContextPart.OfImage(first)], null, [ContextPart.OfImage(second)], [ContextPart.OfText("a red circle")],
            [ContextPart.OfImage(first), ContextPart.OfText("two")],
        ];
        GenerationRequest[] requests =
        [
            .. Enumerable.Range(0, Images).Select(i => new GenerationRequest(
                Condition.OfText(TextNetworks.Captions[i % TextNetworks.Captions.Length]), (ulong)(100 + i)) { Context = contexts[i % 5] }),
        ];
        var generator = new ImageGenerator(model);
        GenerationOptions options = _options with
        {
            ArSteps = family == TransfusionConfig.FamilyName ? 1 : 2,
            Negative = Condition.OfText("a blue square"),
        };
        AreOneByOne(threads, model, options, given => generator.Generate(requests, given));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Edits(int threads)
    {
        using CausalFusionModel model = Tiny.Model();
        using Tensor images = Tiny.Normal(3, 1, Images, 3, 8, 8);
        var editor = new ImageEditor(model);
        AreOneByOne(threads, model, _options, given => editor.Edit(images, EditMask.Center(TokenGrid.Square(4)), Requests(), given));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Images_from_a_file_of_noise(int threads)
    {
        using CausalFusionModel model = Tiny.Model();
        using var folder = new TemporaryFolder();
        using (NewDisposeScope())
        {
            SafetensorsWriter.Save(folder["noise.safetensors"],
            [
                ("initial", Tiny.Normal(4, 1, Images, 16, 12)), ("noise", Tiny.Normal(4, 2, 3, Images, 16, 12)),
                ("ids_shuffle", Tiny.Normal(4, 3, Images, 16).argsort(1)),
            ]);
        }
        using NoiseFile noise = NoiseFile.Open(folder["noise.safetensors"]);
        var generator = new ImageGenerator(model);
        AreOneByOne(threads, model, _options, given => generator.Generate(Requests(), given, null, null, noise));
    }

    private static GenerationRequest[] Requests() =>
        [.. Enumerable.Range(0, Images).Select(i => new GenerationRequest(i % 5 == 4 ? Condition.None : i % 5, (ulong)(200 + i)))];

    private static void AreOneByOne(int threads, ImageModel model, GenerationOptions options, Func<GenerationOptions, Tensor> generate) =>
        LibraryThreads.With(threads, () =>
        {
            using var forced = new ForcedProducts(nameof(ProductKind.Packed));
            using var scope = NewDisposeScope();
            Assert.True(model.ComputesOnLanes && model.IsSameOnOneThread); // so that they are shared out
            Tensor together = generate(options with { BatchSize = Images }), single = generate(options with { BatchSize = 1 });
            Assert.Equal(Images, together.view(Images, -1).sum(1).data<float>().Distinct().Count());
            for (int i = 0; i < Images; i++)
            {
                Assert.True(together[i].bytes.SequenceEqual(single[i].bytes), $"image {i} differs");
            }
        });
}
