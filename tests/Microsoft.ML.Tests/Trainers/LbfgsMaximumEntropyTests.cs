using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Tests.Trainers;

public sealed class LbfgsMaximumEntropyTests
{
    private readonly MLContext _ml = new(seed: 3);
    private readonly GoldenProblem _problem = GoldenProblem.Load();

    [Theory]
    [InlineData("l2")]
    [InlineData("default")]
    [InlineData("strong l1")]
    [InlineData("weighted")]
    [InlineData("non-negative")]
    public void Training_ends_at_the_optimum_that_another_method_finds(string name) => EndsAtTheOptimum(name);

    [SubstituteFact("Microsoft.ML bounds its biases too, and its line search does not know of the bounds.")]
    public void Training_ends_at_the_optimum_where_only_bounds_and_l2_hold_weights_back() => EndsAtTheOptimum("non-negative l2");

    [Fact]
    public void L1_regularisation_sets_weights_to_zero()
    {
        GoldenOptimum golden = _problem.Lbfgs.Single(c => c.Name == "strong l1");
        var model = Train(new() { L1Regularization = golden.L1, L2Regularization = golden.L2 });
        Assert.All(golden.Coefficients.SelectMany(c => c).Zip(model.Weights.SelectMany(w => w)).Where(pair => pair.First == 0), pair => Assert.Equal(0, pair.Second));
    }

    [Fact]
    public void Regularisation_is_one_of_each_kind_by_default()
    {
        GoldenOptimum golden = Default;
        Example[] examples = [.. _problem.Examples()];
        var byMethod = new LinearModel(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(Load(examples)).Model);
        var byOptions = Train(new());
        Assert.InRange(byMethod.LbfgsObjective(examples, golden) - golden.Objective, -1e-7, 1e-5);
        Assert.InRange(byOptions.LbfgsObjective(examples, golden) - golden.Objective, -1e-7, 1e-5);
    }

    [Fact]
    public void An_example_of_weight_two_counts_as_two()
    {
        Example[] examples = [.. _problem.Examples()];
        for (int i = 0; i < examples.Length; i++)
            examples[i].Weight = i % 3 + 1;
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { L1Regularization = 0, ExampleWeightColumnName = nameof(Example.Weight) };
        var weighted = Train(options, examples);
        var repeated = Train(new() { L1Regularization = 0 }, [.. examples.SelectMany(e => Enumerable.Repeat(e, (int)e.Weight))]);
        Close(repeated, weighted);
    }

    [Fact]
    public void Rows_without_a_label_or_with_a_feature_that_is_not_finite_are_left_out()
    {
        Example[] examples = [.. _problem.Examples()];
        var expected = Train(new());
        var actual = Train(new(),
        [
            new Example { Features = [1, 2, 3, 4, 5], Label = Example.NoLabel },
            .. examples[..40],
            new Example { Features = [1, float.NaN, 3, 4, 5], Label = 2 },
            .. examples[40..],
            new Example { Features = [1, 2, 3, float.PositiveInfinity, 5], Label = 2 },
        ]);
        Close(expected, actual, tolerance: 1e-5);
    }

