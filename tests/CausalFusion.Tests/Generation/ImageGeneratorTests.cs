using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Kernels;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Generation;

[Collection(nameof(RunsAlone))]
public sealed class ImageGeneratorTests
{
    private static readonly GenerationOptions _options = new() { ArSteps = 2, DiffusionSteps = 4, GuidanceScale = 1.5 };

    [Theory]
    [InlineData(1, 1.0, ComputePrecision.Full, nameof(ProductKind.Packed))]
    [InlineData(4, 2.0, ComputePrecision.Full, nameof(ProductKind.Packed))]
    [InlineData(16, 2.0, ComputePrecision.Full, nameof(ProductKind.Packed))]
    [InlineData(1, 2.0, ComputePrecision.Full, nameof(ProductKind.Blas))]
    [InlineData(4, 2.0, ComputePrecision.Full, nameof(ProductKind.Blas))]
    [InlineData(16, 2.0, ComputePrecision.Full, nameof(ProductKind.Blas))]
    [InlineData(1, 2.0, ComputePrecision.BFloat16, nameof(ProductKind.Packed))]
    [InlineData(16, 2.0, ComputePrecision.BFloat16, nameof(ProductKind.Packed))]
    public void An_image_depends_on_its_request_alone_and_not_on_its_batch(
        int arSteps, double guidance, ComputePrecision precision, string kind)
    {
        using ForcedProducts forced = new(kind);
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        GenerationRequest[] requests = [.. Enumerable.Range(0, 7).Select(i => new GenerationRequest(i % 5 == 4 ? null : i, (ulong)(100 + i)))];
        GenerationOptions options = _options with { ArSteps = arSteps, GuidanceScale = guidance, Precision = precision };
        Tensor together = generator.Generate(requests, options);
        Assert.Equal([7, 3, 8, 8], together.shape);
        foreach (int batch in new[] { 1, 3 })
        {
            Identical(together, generator.Generate(requests, options with { BatchSize = batch }), $"batches of {batch}");
        }
        Tensor reversed = generator.Generate([.. requests.Reverse()], options).flip(0);
        Identical(together, reversed, "reversed");
    }

    [Fact]
    public void One_thread_drives_a_generation_where_little_is_left_for_it()
    {
        using CausalFusionModel model = Tiny.Model();
        LibraryThreads.With(2, () => Assert.True(model.ComputesOnLanes));
        LibraryThreads.With(64, () => Assert.False(model.ComputesOnLanes));
    }

