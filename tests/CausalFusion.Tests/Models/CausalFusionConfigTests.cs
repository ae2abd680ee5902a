using CausalFusion.Families.CausalFusion;

namespace CausalFusion.Tests.Models;

public sealed class CausalFusionConfigTests
{
    [Theory]
    [InlineData("L/2-K4", 307_956_752)]
    [InlineData("L/2-K16", 320_269_328)]
    [InlineData("L/2-K64", 369_519_632)]
    [InlineData("L", 369_519_632)]
    [InlineData("XL", 713_988_368)]
    [InlineData("H-40", 1_045_203_856)]
    [InlineData("H-48", 1_235_635_088)]
    [InlineData("L/2-K1x64", 304_943_120)] // the paper's 305M: Table 8
    [InlineData("L/2-K4x16", 308_018_192)] // and 308M
    public void A_preset_counts_the_parameters_of_the_paper(string name, long expected) =>
        Assert.Equal(expected, CausalFusionPresets.All[name].ParameterCount);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public void The_count_is_that_of_the_built_network(bool learned, int repeats)
    {
        CausalFusionConfig config = Tiny.Config with { LearnedPositions = learned, MlpRatio = 2.5, ClassTokens = 5, ClassTokenRepeats = repeats };
        using var model = new CausalFusionModel(config);
        Assert.Equal(config.ParameterCount, model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void A_config_survives_its_json() =>
        Assert.Equal(CausalFusionPresets.SystemXL(), CausalFusionConfig.FromJson(CausalFusionPresets.SystemXL().ToJson()));

    [Fact]
    public void What_a_file_leaves_out_has_its_default()
    {
        CausalFusionConfig config = CausalFusionConfig.FromJson(
            """{"image_size":8,"channels":3,"patch_size":2,"width":48,"layers":3,"heads":4,"classes":7}""");
        Assert.Equal(4, config.ClassTokens);
        Assert.Equal(4, config.MlpRatio);
        Assert.False(config.LearnedPositions);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"image_size":8,"channels":3,"patch_size":2,"width":48,"layers":3,"heads":4,"classes":7,"hidden":1}""")]
    [InlineData("""{"image_size":8,"channels":3,"patch_size":3,"width":48,"layers":3,"heads":4,"classes":7}""")]
    [InlineData("""{"image_size":2147483647,"channels":2147483647,"patch_size":1,"width":2147483644,"layers":2147483647,"heads":1,"classes":2147483647}""")]
    [InlineData("""{"image_size":-8,"channels":3,"patch_size":2,"width":48,"layers":3,"heads":4,"classes":7}""")]
    public void Json_that_describes_no_network_is_refused(string json) =>
        Assert.Throws<InvalidDataException>(() => CausalFusionConfig.FromJson(json));

    [Fact]
    public void What_does_not_fit_is_named()
    {
        var exception = Assert.Throws<ArgumentException>(() => (Tiny.Config with { Heads = 5 }).Validate());
        Assert.Contains("Heads must divide Width; found 5 and 48", exception.Message, StringComparison.Ordinal);
    }
}
