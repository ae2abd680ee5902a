using System.Globalization;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Generation;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Generation;

/// <summary>Every sampler, guidance and editing against our PyTorch reference, which uses no cache.</summary>
public sealed class GoldenSamplersTests
{
    public static TheoryData<string, PredictionTarget> Samplers
    {
        get
        {
            var data = new TheoryData<string, PredictionTarget>();
            foreach (string sampler in new[] { "ddpm", "ddpm:small", "ddim", "ddim:0.4", "ddim:1", "dpm++2m" })
            {
                foreach (PredictionTarget target in Enum.GetValues<PredictionTarget>())
                {
                    data.Add(sampler, target);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public void A_sampler_draws_what_the_reference_draws(string sampler, PredictionTarget target)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("samplers");
        using CausalFusionModel model = Model(target);
        foreach (int[] sizes in new int[][] { [16], [3, 1, 7, 5] })
        {
            foreach (double temperature in new[] { 1, 0.6 })
            {
                GenerationPlan plan = Plan(sizes) with { Sampler = SamplerMethod.Parse(sampler), Temperature = temperature };
                Tensor image = GivenNoise.Generate(
                model, ClassConditions.Of(golden["y"]), plan, new GivenNoise(golden["ids_shuffle"], golden["initial"], golden["noise"], plan.Split));
                string name = string.Create(CultureInfo.InvariantCulture,
                    $"s{sizes.Length}.{target.ToString().ToLowerInvariant()}.{sampler}.{temperature}");
                Approximately.Equal(golden[name], image, 1e-5, name);
            }
        }
    }

    [Theory]
    [InlineData("timesteps")]
    [InlineData("levels")]
    [InlineData("linear")]
    [InlineData("cosine")]
    [InlineData("both")]
    public void Guidance_applies_where_and_as_strongly_as_in_the_reference(string name)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("guidance");
        using CausalFusionModel model = Model(PredictionTarget.Noise);
        string interval = golden.Metadata[name + ".interval"];
        var guidance = new GuidancePlan(
            double.Parse(golden.Metadata["guidance"], CultureInfo.InvariantCulture),
            Enum.Parse<GuidanceRamp>(golden.Metadata[name + ".ramp"], ignoreCase: true),
            interval.Length == 0 ? null : GuidanceInterval.Parse(interval));
        foreach (int[] sizes in new int[][] { [16], [3, 1, 7, 5] })
        {
            GenerationPlan plan = Plan(sizes) with { Sampler = SamplerMethod.Ddim(), Guidance = guidance };
            Tensor image = GivenNoise.Generate(
                model, ClassConditions.Of(golden["y"]), plan, new GivenNoise(golden["ids_shuffle"], golden["initial"], golden["noise"], plan.Split));
            Approximately.Equal(golden[$"s{sizes.Length}.{name}"], image, 1e-5, $"{name}, {sizes.Length} AR steps");
        }
    }

    [Theory]
    [InlineData("centre")]
    [InlineData("outside")]
    [InlineData("top")]
    [InlineData("bottom")]
    [InlineData("left")]
    [InlineData("right")]
    [InlineData("rectangle:1,0,2,3")]
    public void An_edit_is_the_references(string mask)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using GoldenFile golden = GoldenFile.Ours("editing");
        using CausalFusionModel model = Model(PredictionTarget.Clean);

        // The case's own noise, as a file that the editor is given.
        string path = folder["noise.safetensors"];
        SafetensorsWriter.Save(path, new[] { "initial", "noise", "ids_shuffle" }.Select(name => (name, golden[$"{mask}.{name}"])));
        using NoiseFile noise = NoiseFile.Open(path);

        GenerationRequest[] requests = [.. golden.Integers(mask + ".y").Select(label => new GenerationRequest(label, 0))];
        var options = new GenerationOptions
        {
            Split = ArSplitPolicy.Given(golden.Integers(mask + ".split_sizes")),
            DiffusionSteps = 8,
            GuidanceScale = golden.Number(mask + ".guidance"),
            GuidanceRamp = GuidanceRamp.Linear,
        };
        Tensor edited = new ImageEditor(model).Edit(golden["x"], EditMask.Parse(mask, TokenGrid.Square(4)), requests, options, noise: noise);
        Approximately.Equal(golden[mask + ".image"], edited, 1e-5, mask);
    }

    private static GenerationPlan Plan(int[] sizes) => new() { Split = ArSplit.FromSizes(sizes), Schedule = NoiseSchedule.Default.Respace(8) };

    private static CausalFusionModel Model(PredictionTarget target)
    {
        using GoldenFile weights = GoldenFile.Ours("model_sinusoidal");
        return weights.Model(new CausalFusionConfig
        {
            ImageSize = 8, Channels = 1, PatchSize = 2, Width = 32, Layers = 2, Heads = 2, Classes = 5,
            ClassTokens = 2, Target = target
        });
    }
}
