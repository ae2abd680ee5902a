using System.Text.Json;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Saving;

namespace CausalFusion.ML.Tests.Saving;

public class SettingsTests
{
    [Fact]
    public void Every_generation_option_survives_being_saved()
    {
        var options = new GenerationOptions
        {
            ArSteps = 3,
            Split = ArSplitPolicy.Given([1, 3]),
            Order = TokenOrder.Dilated(2),
            Sampler = SamplerMethod.Ddim(0.3),
            DiffusionSteps = 7,
            GuidanceScale = 2.5,
            GuidanceRamp = GuidanceRamp.Cosine,
            GuidanceInterval = GuidanceInterval.NoiseLevels(0.25, double.PositiveInfinity),
            Temperature = 0.5,
            BatchSize = 9,
        };
        GeneratorSettings saved = new GeneratorSettings { OutputColumn = "Out", LabelColumn = "Label", SeedColumn = "S", Seed = ulong.MaxValue, ClassNames = ["a"] }.With(options);

        GeneratorSettings loaded = Read(JsonSerializer.Serialize(saved, SettingsJsonContext.Default.GeneratorSettings));

        Assert.Equal(options, loaded.ToGeneration());
        Assert.Equal(("Out", "Label", "S", ulong.MaxValue, "a"), (loaded.OutputColumn, loaded.LabelColumn, loaded.SeedColumn, loaded.Seed, loaded.ClassNames!.Single()));
    }

    [Fact]
    public void A_new_generation_option_is_not_forgotten()
    {
        // Whoever adds an option saves it, or a loaded pipeline draws otherwise than the saved one.
        Assert.Equal(
            ["ArSteps", "BatchSize", "DiffusionSteps", "GuidanceInterval", "GuidanceRamp", "GuidanceScale", "GuidedChannels", "Order", "Sampler", "Split", "Temperature"],
            typeof(GenerationOptions).GetProperties().Select(property => property.Name).Order());
    }

    [Fact]
    public void Settings_without_an_option_get_its_default()
    {
        GeneratorSettings loaded = Read("""{"output_column":"Out","label_column":"Label"}""");
        Assert.Equal(new GenerationOptions(), loaded.ToGeneration());
    }

    [Theory]
    [InlineData("""{"output_column":"Out","label_column":"Label","sharpness":2}""", "sharpness")]
    [InlineData("""{"output_column":"Out"}""", "label_column")]
    [InlineData("""{"output_column":"Out","label_column":7}""", "label_column")]
    [InlineData("""{"output_column":"Out","label_column":"Label","sampler":"euler"}""", "euler")]
    [InlineData("""{"output_column":"Out","label_column":"Label","order":1}""", "TokenOrder")]
    [InlineData("""{"output_column":"Out","label_column":"Label","order":"given:0,0"}""", "position 1 has 0 again")]
    public void Settings_with_what_is_not_known_or_without_what_is_needed_are_refused_by_name(string json, string name) =>
        Assert.Contains(name, Assert.Throws<JsonException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static GeneratorSettings Read(string json) => JsonSerializer.Deserialize(json, SettingsJsonContext.Default.GeneratorSettings)!;
}
