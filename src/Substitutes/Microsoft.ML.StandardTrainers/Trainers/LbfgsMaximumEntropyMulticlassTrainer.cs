using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a maximum entropy classifier with the limited-memory BFGS method.</summary>
/// <remarks>
/// Minimises (Σ weight · −log p(label) + l2/2 · Σw²) / Σ weight + l1 · Σ|w| / count, where p is the softmax of one linear score per class. Biases are
/// not regularised. The result depends on the data and the seed, not on the number of threads.
/// </remarks>
public sealed class LbfgsMaximumEntropyMulticlassTrainer
    : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(LbfgsMaximumEntropyMulticlassTrainer), options, TrainerColumns.KeyLabel(options.LabelColumnName))
    {
    }

    /// <summary>Trains from where another model left off.</summary>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData, MaximumEntropyModelParameters modelParameters) =>
        Train(trainData, modelParameters);

    private protected override MaximumEntropyModelParameters TrainModel(IDataView data, MaximumEntropyModelParameters initial)
    {
        using IChannel channel = Host.Start("Training");
        int threads = TrainerOptions.NumberOfThreads ?? Environment.ProcessorCount;
        long memoryLimit = TrainerOptions.NumberOfThreads == 1 ? 0 : TrainingRows.DefaultMemoryLimit;
        TrainingRows rows = TrainingRows.Read(channel, data, FeatureColumn.Name, LabelColumn.Name, WeightColumn.Name, memoryLimit);
        int classCount = rows.ClassWeights.Length, featureCount = rows.Layout.FeatureCount;
        if (classCount == 1)
            channel.Warning(MessageSensitivity.None, "Training resulted in a one class predictor");

        var objective = new MaximumEntropyObjective(rows, classCount, TrainerOptions.L2Regularization, threads);
        float[] start = MakeStart(rows, initial);
        objective.ShiftBiases(start, toModel: false);
        double l1 = (double)TrainerOptions.L1Regularization / rows.RowCount;
        var minimizer = new LbfgsMinimizer(objective, start, classCount, l1, TrainerOptions.EnforceNonNegativity, TrainerOptions.HistorySize);
        LbfgsResult result = Minimize(minimizer, start.Length);
        objective.ShiftBiases(result.X, toModel: true);

        int used = classCount + result.X.AsSpan(classCount).Length - result.X.AsSpan(classCount).Count(0f);
        if (TrainerOptions.L1Regularization > 0 && !TrainerOptions.Quiet)
            channel.Info(MessageSensitivity.None, "L1 regularization selected {0} of {1} weights.", used, result.X.Length);
        ModelStatisticsBase statistics = TrainerOptions.ShowTrainingStatistics ? MakeStatistics(channel, rows, result, used) : null;
        float[][] weights = [.. Enumerable.Range(0, classCount).Select(c => result.X.AsSpan(classCount + c * featureCount, featureCount).ToArray())];
        return new MaximumEntropyModelParameters(Host, result.X[..classCount], weights, statistics);
    }

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(
        MaximumEntropyModelParameters model, DataViewSchema trainSchema) => new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private protected override SchemaShape.Column[] GetOutputColumns(SchemaShape inputSchema) => TrainerColumns.MulticlassOutput(inputSchema, LabelColumn.Name);

    /// <summary>The biases and weights to start from.</summary>
    private float[] MakeStart(TrainingRows rows, MaximumEntropyModelParameters initial)
    {
        int classCount = rows.ClassWeights.Length, featureCount = rows.Layout.FeatureCount;
        float[] start = new float[classCount * (featureCount + 1)];
        if (initial is not null)
        {
            Host.Check(initial.ClassCount == classCount && initial.FeatureCount == featureCount,
                $"The model to start from has {initial.ClassCount} classes of {initial.FeatureCount} features, the data {classCount} of {featureCount}.");
            initial.CopyTo(start);
        }
        else if (TrainerOptions.InitialWeightsDiameter > 0)
        {
            for (int i = 0; i < start.Length; i++)
                start[i] = TrainerOptions.InitialWeightsDiameter * (Host.Rand.NextSingle() - 0.5f);
        }
        else if (TrainerOptions.StochasticGradientDescentInitilaizationTolerance > 0)
        {
            new MaximumEntropyDescent(rows, classCount).Run(start, TrainerOptions.StochasticGradientDescentInitilaizationTolerance);
        }
        return start;
    }

    private LbfgsResult Minimize(LbfgsMinimizer minimizer, int variables)
    {
        using IChannel channel = Host.Start("LBFGS Optimizer");
        using IProgressChannel progress = Host.StartProgressChannel("LBFGS Optimizer");
        int iteration = 0;
        progress.SetHeader(new ProgressHeader(["Loss", "Improvement"], ["iterations"]), entry => entry.SetProgress(0, iteration));
        if (!TrainerOptions.Quiet)
            channel.Info(MessageSensitivity.None, "Beginning optimization of {0} variables.", variables);
        LbfgsResult result = minimizer.Minimize(TrainerOptions.OptimizationTolerance, TrainerOptions.MaximumNumberOfIterations, step =>
        {
            iteration = step.Iteration;
            progress.Checkpoint(step.Value, step.Improvement, step.Iteration);
            if (!TrainerOptions.Quiet)
                channel.Trace(MessageSensitivity.None, "Iteration {0}: loss {1:G7}, improvement {2:G3}.", step.Iteration, step.Value, step.Improvement);
        });
        if (TrainerOptions.Quiet)
            return result;
        if (result.HasConverged)
            channel.Info(MessageSensitivity.None, "Finished after {0} iterations at a loss of {1:G7}.", result.Iterations, result.Value);
        else
            channel.Warning(MessageSensitivity.None,
                "Premature convergence occurred after {0} iterations. The OptimizationTolerance may be set too small.", result.Iterations);
        return result;
    }

    private ModelStatisticsBase MakeStatistics(IChannel channel, TrainingRows rows, LbfgsResult result, int parameterCount)
    {
        double norm1 = 0, norm2 = 0;
        foreach (float weight in result.X.AsSpan(rows.ClassWeights.Length))
        {
            norm1 += Math.Abs(weight);
            norm2 += (double)weight * weight;
        }
        double loss = (result.Value - TrainerOptions.L1Regularization * norm1 / rows.RowCount) * rows.WeightSum - 0.5 * TrainerOptions.L2Regularization * norm2;
        double nullLoss = -rows.ClassWeights.Where(weight => weight > 0).Sum(weight => weight * Math.Log(weight / rows.WeightSum));
        var statistics = new ModelStatisticsBase(rows.RowCount, parameterCount, (float)(2 * loss), (float)(2 * nullLoss));
        channel.Info(MessageSensitivity.None, "Model trained with {0} training examples.", statistics.TrainingExampleCount);
        channel.Info(MessageSensitivity.None, "Residual Deviance: {0}, Null Deviance: {1}, AIC: {2}.",
            statistics.Deviance, statistics.NullDeviance, 2 * parameterCount + statistics.Deviance);
        return statistics;
    }

    /// <summary>Options of the trainer.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Whether to keep statistics of the fit with the model.</summary>
        public bool ShowTrainingStatistics = false;
    }
}
