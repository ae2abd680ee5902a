using CausalFusion.ML.Tests.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Trainers;

public class TrainerOptionsTests
{
    public static TheoryData<string, Action<CausalFusionTrainerOptions>> Mistakes { get; } = new()
    {
        { "Channels must be 1 or 3; found 2", o => o.Channels = 2 },
        { "PatchSize must divide ImageSize; found 3 and 8", o => o.PatchSize = 3 },
        { "ImageSize must be at least 1; found 0", o => o.ImageSize = 0 },
        { "Heads must divide Width; found 3 and 16", o => o.Heads = 3 },
        { "Width must be a multiple of 4", o => o.Width = 18 },
        { "Layers must be at least 1; found 0", o => o.Layers = 0 },
        { "ClassTokens must be at least 1; found 0", o => o.ClassTokens = 0 },
        { "ImageColumnName", o => o.ImageColumnName = "" },
        { "LabelColumnName", o => o.LabelColumnName = null! },
        { "OutputColumnName", o => o.OutputColumnName = "" },
        { "SeedColumnName must be null or a column's name", o => o.SeedColumnName = "" },
        { "Sizing must be one of Exact, Resize, CenterCrop; found 9", o => o.Sizing = (ImageSizing)9 },
        { "InputFormat", o => o.InputFormat = null! },
        { "InputFormat must have a defined layout and scale; found Planar and 7", o => o.InputFormat = new() { Scale = (PixelScale)7 } },
        { "Classes must be null or at least 1; found 0", o => o.Classes = 0 },
        { "ClassNames must have 3 names, as many as Classes; found 2", o => (o.Classes, o.ClassNames) = (3, ["a", "b"]) },
        { "ClassNames must be null or different names, none of them empty; found 'a', 'a'", o => o.ClassNames = ["a", "a"] },
        { "ClassNames must be null or different names, none of them empty; found ''", o => o.ClassNames = [""] },
        { "ClassNames must be null or different names", o => o.ClassNames = [] },
        { "DatasetMemoryLimit must be at least 0 bytes; found -1", o => o.DatasetMemoryLimit = -1 },
        { "Steps must be at least 1; found 0", o => o.Training = o.Training with { Steps = 0 } },
        { "Training", o => o.Training = null! },
        { "Generation", o => o.Generation = null! },
        { "ArSteps must lie in 1…4", o => o.Generation = o.Generation with { ArSteps = 5 } },
        { "DiffusionSteps must lie in 1…1000", o => o.Generation = o.Generation with { DiffusionSteps = 1001 } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_the_options_is_named_when_the_trainer_is_made(string message, Action<CausalFusionTrainerOptions> mistake)
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        mistake(options);
        ArgumentException exception = Assert.ThrowsAny<ArgumentException>(() => new MLContext().ImageGeneration.Trainers.CausalFusion(options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_those_of_a_small_network_and_valid()
    {
        var options = new CausalFusionTrainerOptions();
        options.Validate();

        Assert.Equal(
            (
                "Image", "Label", "GeneratedImage", null), (
                    options.ImageColumnName, options.LabelColumnName, options.OutputColumnName, options.SeedColumnName));
        Assert.Equal(
            (32, 3, 4, 192, 6, 6, 4), (
                options.ImageSize, options.Channels, options.PatchSize, options.Width, options.Layers, options.Heads, options.ClassTokens));
        Assert.NotNull(new MLContext().ImageGeneration.Trainers.CausalFusion());
    }
}
