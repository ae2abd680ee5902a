using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Tests.Trainers;

public sealed class MulticlassScoringTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Scores_are_probabilities_and_the_label_predicted_is_the_likeliest()
    {
        IDataView data = Data();
        var rows = _ml.Data.CreateEnumerable<Scored>(Pipeline().Fit(data).Transform(data), reuseRowObject: false).ToArray();
        Assert.All(rows, row =>
        {
            Assert.Equal(1, row.Score.Sum(), tolerance: 1e-5);
            Assert.All(row.Score, p => Assert.InRange(p, 0, 1));
            Assert.Equal(Array.IndexOf(row.Score, row.Score.Max()) + 1, (int)row.PredictedLabel);
        });
        Assert.Equal(3, rows.Select(row => row.PredictedLabel).Distinct().Count());
    }

    [Fact]
    public void Scores_and_labels_are_named_by_the_values_of_the_label()
    {
        IDataView data = Data();
        DataViewSchema schema = Pipeline().Fit(data).Transform(data).Schema;

        VBuffer<ReadOnlyMemory<char>> slots = default, keys = default;
        Assert.True(schema["Score"].HasSlotNames());
        schema["Score"].GetSlotNames(ref slots);
        schema["PredictedLabel"].GetKeyValues(ref keys);
        string[] names = ["cat", "dog", "owl"];
        Assert.Equal(names, slots.DenseValues().Select(v => v.ToString()));
        Assert.Equal(names, keys.DenseValues().Select(v => v.ToString()));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Score"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), schema["PredictedLabel"].Type);
    }

    [Fact]
    public void The_label_predicted_can_be_mapped_back_to_its_value()
    {
        IDataView data = Data();
        var pipeline = Pipeline().Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var animals = _ml.Data.CreateEnumerable<Animal>(pipeline.Fit(data).Transform(data), reuseRowObject: false).ToArray();
        Assert.InRange(animals.Count(a => a.PredictedLabel == a.Name) / (double)animals.Length, 0.9, 1);
    }

    [Fact]
    public void Annotations_say_what_the_columns_are()
    {
        IDataView data = Data();
        DataViewSchema schema = Pipeline().Fit(data).Transform(data).Schema;
        Assert.Equal("MulticlassClassification", Text(schema["Score"], "ScoreColumnKind"));
        Assert.Equal("Score", Text(schema["Score"], "ScoreValueKind"));
        Assert.Equal("PredictedLabel", Text(schema["PredictedLabel"], "ScoreValueKind"));

        static string Text(DataViewSchema.Column column, string kind)
        {
            ReadOnlyMemory<char> value = default;
            column.Annotations.GetValue(kind, ref value);
            return value.ToString();
        }
    }

    [Fact]
    public void The_schema_promised_before_training_is_kept_after_it()
    {
        IDataView data = Data();
        var probe = new ShapeProbe(_ml);
        DataViewSchema schema = Pipeline().Append(probe).Fit(data).Transform(data).Schema;
        foreach (string name in new[] { "Score", "PredictedLabel" })
        {
            SchemaShape.Column promised = Assert.Single(Assert.IsType<SchemaShape>(probe.Seen), c => c.Name == name);
            Assert.Equal(schema[name].Type is VectorDataViewType, promised.Kind == SchemaShape.Column.VectorKind.Vector);
            Assert.Equal(schema[name].Type is KeyDataViewType, promised.IsKey);
            Assert.Subset(schema[name].Annotations.Schema.Select(c => c.Name).ToHashSet(), promised.Annotations.Select(c => c.Name).ToHashSet());
        }
    }

    [Fact]
    public void A_saved_model_gives_the_same_scores()
    {
        IDataView data = Data();
        var model = Pipeline().Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema schema);

        Assert.Equal(data.Schema.Select(c => c.Name), schema.Select(c => c.Name));
        var before = _ml.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false).ToArray();
        var after = _ml.Data.CreateEnumerable<Scored>(loaded.Transform(data), reuseRowObject: false).ToArray();
        Assert.Equal(before.SelectMany(r => r.Score), after.SelectMany(r => r.Score));
        Assert.Equal(before.Select(r => r.PredictedLabel), after.Select(r => r.PredictedLabel));
        Assert.True(loaded.Transform(data).Schema["Score"].HasSlotNames());

        var last = Assert.IsType<MulticlassPredictionTransformer<MaximumEntropyModelParameters>>(((IEnumerable<ITransformer>)loaded).Last());
        Assert.Equal(new LinearModel(model.LastTransformer.Model).Weights, new LinearModel(last.Model).Weights);
        Assert.Equal(90, last.Model.Statistics.TrainingExampleCount);
        Assert.Equal("Features", last.FeatureColumnName);
    }

    [Fact]
    public void A_saved_model_that_is_not_calibrated_gives_the_same_scores()
    {
        IDataView data = Data();
        var model = _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Animal.Name)).Append(_ml.MulticlassClassification.Trainers.SdcaNonCalibrated()).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out _);
        Assert.Equal(_ml.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false).SelectMany(r => r.Score),
            _ml.Data.CreateEnumerable<Scored>(loaded.Transform(data), reuseRowObject: false).SelectMany(r => r.Score));
    }

    [Fact]
    public void Single_rows_can_be_predicted()
    {
        IDataView data = Data();
        var pipeline = Pipeline().Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        using var engine = _ml.Model.CreatePredictionEngine<Animal, Animal>(pipeline.Fit(data));
        Assert.Equal("cat", engine.Predict(new Animal { Features = [3, 0] }).PredictedLabel);
        Assert.Equal("owl", engine.Predict(new Animal { Features = [-3, -3] }).PredictedLabel);
    }

    [Fact]
    public void Columns_that_are_not_asked_for_are_not_computed()
    {
        var traps = Animals().Select(animal => new Trap { Name = animal.Name, Features = animal.Features }).ToArray();
        IDataView data = _ml.Data.LoadFromEnumerable(traps);
        IDataView scored = Pipeline().Fit(data).Transform(data);
        foreach (Trap trap in traps)
            trap.IsArmed = true;
        Assert.Equal(traps.Select(t => t.Name), scored.GetColumn<string>(nameof(Trap.Name)));
        Assert.Throws<InvalidOperationException>(() => scored.GetColumn<uint>("PredictedLabel").Count());
    }

    private EstimatorChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> Pipeline() =>
        _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Animal.Name)).Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { L1Regularization = 0.1f, L2Regularization = 0.1f, ShowTrainingStatistics = true }));

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Animals());

    private static IEnumerable<Animal> Animals()
    {
        var random = new Random(4);
        (string Name, float X, float Y)[] kinds = [("cat", 3, 0), ("dog", 0, 3), ("owl", -3, -3)];
        for (int i = 0; i < 90; i++)
        {
            (string name, float x, float y) = kinds[i % 3];
            yield return new Animal { Name = name, Features = [x + random.NextSingle() * 2 - 1, y + random.NextSingle() * 2 - 1] };
        }
    }

    /// <summary>A row whose features cannot be read once it is armed.</summary>
    private sealed class Trap
    {
        private float[] _features = [];

        public string Name { get; set; } = "";

        [VectorType(2)]
        public float[] Features
        {
            get => IsArmed ? throw new InvalidOperationException("Sprung.") : _features;
            set => _features = value;
        }

        [NoColumn]
        public bool IsArmed { get; set; }
    }

    private sealed class Animal
    {
        public string Name { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}
