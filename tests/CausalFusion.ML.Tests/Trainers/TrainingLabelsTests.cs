using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Trainers;

/// <summary>The kinds of labels that a trainer takes.</summary>
public class TrainingLabelsTests
{
    private readonly MLContext _ml = new(seed: 3);

    public static TheoryData<string, string> Kinds { get; } = [];

    static TrainingLabelsTests()
    {
        foreach (string image in new[] { nameof(Example.Image), nameof(Example.Doubled), nameof(Example.Bytes), nameof(Example.Numbers) })
        {
            Kinds.Add(nameof(Example.Key), image);
            Kinds.Add(nameof(Example.Number), image);
            Kinds.Add(nameof(Example.Label), image);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Labels_and_images_of_any_kinds_train_the_same_network_which_draws_from_labels_of_that_kind(string label, string image)
    {
        CausalFusionTrainerOptions options = Options(label);
        options.ImageColumnName = image;
        options.Sizing = ImageSizing.CenterCrop;
        using ImageGenerationTransformer model = Fit(options, Example.Make(12));

        Assert.Equal(label == nameof(Example.Label) ? TestPictures.Labels : [], model.ClassNames);
        Assert.Equal(Drawn(Options(nameof(Example.Key)), Example.Make(12)),
            TestPictures.Hashes(model.Transform(_ml.Data.LoadFromEnumerable(Example.Make(3)))));
    }

    [Fact]
    public void Texts_are_numbered_as_MapValueToKey_does()
    {
        List<Example> shuffled = [.. Example.Make(12).OrderBy(example => example.Label, StringComparer.Ordinal)];
        using ImageGenerationTransformer model = Fit(Options(nameof(Example.Label)), shuffled);
        IDataView data = _ml.Data.LoadFromEnumerable(shuffled);
        using TransformerChain<ImageGenerationTransformer> keyed = TestPictures.Pipeline(_ml).Fit(data);

        Assert.Equal(["blue", "green", "red"], model.ClassNames.ToArray());
        Assert.Equal(model.ClassNames.ToArray(), keyed.LastTransformer.ClassNames.ToArray());
        Assert.Equal(TestPictures.Hashes(keyed.Transform(data)), TestPictures.Hashes(model.Transform(data)));
    }

    [Fact]
    public void Given_names_number_the_classes_also_those_that_no_row_has()
    {
        CausalFusionTrainerOptions options = Options(nameof(Example.Label));
        options.ClassNames = ["black", "blue", "green", "red"];
        using ImageGenerationTransformer model = Fit(options, Example.Make(12));
        Example[] requests = [.. Example.Make(4)];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i].Number = i;
            requests[i].Label = options.ClassNames[i];
        }
        IDataView rows = _ml.Data.LoadFromEnumerable(requests);
        using ImageGenerationTransformer byNumber =
            _ml.Transforms.GenerateImages("GeneratedImage", "Number", model, new() { Generation = model.Generation }).Fit(rows);

        Assert.Equal(options.ClassNames, model.ClassNames);
        Assert.Equal(4, model.Config.Classes);
        Assert.Equal(TestPictures.Hashes(byNumber.Transform(rows)), TestPictures.Hashes(model.Transform(rows)));
    }

    [Theory]
    [InlineData(nameof(Example.Number), null, 3)]
    [InlineData(nameof(Example.Number), 5, 5)]
    [InlineData(nameof(Example.Key), 5, 5)]
    public void The_number_of_classes_is_the_one_stated_or_one_more_than_the_largest(string column, int? stated, int expected)
    {
        CausalFusionTrainerOptions options = Options(column);
        options.Classes = stated;
        List<Example> examples = [.. Example.Make(12).Where(example => example.Number != 1)];

        using ImageGenerationTransformer model = Fit(options, examples);

        Assert.Equal(expected, model.Config.Classes);
        Assert.Empty(model.ClassNames);
    }

    [Fact]
    public void Names_learned_from_texts_are_saved_with_the_pipeline()
    {
        using ImageGenerationTransformer model = Fit(Options(nameof(Example.Label)), Example.Make(12));
        IDataView rows = _ml.Data.LoadFromEnumerable(Example.Make(3));
        using var file = new MemoryStream();
        _ml.Model.Save(model, rows.Schema, file);

        using var loaded = (IDisposable)new MLContext().Model.Load(file, out _);

        Assert.Equal(TestPictures.Hashes(model.Transform(rows)), TestPictures.Hashes(((ITransformer)loaded).Transform(rows)));
    }

    [Fact]
    public void Names_changed_after_the_trainer_is_made_do_not_reach_it()
    {
        CausalFusionTrainerOptions options = Options(nameof(Example.Label));
        string[] names = [.. TestPictures.Labels];
        options.ClassNames = names;
        ImageGenerationTrainer trainer = _ml.ImageGeneration.Trainers.CausalFusion(options);
        names[0] = "mauve";

        using ImageGenerationTransformer model = trainer.Fit(_ml.Data.LoadFromEnumerable(Example.Make(3)));

        Assert.Equal(TestPictures.Labels, model.ClassNames);
    }

