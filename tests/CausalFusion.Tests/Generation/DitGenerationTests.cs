using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.Dit;
using CausalFusion.Generation;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Generation;

[Collection(nameof(RunsAlone))]
public sealed class DitGenerationTests
{
    private static readonly DitConfig _config = new() { ImageSize = 8, Channels = 4, PatchSize = 2, Width = 16, Layers = 2, Heads = 2, Classes = 5 };
    private static readonly GenerationOptions _options = new() { DiffusionSteps = 4, GuidanceScale = 1.5 };

    [Theory]
    [InlineData("dit", 1, 4)]
    [InlineData("dit", 2, 3)]
    [InlineData("dit", 2, 4)]
    [InlineData("dit_fixed_variance", 1, 1)]
    [InlineData("dit_fixed_variance", 2, 1)]
    public void The_generated_image_is_the_references(string file, int guidance, int channels)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours(file);
        DitConfig config = file == "dit"
            ? _config
            : new()
            {
                ImageSize = 8,
                Channels = 1,
                PatchSize = 4,
                Width = 16,
                Layers = 1,
                Heads = 4,
                Classes = 3,
                MlpRatio = 2,
                LearnedVariance = false,
            };
        using DitModel model = golden.Model(config, "model.");
        Tensor raster = arange(config.Tokens, dtype: ScalarType.Int64).unsqueeze(0).repeat(2, 1);
        Tensor order = stack([randperm(config.Tokens), randperm(config.Tokens)]);
        foreach (Tensor positions in new[] { raster, order })
        {
            Tensor image = Generate(model, golden["sample.y"], positions, golden["sample.initial"], golden["sample.noise"], guidance, channels);
            Approximately.Equal(golden[$"sample.g{guidance}.c{channels}"], image, 1e-5, $"guidance {guidance} of {channels} channels");
        }
    }

    [PublishedGoldenFact]
    public void The_generated_image_is_that_of_the_published_code()
    {
        using var scope = NewDisposeScope();
        using GoldenFile weights = GoldenFile.Published("dit_tiny"), golden = GoldenFile.Published("dit_tiny_io");
        DitConfig config = _config with { Width = 48, Heads = 4, Classes = 7 };
        using DitModel model = weights.Model(config);
        Tensor raster = arange(16, dtype: ScalarType.Int64).unsqueeze(0).repeat(2, 1);
        Tensor image = Generate(model, golden["loop.y"], raster, golden["loop.z"], golden["loop.noise_seq"], 1);
        Approximately.Equal(golden["loop.final"], image, 1e-5, "final");
    }

    [Theory]
    [InlineData("ddpm", 1.0)]
    [InlineData("ddpm", 2.0)]
    [InlineData("ddim", 2.0)]
    [InlineData("dpm++2m", 1.5)]
    public void An_image_depends_on_its_request_alone_and_not_on_its_batch(string sampler, double guidance)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("dit");
        using DitModel model = golden.Model(_config, "model.");
        var generator = new ImageGenerator(model);
        GenerationRequest[] requests = [.. Enumerable.Range(0, 5).Select(i => new GenerationRequest(i == 4 ? null : i, (ulong)(100 + i)))];
        GenerationOptions options = _options with { Sampler = SamplerMethod.Parse(sampler), GuidanceScale = guidance };
        Tensor together = generator.Generate(requests, options);
        Assert.Equal([5, 4, 8, 8], together.shape);
        Approximately.Equal(together, generator.Generate(requests, options with { BatchSize = 2 }), 2e-5, "batches of 2");
        Approximately.Equal(together.flip(0), generator.Generate([.. requests.Reverse()], options), 2e-5, "reversed");
        Assert.NotEqual(together[0].data<float>().ToArray(), together[1].data<float>().ToArray());
    }

    [Fact]
    public void Progress_counts_predictions_and_canceling_stops_between_steps()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("dit");
        using DitModel model = golden.Model(_config, "model.");
        var generator = new ImageGenerator(model);
        GenerationRequest[] requests = [new(0, 1), new(1, 2), new(2, 3)];
        var steps = new List<(int, long)>();
        generator.Generate(requests, _options with { GuidanceInterval = GuidanceInterval.Timesteps(300, 700) },
            new Immediately<GenerationProgress>(p => steps.Add((p.FinishedSteps, p.Evaluations))));
        Assert.Equal([(0, 0), (1, 3), (2, 9), (3, 15), (4, 18)], steps);

        using var cancellation = new CancellationTokenSource();
        int last = 0;
        var progress = new Immediately<GenerationProgress>(p =>
        {
            last = p.FinishedSteps;
            if (p.FinishedSteps == 2)
            {
                cancellation.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => generator.Generate(requests, _options, progress, cancellation.Token));
        Assert.Equal(2, last);
    }

    [Fact]
    public void Guidance_covers_the_channels_that_are_asked_for()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("dit");
        using DitModel model = golden.Model(_config, "model.");
        float[] Image(int channels, int steps = 4) =>
            [.. new ImageGenerator(model).Generate([new(1, 4)], _options with { DiffusionSteps = steps, GuidedChannels = channels }).data<float>()];
        Assert.NotEqual(Image(3), Image(4));
        Assert.Equal(Image(4), Image(100));
        Assert.Equal([.. new ImageGenerator(model).Generate([new(1, 4)], _options).data<float>()], Image(3));
        // With one step the last channel is the conditional prediction and no other channel knows of it.
        Assert.Equal(Image(3, 1)[..(3 * 64)], Image(4, 1)[..(3 * 64)]);
        Assert.NotEqual(Image(3, 1)[(3 * 64)..], Image(4, 1)[(3 * 64)..]);
    }

    [Fact]
    public void What_DiT_cannot_generate_is_named_and_tensors_are_all_freed()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("dit");
        using DitModel model = golden.Model(_config, "model.");
        var generator = new ImageGenerator(model);
        string Message(GenerationOptions options, int label = 1) =>
            Assert.Throws<ArgumentException>(() => generator.Generate([new(label, 4)], options)).Message;
        Assert.Contains("ArSteps must be 1 for a network of kind 'dit'", Message(_options with { ArSteps = 2 }), StringComparison.Ordinal);
        Assert.Contains("Split must be null or of one AR step", Message(_options with { Split = ArSplitPolicy.Cosine(3) }), StringComparison.Ordinal);
        Assert.Contains("0…4; found 5", Message(_options, 5), StringComparison.Ordinal);
        Assert.Contains("GuidedChannels must be at least 1", Message(_options with { GuidedChannels = 0 }), StringComparison.Ordinal);

        int before = scope.DisposablesCount;
        generator.Generate([new(1, 4), new(2, 5)], _options).Dispose();
        Assert.Equal(before, scope.DisposablesCount);
    }

    private static Tensor Generate(DitModel model, Tensor labels, Tensor order, Tensor initial, Tensor noise, double guidance, int? channels = null)
    {
        ImageModelConfig config = model.Config;
        ArSplit split = ArSplit.OneStep(config.Tokens);
        Tensor InOrder(Tensor images) =>
            Patches.FromImages(images, config.PatchSize).gather(1, order.unsqueeze(2).expand(-1, -1, config.PatchDimension));
        Tensor steps = stack(Enumerable.Range(0, (int)noise.shape[0]).Select(i => InOrder(noise[i])).ToArray());
        return GivenNoise.Generate(
                model, ClassConditions.Of(labels),
            new()
            {
                Split = split,
                Schedule = NoiseSchedule.Default.Respace((int)noise.shape[0]),
                Guidance = new(guidance),
                GuidedChannels = channels,
            },
            new GivenNoise(order, InOrder(initial), steps, split));
    }
}
