using CausalFusion.Evaluation;
using CausalFusion.ML.Tests.Data;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Captioning;

public class ImageCaptioningEvaluationTests
{
    private static readonly Described[] _rows =
    [
        new() { Caption = "A dog catches a ball.", References = ["A dog catches a red ball!", "", "The dog's jumping for a ball", "a dog plays"] },
        new() { Caption = "", References = ["Two cats asleep"] },
        new() { Caption = "a train at the station", References = ["A train stands at a station.", "People wait for the train."] },
    ];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Captions_are_scored_against_the_references_of_their_row()
    {
        ImageCaptioningMetrics metrics = _ml.ImageCaptioning.Evaluate(_ml.Data.LoadFromEnumerable(_rows));

        CaptionSet set = Set(_rows, text => CaptionTokenizer.Tokenize(text));
        var bleu = BleuScore.Of(set);
        Assert.Equal(CiderD.PerImage(set), metrics.CiderDPerImage);
        Assert.Equal(CiderD.PerImage(set).Average(), metrics.CiderD, 1e-12);
        Assert.Equal(RougeL.PerImage(set), metrics.RougeLPerImage);
        Assert.Equal(RougeL.PerImage(set).Average(), metrics.RougeL, 1e-12);
        Assert.Equal(bleu.Scores.AsEnumerable(), [metrics.Bleu1, metrics.Bleu2, metrics.Bleu3, metrics.Bleu4]);
        Assert.Equal(bleu.BrevityPenalty, metrics.BrevityPenalty);
        Assert.Equal(3, metrics.ImageCount);
        Assert.True(metrics.CiderDPerImage[0] > metrics.CiderDPerImage[2] && metrics.CiderDPerImage[2] > metrics.CiderDPerImage[1]);
        Assert.Equal(0, metrics.CiderDPerImage[1]);
        Assert.StartsWith("CIDEr-D ", metrics.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("(3 images)", metrics.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_are_data_frames_of_the_set_and_of_each_image()
    {
        ImageCaptioningMetrics metrics = _ml.ImageCaptioning.Evaluate(_ml.Data.LoadFromEnumerable(_rows));

        DataFrame frame = metrics.ToDataFrame();
        Assert.Equal(
            ["CiderD", "Bleu1", "Bleu2", "Bleu3", "Bleu4", "BrevityPenalty", "RougeL", "ImageCount"], frame.Columns.Select(column => column.Name));
        Assert.Equal(
            new object[] { metrics.CiderD, metrics.Bleu1, metrics.Bleu2, metrics.Bleu3, metrics.Bleu4, metrics.BrevityPenalty, metrics.RougeL, 3 },
            frame.Rows[0]);
        Assert.Equal(2, frame.Append(metrics.ToDataFrame().Rows).Rows.Count);

        DataFrame images = metrics.ToDataFramePerImage();
        Assert.Equal(metrics.CiderDPerImage, images["CiderD"].Cast<double>());
        Assert.Equal(metrics.RougeLPerImage, images["RougeL"].Cast<double>());
    }

    [Fact]
    public void Captions_that_are_words_already_are_taken_as_they_are()
    {
        ImageCaptioningMetrics texts = _ml.ImageCaptioning.Evaluate(_ml.Data.LoadFromEnumerable(_rows));
        IDataView words = _ml.Data.LoadFromEnumerable(
            _rows.Select(row => new Split { Words = [.. CaptionTokenizer.Tokenize(row.Caption)], Others = row.References }).ToArray());
        ImageCaptioningMetrics split = _ml.ImageCaptioning.Evaluate(words, "Words", "Others");
        Assert.Equal(texts.CiderDPerImage.AsEnumerable(), split.CiderDPerImage);
        Assert.Equal(texts.Bleu4, split.Bleu4);

        IDataView capitals = _ml.Data.LoadFromEnumerable([new Split { Words = ["A", "dog", "", "."], Others = ["a dog"] }]);
        ImageCaptioningMetrics asTheyAre = _ml.ImageCaptioning.Evaluate(capitals, "Words", "Others");
        Assert.Equal(1 / 3.0, asTheyAre.Bleu1, 1e-12); // neither «A» nor «.» is in the reference, and empty ones are no words
    }

    [Fact]
    public void Texts_that_another_tokenizer_has_been_through_are_split_at_white_space_alone()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Described { Caption = "A dog .", References = ["A dog !"] }]);
        Assert.Equal(2 / 3.0, _ml.ImageCaptioning.Evaluate(data, tokenization: CaptionTokenization.WhiteSpace).Bleu1, 1e-12);
        Assert.Equal(1, _ml.ImageCaptioning.Evaluate(data).Bleu1, 1e-12);
    }