    [Theory]
    [InlineData(nameof(Example.Bytes), "label column 'Bytes': expected Key, whole numbers or String, got Vector<Byte")]
    [InlineData(nameof(Example.Image), "label column 'Image': expected Key, whole numbers or String, got Image")]
    [InlineData(nameof(Example.Share), "label column 'Share': expected Key, whole numbers or String, got Single")]
    [InlineData("Kind", "Could not find label column 'Kind'")]
    public void A_column_of_no_labels_is_refused_by_the_shape_and_by_the_data(string column, string message)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Example.Make(3));
        ImageGenerationTrainer trainer = _ml.ImageGeneration.Trainers.CausalFusion(Options(column));
        var chain = _ml.Transforms.CopyColumns("Copy", "Number").Append(trainer).Append(_ml.Transforms.CopyColumns("Again", "GeneratedImage"));

        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "Row 4, column 'Number': expected a class from 0 to 2, found 3")]
    [InlineData(-1, "Row 4, column 'Number': expected a class from 0 to 2, found -1")]
    public void A_number_that_is_no_class_is_named_with_its_row_and_column(int number, string message)
    {
        CausalFusionTrainerOptions options = Options(nameof(Example.Number));
        options.Classes = 3;
        List<Example> examples = Example.Make(6);
        examples[4].Number = number;
        Refused<InvalidDataException>(examples, options, message);
    }

    [Fact]
    public void A_number_too_large_for_any_class_is_named_with_its_row_and_column()
    {
        List<Example> examples = Example.Make(6);
        examples[2].Seed = ulong.MaxValue;
        Refused<InvalidDataException>(
            examples, Options(nameof(Example.Seed)), "Row 2, column 'Seed': expected a class from 0 to 999999, found 18446744073709551615");
    }

    [Fact]
    public void A_text_that_names_no_class_is_named_with_its_row_and_column()
    {
        CausalFusionTrainerOptions options = Options(nameof(Example.Label));
        List<Example> examples = Example.Make(6);
        examples[5].Label = "";
        Refused<InvalidDataException>(examples, options, "Row 5, column 'Label': expected the name of a class, found an empty text");

        examples[5].Label = "mauve";
        options.Classes = 3;
        Refused<InvalidDataException>(
            examples, options, "Row 5, column 'Label': expected one of 3 different names (Classes), found another, 'mauve'");

        options.ClassNames = TestPictures.Labels;
        Refused<InvalidDataException>(
            examples, options, "Row 5, column 'Label': expected the name of a class, one of red, green, blue, found 'mauve'");
    }

    [Fact]
    public void Fewer_names_than_classes_stated_are_refused()
    {
        CausalFusionTrainerOptions options = Options(nameof(Example.Label));
        options.Classes = 4;
        Refused<InvalidDataException>(Example.Make(6), options, "Column 'Label': expected 4 different names (Classes), found 3: red, green, blue.");
    }

    [Fact]
    public void A_key_with_more_values_than_classes_or_with_other_names_is_refused()
    {
        CausalFusionTrainerOptions options = Options(nameof(Example.Key));
        options.Classes = 2;
        Refused<ArgumentOutOfRangeException>(
            Example.Make(6), options, "label column 'Key': expected Key with at most 2 values, got Key<UInt32, 0-2> with 3");

        options = Options(nameof(Example.Label));
        options.ClassNames = ["blue", "green", "red"];
        ArgumentOutOfRangeException exception =
            Assert.Throws<ArgumentOutOfRangeException>(() => TestPictures.Pipeline(_ml, options).Fit(_ml.Data.LoadFromEnumerable(Example.Make(6))));
        Assert.Contains("label column 'Label': expected keys for blue, green, red (ClassNames), got keys for red, green, blue", exception.Message,
            StringComparison.Ordinal);
    }

    private List<string> Drawn(CausalFusionTrainerOptions options, List<Example> examples)
    {
        using ImageGenerationTransformer model = Fit(options, examples);
        return TestPictures.Hashes(model.Transform(_ml.Data.LoadFromEnumerable(Example.Make(3))));
    }

    private ImageGenerationTransformer Fit(CausalFusionTrainerOptions options, List<Example> examples) =>
        _ml.ImageGeneration.Trainers.CausalFusion(options).Fit(_ml.Data.LoadFromEnumerable(examples));

    private void Refused<TException>(List<Example> examples, CausalFusionTrainerOptions options, string message) where TException : Exception =>
        Assert.Contains(message, Assert.Throws<TException>(() => Fit(options, examples)).Message, StringComparison.Ordinal);

    private static CausalFusionTrainerOptions Options(string labelColumn)
    {
        CausalFusionTrainerOptions options = TestPictures.Options();
        options.LabelColumnName = labelColumn;
        return options;
    }
}
