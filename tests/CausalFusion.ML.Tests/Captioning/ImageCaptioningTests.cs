using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Tests.Captioning;

/// <summary>Captions of images, with a network that is trained already.</summary>
public sealed class ImageCaptioningTests : IDisposable
{
    private const int Count = 6;

    private readonly MLContext _ml = new(seed: 3);
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public ImageCaptioningTests() => _file = TextNetworks.Save(_folder["network"]);

    private IDataView Rows => _ml.Data.LoadFromEnumerable(Example.Make(Count));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_are_what_a_captioner_writes_and_scores()
    {
        IReadOnlyList<Caption> expected = Direct();

        IDataView captioned = Captioned(new() { ScoreColumnName = "Score" });

        Assert.Equal(expected.Select(caption => caption.Text), Texts(captioned));
        Assert.All(
            expected.Zip(captioned.GetColumn<float>("Score")), pair => Assert.Equal((float)pair.First.LogProbability, pair.Second, 1e-4f));
        Assert.Equal(TextDataViewType.Instance, captioned.Schema["Words"].Type);
    }

    [Fact]
    public void Vectors_of_pixels_are_captioned_as_the_images_are()
    {
        List<string> expected = Texts(Captioned(new()));
        Assert.Equal(expected, Texts(Captioned(new(), nameof(Example.Bytes))));
        Assert.Equal(expected, Texts(Captioned(new() { Sizing = ImageSizing.Resize }, nameof(Example.Doubled))));
    }

    [Fact]
    public void A_beginning_is_gone_on_with_and_an_empty_one_is_none()
    {
        var rows = Example.Make(Count);
        foreach ((int i, Example row) in rows.Index())
        {
            row.Caption = i % 2 == 0 ? "a red" : "";
        }
        CaptionRequest[] requests = [.. rows.Select(row => new CaptionRequest(row.Caption == "" ? null : row.Caption))];
        var options = new ImageCaptioningOptions { BeginningColumnName = nameof(Example.Caption) };
        using ImageCaptioningTransformer captioner = _ml.Transforms.CaptionImages("Words", "Image", _file, options).Fit(Rows);

        List<string> texts = Texts(captioner.Transform(_ml.Data.LoadFromEnumerable(rows)));

        Assert.Equal(Direct(requests).Select(caption => caption.Text), texts);
        Assert.All(texts.Where((_, i) => i % 2 == 0), text => Assert.StartsWith("a red", text, StringComparison.Ordinal));
        Assert.Equal("Caption", captioner.BeginningColumnName);
    }

