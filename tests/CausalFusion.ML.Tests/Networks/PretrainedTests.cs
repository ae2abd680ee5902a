using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Networks;

/// <summary>The networks that come with a package: found, checked, and used by name.</summary>
public sealed class PretrainedTests : IDisposable
{
    private const int LargestFile = 12_000_000;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Pretrained.All.Select(network => network.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_network_is_the_one_that_was_measured_is_small_and_loads(string name)
    {
        PretrainedNetwork network = Pretrained.Find(name);

        Assert.InRange(new FileInfo(network.Path).Length, 100_000, LargestFile);
        using ImageModel model = ModelFamilies.Load(network);
        network.Generation.Validate(model.Config, model.Info.Schedule);
    }

    [Fact]
    public void Garments_are_asked_for_by_class_in_a_pipeline()
    {
        var ml = new MLContext();
        IDataView rows = ml.Data.LoadFromEnumerable([new { Label = "Sneaker", Seed = 1UL }, new { Label = "Bag", Seed = 2UL }]);
        using ImageGenerationTransformer model = ml.Transforms.GenerateImages("Image", "Label", Pretrained.FashionMnist).Fit(rows);

        MLImage[] images = [.. model.Transform(rows).GetColumn<MLImage>("Image")];

        Assert.All(images, image => Assert.Equal((28, 28), (image.Width, image.Height)));
        Assert.NotEqual(images[0].Pixels.ToArray(), images[1].Pixels.ToArray());
        Array.ForEach(images, image => image.Dispose());
    }

    [Theory]
    [InlineData("shapes", "a large red circle at the top", "large red circle")]
    [InlineData("emoji", "red apple", "apple")]
    public void What_is_asked_for_by_text_is_generated_in_a_pipeline_and_seen_in_it(string name, string prompt, string expected)
    {
        var ml = new MLContext();
        PretrainedNetwork network = Pretrained.Find(name);
        IDataView rows = ml.Data.LoadFromEnumerable([new { Prompt = prompt, Seed = 1UL }]);
        using ImageGenerationTransformer model = ml.Transforms.GenerateImages("Image", "Prompt", network).Fit(rows);
        using ImageCaptioningTransformer captioner = ml.Transforms.CaptionImages("Caption", "Image", network).Fit(model.Transform(rows));

        string caption = Assert.Single(captioner.Transform(model.Transform(rows)).GetColumn<string>("Caption"));

        Assert.Contains(expected, caption, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_and_those_that_there_are_are_listed()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Pretrained.Find("shape"));
        Assert.Equal("Expected the name of a pretrained network, 'fashion-mnist', 'emoji', 'shapes'; found 'shape'.", refusal.Message);
        Assert.Same(Pretrained.Shapes, Pretrained.Find("SHAPES"));
    }

    [Fact]
    public void A_missing_file_is_told_with_the_places_that_were_looked_at()
    {
        var absent = new PretrainedNetwork("absent", "nothing", "MIT", new string('0', 64), new GenerationOptions());

        FileNotFoundException refusal = Assert.Throws<FileNotFoundException>(() => absent.Path);

        string expected = Path.Combine(AppContext.BaseDirectory, "CausalFusion.Pretrained", "absent.safetensors");
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_altered_file_is_refused_by_name()
    {
        string path = _folder["shapes.safetensors"];
        byte[] bytes = File.ReadAllBytes(Pretrained.Shapes);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Pretrained.Shapes.Check(path));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Pretrained.Shapes.Check(Pretrained.Shapes.Path);
    }
}