    [Theory]
    [InlineData("ddpm", "random")]
    [InlineData("ddpm:small", "raster")]
    [InlineData("ddim", "block:2")]
    [InlineData("ddim:0.5", "dilated:2")]
    [InlineData("ddim:1", "random")]
    [InlineData("dpm++2m", "given:3,1,2,0,4,5,6,7,15,14,13,12,8,9,10,11")]
    public void With_any_sampler_and_order_an_image_depends_on_its_request_alone(string sampler, string order)
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        GenerationRequest[] requests = [.. Enumerable.Range(0, 5).Select(i => new GenerationRequest(i, (ulong)(100 + i)))];
        foreach (ArSplitPolicy split in new[] { ArSplitPolicy.Equal(1), ArSplitPolicy.Cosine(3), ArSplitPolicy.Given(
            [1, 15]), ArSplitPolicy.Equal(16) })
        {
            GenerationOptions options = _options with
            {
                Sampler = SamplerMethod.Parse(sampler),
                Order = TokenOrder.Parse(order),
                Split = split,
                DiffusionSteps = 3,
            };
            Tensor together = generator.Generate(requests, options);
            Identical(together, generator.Generate(requests, options with { BatchSize = 2 }), $"{split}");
            Identical(together.flip(0), generator.Generate([.. requests.Reverse()], options), $"{split}, reversed");
        }
    }

    [Theory]
    [InlineData(1.0, null, GuidanceRamp.Constant, 8)]
    [InlineData(2.0, null, GuidanceRamp.Constant, 16)]
    [InlineData(2.0, null, GuidanceRamp.Linear, 16)]
    [InlineData(2.0, "t:300..700", GuidanceRamp.Constant, 12)] // timesteps 0, 333, 666, 999: the middle two of each AR step
    [InlineData(2.0, "t:0..0", GuidanceRamp.Cosine, 10)]
    [InlineData(2.0, "sigma:100..infinity", GuidanceRamp.Constant, 10)]
    [InlineData(2.0, "t:1..2", GuidanceRamp.Constant, 8)]
    public void The_unconditional_half_is_computed_only_where_guidance_applies(double scale, string? interval, GuidanceRamp ramp, int evaluations)
    {
        using CausalFusionModel model = Tiny.Model();
        long counted = 0;
        GenerationOptions options = _options with
        {
            GuidanceScale = scale,
            GuidanceRamp = ramp,
            GuidanceInterval = interval is null ? null : GuidanceInterval.Parse(interval),
        };
        new ImageGenerator(model).Generate(
            [new(0, 1), new(1, 2), new(2, 3)], options, new Immediately<GenerationProgress>(p => counted = p.Evaluations)).Dispose();
        Assert.Equal(3 * evaluations, counted);
    }

    [Fact]
    public void An_interval_of_all_timesteps_is_guidance_everywhere_and_one_of_none_is_none()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        float[] Image(GenerationOptions options) => [.. generator.Generate([new GenerationRequest(1, 4)], options).data<float>()];
        Assert.Equal(Image(_options), Image(_options with { GuidanceInterval = GuidanceInterval.Timesteps(0, 999) }));
        Assert.Equal(Image(_options with { GuidanceScale = 1 }), Image(_options with { GuidanceInterval = GuidanceInterval.Timesteps(1, 2) }));
        Assert.NotEqual(Image(_options), Image(_options with { GuidanceInterval = GuidanceInterval.Timesteps(0, 500) }));
    }

    [Fact]
    public void Partial_images_grow_to_the_result_and_are_zero_where_nothing_is_finished()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var shown = new List<Tensor>();
        Tensor images = new ImageGenerator(model).Generate(
            [new(1, 1), new(2, 2)], _options with { ArSteps = 4 }, null, part => shown.Add(part.Images.clone().DetachFromDisposeScope()));
        Assert.Equal(4, shown.Count);
        for (int s = 0; s < 4; s++)
        {
            Tensor zero = shown[s].eq(0);
            Assert.Equal(2 * (12 - (4 * s)) * 12, zero.sum().item<long>());
            Assert.True(shown[s].eq(images).logical_or(zero).all().item<bool>());
        }
        Assert.Equal(images.data<float>().ToArray(), shown[3].data<float>().ToArray());
        shown.ForEach(partial => partial.Dispose());
    }

    [Fact]
    public void A_temperature_of_zero_leaves_only_the_first_noise()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        float[] Image(string sampler, double temperature) =>
            [.. generator.Generate(
                [new GenerationRequest(1, 4)], _options with { Sampler = SamplerMethod.Parse(sampler), Temperature = temperature }).data<float>()];
        Assert.Equal(Image("ddpm", 0), Image("ddpm:small", 0));
        Assert.NotEqual(Image("ddpm", 0), Image("ddpm", 1));
        Assert.Equal(Image("ddim", 0), Image("ddim", 1));
        Assert.Equal(Image("dpm++2m", 0), Image("dpm++2m", 1));
    }

    [Fact]
    public void The_same_request_gives_the_same_image_bit_for_bit_and_another_seed_another_one()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        float[] Image(ulong seed) => [.. generator.Generate([new GenerationRequest(1, seed)], _options).data<float>()];
        Assert.Equal(Image(5), Image(5));
        Assert.NotEqual(Image(5), Image(6));
    }

    [Fact]
    public void A_guidance_of_one_is_the_conditional_prediction()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        GenerationRequest[] requests = [new(2, 8)];
        Tensor plain = generator.Generate(requests, _options with { GuidanceScale = 1 });
        Tensor guided = generator.Generate(requests, _options with { GuidanceScale = 1 + 1e-7 });
        Approximately.Equal(plain, guided, 1e-4, "guidance close to 1");
        Tensor strong = generator.Generate(requests, _options with { GuidanceScale = 4 });
        Assert.True((plain - strong).abs().max().item<float>() > 0.01);
    }

    [Fact]
    public void Progress_counts_every_diffusion_step_and_images_finish_batch_by_batch()
    {
        using CausalFusionModel model = Tiny.Model();
        var reports = new List<GenerationProgress>();
        GenerationRequest[] requests = [.. Enumerable.Range(0, 5).Select(i => new GenerationRequest(0, (ulong)i))];
        new ImageGenerator(model).Generate(requests, _options with { BatchSize = 2 }, new Immediately<GenerationProgress>(reports.Add)).Dispose();
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], reports.Take(9).Select(r => r.FinishedSteps));
        Assert.All(reports, r => Assert.Equal(8, r.Steps));
        Assert.Equal([2, 4, 5], reports.Where(r => r.FinishedSteps == r.Steps).Select(r => r.FinishedImages));
    }

    [Fact]
    public void Cancellation_takes_effect_between_diffusion_steps_and_leaves_no_tensor()
    {
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        generator.Generate([new GenerationRequest(0, 0)], _options).Dispose();
        long before = LiveTensors.CountHeld();
        using var cancellation = new CancellationTokenSource();
        int last = 0;
        Assert.Throws<OperationCanceledException>(() => generator.Generate(
            [new GenerationRequest(0, 0)], _options,
            new Immediately<GenerationProgress>(p =>
            {
                last = p.FinishedSteps;
                if (last == 3)
                {
                    cancellation.Cancel();
                }
            }),
            cancellation.Token));
        Assert.Equal(3, last);
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void Requests_and_options_out_of_range_are_refused_by_name()
    {
        using CausalFusionModel model = Tiny.Model();
        var generator = new ImageGenerator(model);
        string Refused(GenerationOptions options, int label = 0) =>
            Assert.Throws<ArgumentException>(() => generator.Generate([new(0, 0), new(label, 0)], options)).Message;

        Assert.Contains("class of request 1 must lie in 0…6; found 7", Refused(_options, 7), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GenerationRequest(-1, 0));
        Assert.Contains("ArSteps must lie in 1…16", Refused(_options with { ArSteps = 17 }), StringComparison.Ordinal);
        Assert.Contains("DiffusionSteps must lie in 1…1000", Refused(_options with { DiffusionSteps = 1001 }), StringComparison.Ordinal);
        Assert.Contains("GuidanceScale", Refused(_options with { GuidanceScale = double.NaN }), StringComparison.Ordinal);
        Assert.Contains("GuidanceRamp must be one of Constant, Linear, Cosine", Refused(_options with { GuidanceRamp = (GuidanceRamp)7 }),
            StringComparison.Ordinal);
        Assert.Contains("Split must be fixed", Refused(_options with { Split = ArSplitPolicy.Random(0.9) }), StringComparison.Ordinal);
        Assert.Contains("grid at least 5 tokens wide", Refused(_options with { Order = TokenOrder.BlockRaster(5) }), StringComparison.Ordinal);
        Assert.Contains("Temperature", Refused(_options with { Temperature = -1 }), StringComparison.Ordinal);
        foreach (string sampler in new[] { "dpm++2m", "ddim" })
        {
            Assert.Contains(
                $"Temperature must be 1 with the sampler {sampler}, which adds no noise", Refused(
                    _options with { Sampler = SamplerMethod.Parse(sampler), Temperature = 0.9 }), StringComparison.Ordinal);
        }
        Assert.Contains(
            "AR split must have 16 tokens; found 4", Refused(_options with { Split = ArSplit.FromSizes([1, 3]) }), StringComparison.Ordinal);
    }

    [Fact]
    public void No_request_gives_no_image()
    {
        using CausalFusionModel model = Tiny.Model();
        using Tensor images = new ImageGenerator(model).Generate([]);
        Assert.Equal([0, 3, 8, 8], images.shape);
    }

    private static void Identical(Tensor expected, Tensor found, string what) =>
        Assert.True(expected.contiguous().bytes.SequenceEqual(found.contiguous().bytes), $"{what}: the images differ");
}