    [Fact]
    public void References_may_be_vectors_of_a_known_size()
    {
        var pipeline = _ml.Transforms.Concatenate("Both", "First", "Second");
        IDataView data = _ml.Data.LoadFromEnumerable(
            [new Pair { Caption = "a b", First = "a b", Second = "" }, new Pair { Caption = "c", First = "d", Second = "c" }]);
        ImageCaptioningMetrics metrics = _ml.ImageCaptioning.Evaluate(pipeline.Fit(data).Transform(data), referencesColumnName: "Both");
        Assert.Equal([1.0, 1.0], metrics.RougeLPerImage.AsEnumerable());
    }

    [Fact]
    public void Columns_that_hold_no_texts_are_named_with_what_was_expected_and_found()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(_rows);
        AssertRefused<ArgumentOutOfRangeException>("Could not find caption column 'Text'; the input has the columns", data, "Text", "References");
        AssertRefused<ArgumentOutOfRangeException>("Could not find reference column 'Truth'", data, "Caption", "Truth");
        AssertRefused<ArgumentOutOfRangeException>(
            "caption column 'Number': expected String or a vector of String, the caption's words, got Single", data, "Number", "References");
        AssertRefused<ArgumentOutOfRangeException>(
            "reference column 'Caption': expected a vector of String, one for each reference, got String", data, "Caption", "Caption");
        AssertRefused<InvalidOperationException>(
            "Columns 'Caption' and 'References': expected at least one row of captions and their references, found none",
            _ml.Data.LoadFromEnumerable(Array.Empty<Described>()), "Caption", "References");
    }

    [Fact]
    public void Rows_that_cannot_be_scored_are_named_with_what_was_expected_and_found()
    {
        AssertRowRefused("Row 1, column 'References': expected a reference with a word, found no text", "a", ["", ""]);
        AssertRowRefused("Row 1, column 'References': expected a reference with a word, found no text", "a", []);
        AssertRowRefused("Row 1, column 'References': expected a reference with a word, found texts without one, such as '...'", "a", ["...", "!"]);
        AssertRowRefused("Row 1, column 'References': expected at most 1000 references, found 1001", "a", [.. Enumerable.Repeat("a", 1001)]);
        AssertRowRefused("Row 1, column 'References': expected texts of at most 16384 characters, found 16385", "a", ["a", new string('a', 16_385)]);
        AssertRowRefused(
            "Row 1, column 'Caption': expected texts of at most 1000 words, found 1001", string.Join(' ', Enumerable.Repeat("a", 1001)), ["a"]);
        IDataView words = _ml.Data.LoadFromEnumerable([new Split { Words = [.. Enumerable.Repeat("a", 1001)], Others = ["a"] }]);
        AssertRefused<InvalidDataException>("Row 0, column 'Words': expected at most 1000 words, found 1001", words, "Words", "Others");
    }

    private void AssertRowRefused(string message, string caption, string[] references) => AssertRefused<InvalidDataException>(
        message, _ml.Data.LoadFromEnumerable([_rows[0], new Described { Caption = caption, References = references }]), "Caption", "References");

    private void AssertRefused<T>(string message, IDataView data, string captions, string references) where T : Exception
    {
        T exception = Assert.Throws<T>(() => _ml.ImageCaptioning.Evaluate(data, captions, references));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(nameof(ImageCaptioningCatalog), Tags.ComponentOf(exception));
    }

    private static CaptionSet Set(IEnumerable<Described> rows, Func<string, IReadOnlyList<string>> split)
    {
        var set = new CaptionSet();
        foreach (Described row in rows)
        {
            set.Add(split(row.Caption), row.References.Select(split));
        }
        return set;
    }

    private sealed class Described
    {
        public string Caption { get; set; } = "";

        public string[] References { get; set; } = [];

        public float Number { get; set; }
    }

    private sealed class Split
    {
        public string[] Words { get; set; } = [];

        public string[] Others { get; set; } = [];
    }

    private sealed class Pair
    {
        public string Caption { get; set; } = "";

        public string First { get; set; } = "";

        public string Second { get; set; } = "";
    }
}
