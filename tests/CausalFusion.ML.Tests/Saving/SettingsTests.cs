using System.Text.Json;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.ML.Captioning;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Saving;
using CausalFusion.Models;

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
            Negative = Condition.OfText("a \"blurry\" image"),
            GuidedChannels = 2,
            GuidanceRamp = GuidanceRamp.Cosine,
            GuidanceInterval = GuidanceInterval.NoiseLevels(0.25, double.PositiveInfinity),
            Temperature = 0.5,
            BatchSize = 9,
            Precision = ComputePrecision.BFloat16,
        };
        Assert.All(
            typeof(GenerationOptions).GetProperties(), option => Assert.NotEqual(option.GetValue(new GenerationOptions()), option.GetValue(options)));
        var saved = new GeneratorSettings
        {
            OutputColumn = "Out", LabelColumn = "Label", SeedColumn = "S", Seed = ulong.MaxValue, ClassNames = ["a"], Generation = options,
        };

        string json = SettingsJson.Write(saved);
        GeneratorSettings loaded = SettingsJson.Read<GeneratorSettings>(json);

        Assert.Equal(saved with { ClassNames = null }, loaded with { ClassNames = null });
        Assert.Equal("a", loaded.ClassNames!.Single());
        Assert.Contains("""
            "generation":{"ar_steps":3,
            """, json, StringComparison.Ordinal);
        Assert.Contains("""
            "guidance_ramp":"Cosine"
            """, json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_to_lead_away_from_survives_being_saved()
    {
        var options = new GenerationOptions { GuidanceScale = 2, Negative = Condition.OfClass(7) };
        string json = SettingsJson.Write(new GeneratorSettings { OutputColumn = "Out", LabelColumn = "Label", Generation = options });
        Assert.Contains("\"negative\":7", json, StringComparison.Ordinal);
        Assert.Equal(options, Read(json).Generation);
    }

    [Fact]
    public void Every_captioning_option_survives_being_saved()
    {
        var options = new CaptionOptions
        {
            Decoding = CaptionDecoding.BeamSearch,
            MaxTokens = 5,
            Temperature = 0.5,
            TopK = 7,
            TopP = 0.9,
            Beams = 2,
            LengthPenalty = 0.5,
            BatchSize = 9,
            Precision = ComputePrecision.BFloat16,
        };
        Assert.All(
            typeof(CaptionOptions).GetProperties(), option => Assert.NotEqual(option.GetValue(new CaptionOptions()), option.GetValue(options)));
        var saved = new CaptionerSettings
        {
            OutputColumn = "Out",
            ImageColumn = "Image",
            ScoreColumn = "Score",
            BeginningColumn = "B",
            SeedColumn = "S",
            Seed = 3,
            Captioning = options,
        };
        Assert.Equal(saved, SettingsJson.Read<CaptionerSettings>(SettingsJson.Write(saved)));
    }

    [Fact]
    public void What_is_not_set_is_not_written() =>
        Assert.DoesNotContain(
            "null", SettingsJson.Write(new GeneratorSettings { OutputColumn = "Out", LabelColumn = "Label" }), StringComparison.Ordinal);

    [Fact]
    public void Settings_without_an_option_get_its_default()
    {
        Assert.Equal(new GenerationOptions(), Read("""{"output_column":"Out","label_column":"Label"}""").Generation);
        Assert.Equal(
            new GenerationOptions { ArSteps = 2 }, Read("""{"output_column":"Out","label_column":"Label","generation":{"ar_steps":2}}""").Generation);
    }

    [Theory]
    [InlineData("""{"output_column":"Out","label_column":"Label","sharpness":2}""", "sharpness")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"sharpness":2}}""", "sharpness")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"order":null}}""", "order")]
    [InlineData("""{"output_column":"Out"}""", "label_column")]
    [InlineData("""{"output_column":"Out","label_column":7}""", "label_column")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"sampler":"euler"}}""", "euler")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"order":1}}""", "TokenOrder")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"negative":-1}}""", "expected the number of a class, a text,")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"negative":" "}}""", "expected the number of a class, a text,")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"negative":{}}}""", "expected the number of a class, a text,")]
    [InlineData("""{"output_column":"Out","label_column":"Label","generation":{"order":"given:0,0"}}""", "position 1 has 0 again")]
    public void Settings_with_what_is_not_known_or_without_what_is_needed_are_refused_by_name(string json, string name) =>
        Assert.Contains(name, Assert.Throws<JsonException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static GeneratorSettings Read(string json) => SettingsJson.Read<GeneratorSettings>(json);
}
