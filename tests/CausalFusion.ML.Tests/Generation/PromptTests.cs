using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Tests.Generation;

/// <summary>Images of what prompts say, generated and edited, with a network that is trained already.</summary>
public sealed class PromptTests : IDisposable
{
    private const int Count = 4;

    // Stands for itself: test runners cannot pass the real one on.
    private const string HalfPair = "half a surrogate pair";

    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 3, ArSteps = 2, BatchSize = 4 };

    private readonly MLContext _ml = new(seed: 3);
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public PromptTests() => _file = TextNetworks.Save(_folder["network"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_is_what_a_generator_draws_of_its_prompt_and_seed()
    {
        List<string> expected = Direct(Requests(), _sampling);
        Assert.Equal(Count, expected.Distinct().Count());
        Assert.Equal(expected, Drawn(Rows(), new() { Generation = _sampling }));
    }

    [Fact]
    public void Each_row_is_led_away_from_its_own_negative_prompt_by_its_own_guidance()
    {
        (float Scale, string Negative)[] asked = [(2, "odd"), (1, ""), (float.NaN, ""), (2, "green")];
        var options = new ImageGenerationOptions
        {
            Generation = _sampling with { GuidanceScale = 3, Negative = Condition.OfText("even") },
            GuidanceColumnName = "Guidance",
            NegativePromptColumnName = "Negative",
        };

        List<string> drawn = Drawn(Rows(asked), options);

        Assert.All(asked.Index(), row =>
        {
            (int i, (float scale, string negative)) = row;
            GenerationOptions own = _sampling with
            {
                GuidanceScale = float.IsNaN(scale) ? 3 : scale,
                Negative = scale == 1 ? Condition.None : Condition.OfText(negative.Length > 0 ? negative : "even"),
            };
            Assert.Equal(Direct([Requests()[i]], own)[0], drawn[i]);
        });
    }

    [Fact]
    public void A_negative_prompt_without_guidance_is_named_with_its_row_and_column()
    {
        var options = new ImageGenerationOptions
        {
            Generation = _sampling, GuidanceColumnName = "Guidance", NegativePromptColumnName = "Negative",
        };
        Assert.Contains(
            "Row 1, column 'Negative': expected no negative prompt where the guidance scale is 1, which is no guidance, found 'odd'",
            Assert.Throws<InvalidDataException>(() => Drawn(Rows((2, "odd"), (1, "odd")), options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "expected a prompt, found an empty text.")]
    [InlineData("  ", "expected a prompt, found an empty text.")]
    [InlineData("0123456789", "'0123456789': expected a prompt of at most 8 tokens, found 10.")]
    [InlineData(HalfPair, "expected valid Unicode, found half a surrogate pair, U+D83D, at character 0.")]
    public void A_prompt_that_the_network_does_not_read_is_named_with_its_row_and_column(string prompt, string message)
    {
        string bad = prompt == HalfPair ? "\ud83d" : prompt;
        Row[] rows = [.. Enumerable.Range(0, 3).Select(i => new Row { Prompt = i < 2 ? "a red" : bad, Image = TestPictures.Image(i) })];
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        using ImageEditingTransformer editor = _ml.Transforms.EditImages("Drawn", "Image", _file, ByColumn()).Fit(data);

        Assert.Equal(
            $"Row 2, column 'Prompt': {message}",
            Assert.Throws<InvalidDataException>(() => Drawn(data, new() { Generation = _sampling })).Message);
        Assert.Equal(
            $"Row 2, column 'Prompt': {message}",
            Assert.Throws<InvalidDataException>(() => TestPictures.Hashes(editor.Transform(data), "Drawn")).Message);
    }

    [Fact]
    public void Labels_that_are_no_texts_are_refused_before_rows_are_read() => Assert.Contains(
        "Schema mismatch for prompt column 'Number': expected String, got Int32",
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.GenerateImages("Drawn", "Number", _file).Fit(Rows())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Parts_of_images_are_generated_anew_under_each_rows_prompt_or_one_for_all()
    {
        GenerationRequest[] none = [.. Enumerable.Range(0, Count).Select(i => new GenerationRequest(Condition.None, (ulong)i))];
        GenerationRequest[] red = [.. none.Select(request => request with { Condition = Condition.OfText("a red") })];

        List<string> byColumn = Edited(ByColumn()), byOption = Edited(new() { Prompt = "a red", Mask = "top", Generation = _sampling }),
            free = Edited(new() { Mask = "top", Generation = _sampling });

        Assert.Equal(DirectlyEdited(Requests()), byColumn);
        Assert.Equal(DirectlyEdited(red), byOption);
        Assert.Equal(DirectlyEdited(none), free);
        Assert.Equal(3 * Count, byColumn.Concat(byOption).Concat(free).Distinct().Count());
    }

    public static TheoryData<string, bool, Action<ImageEditingOptions>> Mistakes { get; } = new()
    {
        { "Class and LabelColumnName must be null for a network that reads text (PromptColumnName, Prompt); found the class 1", true,
            o => o.Class = 1 },
        { "must be null for a network that reads text (PromptColumnName, Prompt); found the column 'Label'", true, o => o.LabelColumnName = "Label" },
        { "Prompt and PromptColumnName exclude each other; found the prompt 'a' and the column 'Prompt'", true,
            o => (o.Prompt, o.PromptColumnName) = ("a", "Prompt") },
        { "Prompt must be null or a text; found an empty one", true, o => o.Prompt = " " },
        { "Prompt: '0123456789': expected a prompt of at most 8 tokens, found 10", true, o => o.Prompt = "0123456789" },
        { "must be null or a column's name; found an empty text", true, o => o.PromptColumnName = "" },
        { "Negative: '0123456789': expected a prompt of at most 8 tokens", true,
            o => o.Generation = new() { GuidanceScale = 2, Negative = Condition.OfText("0123456789") } },
        { "Negative: expected a prompt, as the network reads text, found class 1", true,
            o => o.Generation = new() { GuidanceScale = 2, Negative = Condition.OfClass(1) } },
        { "Negative must be none where GuidanceScale is 1", true, o => o.Generation = new() { Negative = Condition.OfText("a") } },
        { "NegativePromptColumnName must be null where Generation.GuidanceScale is 1", true, o => o.NegativePromptColumnName = "Negative" },
        { "ClassNames must be null for a network that reads text and knows no classes; found 1 names", true, o => o.ClassNames = ["a"] },
        { "Prompt and PromptColumnName must be null for a network that takes classes (LabelColumnName, Class); found 'a red'", false,
            o => o.Prompt = "a red" },
        { "must be null for a network that takes classes (LabelColumnName, Class); found 'Prompt'", false, o => o.PromptColumnName = "Prompt" },
        { "NegativePromptColumnName must be null for a network that takes classes and reads no text; found 'Negative'", false,
            o => o.NegativePromptColumnName = "Negative" },
        { "Negative: expected a class from 0 to 9, as the network reads no text, found 'a'", false,
            o => o.Generation = new() { GuidanceScale = 2, Negative = Condition.OfText("a") } },
        { "The class of Negative must lie in 0…9; found 10", false,
            o => o.Generation = new() { GuidanceScale = 2, Negative = Condition.OfClass(10) } },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void An_option_that_does_not_fit_the_network_is_named_at_once(string message, bool readsText, Action<ImageEditingOptions> mistake)
    {
        string network = readsText ? _file : Path.Combine(Repository.Root, "samples", "models", "plane.safetensors");
        var options = new ImageEditingOptions();
        mistake(options);
        Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => _ml.Transforms.EditImages("Drawn", "Image", network, options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_keeps_no_part_of_an_image_is_refused_by_name() => Assert.Contains(
        "EditImages needs a network that keeps a part of an image, as CausalFusion can; found one of kind 'transfusion'",
        Assert.Throws<InvalidDataException>(
            () => _ml.Transforms.EditImages("Drawn", "Image", TextNetworks.Save(_folder["other"], TextNetworks.TransfusionConfig))).Message,
        StringComparison.Ordinal);

    private static ImageEditingOptions ByColumn() => new() { PromptColumnName = "Prompt", Mask = "top", Generation = _sampling };

    private static GenerationRequest[] Requests() =>
        [.. Enumerable.Range(0, Count).Select(i => new GenerationRequest(Condition.OfText(TestPictures.Labels[i % 3]), (ulong)i))];

    private IDataView Rows(params (float Scale, string Negative)[] guidance) => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, guidance.Length > 0 ? guidance.Length : Count).Select(i => new Row
        {
            Prompt = TestPictures.Labels[i % 3],
            Seed = (ulong)i,
            Image = TestPictures.Image(i),
            Guidance = guidance.Length > 0 ? guidance[i].Scale : 1,
            Negative = guidance.Length > 0 ? guidance[i].Negative : "",
        }).ToArray());

    private List<string> Drawn(IDataView rows, ImageGenerationOptions options)
    {
        using ImageGenerationTransformer generator = _ml.Transforms.GenerateImages("Drawn", "Prompt", _file, options).Fit(rows);
        return TestPictures.Hashes(generator.Transform(rows), "Drawn");
    }

    private List<string> Edited(ImageEditingOptions options)
    {
        using ImageEditingTransformer editor = _ml.Transforms.EditImages("Drawn", "Image", _file, options).Fit(Rows());
        return TestPictures.Hashes(editor.Transform(Rows()), "Drawn");
    }

    private static List<string> Direct(IReadOnlyList<GenerationRequest> requests, GenerationOptions options)
    {
        using ImageModel network = TextNetworks.Make();
        using DisposeScope scope = NewDisposeScope();
        return Diffusions.Hashes(new ImageGenerator(network).Generate(requests, options));
    }

    private static List<string> DirectlyEdited(IReadOnlyList<GenerationRequest> requests)
    {
        using ImageModel network = TextNetworks.Make();
        using DisposeScope scope = NewDisposeScope();
        var shape = new ImageShape(TestPictures.Size, TestPictures.Size, 3);
        Tensor images = cat([.. Enumerable.Range(0, Count).Select(
            i => PixelConversion.ToTensor(ImageConversion.ToPixels(TestPictures.Image(i), 3), shape))]);
        return Diffusions.Hashes(new ImageEditor(network).Edit(images, EditMask.Parse("top", network.Config.Grid), requests, _sampling));
    }

    private sealed class Row
    {
        public string Prompt { get; set; } = "";

        public ulong Seed { get; set; }

        public int Number { get; set; }

        public float Guidance { get; set; }

        public string Negative { get; set; } = "";

        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Image { get; set; }
    }
}
