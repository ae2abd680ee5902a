using CausalFusion.AI;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
using Microsoft.Extensions.AI;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Generation;

/// <summary>Which class a row means: the rule of <see cref="Conditions.ClassNames"/>, whatever the type of its column.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ClassRuleTests : IDisposable
{
    private static readonly GenerationOptions _generation = new() { DiffusionSteps = 2 };

    private readonly MLContext _ml = new(seed: 1);
    private readonly List<string> _log = [];
    private readonly TemporaryFolder _folder = new();

    public ClassRuleTests() => _ml.Log += (_, line) => _log.Add(line.Message);

    public static TheoryData<string[], string> Asked { get; } = new()
    {
        { ["A", "B", "a", "b"], "a" },
        { ["A", "B", "a", "b"], "B" },
        { ["1", "10", "2"], "1" },
        { ["1", "10", "2"], "2" },
        { ["1", "10", "2"], "10" },
        { ["some", "none"], "none" },
        { ["dog", "cat, small", "cat"], "cat, small" },
        { ["dog", "Cat, small"], "cat, small" },
        { ["caf\u00e9", "bar"], "cafe\u0301" },
        { ["bar", "cafe\u0301"], "caf\u00e9" },
        { ["bar", "cafe\u0301"], "CAF\u00c9" },
        { ["Coat", "Bag"], "1" },
        { ["Ab", "aB"], "ab" },
        { ["1", "10", "2"], "0" },
        { ["Coat", "Bag"], "2" },
        { ["Coat", "Bag"], "Shoe" },
    };

    [Theory]
    [MemberData(nameof(Asked))]
    public async Task A_text_a_key_and_a_prompt_mean_the_same_class(string[] names, string asked)
    {
        string path = Network(names);
        int? expected = null;
        try
        {
            expected = new Conditions.ClassNames(names.Length, names).Find(asked);
        }
        catch (FormatException)
        {
        }
        IDataView texts = _ml.Data.LoadFromEnumerable([new Request { Label = asked, Seed = 7 }]);
        IDataView keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(texts).Transform(texts);
        using var service = CausalFusionImageGenerator.Load(path, new() { Generation = _generation });
        var seed = new Microsoft.Extensions.AI.ImageGenerationOptions { AdditionalProperties = new() { ["seed"] = 7UL } };
        if (expected is null)
        {
            Assert.Throws<InvalidDataException>(() => Drawn(path, texts));
            Assert.Throws<ArgumentOutOfRangeException>(() => Drawn(path, keys));
            await Assert.ThrowsAsync<ArgumentException>(() => service.GenerateImagesAsync(asked, seed, TestContext.Current.CancellationToken));
            return;
        }
        IDataView numbers = _ml.Data.LoadFromEnumerable([new Numbered { Label = expected.Value, Seed = 7 }]);
        string image = Drawn(Nameless(path), numbers);

        Assert.Equal(image, Drawn(path, texts));
        Assert.Equal(image, Drawn(path, keys));
        ImageGenerationResponse response = await service.GenerateImagesAsync(asked, seed, TestContext.Current.CancellationToken);
        using MLImage drawn = MLImage.CreateFromStream(new MemoryStream(((DataContent)response.Contents.Single()).Data.ToArray()));
        using MLImage given = _ml.Transforms.GenerateImages("Image", "Label", path, new ImageGenerationOptions { Generation = _generation })
            .Fit(texts).Transform(texts).GetColumn<MLImage>("Image").Single();
        Assert.Equal(given.Pixels.ToArray().Where((_, i) => i % 4 == 1), drawn.Pixels.ToArray().Where((_, i) => i % 4 == 1));
    }

    [Fact]
    public void Keys_mean_what_they_stand_for_and_not_their_place_among_the_keys()
    {
        string path = Network(["red", "green", "blue"]);
        IDataView texts = _ml.Data.LoadFromEnumerable([new Request { Label = "blue", Seed = 7 }]);
        IDataView other = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(texts).Transform(texts); // blue is the first key

        Assert.Equal(Drawn(path, texts), Drawn(path, other));
    }

    [Fact]
    public void Whole_numbers_and_keys_for_them_mean_names_that_are_numbers()
    {
        string path = Network(["10", "1", "2"]);
        IDataView numbers = _ml.Data.LoadFromEnumerable([new Numbered { Label = 1, Seed = 7 }]);
        IDataView keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(numbers).Transform(numbers);
        string image = Drawn(path, _ml.Data.LoadFromEnumerable([new Request { Label = "1", Seed = 7 }]));

        Assert.Equal(image, Drawn(path, numbers));
        Assert.Equal(image, Drawn(path, keys));
        IDataView none = _ml.Data.LoadFromEnumerable([new Numbered { Label = 0, Seed = 7 }]);
        Assert.Contains(
            "Row 0, column 'Label': expected one of '10', '1', '2'; found '0'",
            Assert.Throws<InvalidDataException>(() => Drawn(path, none)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_is_taken_for_a_name_is_in_the_log()
    {
        string path = Network(["Coat", "Bag"]);
        Drawn(path, _ml.Data.LoadFromEnumerable([new Request { Label = "1", Seed = 7 }]));
        Assert.Contains(_log, line => line.Contains("class 1 is 'Bag'.", StringComparison.Ordinal));
        _log.Clear();
        Drawn(path, _ml.Data.LoadFromEnumerable([new Numbered { Label = 0, Seed = 7 }, new Numbered { Label = 1, Seed = 7 }]));
        Assert.Single(_log, line => line.Contains("Column 'Label' holds numbers of classes: class 0 is 'Coat'.", StringComparison.Ordinal));
        _log.Clear();
        Drawn(path, _ml.Data.LoadFromEnumerable([new Request { Label = "coat", Seed = 7 }]));
        Assert.DoesNotContain(_log, line => line.Contains("class 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_prompt_that_is_taken_for_a_number_is_told_with_the_image()
    {
        using var service = CausalFusionImageGenerator.Load(Network(["Coat", "Bag"]), new() { Generation = _generation });

        ImageGenerationResponse response = await service.GenerateImagesAsync("1", cancellationToken: TestContext.Current.CancellationToken);

        AdditionalPropertiesDictionary said = response.Contents.Single().AdditionalProperties!;
        Assert.Equal(("Bag", "class 1 is 'Bag'."), ((string)said["class"]!, (string)said["notice"]!));
        response = await service.GenerateImagesAsync("bag", cancellationToken: TestContext.Current.CancellationToken);
        said = response.Contents.Single().AdditionalProperties!;
        Assert.Equal("Bag", said["class"]);
        Assert.False(said.ContainsKey("notice"));
    }

    public void Dispose() => _folder.Dispose();

    private string Drawn(string path, IDataView rows)
    {
        using ImageGenerationTransformer generator =
            _ml.Transforms.GenerateImages("Image", "Label", path, new ImageGenerationOptions { Generation = _generation }).Fit(rows);
        return TestPictures.Hashes(generator.Transform(rows), "Image")[0];
    }

    private string Network(string[] names)
    {
        using CausalFusionModel network = Tiny.Model(Tiny.Config with { Classes = names.Length });
        network.Info = network.Info with { ClassNames = names };
        network.Save(_folder["network"]);
        return _folder["network"];
    }

    private string Nameless(string path)
    {
        using CausalFusionModel network = CausalFusionModel.Load(path);
        network.Info = new ModelInfo();
        network.Save(_folder["nameless"]);
        return _folder["nameless"];
    }

    internal sealed class Numbered
    {
        public int Label { get; set; }

        public ulong Seed { get; set; }
    }
}
