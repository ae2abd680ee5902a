using CausalFusion.Autoencoders;
using CausalFusion.Diffusion;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace CausalFusion.AI.Tests;

public sealed class CausalFusionImageGeneratorTests
{
    private static readonly CausalFusionConfig _config = new()
    {
        ImageSize = 8,
        Channels = 3,
        PatchSize = 2,
        Width = 16,
        Layers = 1,
        Heads = 2,
        Classes = 3,
        Target = PredictionTarget.Clean, // so that what an untrained network draws is not all black and white
    };

    private static readonly CausalFusionImageGeneratorOptions _options = new()
    {
        ClassNames = ["shirt", "shoe", "bag"],
        Generation = new GenerationOptions { DiffusionSteps = 3 },
        MaximumCount = 5,
    };

    [Fact]
    public async Task A_prompt_gives_as_many_png_images_as_asked_for()
    {
        using IImageGenerator generator = Generator();
        ImageGenerationResponse response = await generator.GenerateImagesAsync("Shoe", new ImageGenerationOptions { Count = 3 });
        Assert.Equal(3, response.Contents.Count);
        Assert.All(response.Contents.Cast<DataContent>(), content =>
        {
            Assert.Equal("image/png", content.MediaType);
            Assert.Equal((8, 8), PngSize.Of(content.Data.Span));
        });
        Assert.Equal(3, response.Contents.Select(Seed).Distinct().Count());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_images_and_an_image_says_its_own()
    {
        using IImageGenerator generator = Generator();
        DataContent[] first = await Images(generator, "bag", 3, 40), again = await Images(generator, "2", 3, 40);
        Assert.Equal(first.Select(Bytes), again.Select(Bytes));
        Assert.Equal([40UL, 41UL, 42UL], first.Select(Seed));
        DataContent[] alone = await Images(generator, "bag", 1, Seed(first[2]));
        Assert.Equal(Bytes(first[2]), Bytes(alone[0]));
        Assert.NotEqual(Bytes(first[0]), Bytes(first[1]));
        Assert.NotEqual(Bytes(first[0]), Bytes((await Images(generator, "shoe", 1, 40))[0]));
    }

    [Fact]
    public async Task Options_of_one_request_replace_the_generators()
    {
        using IImageGenerator generator = Generator();
        var options = new ImageGenerationOptions
        {
            AdditionalProperties = new() { ["seed"] = 1 },
            RawRepresentationFactory = _ => new GenerationOptions { DiffusionSteps = 2, ArSteps = 4 },
        };
        DataContent other = (DataContent)(await generator.GenerateImagesAsync("bag", options)).Contents[0];
        Assert.NotEqual(Bytes((await Images(generator, "bag", 1, 1))[0]), Bytes(other));
    }

    [Fact]
    public async Task What_it_cannot_do_is_refused_by_name()
    {
        using IImageGenerator generator = Generator();
        async Task<string> Message<T>(string prompt, ImageGenerationOptions options)
            where T : Exception => (await Assert.ThrowsAsync<T>(() => generator.GenerateImagesAsync(prompt, options))).Message;

        Assert.Contains("'shirt', 'shoe', 'bag'", await Message<ArgumentException>("hat", new()), StringComparison.Ordinal);
        Assert.Contains("found '3'", await Message<ArgumentException>("3", new()), StringComparison.Ordinal);
        Assert.Contains("Count must lie in 1…5; found 6", await Message<ArgumentException>("bag", new() { Count = 6 }), StringComparison.Ordinal);
        Assert.Contains("8×8", await Message<ArgumentException>("bag", new() { ImageSize = new(512, 512) }), StringComparison.Ordinal);
        Assert.Contains("image/png", await Message<ArgumentException>("bag", new() { MediaType = "image/jpeg" }), StringComparison.Ordinal);
        Assert.Contains(
            "seed", await Message<ArgumentException>("bag", new() { AdditionalProperties = new() { ["seed"] = "x" } }), StringComparison.Ordinal);
        Assert.Contains(
            "Data",
            await Message<NotSupportedException>("bag", new() { ResponseFormat = ImageGenerationResponseFormat.Uri }), StringComparison.Ordinal);
        Assert.Contains("String", await Message<ArgumentException>("bag", new() { RawRepresentationFactory = _ => "x" }), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(() => generator.EditImageAsync(new byte[] { 1 }, "a.png", "bag"));
    }

    [Fact]
    public void Options_that_do_not_fit_the_network_are_refused_by_name()
    {
        using var model = new CausalFusionModel(_config);
        using var latents = new CausalFusionModel(_config with { Channels = 4 });
        using KlAutoencoder autoencoder = Autoencoder(), other = Autoencoder(scale: 2);
        static string Message(ImageModel model, CausalFusionImageGeneratorOptions? options = null) =>
            Assert.Throws<ArgumentException>(() => new CausalFusionImageGenerator(model, options)).Message;

        Assert.Contains("must have 3 names", Message(model, new() { ClassNames = ["a"] }), StringComparison.Ordinal);
        Assert.Contains("MaximumCount must be at least 1", Message(model, new() { MaximumCount = 0 }), StringComparison.Ordinal);
        Assert.Contains(
            "expected an autoencoder of 3 latent channels", Message(model, new() { Autoencoder = autoencoder }), StringComparison.Ordinal);
        Assert.Contains("expected the autoencoder that the network was trained with", Message(latents), StringComparison.Ordinal);
        latents.Info = latents.Info with { LatentSpace = LatentSpace.Of(other) };
        Assert.Contains("latent scale 2", Message(latents, new() { Autoencoder = autoencoder }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_in_the_file_are_prompts_unless_the_options_say_others()
    {
        using var folder = new TemporaryFolder();
        using (CausalFusionModel model = Tiny.Model(_config, seed: 3))
        {
            model.Info = model.Info with { ClassNames = ["cat", "dog", "owl"] };
            model.Save(folder["animals"]);
        }
        var options = new CausalFusionImageGeneratorOptions { Generation = _options.Generation };
        using (var generator = CausalFusionImageGenerator.Load(folder["animals"], options))
        {
            byte[] dog = Bytes((await Images(generator, "Dog", 1, 4))[0]);
            Assert.Equal(Bytes((await Images(generator, "1", 1, 4))[0]), dog);
            Assert.NotEqual(Bytes((await Images(generator, "owl", 1, 4))[0]), dog);
            Assert.Contains("one of 'cat', 'dog', 'owl', or a number", await Refusal(generator, "shoe"), StringComparison.Ordinal);
        }
        options.ClassNames = _options.ClassNames;
        using (var generator = CausalFusionImageGenerator.Load(folder["animals"], options))
        {
            Assert.Equal(Bytes((await Images(generator, "1", 1, 4))[0]), Bytes((await Images(generator, "shoe", 1, 4))[0]));
            Assert.Contains("one of 'shirt', 'shoe', 'bag', or a number", await Refusal(generator, "dog"), StringComparison.Ordinal);
        }

        static async Task<string> Refusal(CausalFusionImageGenerator generator, string prompt) =>
            (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateImagesAsync(prompt))).Message;
    }

    [Fact]
    public async Task Where_there_are_no_names_a_prompt_is_a_number()
    {
        using var generator = new CausalFusionImageGenerator(Tiny.Model(_config, seed: 3), new() { Generation = _options.Generation });

        Assert.Single(await Images(generator, "2", 1, 4));
        Assert.Contains(
            "expected a number from 0 to 2; found 'bag'",
            (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateImagesAsync("bag"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_network_of_latents_draws_is_decoded_by_its_autoencoder_which_stays_open()
    {
        using KlAutoencoder autoencoder = Autoencoder();
        CausalFusionModel model = Tiny.Model(_config with { Channels = 4 });
        model.Info = model.Info with { LatentSpace = LatentSpace.Of(autoencoder) };
        byte[][] expected;
        using (NewDisposeScope())
        {
            Tensor latents = new ImageGenerator(model).Generate([new(1, 4), new(1, 5)], _options.Generation);
            expected = Files(autoencoder.Decode(latents / autoencoder.LatentScale));
        }
        using (var generator = new CausalFusionImageGenerator(model, new() { Generation = _options.Generation, Autoencoder = autoencoder }))
        {
            DataContent[] images = await Images(generator, "1", 2, 4);
            Assert.Equal(expected, images.Select(Bytes));
            Assert.All(images, image => Assert.Equal((16, 16), PngSize.Of(image.Data.Span)));
            Assert.Single((await generator.GenerateImagesAsync("1", new ImageGenerationOptions { ImageSize = new(16, 16) })).Contents);
        }
        using Tensor one = ones(1, 4, 2, 2);
        autoencoder.Decode(one).Dispose();
    }

    [Fact]
    public async Task A_canceled_request_stops_and_leaves_the_generator_usable()
    {
        using IImageGenerator generator = Generator();
        using var cancellation = new CancellationTokenSource();
        var slow = new ImageGenerationOptions { RawRepresentationFactory = _ => new GenerationOptions { DiffusionSteps = 1000 } };
        Task<ImageGenerationResponse> running = generator.GenerateImagesAsync("bag", slow, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Single((await generator.GenerateImagesAsync("bag")).Contents);
    }

    [Fact]
    public async Task Requests_at_the_same_time_give_what_each_gives_alone()
    {
        using IImageGenerator generator = Generator();
        byte[] alone = Bytes((await Images(generator, "shoe", 1, 9))[0]);
        DataContent[][] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Images(generator, "shoe", 1, 9)));
        Assert.All(together, images => Assert.Equal(alone, Bytes(images[0])));
    }

    [Fact]
    public async Task It_disposes_the_network_that_it_owns_and_leaves_another_open()
    {
        var owned = new CausalFusionModel(_config);
        var generator = new CausalFusionImageGenerator(owned, _options);
        generator.Dispose();
        generator.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateImagesAsync("bag"));

        using var kept = new CausalFusionModel(_config);
        new CausalFusionImageGenerator(kept, _options, leaveOpen: true).Dispose();
        using var second = new CausalFusionImageGenerator(kept, _options, leaveOpen: true);
        Assert.Single((await second.GenerateImagesAsync("bag")).Contents);
    }

    [Fact]
    public async Task It_is_registered_with_a_service_collection_over_a_model_file()
    {
        using var folder = new TemporaryFolder();
        using (CausalFusionModel model = Tiny.Model(_config))
        {
            model.Save(folder["model"]);
        }
        await using ServiceProvider services = new ServiceCollection()
            .AddCausalFusionImageGenerator(
                folder["model"], o => (o.ClassNames, o.Generation, o.ModelId) = (_options.ClassNames, _options.Generation, "clothes"))
            .BuildServiceProvider();
        var generator = services.GetRequiredService<IImageGenerator>();

        Assert.Same(generator, services.GetRequiredService<IImageGenerator>());
        Assert.Single((await generator.GenerateImagesAsync("shirt")).Contents);
        Assert.Equal("clothes", generator.GetService<ImageGeneratorMetadata>()!.DefaultModelId);
        Assert.Equal(_config, generator.GetService<CausalFusionModel>()!.Config);
        Assert.Null(generator.GetService<string>());
    }

    [Fact]
    public async Task A_file_of_a_DiT_draws_what_its_network_draws()
    {
        using var folder = new TemporaryFolder();
        var options = new CausalFusionImageGeneratorOptions { Generation = _options.Generation };
        byte[][] expected;
        using (NewDisposeScope())
        {
            DitModel dit = Tiny.Dit();
            dit.Save(folder["dit"]);
            expected = Files(new ImageGenerator(dit).Generate([new(1, 40), new(1, 41)], options.Generation));
        }
        using (var generator = CausalFusionImageGenerator.Load(folder["dit"], options))
        {
            Assert.Equal(expected, (await Images(generator, "1", 2, 40)).Select(Bytes));
            Assert.Equal(Tiny.DitConfig, generator.GetService<DitModel>()!.Config);
            Assert.Null(generator.GetService<CausalFusionModel>());
        }
        options.Generation = options.Generation with { ArSteps = 2 };
        Assert.StartsWith(
            "ArSteps must be 1 for a network of kind 'dit'",
            Assert.Throws<ArgumentException>(() => CausalFusionImageGenerator.Load(folder["dit"], options)).Message, StringComparison.Ordinal);
        options.Generation = _options.Generation with { GuidedChannels = 2 };
        using var causal = new CausalFusionModel(_config);
        Assert.Throws<ArgumentException>(() => new CausalFusionImageGenerator(causal, options));
        CausalFusionImageGenerator.Load(folder["dit"], options).Dispose();
    }

    [Fact]
    public void Nothing_of_ML_NET_comes_with_it() => Assert.DoesNotContain(
        typeof(CausalFusionImageGenerator).Assembly.GetReferencedAssemblies().Concat(typeof(ImageModel).Assembly.GetReferencedAssemblies()),
        assembly => assembly.Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal)
            && assembly.Name != "Microsoft.ML.Tokenizers"); // which is named so, and refers to nothing of it

    private static CausalFusionImageGenerator Generator() => new(Tiny.Model(_config, seed: 3), _options);

    private static async Task<DataContent[]> Images(IImageGenerator generator, string prompt, int count, ulong seed)
    {
        var options = new ImageGenerationOptions { Count = count, AdditionalProperties = new() { [CausalFusionImageGenerator.SeedProperty] = seed } };
        return [.. (await generator.GenerateImagesAsync(prompt, options)).Contents.Cast<DataContent>()];
    }

    // Stands for one that was trained: pixels are twice as many along each side.
    private static KlAutoencoder Autoencoder(double scale = 0.5) => new(new()
    {
        LatentChannels = 4, LatentScale = scale, ChannelMultipliers = [1, 2], BaseChannels = 4, NormGroups = 2,
    });

    private static byte[][] Files(Tensor images)
    {
        var shape = new ImageShape((int)images.shape[2], (int)images.shape[3], (int)images.shape[1]);
        return [.. PixelConversion.ToPixels(images).Select(pixels => PngEncoding.Encode(pixels, shape))];
    }

    private static ulong Seed(AIContent content) => (ulong)content.AdditionalProperties![CausalFusionImageGenerator.SeedProperty]!;

    private static byte[] Bytes(DataContent content) => content.Data.ToArray();
}