    [Fact]
    public void Without_usable_rows_training_says_so()
    {
        var data = Load([new Example { Features = [1, 2, 3, 4, 5], Label = Example.NoLabel }]);
        var error = Assert.Throws<InvalidOperationException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data));
        Assert.Contains("No valid training instances", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_how_good_the_model_is()
    {
        Example[] examples = LargeProblem();
        double one = Train(new() { NumberOfThreads = 1 }, examples).LbfgsObjective(examples, Default);
        double three = Train(new() { NumberOfThreads = 3 }, examples).LbfgsObjective(examples, Default);
        Assert.Equal(one, three, tolerance: 1e-5);
        Assert.InRange(one, 0.5, Math.Log(3) - 0.05);
    }

    [SubstituteFact("Microsoft.ML sums in as many parts as there are threads.")]
    public void The_number_of_threads_does_not_change_a_bit_of_the_model()
    {
        Example[] examples = LargeProblem();
        var one = Train(new() { NumberOfThreads = 1 }, examples);
        var three = Train(new() { NumberOfThreads = 3 }, examples);
        var chosen = Train(new(), examples);
        Assert.Equal(one.Weights, three.Weights);
        Assert.Equal(one.Biases, three.Biases);
        Assert.Equal(one.Weights, chosen.Weights);
    }

    [Fact]
    public void Sparse_features_give_the_model_that_dense_ones_give()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 300).Select(_ => new WideExample
        {
            Label = (uint)random.Next(3),
            Features = Enumerable.Range(0, WideExample.FeatureCount).Select(_ => random.Next(40) == 0 ? random.NextSingle() * 2 : 0).ToArray(),
        }).ToArray();
        foreach (WideExample row in rows)
            row.Features[row.Label] += 1;
        var dense = _ml.Data.LoadFromEnumerable(rows);
        var sparse = _ml.Data.LoadFromEnumerable(rows.Select(row => new SparseExample { Label = row.Label, Features = Compress(row.Features) }));
        var trainer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0.1f);
        Close(new LinearModel(trainer.Fit(dense).Model), new LinearModel(trainer.Fit(sparse).Model));
    }

    [Fact]
    public void Training_stops_after_the_iterations_allowed_and_can_go_on_from_there()
    {
        GoldenOptimum golden = Default;
        Example[] examples = [.. _problem.Examples()];
        var brief = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { MaximumNumberOfIterations = 3 });
        var first = brief.Fit(Load(examples)).Model;
        var second = brief.Fit(Load(examples), first).Model;
        double start = new LinearModel(first).LbfgsObjective(examples, golden), end = new LinearModel(second).LbfgsObjective(examples, golden);
        Assert.InRange(start, golden.Objective + 1e-3, Math.Log(3));
        Assert.InRange(end, golden.Objective - 1e-7, start - 1e-4);
    }

    [Fact]
    public void A_model_of_another_size_cannot_be_gone_on_from()
    {
        var wide = TrainWide();
        var trainer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(Load(_problem.Examples()), wide));
    }

    [Fact]
    public void Where_training_starts_does_not_change_where_it_ends()
    {
        GoldenOptimum golden = Default;
        Example[] examples = [.. _problem.Examples()];
        var random = Train(new() { InitialWeightsDiameter = 2 });
        var descended = Train(new() { StochasticGradientDescentInitilaizationTolerance = 0.01f });
        Assert.InRange(random.LbfgsObjective(examples, golden) - golden.Objective, -1e-7, 1e-5);
        Assert.InRange(descended.LbfgsObjective(examples, golden) - golden.Objective, -1e-7, 1e-5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model()
    {
        double[] biases = First(), again = First();
        Assert.Equal(biases, again);

        double[] First() => new LinearModel(new MLContext(seed: 11).MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { InitialWeightsDiameter = 1, MaximumNumberOfIterations = 2, NumberOfThreads = 1 })
            .Fit(Load(_problem.Examples())).Model).Biases;
    }

    [Fact]
    public void Statistics_are_kept_with_the_model_when_asked_for()
    {
        Example[] examples = [.. _problem.Examples()];
        var trainer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { ShowTrainingStatistics = true });
        var parameters = trainer.Fit(Load(examples)).Model;
        var model = new LinearModel(parameters);
        Assert.Equal(90, parameters.Statistics.TrainingExampleCount);
        Assert.Equal(3 + model.Weights.Sum(w => w.Count(v => v != 0)), parameters.Statistics.ParametersCount);
        Assert.Equal(2 * examples.Sum(model.LogLoss), parameters.Statistics.Deviance, tolerance: 0.01);
        Assert.Equal(2 * 90 * Math.Log(3), parameters.Statistics.NullDeviance, tolerance: 0.01);
        Assert.Null(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(Load(examples)).Model.Statistics);
    }

    [Fact]
    public void Training_reports_to_the_log()
    {
        var messages = new List<LoggingEventArgs>();
        _ml.Log += (_, e) => messages.Add(e);
        _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(Load(_problem.Examples()));
        Assert.Contains(messages, e => e.Message.Contains("L1 regularization selected", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Names("L1Regularization", o => o.L1Regularization = -1);
        Names("L2Regularization", o => o.L2Regularization = -1);
        Names("OptimizationTolerance", o => o.OptimizationTolerance = 0);
        Names("HistorySize", o => o.HistorySize = 0);
        Names("MaximumNumberOfIterations", o => o.MaximumNumberOfIterations = 0);
        Names("NumberOfThreads", o => o.NumberOfThreads = 0);

        void Names(string name, Action<LbfgsMaximumEntropyMulticlassTrainer.Options> set)
        {
            var options = new LbfgsMaximumEntropyMulticlassTrainer.Options();
            set(options);
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options));
            Assert.Contains(name, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_trainer_says_that_it_wants_normalised_and_cached_data()
    {
        TrainerInfo info = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Info;
        Assert.True(info.NeedNormalization);
        Assert.True(info.WantCaching);
    }

    private IDataView Load(IEnumerable<Example> examples) => _ml.Data.LoadFromEnumerable(examples);

    private LinearModel Train(LbfgsMaximumEntropyMulticlassTrainer.Options options, Example[]? examples = null) =>
        new(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options).Fit(Load(examples ?? [.. _problem.Examples()])).Model);

    private IEnumerable<Scored> Score(MulticlassPredictionTransformer<MaximumEntropyModelParameters> transformer, IEnumerable<Example> examples) =>
        _ml.Data.CreateEnumerable<Scored>(transformer.Transform(Load(examples)), reuseRowObject: false);

    private GoldenOptimum Default => _problem.Lbfgs.Single(c => c.Name == "default");

    /// <summary>Rows enough to be worth several threads.</summary>
    private static Example[] LargeProblem()
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, 5000).Select(_ =>
        {
            uint label = (uint)random.Next(3);
            return new Example { Label = label, Features = [.. Enumerable.Range(0, 5).Select(j => random.NextSingle() + (j == label ? 0.3f : 0))] };
        })];
    }

    private void EndsAtTheOptimum(string name)
    {
        GoldenOptimum golden = _problem.Lbfgs.Single(c => c.Name == name);
        Example[] examples = [.. _problem.Examples()];
        var transformer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(exampleWeightColumnName: golden.WeightColumn,
            l1Regularization: golden.L1, l2Regularization: golden.L2, enforceNonNegativity: golden.NonNegative).Fit(Load(examples));
        var model = new LinearModel(transformer.Model);

        Assert.InRange(model.LbfgsObjective(examples, golden) - golden.Objective, -1e-7, 1e-5);
        for (int c = 0; c < GoldenProblem.ClassCount; c++)
            for (int j = 0; j < GoldenProblem.FeatureCount; j++)
                Assert.Equal(golden.Coefficients[c][j], model.Weights[c][j], tolerance: 0.05);
        foreach ((Scored scored, double[] probabilities) in Score(transformer, examples).Zip(golden.Probabilities))
            for (int c = 0; c < GoldenProblem.ClassCount; c++)
                Assert.Equal(probabilities[c], scored.Score[c], tolerance: 0.02);
    }

    private MaximumEntropyModelParameters TrainWide()
    {
        var rows = Enumerable.Range(0, 30).Select(i => new WideExample { Label = (uint)(i % 3), Features = new float[WideExample.FeatureCount] }).ToArray();
        foreach (WideExample row in rows)
            row.Features[row.Label] = 1;
        return _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(_ml.Data.LoadFromEnumerable(rows)).Model;
    }

    private static VBuffer<float> Compress(float[] values)
    {
        int[] indices = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0)];
        return new VBuffer<float>(values.Length, indices.Length, [.. indices.Select(i => values[i])], indices);
    }

    private static void Close(LinearModel expected, LinearModel actual, double tolerance = 0.05)
    {
        foreach ((double e, double a) in expected.Weights.SelectMany(w => w).Concat(expected.Biases).Zip(actual.Weights.SelectMany(w => w).Concat(actual.Biases)))
            Assert.Equal(e, a, tolerance);
    }

    private sealed class WideExample
    {
        public const int FeatureCount = 200;

        [VectorType(FeatureCount)]
        public float[] Features { get; set; } = [];

        [KeyType(3)]
        public uint Label { get; set; }
    }

    private sealed class SparseExample
    {
        [VectorType(WideExample.FeatureCount)]
        public VBuffer<float> Features { get; set; }

        [KeyType(3)]
        public uint Label { get; set; }
    }
}