    [Fact]
    public void A_beginning_that_leaves_no_room_is_named_with_its_row_and_column()
    {
        List<Example> rows = Example.Make(3);
        rows[2].Caption = "0123456789";
        using ImageCaptioningTransformer captioner =
            _ml.Transforms.CaptionImages("Words", "Image", _file, new() { BeginningColumnName = "Caption" }).Fit(Rows);

        string message = Assert.Throws<InvalidDataException>(() => Texts(captioner.Transform(_ml.Data.LoadFromEnumerable(rows)))).Message;

        Assert.StartsWith(
            "Row 2, column 'Caption': '0123456789': expected a beginning of at most 7 tokens, found 10", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_are_drawn_by_each_rows_own_seed()
    {
        var options = new CaptionOptions { Decoding = CaptionDecoding.Sampling, TopP = 0.9 };
        CaptionRequest[] requests = [.. Enumerable.Range(0, Count).Select(i => new CaptionRequest(null, (ulong)i))];

        Assert.Equal(Direct(requests, options).Select(caption => caption.Text), Texts(Captioned(new() { Captioning = options })));
        IDataView unseeded = _ml.Data.LoadFromEnumerable(TestPictures.Make(Count));
        Assert.Equal(Drawn(unseeded, 4), Drawn(unseeded, 4));
        Assert.NotEqual(Drawn(unseeded, 4), Drawn(unseeded, 5));

        List<string> Drawn(IDataView rows, ulong seed)
        {
            var asked = new ImageCaptioningOptions { Captioning = options, Seed = seed };
            using ImageCaptioningTransformer captioner = _ml.Transforms.CaptionImages("Words", "Image", _file, asked).Fit(rows);
            return Texts(captioner.Transform(rows));
        }
    }

    [Fact]
    public void A_transformer_a_file_and_a_zip_give_one_network_which_generates_images_too()
    {
        List<string> expected = Texts(Captioned(new()));
        var options = new ImageGenerationOptions { Generation = Diffusions.Sampling };
        using ImageCaptioningTransformer captioner = _ml.Transforms.CaptionImages("Words", "Image", _file).Fit(Rows);
        using ImageGenerationTransformer generator = _ml.Transforms.GenerateImages("Drawn", "Caption", captioner, options).Fit(Rows);
        using ImageCaptioningTransformer shared = _ml.Transforms.CaptionImages("Words", "Image", generator).Fit(Rows);
        _ml.Model.Save(generator, Rows.Schema, _folder["generator.zip"]);
        using ImageCaptioningTransformer zipped = _ml.Transforms.CaptionImages("Words", "Image", _folder["generator.zip"]).Fit(Rows);
        captioner.SaveModelFile(_folder["again"]);
        using ImageCaptioningTransformer again = _ml.Transforms.CaptionImages("Words", "Image", _folder["again"]).Fit(Rows);

        Assert.Equal(Count, TestPictures.Hashes(generator.Transform(Rows), "Drawn").Distinct().Count());
        Assert.All(new[] { captioner, shared, zipped, again }, each => Assert.Equal(expected, Texts(each.Transform(Rows))));
    }

    [Fact]
    public void A_captioner_in_the_model_is_gone_on_with_as_it_writes()
    {
        var options = new CaptionOptions { Decoding = CaptionDecoding.BeamSearch, Beams = 2 };
        using ImageCaptioningTransformer first = _ml.Transforms.CaptionImages("Words", "Image", _file, new() { Captioning = options }).Fit(Rows);
        using ImageCaptioningTransformer brief = _ml.Transforms.CaptionImages("More", "Image", first).Fit(Rows);
        using ImageCaptioningTransformer full = _ml.Transforms.CaptionImages("More", "Image", first, new()).Fit(Rows);

        Assert.Equal((options, new CaptionOptions()), (brief.Captioning, full.Captioning));
        Assert.Equal(("More", "Image", null), (brief.OutputColumnName, brief.ImageColumnName, brief.ScoreColumnName));
    }

    [Fact]
    public void A_row_of_two_columns_is_computed_once()
    {
        using ImageCaptioningTransformer captioner =
            _ml.Transforms.CaptionImages("Words", "Image", _file, new() { ScoreColumnName = "Score" }).Fit(Rows);
        var lines = new List<string>();
        _ml.Log += (_, e) => lines.Add(e.Message);
        IRowToRowMapper mapper = captioner.GetRowToRowMapper(Rows.Schema);
        DataViewSchema.Column[] columns = [mapper.OutputSchema["Words"], mapper.OutputSchema["Score"]];
        using (DataViewRowCursor cursor = Rows.GetRowCursor(mapper.GetDependencies(columns)))
        using (DataViewRow row = mapper.GetRow(cursor, columns))
        {
            ValueGetter<ReadOnlyMemory<char>> getWords = row.GetGetter<ReadOnlyMemory<char>>(columns[0]);
            ValueGetter<float> getScore = row.GetGetter<float>(columns[1]);
            ReadOnlyMemory<char> words = default;
            float score = 0;
            foreach (Caption expected in Direct())
            {
                Assert.True(cursor.MoveNext());
                getWords(ref words);
                getScore(ref score);
                Assert.Equal((expected.Text, true), (words.ToString(), Math.Abs(expected.LogProbability - score) < 1e-4));
            }
        }
        Assert.Contains(lines, line => line.Contains($"Column 'Words': {Count} rows done in", StringComparison.Ordinal));
    }

    public static TheoryData<string, Action<ImageCaptioningOptions>> Mistakes { get; } = new()
    {
        { "ScoreColumnName must be another column than that of captions; found 'Words' for both", o => o.ScoreColumnName = "Words" },
        { "must be null or a column's name; found an empty text", o => o.BeginningColumnName = "" },
        { "SeedColumnName must be null where Greedy draws nothing; found 'Seed'", o => o.SeedColumnName = "Seed" },
        { "MaxTokens must be in 1…8; found 9", o => o.Captioning = new() { MaxTokens = 9 } },
        { "TopK must be left out with Greedy, as it is for Sampling; found 3", o => o.Captioning = new() { TopK = 3 } },
        { "BatchSize must be at least 1; found 0", o => o.Captioning = new() { BatchSize = 0 } },
        { "Sizing must be one of", o => o.Sizing = (ImageSizing)9 },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_in_the_options_is_named_at_once(string message, Action<ImageCaptioningOptions> mistake)
    {
        var options = new ImageCaptioningOptions();
        mistake(options);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.CaptionImages("Words", "Image", _file, options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_classes_or_without_a_vocabulary_is_refused_by_name()
    {
        string classes = Path.Combine(Repository.Root, "samples", "models", "plane.safetensors"), dit = Diffusions.Save(_folder["dit"]);
        string bare = _folder["bare"];
        using (ImageModel network = TextNetworks.Make())
        {
            network.Info = network.Info with { Vocabulary = null };
            network.Save(bare);
        }

        Assert.EndsWith(
            "CaptionImages needs a network that reads and writes text; found one of kind 'causalfusion' that takes classes.",
            Assert.Throws<InvalidDataException>(() => _ml.Transforms.CaptionImages("Words", "Image", classes)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "found one of kind 'dit'", Assert.Throws<InvalidDataException>(() => _ml.Transforms.CaptionImages("Words", "Image", dit)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Expected a network with the vocabulary that it was trained with",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.CaptionImages("Words", "Image", bare)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Expected a network with the vocabulary that it was trained with",
            Assert.Throws<ArgumentException>(() => _ml.Transforms.GenerateImages("Drawn", "Caption", bare)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_saved_with_the_captioner()
    {
        var options = new ImageCaptioningOptions
        {
            Captioning = new() { Decoding = CaptionDecoding.BeamSearch, Beams = 2, LengthPenalty = 0.5, MaxTokens = 6, BatchSize = 4 },
            ScoreColumnName = "Score",
            BeginningColumnName = "Caption",
        };
        List<Example> rows = Example.Make(Count);
        rows.ForEach(row => row.Caption = "a");
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        using ImageCaptioningTransformer captioner = _ml.Transforms.CaptionImages("Words", "Image", _file, options).Fit(data);
        _ml.Model.Save(captioner, data.Schema, _folder["captioner.zip"]);

        using var loaded = (ImageCaptioningTransformer)new MLContext().Model.Load(_folder["captioner.zip"], out _);

        Assert.Equal(
            (captioner.Captioning, "Score", "Caption", "Words"),
            (loaded.Captioning, loaded.ScoreColumnName, loaded.BeginningColumnName, loaded.OutputColumnName));
        Assert.Equal(Texts(captioner.Transform(data)), Texts(loaded.Transform(data)));
        Assert.Equal(captioner.Transform(data).GetColumn<float>("Score"), loaded.Transform(data).GetColumn<float>("Score"));
    }

    private static IReadOnlyList<Caption> Direct(IReadOnlyList<CaptionRequest>? requests = null, CaptionOptions? options = null)
    {
        using ImageModel network = TextNetworks.Make();
        using DisposeScope scope = NewDisposeScope();
        byte[][] pixels = [.. Example.Make(Count).Select(row => ImageConversion.ToPixels(row.Image!, 3))];
        Tensor images = cat([.. pixels.Select(image => PixelConversion.ToTensor(image, new ImageShape(TestPictures.Size, TestPictures.Size, 3)))]);
        return new ImageCaptioner(network).Caption(images, requests, options);
    }

    private IDataView Captioned(ImageCaptioningOptions options, string images = nameof(Example.Image)) =>
        _ml.Transforms.CaptionImages("Words", images, _file, options).Fit(Rows).Transform(Rows);

    private static List<string> Texts(IDataView data) => [.. data.GetColumn<string>("Words")];
}
