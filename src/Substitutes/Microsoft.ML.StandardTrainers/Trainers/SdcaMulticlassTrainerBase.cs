using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>Trains one linear score per class with stochastic dual coordinate ascent.</summary>
/// <remarks>
/// Minimises Σ weight · Σ loss(score of the label − score of another class) / count + l2 · (Σw²/2 + l1 · Σ|w|), the inner sum being over the other
/// classes. The result depends on the data and the seed, not on the number of threads.
/// </remarks>
public abstract class SdcaMulticlassTrainerBase<TModel>
    : SdcaTrainerBase<SdcaMulticlassTrainerBase<TModel>.MulticlassOptions, MulticlassPredictionTransformer<TModel>, TModel>
    where TModel : class
{
    internal SdcaMulticlassTrainerBase(IHostEnvironment env, string name, MulticlassOptions options)
        : base(env, name, options, TrainerColumns.KeyLabel(options.LabelColumnName))
    {
    }

    private protected abstract TModel MakeModel(float[] biases, float[][] weights);

    private protected override TModel TrainModel(IDataView data, TModel initial)
    {
        using IChannel channel = Host.Start("Training");
        TrainingRows rows = TrainingRows.Read(channel, data, FeatureColumn.Name, LabelColumn.Name, WeightColumn.Name, TrainingRows.DefaultMemoryLimit);
        int classCount = rows.ClassWeights.Length;
        Host.Check(classCount >= 2, $"Column '{LabelColumn.Name}' has {classCount} class; there must be at least 2 to tell apart.");
        if (TrainerOptions.Shuffle && !rows.IsInMemory)
            channel.Warning(MessageSensitivity.None, "The data does not fit in memory, so each iteration takes it in its own order.");

        var solver = new SdcaSolver(rows, MakeSettings(channel, rows), TrainerOptions.InternalLoss);
        using IProgressChannel progress = Host.StartProgressChannel("SDCA training");
        int iteration = 0;
        progress.SetHeader(new ProgressHeader(["Loss", "Dual Loss", "Duality Gap"], ["iterations"]), entry => entry.SetProgress(0, iteration));
        solver.Solve(TrainerOptions.Shuffle ? new Random(Host.Rand.Next()) : null, step =>
        {
            iteration = step.Iteration;
            progress.Checkpoint(step.Loss, step.DualLoss, step.Loss - step.DualLoss, step.Iteration);
            channel.Trace(MessageSensitivity.None, "Iteration {0}: loss {1:G7}, duality gap {2:G3}.", step.Iteration, step.Loss, step.Loss - step.DualLoss);
        });
        channel.Info(MessageSensitivity.None, "Using the model of iteration {0}.", solver.BestIteration);
        return MakeModel(solver.GetBiases(), solver.GetWeights());
    }

    private protected override MulticlassPredictionTransformer<TModel> MakeTransformer(TModel model, DataViewSchema trainSchema) =>
        new(Host, model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    private protected override SchemaShape.Column[] GetOutputColumns(SchemaShape inputSchema) => TrainerColumns.MulticlassOutput(inputSchema, LabelColumn.Name);

    /// <summary>Options of multiclass trainers that use stochastic dual coordinate ascent.</summary>
    public class MulticlassOptions : OptionsBase
    {
        internal ISupportSdcaClassificationLoss InternalLoss = new LogLoss();
    }
}
