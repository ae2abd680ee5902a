using CausalFusion.Autoencoders;
using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Evaluation;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Families.Transfusion;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.Models;
using CausalFusion.Tests.Evaluation;
using CausalFusion.Tests.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests;

/// <summary>Whoever disposes what a call has given has freed all that it made, without the garbage collector, which cannot see it.</summary>
[Collection(nameof(RunsAlone))]
public sealed class OwnershipTests : IDisposable
{
    private static readonly DitConfig _dit = new() { ImageSize = 8, Channels = 3, PatchSize = 2, Width = 32, Layers = 2, Heads = 4, Classes = 7 };
    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 2, GuidanceScale = 1.5 };
    private static readonly GenerationRequest[] _requests = [new(0, 1), new(null, 2)];

    private readonly CausalFusionModel _model = Tiny.Model();
    private readonly KlAutoencoder _autoencoder = SmallAutoencoders.Load("autoencoder_mar");
    private readonly Tensor _images = Tiny.Normal(1, 1, 2, 3, 8, 8);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _model.Dispose();
        _autoencoder.Dispose();
        _images.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_network() => AssertFrees(() => new CausalFusionModel(Tiny.Config).Dispose());

    [Fact]
    public void A_network_of_DiT() => AssertFrees(() => new DitModel(_dit).Dispose());

    [Fact]
    public void An_autoencoder() => AssertFrees(() => new KlAutoencoder(SmallAutoencoders.StableDiffusion).Dispose());

    [Fact]
    public void A_network_saved_and_loaded()
    {
        using var dit = new DitModel(_dit);
        AssertFrees(() =>
        {
            _model.Save(_folder["model"]);
            CausalFusionModel.Load(_folder["model"]).Dispose();
            dit.Save(_folder["dit"]);
            DitModel.Load(_folder["dit"]).Dispose();
            _autoencoder.Save(_folder["autoencoder"]);
            KlAutoencoder.Load(_folder["autoencoder"]).Dispose();
        });
    }

    [Fact]
    public void Images_encoded_and_decoded() => AssertFrees(() =>
    {
        Assert.NotEmpty(_autoencoder.Fingerprint());
        using LatentPosterior posterior = _autoencoder.Encode(_images);
        posterior.StandardDeviation().Dispose();
        posterior.KullbackLeibler().Dispose();
        posterior.Sample(posterior.LogVariance).Dispose();
        _autoencoder.Decode(posterior.Mode).Dispose();
    });

    [Fact]
    public void Images_encoded_and_decoded_in_tiles()
    {
        using Tensor images = Tiny.Normal(1, 1, 1, 3, 48, 48);
        _autoencoder.Tiling = new TilingOptions { TileSize = 32, Overlap = 8 };
        AssertFrees(() =>
        {
            using LatentPosterior posterior = _autoencoder.Encode(images);
            _autoencoder.Decode(posterior.Mode).Dispose();
        });
    }

    [Fact]
    public void A_file_of_latents()
    {
        using IImageDataset images = Tiny.Dataset();
        AssertFrees(() => LatentCache.Encode(images, _autoencoder, _folder["latents"]));
    }

    [Fact]
    public void Generated_and_edited_images()
    {
        using var dit = new DitModel(_dit);
        AssertFrees(() =>
        {
            new ImageGenerator(_model).Generate(_requests, _sampling with { ArSteps = 3 }).Dispose();
            new ImageGenerator(dit).Generate(_requests, _sampling).Dispose();
            new ImageEditor(_model).Edit(_images, EditMask.All(TokenGrid.Square(4)), _requests, _sampling).Dispose();
        });
    }

    [Theory]
    [InlineData(CausalFusionConfig.FamilyName)]
    [InlineData(TransfusionConfig.FamilyName)]
    public void Images_of_prompts_captions_and_a_network_that_reads_text(string family)
    {
        using TokenTransformer model = TextNetworks.Of(family);
        GenerationRequest[] requests =
        [
            new(Condition.OfText("a red circle"), 1), new(Condition.None, 2),
            new(Condition.OfText("green"), 3) { Context = [ContextPart.OfText("a red"), ContextPart.OfImage(_images[0])] },
        ];
        AssertFrees(() =>
        {
            TextNetworks.Of(family).Dispose();
            new ImageGenerator(model).Generate(requests, _sampling with { Negative = Condition.OfText("blue") }).Dispose();
            foreach (CaptionDecoding decoding in Enum.GetValues<CaptionDecoding>())
            {
                var options = new CaptionOptions { Decoding = decoding, Precision = ComputePrecision.BFloat16 };
                new ImageCaptioner(model).Caption(_images, options: options);
            }
        });
    }

    [Theory]
    [InlineData(CausalFusionConfig.FamilyName)]
    [InlineData(TransfusionConfig.FamilyName)]
    public void A_training_of_text_and_images(string family)
    {
        using TokenTransformer model = TextNetworks.Of(family);
        Condition[] captions = [.. TextNetworks.Captions.Take(4).Select(Condition.OfText)];
        using Tensor images = Tiny.Normal(1, 1, 4, 3, 8, 8);
        AssertFrees(() =>
        {
            using var session = new TrainingSession(model, new TrainingOptions { BatchSize = 4, ImageFirstShare = 0.5 });
            for (int step = 0; step < 4; step++)
            {
                session.Step(step, images, captions);
            }
        });
    }

    [Fact]
    public void Features_and_pixels() => AssertFrees(() =>
    {
        using (no_grad())
        {
            _model.Features(_images, 2).Dispose();
        }
        byte[] pixels = PixelConversion.ToPixels(_images)[0];
        PixelConversion.ToTensor(pixels, new ImageShape(8, 8, 3)).Dispose();
    });

    [Fact]
    public void A_moving_average() => AssertFrees(() =>
    {
        using var average = new ExponentialMovingAverage(_model, 0.9);
        average.Update(1);
        average.CopyToSource();
    });

    [Fact]
    public void An_evaluation()
    {
        var random = new Random(6);
        FeatureSet first = Draw(), second = Draw();
        AssertFrees(() =>
        {
            Assert.InRange(FrechetDistance.Between(first, second), 0, 10);
            Assert.InRange(ManifoldComparison.Between(first, second).Precision, 0, 1);
        });

        FeatureSet Draw() => FeatureSets.Of(Enumerable.Range(0, 20).Select(_ => new[] { random.NextSingle(), random.NextSingle() }));
    }

    private static void AssertFrees(Action use)
    {
        use(); // what is made once and kept
        long before = LiveTensors.CountHeld();
        use();
        Assert.Equal(before, LiveTensors.Count);
    }
}
