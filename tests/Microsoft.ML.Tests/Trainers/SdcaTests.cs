using Microsoft.ML.Trainers;

namespace Microsoft.ML.Tests.Trainers;

public sealed class SdcaTests
{
    private readonly MLContext _ml = new(seed: 3);
    private readonly GoldenProblem _problem = GoldenProblem.Load();

    [Theory]
    [InlineData("l2")]
    [InlineData("l1")]
    [InlineData("weighted")]
    public void Training_ends_near_the_optimum_that_another_method_finds(string name)
    {
        GoldenOptimum golden = _problem.Sdca.Single(c => c.Name == name);
        Example[] examples = [.. _problem.Examples()];
        var transformer = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            L2Regularization = golden.L2,
            L1Regularization = golden.Threshold,
            ExampleWeightColumnName = golden.WeightColumn,
            MaximumNumberOfIterations = 2000,
            ConvergenceTolerance = 1e-4f,
            NumberOfThreads = 1,
        }).Fit(Load(examples));
        var model = new LinearModel(transformer.Model);

        Assert.InRange(model.SdcaObjective(examples, golden) / golden.Objective - 1, -1e-6, 2e-4);
        var scored = _ml.Data.CreateEnumerable<Scored>(transformer.Transform(Load(examples)), reuseRowObject: false);
        foreach ((Scored row, double[] probabilities) in scored.Zip(golden.Probabilities))
            for (int c = 0; c < GoldenProblem.ClassCount; c++)
                Assert.Equal(probabilities[c], row.Score[c], tolerance: 0.03);
    }

    [Fact]
    public void Training_stops_when_the_duality_gap_is_small_enough()
    {
        GoldenOptimum golden = _problem.Sdca.Single(c => c.Name == "l2");
        Example[] examples = [.. _problem.Examples()];
        double loose = Objective(0.5f), tight = Objective(1e-3f);
        Assert.InRange(tight / golden.Objective - 1, -1e-6, 2e-3);
        Assert.InRange(loose / golden.Objective - 1, 2e-3, 1);

        double Objective(float tolerance) => new LinearModel(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(
            new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                L2Regularization = golden.L2,
                L1Regularization = 0,
                MaximumNumberOfIterations = 5000,
                ConvergenceTolerance = tolerance,
                NumberOfThreads = 1,
            }).Fit(Load(examples)).Model).SdcaObjective(examples, golden);
    }

    [Fact]
    public void L1_regularisation_sets_weights_to_zero()
    {
        var trainer = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(l2Regularization: 0.05f, l1Regularization: 2, maximumNumberOfIterations: 200);
        var model = new LinearModel(trainer.Fit(Load(_problem.Examples())).Model);
        Assert.InRange(model.Weights.Sum(w => w.Count(v => v == 0)), 1, GoldenProblem.ClassCount * GoldenProblem.FeatureCount - 1);
    }

    [Fact]
    public void A_bias_that_learns_is_not_held_back_by_regularisation()
    {
        // One class is much the most frequent, and no feature says which is which.
        Example[] examples = [.. Enumerable.Range(0, 200).Select(i => new Example { Label = i % 20 == 0 ? 1u : i % 20 == 1 ? 2u : 0u, Features = [0, 0, 0, 0, 0] })];
        double held = Share(0), free = Share(1);
        Assert.True(free > held + 0.05, $"{free} against {held}");

        double Share(float rate)
        {
            var transformer = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                L2Regularization = 0.5f,
                L1Regularization = 0,
                BiasLearningRate = rate,
                MaximumNumberOfIterations = 200,
                ConvergenceCheckFrequency = 0,
                NumberOfThreads = 1,
            }).Fit(Load(examples));
            return _ml.Data.CreateEnumerable<Scored>(transformer.Transform(Load(examples[..1])), reuseRowObject: false).Single().Score[0];
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_and_another_gives_another()
    {
        Assert.Equal(Train(1, 1), Train(1, 1));
        Assert.NotEqual(Train(1, 1), Train(2, 1));
    }

    [SubstituteFact("Microsoft.ML promises no determinism with several threads.")]
    public void The_number_of_threads_does_not_change_a_bit_of_the_model() => Assert.Equal(Train(1, 1), Train(1, 3));

    [Fact]
    public void Any_loss_of_a_margin_can_be_trained_for()
    {
        ISupportSdcaClassificationLoss[] losses = [new LogLoss(), new HingeLoss(), new SmoothedHingeLoss()];
        foreach (var loss in losses)
        {
            var transformer = _ml.MulticlassClassification.Trainers.SdcaNonCalibrated(lossFunction: loss, l2Regularization: 0.01f, l1Regularization: 0,
                maximumNumberOfIterations: 100).Fit(Load(_problem.Examples()));
            var metrics = _ml.MulticlassClassification.Evaluate(transformer.Transform(Load(_problem.Examples())));
            Assert.InRange(metrics.MicroAccuracy, 0.6, 0.85);
            Assert.Equal(GoldenProblem.ClassCount, new LinearModel(transformer.Model).Biases.Length);
        }
    }

    [Fact]
    public void Scores_of_a_model_that_is_not_calibrated_are_the_linear_ones()
    {
        var transformer = _ml.MulticlassClassification.Trainers.SdcaNonCalibrated(l2Regularization: 0.01f, l1Regularization: 0).Fit(Load(_problem.Examples()));
        var model = new LinearModel(transformer.Model);
        Example example = _problem.Examples().First();
        var scored = _ml.Data.CreateEnumerable<Scored>(transformer.Transform(Load([example])), reuseRowObject: false).Single();
        foreach ((double expected, float actual) in model.Scores(example.Features).Zip(scored.Score))
            Assert.Equal(expected, actual, tolerance: 1e-4);
    }

    [Fact]
    public void Defaults_suit_a_small_problem()
    {
        var transformer = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy().Fit(Load(_problem.Examples()));
        var metrics = _ml.MulticlassClassification.Evaluate(transformer.Transform(Load(_problem.Examples())));
        Assert.InRange(metrics.MicroAccuracy, 0.6, 0.85);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Names("L2Regularization", o => o.L2Regularization = -1);
        Names("L1Regularization", o => o.L1Regularization = -1);
        Names("MaximumNumberOfIterations", o => o.MaximumNumberOfIterations = 0);
        Names("ConvergenceTolerance", o => o.ConvergenceTolerance = 0);

        void Names(string name, Action<SdcaMaximumEntropyMulticlassTrainer.Options> set)
        {
            var options = new SdcaMaximumEntropyMulticlassTrainer.Options();
            set(options);
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(options));
            Assert.Contains(name, error.ToString(), StringComparison.Ordinal);
        }
    }

    private IDataView Load(IEnumerable<Example> examples) => _ml.Data.LoadFromEnumerable(examples);

    private double[] Train(int seed, int threads)
    {
        var model = new LinearModel(new MLContext(seed).MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            L2Regularization = 0.01f,
            L1Regularization = 0,
            MaximumNumberOfIterations = 3,
            NumberOfThreads = threads,
            ConvergenceCheckFrequency = 1,
        }).Fit(Load(_problem.Examples())).Model);
        return [.. model.Weights.SelectMany(w => w), .. model.Biases];
    }
}
