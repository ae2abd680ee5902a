using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Checkpoints;

public sealed class ClassNamesTests
{
    [Fact]
    public void A_bundle_says_the_names_of_its_classes()
    {
        Assert.Equal(["cat", "dog"], ModelInfo.Of(Saved("""["cat", "dog"]""").Entries, "it").ClassNames);
        Assert.Empty(ModelInfo.Of(Saved(null).Entries, "it").ClassNames);
    }

    [Theory]
    [InlineData("""{"0": "cat"}""")]
    [InlineData("""["cat", 1]""")]
    [InlineData("""["cat", null]""")]
    [InlineData("null")]
    public void Names_that_are_no_texts_are_refused(string json)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ModelInfo.Of(Saved(json).Entries, "it").ClassNames);
        Assert.Contains("class_names", exception.Message, StringComparison.Ordinal);
    }

    private static ModelBundleInfo Saved(string? names)
    {
        using var folder = new TemporaryFolder();
        using var model = nn.Linear(1, 1);
        ModelBundle.Save(folder["m"], model, CausalFusionConfig.FamilyName, "{}", names is null ? null : new Dictionary<string,
            string>
        { [ModelBundleInfo.ClassNamesEntry] = names });
        return ModelBundle.Peek(folder["m"]);
    }
}
